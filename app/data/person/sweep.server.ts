import { createHash } from 'node:crypto';
import { type SQL, sql } from 'drizzle-orm';
import type { TenantTx } from '#db/tenant.server.ts';
import { type Spoken, tableRule } from './declared.server.ts';
import type { ColumnRule } from './rule.ts';
import { type PersonScope, uuids } from './scope.server.ts';
import { erased, erasedName, isParticular, Matcher, mapTexts, searchOf } from './terms.ts';

type Row = Record<string, unknown> & { id: string };

/** What an erasure does to one row. */
export type Change = { id: string; row: Row } & ({ kind: 'gone' } | { kind: 'says'; values: Record<string, unknown> });

/** Finds what an erasure changes, in any table. Made once for a run: the patterns cost something. */
export class Sweep {
  readonly #scope: PersonScope;
  readonly #wide: Matcher;
  readonly #full: Matcher;
  readonly #search: ReturnType<typeof searchOf>;
  readonly #look: ReturnType<typeof searchOf>;
  readonly #lookFor: Matcher;
  readonly #own: ReadonlySet<string>;
  readonly #ips: readonly string[];

  constructor(scope: PersonScope) {
    const particular = scope.terms.map((term) => ({ ...term, isWide: isParticular(term) }));
    this.#scope = scope;
    this.#wide = new Matcher(scope.terms, { inFull: false });
    this.#full = new Matcher(scope.terms, { inFull: true });
    // What is around a person is others': only rows of their own make that a row speaks of them.
    const own = Object.values(scope.own).flat();
    this.#search = searchOf(scope.terms, own);
    this.#own = new Set(own);
    this.#look = searchOf(particular, []);
    this.#lookFor = new Matcher(particular, { inFull: false });
    this.#ips = scope.terms.filter(({ kind }) => kind === 'ip').map(({ text }) => text);
  }

