import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { DatabaseError } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { client, membership, session, tenant, user } from '#db/schema/index.ts';
import { openReadScope, type TenantTx, withPlatform, withSession, withTenant, withWorker } from '#db/tenant.server.ts';
import { withoutTenancy } from '#db/transaction.server.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { raw } from '#tests/support/sql.ts';
import { makeTenant, type TestTenant } from '#tests/support/tenants.ts';

let database: FreshDatabase;
let acme: TestTenant;
let birch: TestTenant;

beforeAll(async () => {
  database = await freshDatabase({ poolSize: 2 });
  acme = await makeTenant('Acme');
  birch = await makeTenant('Birch');
  await withTenant(acme, (tx) => tx.insert(client).values({ kind: 'person', name: 'Jo of Acme' }));
  await withTenant(birch, (tx) => tx.insert(client).values({ kind: 'person', name: 'Jo of Birch' }));
});
afterAll(() => database.close());

const names = async (tx: TenantTx) => (await tx.select({ name: client.name }).from(client)).map(({ name }) => name);

async function codeOf(promise: Promise<unknown>): Promise<string | undefined> {
  const error: unknown = await promise.then(
    () => 'nothing failed',
    (reason) => reason,
  );
  return error instanceof DatabaseError ? error.code : String(error);
}

test('a transaction sees its tenant, and what it throws is undone', async () => {
  expect(await withTenant(acme, names)).toEqual(['Jo of Acme']);
  await expect(
    withTenant(acme, async (tx) => {
      await tx.insert(client).values({ kind: 'company', name: 'Never' });
      throw new Error('changed my mind');
    }),
  ).rejects.toThrow('changed my mind');
  expect(await withTenant(acme, names)).toEqual(['Jo of Acme']);
});

test('a read transaction refuses to write', async () => {
  const write = withTenant(acme, (tx) => tx.insert(client).values({ kind: 'person', name: 'x' }), { readOnly: true });
  expect(await codeOf(write)).toBe('25006');
});

test('an id that is none is refused before the database is asked', async () => {
  expect(() => withTenant({ tenantId: `' or true` }, names)).toThrow(TypeError);
});

test('nothing of a transaction is left on its connection', async () => {
  for (const run of [
    () => withTenant(acme, names),
    () => withTenant(acme, names, { readOnly: true }),
    () => withPlatform((tx) => tx.select().from(tenant)),
  ]) {
    await Promise.all([run(), run(), run()]);
    for (let lent = 0; lent < 4; lent += 1) {
      const left = await withoutTenancy(
        database,
        async (tx) =>
          (
            await raw(
              tx,
              `select current_setting('app.tenant_id', true) as tenant, current_user = session_user as is_login`,
            )
          ).rows[0],
      );
      expect([null, '']).toContain(left?.tenant);
      expect(left?.is_login).toBe(true);
    }
  }
});

test('a failed statement spoils its transaction and no other', async () => {
  const failing = withTenant(acme, (tx) => raw(tx, 'select 1 / 0'));
  expect(await codeOf(failing)).toBe('22012');
  expect(await Promise.all([withTenant(acme, names), withTenant(birch, names)])).toEqual([
    ['Jo of Acme'],
    ['Jo of Birch'],
  ]);
});

test('a failure that was swallowed does not look like a success', async () => {
  const swallowed = withTenant(acme, async (tx) => {
    await tx.insert(client).values({ kind: 'person', name: 'Half' });
    await raw(tx, 'select 1 / 0').catch(() => {});
  });
  await expect(swallowed).rejects.toThrow('was rolled back');
  expect(await withTenant(acme, names)).toEqual(['Jo of Acme']);
});

test('a statement that failed once runs again under the same name', async () => {
  const divide = (by: number) => withTenant(acme, (tx) => tx.select({ n: sql<number>`10 / ${by}::int` }).from(client));
  expect(await codeOf(divide(0))).toBe('22012');
  expect(await divide(5)).toEqual([{ n: 2 }]);
  expect(await codeOf(withTenant(acme, (tx) => raw(tx, 'select no_such_column from client')))).toBe('42703');
  expect(await codeOf(withTenant(acme, (tx) => raw(tx, 'select no_such_column from client')))).toBe('42703');
});

test('a query that comes after the end is refused, not run in the next transaction', async () => {
  const kept = await withTenant(acme, async (tx) => tx);
  await expect(names(kept)).rejects.toThrow();
  const scope = await openReadScope(acme.tokenHash, acme.slug);
  await scope.close();
  await scope.close();
  await expect(names(scope.tx)).rejects.toThrow();
});

test('queries of one transaction are answered in their own order', async () => {
  const answers = await withTenant(acme, (tx) =>
    Promise.all(Array.from({ length: 50 }, (_, n) => raw(tx, 'select $1::int as n', [n]))),
  );
  expect(answers.map(({ rows }) => rows[0]?.n)).toEqual(Array.from({ length: 50 }, (_, n) => n));
});

