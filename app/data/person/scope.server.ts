import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { TenantTx } from '#db/tenant.server.ts';
import { personKinds, type Spoken, spokenTables } from './declared.server.ts';
import type { ColumnRule, PersonKind } from './rule.ts';
import { isParticular, type Term, type TermKind } from './terms.ts';

const ids = z.record(z.string(), z.array(z.uuid()));

/** Which rows are a person's, which are around theirs, and what they can be known by. */
export const scopeSchema = z.object({
  own: ids,
  around: ids,
  /** The number of their account, where they were a member. */
  account: z.uuid().nullable().default(null),
  terms: z.array(
    z.object({
      kind: z.enum(['name', 'reach', 'street', 'words', 'detail', 'ip']),
      text: z.string(),
      isWide: z.boolean(),
    }),
  ),
});

export type PersonScope = z.infer<typeof scopeSchema>;

type Row = Record<string, unknown> & { id: string };

/** Reads whose rows are whose. It is read once, before anything is erased: afterwards nobody could tell. */
export async function readScope(tx: TenantTx, kind: PersonKind, id: string): Promise<PersonScope> {
  const tables = spokenTables();
  const self = tables.find(({ name }) => name === kind.table);
  const [subject] = self ? await rowsOf(tx, self, 'id', [id]) : [];
  if (!self || !subject) throw new Error('The record of the person is gone.');
  const own = new Map<string, Row[]>([[self.name, [subject]]]);
  const around = new Map<string, Row[]>();
  const known = await kind.know?.(tx, id);
  for (const table of tables) {
    const rows = await rowsOf(tx, table, 'id', known?.own[table.name] ?? []);
    if (rows.length > 0) own.set(table.name, rows);
  }
  if (kind.around) await readAround(tx, tables, kind.around, { subject, self, own, around });
  else await readBelow(tx, tables, own);
  const found = new Terms();
  for (const table of tables) for (const row of own.get(table.name) ?? []) found.addRow(table, row);
  for (const name of known?.names ?? []) found.add('name', name);
  const owned = { ...idsOf(own), ...known?.own };
  await addFormerWords(tx, tables, owned, found);
  await addFormerAddresses(tx, owned, found);
  const terms = await rankTerms(tx, tables, owned, found.all());
  return { own: owned, around: idsOf(around), account: known?.account ?? null, terms };
}

function idsOf(rows: ReadonlyMap<string, readonly Row[]>): Record<string, string[]> {
  return Object.fromEntries([...rows].map(([name, found]) => [name, found.map(({ id }) => id)]));
}

/** Rows below rows that are theirs are theirs as well. */
async function readBelow(tx: TenantTx, tables: readonly Spoken[], own: Map<string, Row[]>): Promise<void> {
  for (const table of tables) {
    if (typeof table.of !== 'object') continue;
    const rows = await rowsOf(tx, table, table.of.column, parentsOf(table.of.table, own));
    if (rows.length > 0) own.set(table.name, rows);
  }
}

function parentsOf(table: string, rows: ReadonlyMap<string, readonly Row[]>): string[] {
  const parents = table === '*' ? [...rows.values()].flat() : (rows.get(table) ?? []);
  return parents.map(({ id }) => id);
}

interface Around {
  subject: Row;
  self: Spoken;
  own: Map<string, Row[]>;
  around: Map<string, Row[]>;
}

/** In a record that is others', rows are the person's that name them, and those below that name nobody. */
async function readAround(
  tx: TenantTx,
  tables: readonly Spoken[],
  { column, table: top }: { column: string; table: string },
  { subject, self, own, around }: Around,
): Promise<void> {
  const known = new Terms();
  known.addRow(self, subject);
  const names = new Set(known.all().map(({ text }) => text.toLowerCase()));
  const root = tables.find(({ name }) => name === top);
  const all = new Map<string, Row[]>(root ? [[top, await rowsOf(tx, root, 'id', [String(subject[column])])]] : []);
  await readBelow(tx, tables, all);
  for (const table of tables) {
    for (const row of all.get(table.name) ?? []) {
      if (row.id === subject.id) continue;
      const target = isTheirs(table, row, names, own) ? own : around;
      target.set(table.name, [...(target.get(table.name) ?? []), row]);
    }
  }
}

function isTheirs(table: Spoken, row: Row, names: ReadonlySet<string>, own: ReadonlyMap<string, Row[]>): boolean {
  const naming = Object.entries(table.columns).filter(([, rule]) => rule === 'name' || rule === 'reach');
  if (naming.length > 0) return naming.some(([column]) => names.has(String(row[column] ?? '').toLowerCase()));
  const says = Object.values(table.columns).some((rule) => rule === 'ip');
  return says && typeof table.of === 'object' && parentsOf(table.of.table, own).includes(String(row[table.of.column]));
}

async function rowsOf(tx: TenantTx, table: Spoken, column: string, values: readonly string[]): Promise<Row[]> {
  if (values.length === 0) return [];
  const wanted = [...new Set(['id', ...table.references, ...termColumns(table)])].map((name) => sql.identifier(name));
  const { rows } = await tx.execute<Row>(sql`
    select ${sql.join(wanted, sql`, `)} from ${sql.identifier(table.name)}
    where ${sql.identifier(column)} = any(${uuids(values)}) order by id`);
  return rows;
}

