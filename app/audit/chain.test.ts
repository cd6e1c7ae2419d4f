import { randomUUID } from 'node:crypto';
import { asc } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { auditEntry, personErasure } from '#db/schema/index.ts';
import { withTenant } from '#db/tenant.server.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { raw } from '#tests/support/sql.ts';
import { makeTenant, type TestTenant } from '#tests/support/tenants.ts';
import type { OperationContext } from '../tenancy/operation.server.ts';
import { audit } from './audit.server.ts';
import { readHead, redactionDigest, verifyAuditChain, wordsErased } from './chain.server.ts';

let database: FreshDatabase;
let acme: TestTenant;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  acme = await makeTenant('Acme');
});

async function write(own: TestTenant, count: number, more: Partial<OperationContext> = {}): Promise<void> {
  await withTenant(own, async (tx) => {
    const tenant = { ...own, id: own.tenantId, name: 'Acme', locale: 'en-US', timeZone: 'UTC', currency: 'USD' };
    const actor = { userId: own.userId, name: 'Somebody' };
    const ctx = { tx, tenant: { ...tenant, units: 'imperial' as const }, actor, now: new Date(), ...more };
    for (let at = 0; at < count; at += 1) {
      const before = { price: 10.5, name: `"O’Neill" \\ ${at}` };
      await audit(ctx, { action: 'thing.changed', subjectType: 'thing', subjectId: randomUUID(), before, after: [at] });
    }
  });
}

const verify = (options?: Parameters<typeof verifyAuditChain>[1]) =>
  withTenant(acme, (tx) => verifyAuditChain(tx, options));

const entries = () => withTenant(acme, (tx) => tx.select().from(auditEntry).orderBy(asc(auditEntry.seq)));

/** What an owner of the tables can do and the application cannot: no trigger and no policy is in the way. */
async function asOwner(text: string, values: unknown[] = []): Promise<void> {
  await database.execute(`alter table audit_entry disable trigger user`);
  await database.execute(`alter table chain_head disable trigger user`);
  try {
    await database.execute(text, values);
  } finally {
    await database.execute(`alter table audit_entry enable trigger user`);
    await database.execute(`alter table chain_head enable trigger user`);
  }
}

describe('an audit that nobody touched', () => {
  test('is whole when it is empty, and after many transactions', async () => {
    expect(await verify()).toEqual({ isWhole: true, rows: 0, head: null, erased: 0 });
    for (const count of [1, 3, 5]) await write(acme, count);
    expect(await verify({ batchSize: 2 })).toMatchObject({ isWhole: true, rows: 9, head: { seq: 9 } });
  });

  test('is whole when many write at once, and what was rolled back left no gap', async () => {
    await Promise.all(
      Array.from({ length: 12 }, (_, at) =>
        at % 3 === 0
          ? write(acme, 1, { now: new Date(Number.NaN) }).catch(() => 'rolled back')
          : write(acme, 1 + (at % 2)),
      ),
    );
    expect(await verify()).toMatchObject({ isWhole: true, rows: 12 });
  });

  test('tells the door, and whom it was done for', async () => {
    const onBehalfOf = randomUUID();
    await write(acme, 1, { door: 'operator', onBehalfOf });
    expect(await entries()).toMatchObject([{ seq: 1, door: 'operator', onBehalfOf, previousHash: '' }]);
  });

  test('is whole while the transaction that asks has rows of its own to commit', async () => {
    await write(acme, 2);
    await withTenant(acme, async (tx) => {
      await raw(tx, `insert into audit_entry (id, action, subject_type) values ($1, 'a', 'b')`, [randomUUID()]);
      expect(await verifyAuditChain(tx)).toMatchObject({ isWhole: true, rows: 2 });
    });
  });
});

