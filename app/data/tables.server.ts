import { getTableName, is, type SQL, sql } from 'drizzle-orm';
import { getTableConfig, type PgColumn, PgTable } from 'drizzle-orm/pg-core';
import * as schema from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { tableRules } from './rules.ts';

/** A table as an archive sees it. Columns have the names of the database. */
export interface ArchiveTable {
  name: string;
  isPortable: boolean;
  /** What is exported, `id` among them. */
  columns: readonly string[];
  /** What an import fills with chance. */
  random: readonly string[];
  /** Columns that hold the number of a person. */
  people: readonly string[];
  /** Unique in the tenant: rows are read and written in its order. */
  order: string;
}

/** Every table that belongs to tenants, parents before children: in the same order in every process of one version. */
export function tenantTables(): PgTable[] {
  const all = Object.values<unknown>(schema).filter((value) => is(value, PgTable));
  const own = all.filter((table) => getTableConfig(table).columns.some(({ name }) => name === 'tenant_id'));
  return parentsFirst(own.sort((a, b) => (getTableName(a) < getTableName(b) ? -1 : 1)));
}

/** The tables of an archive, parents before children, the history last: it can be brought in and not taken away again. */
export function archiveTables(): ArchiveTable[] {
  const tables = tenantTables().flatMap((table) => describe(table) ?? []);
  return [
    ...tables.filter(({ name }) => name !== 'audit_entry'),
    ...tables.filter(({ name }) => name === 'audit_entry'),
  ];
}

function describe(table: PgTable): ArchiveTable | null {
  const name = getTableName(table);
  const rule = tableRules[name];
  if (!rule || rule.kind === 'left') return null;
  const without = rule.without ?? {};
  const columns = getTableConfig(table).columns.map((column: PgColumn) => column.name);
  const isPortable = rule.kind === 'portable';
  return {
    name,
    isPortable,
    columns: columns.filter((column) => column !== 'tenant_id' && !Object.hasOwn(without, column)),
    random: Object.keys(without).filter((column) => without[column]?.random),
    people: isPortable ? (rule.people ?? []) : [],
    order: isPortable ? (rule.order ?? 'id') : 'id',
  };
}

function parentsFirst(tables: readonly PgTable[]): PgTable[] {
  const sorted = new Set<PgTable>();
  const visit = (table: PgTable) => {
    if (sorted.has(table) || !tables.includes(table)) return;
    for (const key of getTableConfig(table).foreignKeys) {
      const { foreignTable } = key.reference();
      if (foreignTable !== table) visit(foreignTable);
    }
    sorted.add(table);
  };
  for (const table of tables) visit(table);
  return [...sorted];
}

/** A row as PostgreSQL writes it as JSON: the same text for the same values, on whatever server. `at` is its place. */
export interface ArchiveRow {
  at: string;
  line: string;
}

/** The rows that follow a place, in order. */
export async function readRows(
  tx: TenantTx,
  table: Pick<ArchiveTable, 'name' | 'columns' | 'order'>,
  after: string | null,
  limit: number,
): Promise<ArchiveRow[]> {
  await setUtc(tx);
  const order = sql.identifier(table.order);
  const from = after === null ? sql`true` : sql`${order} > ${after}`;
  const { rows } = await tx.execute<{ at: string; line: string }>(sql`
    select r.place::text as at, (to_jsonb(r) - 'place')::text as line from (
      select ${order} as place, ${list(table.columns.map((column) => sql.identifier(column)))}
      from ${sql.identifier(table.name)} where ${from} order by ${order} limit ${limit}) r`);
  return rows;
}

export async function countRows(tx: TenantTx, name: string): Promise<number> {
  const { rows } = await tx.execute<{ n: number }>(sql`select count(*)::int as n from ${sql.identifier(name)}`);
  return rows[0]?.n ?? 0;
}

/** Numbers of people in an archive, and who they are here. */
export type PeopleMap = Readonly<Record<string, string>>;

/**
 * Writes rows and gives each as the database keeps it, in the words of the archive: what comes back equals what was
 * brought, or something was lost.
 * @param lines JSON texts of rows; `columns` are those that the archive has
 */
export async function writeRows(
  tx: TenantTx,
  table: Pick<ArchiveTable, 'name' | 'columns' | 'random' | 'people'>,
  lines: readonly string[],
  { people, bytes }: { people: PeopleMap; bytes?: Uint8Array },
): Promise<string[]> {
  await setUtc(tx);
  const back = Object.fromEntries(Object.entries(people).map(([theirs, own]) => [own, theirs]));
  const name = sql.identifier(table.name);
  const columns = table.columns.map((column) => sql.identifier(column));
  const extra = [...table.random, ...(bytes ? ['bytes'] : [])].map((column) => sql.identifier(column));
  const values = [
    ...table.columns.map((column) => mapped(sql`r`, column, table.people, people)),
    ...table.random.map(() => sql`encode(sha256(convert_to(gen_random_uuid()::text, 'UTF8')), 'hex')`),
    ...(bytes ? [sql`${Buffer.from(bytes)}::bytea`] : []),
  ];
  const kept = table.columns.map(
    (column) => sql`${mapped(sql`t`, column, table.people, back)} as ${sql.identifier(column)}`,
  );
  const { rows } = await tx.execute<{ line: string }>(sql`
    insert into ${name} as t (${list([...columns, ...extra])})
    select ${list(values)} from jsonb_populate_recordset(null::${name}, ${`[${lines.join(',')}]`}::jsonb) r
    returning (select to_jsonb(k) from (select ${list(kept)}) k)::text as line`);
  return rows.map(({ line }) => line);
}

function mapped(row: SQL, column: string, people: readonly string[], map: PeopleMap): SQL {
  const value = sql`${row}.${sql.identifier(column)}`;
  if (!people.includes(column) || Object.keys(map).length === 0) return value;
  return sql`coalesce((${JSON.stringify(map)}::jsonb ->> ${value}::text)::uuid, ${value})`;
}

function list(parts: readonly (SQL | ReturnType<typeof sql.identifier>)[]): SQL {
  return sql.join([...parts], sql`, `);
}

async function setUtc(tx: TenantTx): Promise<void> {
  await tx.execute(sql`select set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, MDY', true)`);
}