  /** The changes among the next rows of a table, after a place; `last` is the place behind them, null at the end. */
  async next(
    tx: TenantTx,
    table: Spoken,
    after: string | null,
    limit: number,
  ): Promise<{ changes: Change[]; last: string | null }> {
    const until = table.of === 'mentions' ? await endOfScan(tx, table, after) : null;
    const rows = await readRows(tx, table, this.#concerned(table), { after, until, limit });
    const last = rows.length < limit ? until : (rows.at(-1)?.id ?? null);
    return { changes: rows.flatMap((row) => this.#change(table, row) ?? []), last };
  }

  /** Rows that are not changed, in which the person's words stand: somebody has to look. */
  async toLookAt(tx: TenantTx, table: Spoken, limit: number): Promise<Row[]> {
    const columns = Object.entries(table.columns).filter(([, rule]) =>
      table.of === 'mentions'
        ? rule === 'look'
        : typeof rule !== 'object' && rule !== 'ip' && rule !== 'detail' && rule !== 'empty',
    );
    if (columns.length === 0) return [];
    const names = columns.map(([name]) => name);
    const theirs = [...(this.#scope.own[table.name] ?? []), ...(this.#scope.around[table.name] ?? [])];
    const where = sql`${matches(names, this.#look)} and id <> all(${uuids(theirs)}) and not ${this.#byAccount(table)}`;
    const found: Row[] = [];
    for (let after: string | null = null; found.length < limit; ) {
      const until = await endOfScan(tx, table, after);
      const rows = await readRows(tx, table, where, { after, until, limit: limit - found.length });
      found.push(...rows.filter((row) => names.some((name) => this.#lookFor.isIn(row[name]))));
      if (until === null) break;
      after = until;
    }
    return found;
  }

  /** Rows that name the account of a member who was. */
  #byAccount({ account }: Spoken): SQL {
    if (!account || this.#scope.account === null) return sql`false`;
    return sql`coalesce(${sql.identifier(account.column)} = ${this.#scope.account}, false)`;
  }

  #isByAccount({ account }: Spoken, row: Row): boolean {
    return account !== undefined && this.#scope.account !== null && row[account.column] === this.#scope.account;
  }

  #concerned(table: Spoken): SQL {
    const own = this.#scope.own[table.name] ?? [];
    return sql`(${this.#spoken(table)} or ${this.#byAccount(table)} or id = any(${uuids(own)}))`;
  }

  #spoken(table: Spoken): SQL {
    if (table.of !== 'mentions') {
      const theirs = [...(this.#scope.own[table.name] ?? []), ...(this.#scope.around[table.name] ?? [])];
      const known = sql`id = any(${uuids(theirs)})`;
      if (typeof table.of !== 'object') return known;
      // Also what came below their rows since these were read.
      return sql`(${known} or ${sql.identifier(table.of.column)} = any(${uuids(this.#parents(table, table.gone === 'stale'))}))`;
    }
    const ip = Object.entries(table.columns).find(([, rule]) => rule === 'ip')?.[0];
    const spoken = ip
      ? sql`${sql.identifier(ip)} in (select jsonb_array_elements_text(${JSON.stringify(this.#ips)}::jsonb))`
      : matches([...scrubbed(table), ...table.references], this.#search);
    return table.ifNull ? sql`(${spoken} and ${sql.identifier(table.ifNull)} is null)` : spoken;
  }

  #parents({ of }: Spoken, withAround: boolean): string[] {
    if (typeof of !== 'object') return [];
    const { own, around } = this.#scope;
    const isAlone = Object.keys(around).length === 0;
    const from = [...(isAlone || of.table === '*' ? [own] : []), ...(withAround ? [own, around] : [])];
    return from.flatMap((rows) => (of.table === '*' ? Object.values(rows).flat() : (rows[of.table] ?? [])));
  }

  #isOwn(table: Spoken, row: Row): boolean {
    if (this.#scope.own[table.name]?.includes(row.id)) return true;
    if (typeof table.of !== 'object' || Object.keys(this.#scope.around).length > 0) return false;
    return this.#parents(table, false).includes(String(row[table.of.column]));
  }

  #change(table: Spoken, row: Row): Change | null {
    const isOwn = this.#isOwn(table, row);
    if (!isOwn && this.#isByAccount(table, row)) return this.#loseAuthor(table, row);
    const isOf = isOwn || table.of !== 'mentions';
    if (table.gone === 'stale' || (table.gone && isOwn)) return { id: row.id, row, kind: 'gone' };
    const isSpoken = isOf || this.#speaks(table, row);
    const values: Record<string, unknown> = {};
    for (const [name, rule] of Object.entries(table.columns)) {
      const now = isOwn
        ? emptied(rule, row[name], table.required.has(name), this.#full)
        : rule === 'ip' && table.of === 'mentions'
          ? blank(row[name], table.required.has(name))
          : this.#scrub(table, name, rule, row, isSpoken);
      if (now !== row[name]) values[name] = now;
    }
    if (Object.keys(values).length === 0) return null;
    return { id: row.id, row, kind: 'says', values: { ...values, ...withdrawn(table, row, values) } };
  }

  /** What others made of a row stays: in a document only the words of the person are looked for in full that mean nobody else. */
  #loseAuthor(table: Spoken, row: Row): Change | null {
    const values: Record<string, unknown> = {};
    for (const [name, rule] of Object.entries(table.account?.columns ?? {})) {
      const matcher = typeof rule === 'object' ? this.#wide : this.#full;
      const now = emptied(rule, row[name], table.required.has(name), matcher);
      if (now !== row[name]) values[name] = now;
    }
    return Object.keys(values).length === 0 ? null : { id: row.id, row, kind: 'says', values };
  }

  #scrub(table: Spoken, name: string, rule: ColumnRule, row: Row, isSpoken: boolean): unknown {
    const value = row[name];
    if (rule === 'stale') return blank(value, table.required.has(name));
    if (rule === 'look' || rule === 'ip' || rule === 'detail' || rule === 'empty') return value;
    if (typeof rule === 'object' && !('fields' in rule)) return value;
    if (table.name === 'audit_entry' && this.#isAboutThem(row)) return mapTexts(value, withoutWords);
    return (isSpoken ? this.#full : this.#wide).without(value);
  }

  /** History of a row that holds little else than the person: all of its words go. */
  #isAboutThem(row: Row): boolean {
    const { subject_type: type, subject_id: id } = row;
    if (typeof type !== 'string' || typeof id !== 'string' || !this.#scope.own[type]?.includes(id)) return false;
    const rule = tableRule(type);
    return rule !== undefined && 'isRecord' in rule;
  }

  #speaks(table: Spoken, row: Row): boolean {
    if (table.references.some((name) => this.#own.has(String(row[name])))) return true;
    const text = JSON.stringify(scrubbed(table).map((name) => row[name]));
    return [...text.matchAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g)].some(([id]) => this.#own.has(id));
  }
}

const idOrTime = /^([0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\d(T[\d:.]+Z)?|)$/;

function withoutWords(text: string): string {
  return idOrTime.test(text) ? text : erased;
}

function scrubbed({ columns }: Spoken): string[] {
  return Object.entries(columns)
    .filter(([, rule]) => rule === 'scrub' || rule === 'reach')
    .map(([name]) => name);
}

/** A letter to them that waits is not sent any more: there is nobody to send it to. */
function withdrawn(table: Spoken, row: Row, values: Record<string, unknown>): Record<string, unknown> {
  if (table.name !== 'mail' || row.html === null || !Object.hasOwn(values, 'to_address')) return {};
  return { html: null, plain: null, dead_at: new Date().toISOString(), last_error: 'Its reader was erased.' };
}

function emptied(rule: ColumnRule, value: unknown, isRequired: boolean, matcher: Matcher): unknown {
  if (value === null) return null;
  if (typeof rule === 'object') {
    if ('put' in rule) return rule.put;
    if ('keep' in rule) return value;
    const fields = Object.entries(rule.fields).reduce<unknown>(
      (all, [path, of]) => withField(all, path.split('.'), of),
      value,
    );
    return matcher.without(fields);
  }
  switch (rule) {
    case 'name':
      return value === '' ? value : erasedName;
    case 'scrub':
      return matcher.without(value);
    case 'look':
      return value;
    default:
      return blank(value, isRequired);
  }
}

function blank(value: unknown, isRequired: boolean): unknown {
  if (value === null || value === '') return value;
  return isRequired ? '' : null;
}

function withField(
  value: unknown,
  [key, ...rest]: readonly string[],
  of: 'name' | 'reach' | 'street' | 'words',
): unknown {
  if (key === undefined) {
    if (typeof value !== 'string' || value === '') return value;
    return of === 'name' ? erasedName : of === 'reach' ? null : '';
  }
  if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return value;
  const record = value as Record<string, unknown>;
  const inner = withField(record[key], rest, of);
  return inner === record[key] ? value : { ...record, [key]: inner };
}

/** Any of the columns has any of it: a row may be found that says nothing of it, and none is missed. */
function matches(columns: readonly string[], { pattern, like }: ReturnType<typeof searchOf>): SQL {
  if (columns.length === 0 || (pattern === null && like.length === 0)) return sql`false`;
  const text = sql`concat_ws(' ', ${sql.join(
    columns.map((name) => sql`${sql.identifier(name)}::text`),
    sql`, `,
  )})`;
  const found = [
    ...(pattern === null ? [] : [sql`${text} ~* ${pattern}`]),
    ...(like.length === 0
      ? []
      : [sql`${text} ilike any(array(select jsonb_array_elements_text(${JSON.stringify(like)}::jsonb)))`]),
  ];
  return sql`(${sql.join(found, sql` or `)})`;
}

/** So many rows are searched by one statement: patterns cost time, and a statement has only so much of it. */
const scannedRows = 5_000;

/** The row with which one statement's search ends; null when that is the end of the table. */
async function endOfScan(tx: TenantTx, { name }: Spoken, after: string | null): Promise<string | null> {
  const from = after === null ? sql`true` : sql`id > ${after}`;
  const { rows } = await tx.execute<{ id: string }>(
    sql`select id from ${sql.identifier(name)} where ${from} order by id offset ${scannedRows - 1} limit 1`,
  );
  return rows[0]?.id ?? null;
}

interface Part {
  after: string | null;
  until: string | null;
  limit: number;
}

async function readRows(tx: TenantTx, table: Spoken, where: SQL, { after, until, limit }: Part): Promise<Row[]> {
  const names = new Set(['id', ...table.references, ...readColumns(table)]);
  const columns = sql.join(
    [...names].map((name) => sql.identifier(name)),
    sql`, `,
  );
  const from = after === null ? sql`true` : sql`id > ${after}`;
  const to = until === null ? sql`true` : sql`id <= ${until}`;
  const { rows } = await tx.execute<Row>(sql`
    select ${columns} from ${sql.identifier(table.name)} where ${from} and ${to} and ${where} order by id limit ${limit}`);
  return rows;
}

/** What is changed or found by, and what a row is shown with; kept words stay where they are. */
function readColumns(table: Spoken): string[] {
  const extra = table.name === 'audit_entry' ? ['subject_type'] : [];
  const ruled = Object.entries(table.columns).filter(([, rule]) => typeof rule !== 'object' || !('keep' in rule));
  return [...ruled.map(([name]) => name), ...Object.keys(table.account?.columns ?? {}), ...extra];
}

/** How often each kind of thing was changed, and what says later which rows these were. */
export interface Tally {
  counts: Record<string, number>;
  /** SHA-256 over the digest before and the table and ids of each batch: names no person and cannot be made up afterwards. */
  digest: string;
}

export const emptyTally: Tally = { counts: {}, digest: '' };

export function tallied(tally: Tally, table: Spoken, changes: readonly Change[]): Tally {
  if (changes.length === 0) return tally;
  const said = JSON.stringify([tally.digest, table.name, changes.map(({ id, kind }) => [id, kind])]);
  return {
    counts: { ...tally.counts, [table.name]: (tally.counts[table.name] ?? 0) + changes.length },
    digest: createHash('sha256').update(said).digest('hex'),
  };
}
