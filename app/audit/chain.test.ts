import { randomUUID } from 'node:crypto';
import { asc } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { auditEntry } from '#db/schema/index.ts';
import { withTenant } from '#db/tenant.server.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { raw } from '#tests/support/sql.ts';
import { makeTenant, type TestTenant } from '#tests/support/tenants.ts';
import type { OperationContext } from '../tenancy/operation.server.ts';
import { audit } from './audit.server.ts';
import { readHead, verifyAuditChain } from './chain.server.ts';

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
    expect(await verify()).toEqual({ isWhole: true, rows: 0, head: null });
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
