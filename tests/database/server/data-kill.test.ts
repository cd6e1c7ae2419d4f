import '#app/registry.server.ts';
import { spawn } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyAuditChain } from '#app/audit/chain.server.ts';
import { checkArchive } from '#app/data/check.server.ts';
import { eraseDueBusinesses, requestClosing } from '#app/data/closing.server.ts';
import { findProof } from '#app/data/erasure.server.ts';
import { beginExport } from '#app/data/export.server.ts';
import { beginImport } from '#app/data/import.server.ts';
import { beginErasure } from '#app/data/person/begin.server.ts';
import { findPersonProof } from '#app/data/person/proof.server.ts';
import { sourceOf } from '#app/data/unzip.server.ts';
import { withTenant } from '#db/tenant.server.ts';
import { asMember, bytesOf, exportTenant, stateOf, workOnArchives } from '#tests/support/archives.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { makeTenant, type TestTenant } from '#tests/support/tenants.ts';

let database: FreshDatabase;
let acme: TestTenant;
const clients = 10_000;

beforeAll(async () => {
  database = await freshDatabase();
  acme = await makeTenant('Acme');
  await addClients(acme);
});
afterAll(() => database.close());

const addClients = ({ tenantId }: TestTenant) =>
  database.execute(
    `insert into client (tenant_id, id, kind, name, notes) select $1, gen_random_uuid(), 'person', 'Client ' || n, repeat('x', n % 50)
     from generate_series(1, $2::int) n`,
    [tenantId, clients],
  );