describe('the application itself', () => {
  test('numbers no row, changes none, and does not move the head', async () => {
    await write(acme, 2);
    await withTenant(acme, (tx) =>
      raw(
        tx,
        `insert into audit_entry (id, action, subject_type, seq, hash, previous_hash) values ($1, 'a', 'b', 99, 'x', 'y')`,
        [randomUUID()],
      ),
    );
    expect((await entries()).map(({ seq }) => seq)).toEqual([1, 2, 3]);
    for (const text of [
      `update audit_entry set hash = 'x' where seq = 2`,
      `update audit_entry set seq = 9 where seq = 2`,
      `update audit_entry set action = 'x'`,
      `delete from audit_entry`,
      `update chain_head set seq = 1`,
      `delete from chain_head`,
    ]) {
      await expect(
        withTenant(acme, (tx) => raw(tx, text)),
        text,
      ).rejects.toThrow(/permission denied|append-only|alone/);
    }
    expect(await verify()).toMatchObject({ isWhole: true, rows: 3 });
  });
});

describe('what the owner of the tables did is found', () => {
  beforeEach(() => write(acme, 6));

  test.each([
    ['a row is deleted', 'delete from audit_entry where tenant_id = $1 and seq = 3', 3, 'missing'],
    ['the first row is deleted', 'delete from audit_entry where tenant_id = $1 and seq = 1', 1, 'missing'],
    ['the tail is cut off', 'delete from audit_entry where tenant_id = $1 and seq > 4', 5, 'missing'],
    ['everything is deleted', 'delete from audit_entry where tenant_id = $1', 1, 'missing'],
    [
      'an actor is changed',
      `update audit_entry set actor_id = gen_random_uuid() where tenant_id = $1 and seq = 4`,
      4,
      'altered',
    ],
    [
      'a value is changed',
      `update audit_entry set before = '{"price": 9.5}' where tenant_id = $1 and seq = 2`,
      2,
      'altered',
    ],
    [
      'a time is moved',
      `update audit_entry set at = at + interval '1 microsecond' where tenant_id = $1 and seq = 5`,
      5,
      'altered',
    ],
    [
      'a row is put in without a place',
      `insert into audit_entry (tenant_id, id, action, subject_type) values ($1, gen_random_uuid(), 'x', 'y')`,
      7,
      'not in the chain',
    ],
    [
      'a row is added after the end',
      `insert into audit_entry (tenant_id, id, action, subject_type, seq, previous_hash, hash)
       select tenant_id, gen_random_uuid(), 'x', 'y', 7, hash, 'made up' from audit_entry where tenant_id = $1 and seq = 6`,
      7,
      'altered',
    ],
    ['the head is moved back', `update chain_head set seq = 4 where tenant_id = $1`, 5, 'after the end'],
    ['the head is gone', `delete from chain_head where tenant_id = $1`, 1, 'after the end'],
  ])('%s', async (_, text, seq, reason) => {
    await asOwner(text, [acme.tenantId]);
    expect(await verify({ batchSize: 4 })).toMatchObject({ isWhole: false, broken: { seq, reason } });
  });

  test('two rows change places', async () => {
    for (const [from, to] of [
      [2, 100],
      [3, 2],
      [100, 3],
    ]) {
      await asOwner('update audit_entry set seq = $3 where tenant_id = $1 and seq = $2', [acme.tenantId, from, to]);
    }
    expect(await verify()).toMatchObject({ isWhole: false, rows: 1, broken: { seq: 2, reason: 'altered' } });
  });

  test('a row is inserted between two others, with hashes that are right for it', async () => {
    await asOwner(`update audit_entry set seq = seq + 100 where tenant_id = $1 and seq > 3`, [acme.tenantId]);
    await asOwner(`update audit_entry set seq = seq - 99 where tenant_id = $1 and seq > 100`, [acme.tenantId]);
    await asOwner(
      `insert into audit_entry (tenant_id, id, action, subject_type, seq, previous_hash)
       select tenant_id, gen_random_uuid(), 'x', 'y', 4, hash from audit_entry where tenant_id = $1 and seq = 3`,
      [acme.tenantId],
    );
    await asOwner(
      `update audit_entry a set hash = encode(sha256(convert_to(public.audit_entry_text(a), 'UTF8')), 'hex')
       where tenant_id = $1 and seq = 4`,
      [acme.tenantId],
    );
    expect(await verify()).toMatchObject({ isWhole: false, rows: 4, broken: { seq: 5, reason: 'altered' } });
  });

  test('the whole chain is computed anew, head included: only a mark from before can tell', async () => {
    const mark = (await withTenant(acme, readHead)) ?? undefined;
    await asOwner(`update audit_entry set action = 'innocent' where tenant_id = $1 and seq = 2`, [acme.tenantId]);
    for (let seq = 2; seq <= 6; seq += 1) {
      await asOwner(
        `update audit_entry a set previous_hash = (select hash from audit_entry p where p.tenant_id = $1 and p.seq = $2 - 1)
         where tenant_id = $1 and seq = $2`,
        [acme.tenantId, seq],
      );
      await asOwner(
        `update audit_entry a set hash = encode(sha256(convert_to(public.audit_entry_text(a), 'UTF8')), 'hex')
         where tenant_id = $1 and seq = $2`,
        [acme.tenantId, seq],
      );
    }
    await asOwner(
      `update chain_head set hash = (select hash from audit_entry where tenant_id = $1 and seq = 6) where tenant_id = $1`,
      [acme.tenantId],
    );
    expect(await verify()).toMatchObject({ isWhole: true, rows: 6 });
    expect(await verify({ mark })).toMatchObject({
      isWhole: false,
      broken: { seq: 6, reason: 'not as it was marked' },
    });
  });
});