/** Ids as PostgreSQL takes them: one parameter, however many there are. */
export function uuids(values: readonly string[]) {
  return sql`${`{${values.join(',')}}`}::uuid[]`;
}

function termColumns({ columns }: Spoken): string[] {
  return Object.entries(columns)
    .filter(([, rule]) => termKind(rule) !== null || (typeof rule === 'object' && 'fields' in rule))
    .map(([name]) => name);
}

const kinds: ReadonlySet<unknown> = new Set<TermKind>(['name', 'reach', 'street', 'words', 'detail', 'ip']);

function termKind(rule: ColumnRule | undefined): TermKind | null {
  // The set holds nothing else.
  return kinds.has(rule) ? (rule as TermKind) : null;
}

/** Words that were found, each once. */
class Terms {
  readonly #found = new Map<string, Omit<Term, 'isWide'>>();

  add(kind: TermKind, value: unknown): void {
    const text = typeof value === 'string' ? value.trim() : '';
    // What an earlier erasure left is nobody's.
    if (text.length >= 3 && !/^erased$|^erased person$|\[erased\]/i.test(text))
      this.#found.set(`${kind} ${text.toLowerCase()}`, { kind, text });
  }

  addRow({ columns }: Spoken, row: Row): void {
    for (const [name, rule] of Object.entries(columns)) {
      const kind = termKind(rule);
      if (kind) this.add(kind, row[name]);
      else if (typeof rule === 'object' && 'fields' in rule)
        for (const [path, of] of Object.entries(rule.fields)) this.add(of, at(row[name], path.split('.')));
    }
  }

  all(): Omit<Term, 'isWide'>[] {
    return [...this.#found.values()];
  }
}

function at(value: unknown, path: readonly string[]): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  return value !== null && typeof value === 'object' && Object.hasOwn(value, key)
    ? at((value as Record<string, unknown>)[key], rest)
    : undefined;
}

/** What they were called before: the history of their record has it. */
async function addFormerWords(
  tx: TenantTx,
  tables: readonly Spoken[],
  own: PersonScope['own'],
  found: Terms,
): Promise<void> {
  for (const table of tables) {
    const name = Object.entries(table.columns).find(([, rule]) => rule === 'name')?.[0];
    if (!own[table.name]?.length || !Object.values(table.columns).some((rule) => termKind(rule))) continue;
    const { rows } = await tx.execute<{ before: unknown; after: unknown }>(sql`
      select before, after from audit_entry where subject_type = ${table.name} and subject_id = any(${uuids(own[table.name] ?? [])})`);
    for (const said of rows.flatMap(({ before, after }) => [before, after])) {
      if (said === null || typeof said !== 'object') continue;
      for (const [key, value] of Object.entries(said)) {
        const kind = key === 'label' && name ? 'name' : termKind(table.columns[snake(key)]);
        if (kind) found.add(kind, value);
      }
    }
  }
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Where letters about their rows went, unless to a member. */
async function addFormerAddresses(tx: TenantTx, own: PersonScope['own'], found: Terms): Promise<void> {
  const { rows } = await tx.execute<{ to_address: string }>(sql`
    select distinct to_address from mail where about_id = any(${uuids(Object.values(own).flat())})
      and lower(to_address) not in (select lower(u.email) from membership m join "user" u on u.id = m.user_id)`);
  for (const { to_address: address } of rows) found.add('reach', address);
}

/** A word that somebody else has as well means them too, and is looked for only where this person is spoken of. */
async function rankTerms(
  tx: TenantTx,
  tables: readonly Spoken[],
  own: PersonScope['own'],
  terms: readonly Omit<Term, 'isWide'>[],
): Promise<Term[]> {
  const particular = terms.filter(isParticular);
  const texts = particular.filter(({ kind }) => kind !== 'words').map(({ text }) => text.toLowerCase());
  const others = new Set<string>();
  const note = (rows: readonly { word: string }[]) => {
    for (const { word } of rows) others.add(word);
  };
  const records = new Set(personKinds().map(({ table }) => table));
  for (const table of tables) {
    // Quotes and answers repeat what a record says: who has the word is who has it in a record of their own.
    if (!records.has(table.name) && !Object.values(table.columns).includes('street')) continue;
    for (const [column, rule] of Object.entries(table.columns)) {
      if (rule !== 'name' && rule !== 'reach' && rule !== 'street') continue;
      const value = sql.identifier(column);
      const { rows } = await tx.execute<{ word: string }>(sql`
        select distinct lower(${value}) as word from ${sql.identifier(table.name)}
        where lower(${value}) in (select jsonb_array_elements_text(${JSON.stringify(texts)}::jsonb))
          and id <> all(${uuids(own[table.name] ?? [])})`);
      note(rows);
    }
  }
  const members = await tx.execute<{ word: string }>(sql`
    select lower(w) as word from membership m join "user" u on u.id = m.user_id cross join lateral (values (u.name), (u.email)) v (w)
    where lower(w) in (select jsonb_array_elements_text(${JSON.stringify(texts)}::jsonb))`);
  note(members.rows);
  return terms.map((term) => ({ ...term, isWide: particular.includes(term) && !others.has(term.text.toLowerCase()) }));
}