test('a session enters the tenants its person belongs to', async () => {
  const entered = await withSession(acme.tokenHash, acme.slug.toUpperCase(), async ({ tx, entry }) => ({
    entry,
    names: await names(tx),
  }));
  expect(entered).toMatchObject({
    entry: { user: { id: acme.userId }, tenant: { id: acme.tenantId, slug: acme.slug }, role: 'owner' },
    names: ['Jo of Acme'],
  });
});

test.each([
  ['another tenant', () => birch.slug],
  ['a tenant that never was', () => 'nowhere'],
  ['no tenant', () => null],
])('a session without a membership sees nothing: %s', async (_, slug) => {
  const entered = await withSession(acme.tokenHash, slug(), async ({ tx, entry }) => ({
    entry,
    names: await names(tx),
  }));
  expect(entered).toMatchObject({ entry: { user: { id: acme.userId }, tenant: null, role: null }, names: [] });
});

test('no session, an expired one and a suspended member are let in nowhere', async () => {
  expect(await withSession(randomUUID(), acme.slug, async ({ tx, entry }) => [entry, await names(tx)])).toEqual([
    null,
    [],
  ]);
  const late = await makeTenant('Late');
  await withPlatform((tx) =>
    tx
      .update(session)
      .set({ expiresAt: new Date(Date.now() - 1_000) })
      .where(eq(session.userId, late.userId)),
  );
  expect(await withSession(late.tokenHash, late.slug, async ({ entry }) => entry)).toBeNull();
  const away = await makeTenant('Away');
  await withTenant(away, (tx) => tx.update(membership).set({ suspendedAt: new Date() }));
  expect(await withSession(away.tokenHash, away.slug, async ({ entry }) => entry?.tenant)).toBeNull();
});

test('the loaders of a request share one moment', async () => {
  const scope = await openReadScope(acme.tokenHash, acme.slug);
  const [entry, first, second] = await Promise.all([scope.entry, names(scope.tx), names(scope.tx)]);
  expect(entry?.role).toBe('owner');
  expect([first, second]).toEqual([['Jo of Acme'], ['Jo of Acme']]);
  await scope.close();
});

test('colleagues can be named; strangers and secrets cannot', async () => {
  const people = await withTenant(acme, (tx) => tx.select({ id: user.id, name: user.name }).from(user));
  expect(people).toEqual([{ id: acme.userId, name: 'Acme Owner' }]);
  expect(await codeOf(withTenant(acme, (tx) => tx.select({ hash: user.passwordHash }).from(user)))).toBe('42501');
  expect(await codeOf(withTenant(acme, (tx) => tx.select().from(session)))).toBe('42501');
});

test('a tenant sees and changes its own row alone', async () => {
  const own = await withTenant(acme, (tx) => tx.select({ id: tenant.id }).from(tenant));
  expect(own).toEqual([{ id: acme.tenantId }]);
  const changed = await withTenant(acme, (tx) =>
    tx.update(tenant).set({ name: 'Taken' }).where(eq(tenant.id, birch.tenantId)).returning({ id: tenant.id }),
  );
  expect(changed).toEqual([]);
  expect(await codeOf(withTenant(acme, (tx) => tx.update(tenant).set({ slug: 'other' })))).toBe('42501');
});

test('the platform and the worker reach no work of any tenant', async () => {
  expect(await codeOf(withPlatform((tx) => tx.select().from(client)))).toBe('42501');
  expect(await codeOf(withWorker((tx) => tx.select().from(client)))).toBe('42501');
});

test('rows of joins, nested selections and aggregates read as drizzle declares them', async () => {
  const { people, counted, count } = await withTenant(acme, async (tx) => ({
    people: await tx
      .select({
        person: { name: user.name },
        place: membership,
        at: sql<Date>`now()`.mapWith(client.createdAt).as('at'),
      })
      .from(user)
      .leftJoin(membership, eq(membership.userId, user.id)),
    counted: await tx.select({ n: sql<number>`count(*)`.mapWith(Number) }).from(client),
    count: await tx.$count(client),
  }));
  expect(people).toMatchObject([{ person: { name: 'Acme Owner' }, place: { role: 'owner', suspendedAt: null } }]);
  expect(people[0]?.place?.createdAt).toBeInstanceOf(Date);
  expect(people[0]?.at).toBeInstanceOf(Date);
  expect([counted, count]).toEqual([[{ n: 1 }], 1]);
});

test('an error of the database does not repeat the values it was given', async () => {
  const failing = withTenant(acme, (tx) =>
    tx.insert(membership).values({ userId: randomUUID(), role: 'owner', suspendedBy: acme.userId }),
  );
  const error: unknown = await failing.catch((reason) => reason);
  expect(error).toBeInstanceOf(DatabaseError);
  expect(String(error)).not.toContain(acme.userId);
});

test('what is written once is refused to its owner too', async () => {
  await database.execute(`insert into audit_entry (tenant_id, id, action, subject_type) values ($1, $2, 'a.b', 'c')`, [
    acme.tenantId,
    randomUUID(),
  ]);
  await expect(database.execute(`update audit_entry set action = 'x'`)).rejects.toThrow('append-only');
  await expect(database.execute('delete from audit_entry')).rejects.toThrow('append-only');
  await expect(database.execute('truncate audit_entry cascade')).rejects.toThrow('append-only');
});