describe('words that were erased', () => {
  const mine = () => entries();

  /** Erases what entries say of a name, as an erasure does: in one transaction with the entry that vouches for it. */
  async function erase(seqs: readonly number[], says: (n: number) => unknown = (n) => [`[erased]`, n]): Promise<void> {
    const rows = await mine();
    await withTenant(acme, async (tx) => {
      const [erasure] = await tx
        .insert(personErasure)
        .values({ subjectType: 'thing', subjectId: randomUUID(), report: {} })
        .returning();
      const anchorId = randomUUID();
      const hashes: string[] = [];
      for (const seq of seqs) {
        const row = rows.find((one) => one.seq === seq);
        const { rows: made } = await raw(tx, 'select redact_audit_entry($1, $2, $3, null, $4) as hash', [
          erasure?.id,
          row?.id,
          anchorId,
          JSON.stringify(says(seq)),
        ]);
        hashes.push(String(made[0]?.hash));
      }
      const after = { digest: redactionDigest(hashes) };
      await tx
        .insert(auditEntry)
        .values({ id: anchorId, action: wordsErased, subjectType: 'erasure', subjectId: erasure?.id, after });
    });
  }

  /** Rows whose values name somebody. */
  async function writeNames(count: number): Promise<void> {
    await withTenant(acme, async (tx) => {
      for (let n = 1; n <= count; n += 1)
        await tx.insert(auditEntry).values({ action: 'a.b', subjectType: 'thing', after: ['Ann Other', n] });
    });
  }

  /** A row as they were before values had a hash of their own. */
  async function writeOld(): Promise<void> {
    await database.execute('alter table audit_entry disable trigger audit_entry_unchained');
    await writeNames(3);
    await database.execute('alter table audit_entry enable trigger audit_entry_unchained');
    expect((await mine()).every(({ valuesHash }) => valuesHash === null)).toBe(true);
  }

  test.each([
    ['now', () => writeNames(4)],
    ['before', writeOld],
  ])('leave a chain whole, in rows of %s, also when they are erased twice', async (_, make) => {
    await make();
    await erase([1, 3]);
    await writeNames(1);
    await erase([3], () => ['[erased]', 3]);
    expect(await verify({ batchSize: 2 })).toMatchObject({ isWhole: true, erased: 2 });
    const rows = await mine();
    expect(rows[0]?.salt).toBeNull();
    expect(rows.map(({ after }) => JSON.stringify(after)).filter((text) => text.includes('Ann'))).toHaveLength(
      rows.length - 4,
    );
  });

  test.each([
    [
      'put back or made up',
      `update audit_entry set after = '["Bob", 1]' where tenant_id = $1 and seq = 1`,
      1,
      'altered',
    ],
    [
      'given another actor',
      `update audit_entry set actor_id = gen_random_uuid() where tenant_id = $1 and seq = 1`,
      1,
      'altered',
    ],
    ['without their record', `delete from audit_redaction where tenant_id = $1 and seq = 1`, 1, 'altered'],
    [
      'with a record that was changed to fit',
      `with x as (update audit_entry e set after = '["Bob", 1]' where tenant_id = $1 and seq = 1 returning e.*)
       update audit_redaction r set text_hash = encode(sha256(convert_to(public.redacted_entry_text(x), 'UTF8')), 'hex')
       from x where r.tenant_id = $1 and r.seq = 1`,
      5,
      'erased by nobody',
    ],
    [
      'erased with no erasure in the history',
      `with x as (update audit_entry e set after = '["[erased]", 2]', salt = null where tenant_id = $1 and seq = 2 returning e.*)
       insert into audit_redaction (tenant_id, id, entry_id, seq, step, erasure_id, anchor_id, text_hash)
       select $1, gen_random_uuid(), x.id, 2, 1, p.id, gen_random_uuid(),
         encode(sha256(convert_to(public.redacted_entry_text(x), 'UTF8')), 'hex')
       from x, person_erasure p where p.tenant_id = $1`,
      2,
      'erased by nobody',
    ],
    [
      'added to an erasure that was',
      `with x as (update audit_entry e set after = '["[erased]", 2]', salt = null where tenant_id = $1 and seq = 2 returning e.*)
       insert into audit_redaction (tenant_id, id, entry_id, seq, step, erasure_id, anchor_id, text_hash)
       select $1, gen_random_uuid(), x.id, 2, 1, r.erasure_id, r.anchor_id,
         encode(sha256(convert_to(public.redacted_entry_text(x), 'UTF8')), 'hex')
       from x, audit_redaction r where r.tenant_id = $1 and r.seq = 1`,
      5,
      'erased by nobody',
    ],
  ])('are found when they are %s', async (_, text, seq, reason) => {
    await writeNames(4);
    await erase([1]);
    await asOwner(text, [acme.tenantId]);
    expect(await verify()).toMatchObject({ isWhole: false, broken: { seq, reason } });
  });

  test.each([
    ['another word', ['Bob', 1]],
    ['another number', ['[erased]', 2]],
    ['a word beside it', ['[erased] Bob', 1]],
    ['one value more', ['[erased]', 1, 'x']],
    ['nothing', null],
    ['another shape', { 0: '[erased]', 1: 1 }],
  ])('are taken out of history: %s does not come in', async (_, says) => {
    await writeNames(1);
    await expect(erase([1], () => says)).rejects.toThrow(/never put in/);
    expect(await verify()).toMatchObject({ isWhole: true, rows: 1 });
  });

  test('are taken out only while somebody is being erased here, and by the function alone', async () => {
    await writeNames(1);
    const birch = await makeTenant('Birch');
    const [row] = await mine();
    const call = (own: TestTenant, erasure: string) =>
      withTenant(own, (tx) =>
        raw(tx, `select redact_audit_entry($1, $2, gen_random_uuid(), null, '["[erased]", 1]')`, [erasure, row?.id]),
      );
    await expect(call(acme, randomUUID())).rejects.toThrow(/nobody is being erased/);
    const [open] = await withTenant(birch, (tx) =>
      tx.insert(personErasure).values({ subjectType: 'x', subjectId: randomUUID(), report: {} }).returning(),
    );
    await expect(call(acme, open?.id ?? '')).rejects.toThrow(/nobody is being erased/);
    await expect(call(birch, open?.id ?? '')).rejects.toThrow();
    for (const text of [
      `update audit_entry set after = null`,
      `insert into audit_redaction (id, entry_id, seq, step, erasure_id, anchor_id, text_hash) select gen_random_uuid(), id, 1, 1, id, id, 'x' from audit_entry`,
      `select erase_words('${open?.id}', 'audit_entry', '${row?.id}', '{"after": null}')`,
      `select erase_words('${open?.id}', 'membership', '${row?.id}', '{"role": "owner"}')`,
    ]) {
      await expect(
        withTenant(birch, (tx) => raw(tx, text)),
        text,
      ).rejects.toThrow(/permission denied|append-only|function of its own/);
    }
  });
});
