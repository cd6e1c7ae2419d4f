import { randomUUID } from 'node:crypto';
import { getTableName } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import { DatabaseError } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withTenant } from '#db/tenant.server.ts';
import { tenancyProblems } from '#tests/support/catalog.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import {
  fillTenant,
  hasTenantParent,
  insertText,
  keysOf,
  madeUpRow,
  makeUser,
  type Row,
  tenantTables,
} from '#tests/support/rows.ts';
import { raw } from '#tests/support/sql.ts';
import { makeTenant, type TestTenant } from '#tests/support/tenants.ts';

let database: FreshDatabase;
let acme: TestTenant;
let birch: TestTenant;
let acmeRows: Map<string, string>;
let birchRows: Map<string, string>;

beforeAll(async () => {
  database = await freshDatabase();
  acme = await makeTenant('Acme');
  birch = await makeTenant('Birch');
  acmeRows = await fillTenant(database, acme.tenantId);
  birchRows = await fillTenant(database, birch.tenantId);
});
afterAll(() => database.close());

/** Runs one statement as the application in a tenant; gives its rows, or the code of the error. */
async function as(tenant: TestTenant, text: string, values: unknown[] = []): Promise<Row[] | string> {
  try {
    return await withTenant(tenant, async (tx) => (await raw(tx, text, values)).rows);
  } catch (error) {
    if (error instanceof DatabaseError && error.code) return error.code;
    throw error;
  }
}

const denied = '42501';
/** What is written once: no grant to change it. */
const isWrittenOnce = (table: string) =>
  [
    'audit_entry',
    'assistant_usage',
    'rate_book_version',
    'quote_acceptance',
    'tenant_key',
    'chain_head',
    'access_log',
    'stand_in',
    'audit_redaction',
    'person_erasure',
  ].includes(table);

/** What the application does not write at all, for itself or for another tenant. */
const isOthersToWrite = (table: PgTable) => getTableName(table) === 'audit_redaction';

describe.each(tenantTables().map((table) => ({ name: getTableName(table), table })))('$name', ({ name, table }) => {
  test('select sees the own rows and no others', async () => {
    const rows = await as(acme, `select tenant_id from "${name}"`);
    expect(rows).not.toEqual([]);
    expect(new Set((rows as Row[]).map((row) => row.tenant_id))).toEqual(new Set([acme.tenantId]));
    expect(await as(birch, `select 1 from "${name}" where id = $1`, [acmeRows.get(name)])).toEqual([]);
  });

  test('insert into another tenant is refused', async () => {
    const row = madeUpRow(table, acme.tenantId, acmeRows, await makeUser(database));
    expect(await as(birch, insertText(name, row), Object.values(row))).toBe(denied);
  });

  test('update changes nothing of another tenant, and moves nothing there', async () => {
    const foreign = await as(birch, `update "${name}" set id = id where id = $1 returning id`, [acmeRows.get(name)]);
    expect(foreign).toEqual(isWrittenOnce(name) ? denied : []);
    const moved = await as(birch, `update "${name}" set tenant_id = $1 where id = $2 returning id`, [
      acme.tenantId,
      birchRows.get(name),
    ]);
    // The policy refuses the row; a reference to it may refuse first, which tells no more.
    expect([denied, '23503']).toContain(moved);
  });

  test('delete removes nothing of another tenant', async () => {
    const gone = await as(birch, `delete from "${name}" where id = $1 returning id`, [acmeRows.get(name)]);
    expect(gone).toEqual(isWrittenOnce(name) ? denied : []);
    expect(await database.execute(`select 1 from "${name}" where id = $1`, [acmeRows.get(name)])).toHaveLength(1);
  });

  test('without a tenant there is nothing', async () => {
    const nobody = { ...acme, tenantId: randomUUID() };
    expect(await as(nobody, `select 1 from "${name}"`)).toEqual([]);
    const cleared = withTenant(acme, async (tx) => {
      await raw(tx, `select set_config('app.tenant_id', '', true)`);
      return (await raw(tx, `select 1 from "${name}"`)).rows;
    });
    expect(await cleared).toEqual([]);
  });
});

test('keys that another tenant has taken are free', async () => {
  const cedar = await makeTenant('Cedar');
  for (const table of tenantTables()) {
    if (isOthersToWrite(table)) continue;
    const name = getTableName(table);
    const [taken] = await database.execute<Row>(`select * from "${name}" where tenant_id = $1 and id = $2`, [
      acme.tenantId,
      acmeRows.get(name),
    ]);
    const row = {
      ...madeUpRow(table, cedar.tenantId, acmeRows, await makeUser(database)),
      ...keysOf(table, taken),
      tenant_id: cedar.tenantId,
    };
    expect([name, await as(cedar, insertText(name, row), Object.values(row))]).toEqual([name, []]);
  }
});

test('a reference to a row of another tenant fails as one to a row that never was', async () => {
  const dogwood = await makeTenant('Dogwood');
  const nowhere = new Map([...acmeRows.keys()].map((name) => [name, randomUUID()]));
  for (const table of tenantTables().filter(hasTenantParent)) {
    if (isOthersToWrite(table)) continue;
    const name = getTableName(table);
    const answers: unknown[] = [];
    for (const parents of [acmeRows, nowhere]) {
      const row = madeUpRow(table, dogwood.tenantId, parents, await makeUser(database));
      answers.push(await as(dogwood, insertText(name, row), Object.values(row)));
    }
    expect([name, ...answers]).toEqual([name, '23503', '23503']);
  }
});

test('the catalogue holds nothing against the rules', async () => {
  expect(await tenancyProblems(database)).toEqual([]);
});

describe('a rule that is broken is named', () => {
  test.each([
    ['drop policy tenant_isolation on estimate', 'estimate: policy tenant_isolation is missing'],
    ['alter policy tenant_isolation on deal with check (true)', 'deal: policy tenant_isolation is missing'],
    ['alter policy tenant_isolation on deal using (true)', 'deal: policy tenant_isolation is missing'],
    [
      'create policy too_kind on client for select using (true)',
      'client: policy too_kind lets the application role past',
    ],
    ['alter table client disable row level security', 'client: row level security is off'],
    ['alter table client no force row level security', 'client: row level security does not hold for the owner'],
    ['create unique index careless on client (email)', 'client: index careless does not begin with tenant_id'],
    ['create index slow on client (name)', 'client: index slow does not begin with tenant_id'],
    ['grant truncate on client to candlefish_app', 'client: candlefish_app may truncate'],
    ['grant select on session to candlefish_app', 'public.session: has no tenant_id and can be read'],
    ['grant select (password_hash) on "user" to candlefish_app', 'user.password_hash: can be read'],
    ['create view everything as select * from client', 'everything: a view that does not run as its caller'],
    ['create materialized view stale as select * from client', 'stale: a materialized view'],
    [
      'create function sly() returns int language sql security definer as $$ select 1 $$',
      'sly(): runs with the rights of',
    ],
    ['create function loose() returns int language sql as $$ select 1 $$', 'loose(): its search_path is not pinned'],
    ['alter role candlefish_app bypassrls', 'candlefish_app: is exempt'],
  ])('%s', async (offence, sentence) => {
    // In a transaction that is rolled back: the server's roles are shared with other databases.
    const problems = await database.undone(offence, (inside) => tenancyProblems(inside));
    expect(problems.join('\n')).toContain(sentence);
  });
});