/** Lets another process work until something is half done, kills it, and gives its jobs back. */
async function killWhen(isHalf: () => Promise<boolean>): Promise<void> {
  const child = spawn(process.execPath, ['tests/support/archive-worker.ts', database.url ?? ''], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const over = new Promise((resolve) => child.once('exit', resolve));
  while (!(await isHalf())) {
    if (child.exitCode !== null) throw new Error('The worker ended by itself.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  child.kill('SIGKILL');
  await over;
  await database.execute('update job set leased_until = now()');
}

const isHalfDone = (tenant: TestTenant, id: string) => async () => {
  const { state, rowsDone, rowsTotal } = await stateOf(tenant.tenantId, id);
  if (state === 'done') throw new Error('It was done before it could be killed.');
  return rowsDone > 1_500 && rowsDone < rowsTotal - 1_500;
};

const sumOf = async (bytes: Buffer) =>
  (await checkArchive(sourceOf(bytes))).tables.find(({ name }) => name === 'client')?.checksum;

test('an export that is killed again and again ends as one that was not', async () => {
  const { id } = await asMember(acme, beginExport);
  await killWhen(isHalfDone(acme, id));
  const { rowsDone } = await stateOf(acme.tenantId, id);
  await killWhen(async () => (await stateOf(acme.tenantId, id)).rowsDone > rowsDone + 1_000);
  await workOnArchives(database);
  expect(await stateOf(acme.tenantId, id)).toMatchObject({ state: 'done' });
  const [killed, whole] = [await bytesOf(acme.tenantId, id), (await exportTenant(database, acme)).bytes];
  expect(await sumOf(killed)).toBe(await sumOf(whole));
});

test('an import that is killed while it reads the archive reads on and comes to the same rows', async () => {
  const { bytes } = await exportTenant(database, acme);
  const twin = await makeTenant('Twin');
  const { id } = await asMember(twin, (ctx) => beginImport(ctx, bytes));
  await killWhen(async () => {
    const { cursor } = await stateOf(twin.tenantId, id);
    if ((cursor as { isChecked: boolean }).isChecked) throw new Error('It was read before it could be killed.');
    const [taken] = await database.execute(
      `select from job where tenant_id = $1 and name = 'data.import' and leased_until is not null`,
      [twin.tenantId],
    );
    return taken !== undefined;
  });
  expect(await stateOf(twin.tenantId, id)).toMatchObject({ state: 'working', rowsDone: 0 });
  await workOnArchives(database);
  expect(await stateOf(twin.tenantId, id)).toMatchObject({ state: 'done', problem: null });
  expect(await sumOf((await exportTenant(database, twin)).bytes)).toBe(await sumOf(bytes));
});

test('an import that is killed goes on and comes to the same rows', async () => {
  const { bytes } = await exportTenant(database, acme);
  const twin = await makeTenant('Twin');
  const { id } = await asMember(twin, (ctx) => beginImport(ctx, bytes));
  await killWhen(isHalfDone(twin, id));
  await workOnArchives(database);
  expect(await stateOf(twin.tenantId, id)).toMatchObject({ state: 'done', problem: null });
  expect(await sumOf((await exportTenant(database, twin)).bytes)).toBe(await sumOf(bytes));
});

test('an erasure that is killed goes on, and its proof counts every row', async () => {
  const birch = await makeTenant('Birch');
  await addClients(birch);
  await asMember(birch, (ctx) => requestClosing(ctx, { name: 'Birch' }));
  await database.execute(`update tenant_closing set erase_after = now() - interval '1 minute' where tenant_id = $1`, [
    birch.tenantId,
  ]);
  const left = async () => {
    const [row] = await database.execute<{ n: number }>('select count(*)::int as n from client where tenant_id = $1', [
      birch.tenantId,
    ]);
    return row?.n ?? 0;
  };
  await killWhen(async () => (await left()) < clients - 1_500);
  expect(await left()).toBeGreaterThan(0);
  await eraseDueBusinesses();
  expect(await left()).toBe(0);
  const proof = await findProof(birch.tenantId);
  expect(proof?.isGenuine).toBe(true);
  expect(JSON.parse(proof?.statement ?? '{}').erased.client).toBe(clients);
});

test('an erasure of a person that is killed again and again leaves nothing of them, a whole history and one proof', async () => {
  const cedar = await makeTenant('Cedar');
  const own = [cedar.tenantId];
  const name = 'Eleanor Quillfeather';
  const [her] = await database.execute<{ id: string }>(
    `insert into client (tenant_id, id, kind, name) values ($1, gen_random_uuid(), 'person', '${name}') returning id`,
    own,
  );
  await database.execute(
    `insert into event (tenant_id, id, name, payload) select $1, gen_random_uuid(), 'x', jsonb_build_object('name', '${name}', 'n', n)
     from generate_series(1, 4000) n`,
    own,
  );
  await withTenant(cedar, (tx) =>
    tx.execute(`insert into audit_entry (id, action, subject_type, after) select gen_random_uuid(), 'a.b', 'x',
      jsonb_build_object('label', '${name}', 'n', n) from generate_series(1, 2000) n`),
  );
  const input = { type: 'paintbox.client', id: her?.id ?? '', name };
  const { id } = await asMember(cedar, (ctx) => beginErasure({ ...ctx, can: () => true }, input));
  const done = async (table: string) => {
    const [row] = await database.execute<{ n: number }>(
      `select coalesce((report -> 'counts' ->> $2)::int, 0) as n from person_erasure where tenant_id = $1`,
      [cedar.tenantId, table],
    );
    return row?.n ?? 0;
  };
  await killWhen(async () => (await done('audit_entry')) > 400);
  await killWhen(async () => (await done('event')) > 800);
  expect(await done('event')).toBeLessThan(4_000);
  await workOnArchives(database);
  for (const table of ['client', 'event', 'audit_entry', 'person_erasure'])
    expect([
      table,
      await database.execute(`select id from ${table} t where tenant_id = $1 and t::text like '%Quillf%'`, own),
    ]).toEqual([table, []]);
  expect(await withTenant(cedar, (tx) => verifyAuditChain(tx))).toMatchObject({ isWhole: true, erased: 2_000 });
  expect(await withTenant(cedar, (tx) => findPersonProof(tx, id))).toMatchObject({
    isGenuine: true,
    statement: { erased: { client: 1, event: 4_000, audit_entry: 2_000 } },
  });
});
