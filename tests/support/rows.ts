import { randomUUID } from 'node:crypto';
import { getTableName, is } from 'drizzle-orm';
import { getTableConfig, type PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { Database } from '#db/client.server.ts';
import * as schema from '#db/schema/index.ts';

/** Every table of the schema that belongs to tenants, parents before children. */
export function tenantTables(): PgTable[] {
  const all = Object.values<unknown>(schema).filter((value) => is(value, PgTable));
  return parentsFirst(all.filter((table) => getTableConfig(table).columns.some(({ name }) => name === 'tenant_id')));
}

function parentsFirst(tables: readonly PgTable[]): PgTable[] {
  const sorted = new Set<PgTable>();
  const visit = (table: PgTable) => {
    if (sorted.has(table) || !tables.includes(table)) return;
    for (const { foreignTable } of references(table)) if (foreignTable !== table) visit(foreignTable);
    sorted.add(table);
  };
  for (const table of tables) visit(table);
  return [...sorted];
}

function references(table: PgTable) {
  return getTableConfig(table).foreignKeys.map((key) => key.reference());
}

export function hasTenantParent(table: PgTable): boolean {
  return references(table).some(({ foreignTable }) => !['tenant', 'user'].includes(getTableName(foreignTable)));
}

/** The values of a row that its unique keys are made of, its references aside. */
export function keysOf(table: PgTable, row: Row = {}): Row {
  const referring = new Set(references(table).flatMap(({ columns }) => columns.map(({ name }) => name)));
  const names = getTableConfig(table).uniqueConstraints.flatMap(({ columns }) => columns.map(({ name }) => name));
  return Object.fromEntries(['id', ...names].filter((name) => !referring.has(name)).map((name) => [name, row[name]]));
}

export type Row = Record<string, unknown>;

/**
 * Values for one row of a table, made up from its declaration: whatever it needs, and every reference, to the row of
 * the same tenant that `parents` holds.
 */
export function madeUpRow(table: PgTable, tenantId: string, parents: ReadonlyMap<string, string>, userId: string): Row {
  const row: Row = { tenant_id: tenantId, id: randomUUID() };
  for (const column of getTableConfig(table).columns) {
    if (column.name in row || !column.notNull || (column.hasDefault && !column.defaultFn)) continue;
    row[column.name] = madeUpValue(column);
  }
  for (const { columns, foreignTable } of references(table)) {
    const own = columns.at(-1);
    const name = getTableName(foreignTable);
    if (own && name !== 'tenant') row[own.name] = name === 'user' ? userId : parents.get(name);
  }
  return row;
}

function madeUpValue(column: PgColumn): unknown {
  if (column.enumValues?.[0]) return column.enumValues[0];
  const type = column.getSQLType();
  if (type.endsWith('[]')) return [];
  if (type === 'uuid') return randomUUID();
  if (type === 'jsonb') return '{}';
  if (type === 'boolean') return true;
  if (type === 'bytea') return Buffer.from('x');
  if (/^(integer|bigint)/.test(type)) return 7;
  if (/^(timestamp|date)/.test(type)) return '2026-01-15';
  return type === 'char(3)' ? 'USD' : `text ${randomUUID().slice(0, 8)}`;
}

export function insertText(table: string, row: Row): string {
  const names = Object.keys(row);
  return `insert into "${table}" (${names.map((name) => `"${name}"`).join(', ')}) values (${names.map((_, at) => `$${at + 1}`).join(', ')})`;
}

/** One row in every tenant table, made by the login itself. Returns the id of each, by table. */
export async function fillTenant(database: Database, tenantId: string): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const table of tenantTables()) {
    const name = getTableName(table);
    const row = madeUpRow(table, tenantId, ids, await makeUser(database));
    await database.execute(insertText(name, row), Object.values(row));
    ids.set(name, String(row.id));
  }
  return ids;
}

export async function makeUser(database: Database): Promise<string> {
  const id = randomUUID();
  await database.execute(`insert into "user" (id, email, name) values ($1, $2, 'Somebody')`, [id, `${id}@example.com`]);
  return id;
}
