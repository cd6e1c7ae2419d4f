import { eq, getTableName } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deleteAccount } from '#app/auth/profile.server.ts';
import { cancelClosing, eraseDueBusinesses, remindOfErasures, requestClosing } from '#app/data/closing.server.ts';
import { findProof } from '#app/data/erasure.server.ts';
import { mail } from '#db/schema/index.ts';
import { withTenant } from '#db/tenant.server.ts';
import { asMember } from '#tests/support/archives.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { fillTenant, tenantTables } from '#tests/support/rows.ts';
import { makeTenant, type TestTenant } from '#tests/support/tenants.ts';

let database: FreshDatabase;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

async function filled(name: string): Promise<TestTenant> {
  const tenant = await makeTenant(name);
  await fillTenant(database, tenant.tenantId);
  // What was made up is no wish to close.
  await database.execute(`update tenant_closing set cancelled_at = now() where tenant_id = $1`, [tenant.tenantId]);
  return tenant;
}

const overdue = ({ tenantId }: TestTenant) =>
  database.execute(
    `update tenant_closing set erase_after = now() - interval '1 minute' where tenant_id = $1 and cancelled_at is null`,
    [tenantId],
  );

async function rowsOf({ tenantId }: TestTenant): Promise<number> {
  let count = 0;
  for (const table of tenantTables()) {
    const [row] = await database.execute<{ n: number }>(
      `select count(*)::int as n from "${getTableName(table)}" where tenant_id = $1`,
      [tenantId],
    );
    count += row?.n ?? 0;
  }
  return count;
}

test('a business is erased after its grace, to the last row, and its neighbour is not', async () => {
  const acme = await filled('Acme');
  const birch = await filled('Birch');
  const before = await rowsOf(birch);
  await asMember(acme, (ctx) => requestClosing(ctx, { name: 'Acme' }));
  expect(await withTenant(acme, (tx) => tx.$count(mail))).toBeGreaterThan(1);
  await eraseDueBusinesses();
  expect(await rowsOf(acme)).toBeGreaterThan(20);
  await overdue(acme);
  await eraseDueBusinesses();
  expect(await rowsOf(acme)).toBe(0);
  expect(await database.execute('select 1 from tenant where id = $1', [acme.tenantId])).toEqual([]);
  expect(await rowsOf(birch)).toBe(before);
  const proof = await findProof(acme.tenantId);
  expect(proof?.isGenuine).toBe(true);
  const said = JSON.parse(proof?.statement ?? '{}');
  expect(Object.values(said.remaining).every((count) => count === 0)).toBe(true);
  expect(Object.keys(said.remaining).sort()).toEqual(tenantTables().map(getTableName).sort());
  expect(said.erased.audit_entry).toBeGreaterThan(0);
  expect(said.audit.hash).toMatch(/^[0-9a-f]{64}$/);
  expect(proof?.statement).not.toMatch(/acme|example\.com/i);
});

test('those who run a business are told once more before it goes', async () => {
  const acme = await makeTenant('Near');
  const reminders = () => withTenant(acme, (tx) => tx.$count(mail, eq(mail.template, 'tenant.erased-soon')));
  await asMember(acme, (ctx) => requestClosing(ctx, { name: 'Near' }));
  await remindOfErasures();
  expect(await reminders()).toBe(0);
  await database.execute(`update tenant_closing set erase_after = now() + interval '40 hours' where tenant_id = $1`, [
    acme.tenantId,
  ]);
  await Promise.all([remindOfErasures(), remindOfErasures()]);
  await remindOfErasures();
  expect(await reminders()).toBe(1);
});

test('a statement that was changed is not genuine', async () => {
  const acme = await filled('Acme');
  await asMember(acme, (ctx) => requestClosing(ctx, { name: 'Acme' }));
  await overdue(acme);
  await eraseDueBusinesses();
  await database.execute(
    `update erasure_proof set statement = replace(statement, '"client":', '"klient":') where id = $1`,
    [acme.tenantId],
  );
  expect((await findProof(acme.tenantId))?.isGenuine).toBe(false);
});

test('an owner who types another name erases nothing, and one who takes it back keeps everything', async () => {
  const acme = await makeTenant('Acme');
  await expect(asMember(acme, (ctx) => requestClosing(ctx, { name: 'Other' }))).rejects.toThrow('Type the name');
  await asMember(acme, (ctx) => requestClosing(ctx, { name: 'Acme' }));
  await expect(asMember(acme, (ctx) => requestClosing(ctx, { name: 'Acme' }))).rejects.toThrow('already');
  await asMember(acme, cancelClosing);
  await eraseDueBusinesses();
  expect(await database.execute('select 1 from tenant where id = $1', [acme.tenantId])).toHaveLength(1);
});

test('nobody empties a table of a business that is not to be erased', async () => {
  const acme = await filled('Acme');
  const erase = (table: string) =>
    withTenant(acme, async (tx) => void (await tx.execute(`select public.erase_tenant_rows('${table}', 10)`)));
  for (const table of ['client', 'audit_entry']) await expect(erase(table)).rejects.toThrow('not to be erased');
  await asMember(acme, (ctx) => requestClosing(ctx, { name: 'Acme' }));
  await expect(erase('client')).rejects.toThrow('not to be erased');
  await database.execute(`update archive set direction = 'in', state = 'undoing' where tenant_id = $1`, [
    acme.tenantId,
  ]);
  await expect(erase('client')).rejects.toThrow('not to be erased');
});

test('the only owner may delete their account once the business is to be erased', async () => {
  const acme = await makeTenant('Acme');
  await expect(deleteAccount(acme.userId)).rejects.toThrow('only owner');
  await asMember(acme, (ctx) => requestClosing(ctx, { name: 'Acme' }));
  await deleteAccount(acme.userId);
  await overdue(acme);
  await eraseDueBusinesses();
  expect((await findProof(acme.tenantId))?.isGenuine).toBe(true);
});
