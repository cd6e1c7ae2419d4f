import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { TenantTx } from '#db/tenant.server.ts';

/** The action of an entry that vouches for what was erased from others in its transaction. */
export const wordsErased = 'person.words_erased';

/** What it vouches with, over the hashes of the redactions in order of the entries they are of. */
export function redactionDigest(textHashes: readonly string[]): string {
  return sha256(textHashes.join(''));
}

/** A place in a tenant's audit, for keeping elsewhere: what was there then must still be there. */
export interface AuditMark {
  seq: number;
  /** SHA-256, lower-case hex. */
  hash: string;
}

export type ChainReport =
  | {
      isWhole: true;
      rows: number;
      head: AuditMark | null /** Rows that words of people were taken out of. */;
      erased: number;
    }
  | { isWhole: false; rows: number; broken: BrokenRow };

/** The first row that is not as it was written. `rows` before it are. */
export interface BrokenRow {
  seq: number;
  /** Null when the row itself is gone. */
  id: string | null;
  reason:
    | 'missing'
    | 'altered'
    | 'out of order'
    | 'not in the chain'
    | 'after the end'
    | 'not as it was marked'
    | 'erased by nobody';
}

/**
 * Reads the tenant's audit from its first row to its last and computes every hash anew, in batches, so that a hundred
 * thousand rows neither fill the memory nor hold up other requests. Nothing that the database computes for itself is
 * believed: an owner of the tables may have replaced its functions.
 *
 * The hash of a row is SHA-256 over a JSON array as PostgreSQL writes it (one space after each comma; `before` and
 * `after` as jsonb prints them): number, hash of the row before ('' for the first), tenant, id, action, subject's type
 * and id, actor, on behalf of, door, hash of the values, request, time in UTC with microseconds. The hash of the values is
 * SHA-256 over salt, before and after; rows without one have before and after themselves in its place.
 *
 * Where words of a person were erased, the salt is gone and nobody can tell what stood there. Such a row counts only as it
 * was left: `audit_redaction` has the SHA-256 of it, and an entry further on (`person.words_erased`) that of all of its
 * transaction. Who did what and when is still covered by the row's own hash, but in rows without a hash of the values.
 *
 * @param mark an end that was noted before, outside of the database: without one, an owner who computes the whole chain
 * anew after a change, head included, leaves no trace in the database itself
 */
export async function verifyAuditChain(
  tx: TenantTx,
  { mark, batchSize = 5_000 }: { mark?: AuditMark; batchSize?: number } = {},
): Promise<ChainReport> {
  let last: AuditMark = { seq: 0, hash: '' };
  const erasures = new Erasures();
  for (;;) {
    // The head is read before the rows: whatever it tells of is there to be read, even while others add to it.
    const head = await readHead(tx);
    const rows = await readRows(tx, last.seq, batchSize);
    const redactions = await readRedactions(tx, last.seq, Number(rows.at(-1)?.seq ?? last.seq));
    for (const row of rows) {
      const reason = faultOf(row, last, { mark, redactions, erasures });
      if (reason) return broken(last, reason, row);
      last = { seq: last.seq + 1, hash: row.hash };
    }
    if (rows.length === 0) return verifyEnd(tx, last, { head, mark, erasures });
  }
}

async function verifyEnd(
  tx: TenantTx,
  last: AuditMark,
  { head, mark, erasures }: { head: AuditMark | null; mark: AuditMark | undefined; erasures: Erasures },
): Promise<ChainReport> {
  const end = head?.seq ?? 0;
  if (end > last.seq || (mark?.seq ?? 0) > last.seq) return broken(last, 'missing');
  if (end < last.seq) return broken({ seq: end, hash: '' }, 'after the end');
  if (head && head.hash !== last.hash) return broken({ seq: end - 1, hash: '' }, 'altered');
  const unexplained = erasures.unexplained();
  if (unexplained) return broken({ seq: unexplained.seq - 1, hash: '' }, 'erased by nobody', unexplained);
  const [loose] = await readLooseRows(tx);
  return loose
    ? broken(last, 'not in the chain', loose)
    : { isWhole: true, rows: last.seq, head, erased: erasures.rows };
}

/** Rows of which words were erased, until the entry comes that vouches for them. */
class Erasures {
  rows = 0;
  readonly #waiting = new Map<string, { seq: number; id: string; hashes: string[] }>();

  add(anchorId: string, row: { seq: string; id: string }, textHash: string): void {
    const own = this.#waiting.get(anchorId) ?? { seq: Number(row.seq), id: row.id, hashes: [] };
    own.hashes.push(textHash);
    this.#waiting.set(anchorId, own);
  }

  /** Whether an entry vouches for what refers to it: for all of that, and for nothing else. */
  isVouchedFor(row: ChainRow): boolean {
    const own = this.#waiting.get(row.id);
    this.#waiting.delete(row.id);
    if (row.vouched === null) return own === undefined;
    return row.vouched === redactionDigest(own?.hashes ?? []);
  }

  unexplained(): { seq: number; id: string } | undefined {
    return this.#waiting.values().next().value;
  }
}

/** The end of the tenant's audit, to be kept elsewhere and given to {@link verifyAuditChain} later. */
export async function readHead(tx: TenantTx): Promise<AuditMark | null> {
  const { rows } = await tx.execute<{ seq: string; hash: string }>(
    sql`select seq, hash from chain_head where name = 'audit'`,
  );
  return rows[0] ? { seq: Number(rows[0].seq), hash: rows[0].hash } : null;
}

interface ChainRow extends Record<string, unknown> {
  seq: string;
  id: string;
  previous_hash: string;
  hash: string;
  values_hash: string | null;
  said: string;
  /** Null when words were erased, and in rows that have no hash of their values. */
  values_said: string | null;
  /** The row as it stands: where it may have lost words. */
  stands: string | null;
  /** The digest that an entry of this kind vouches with. */
  vouched: string | null;
}

const when = sql`to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
const who = sql`tenant_id, id, action, subject_type, subject_id, actor_id, on_behalf_of, door`;

async function readRows(tx: TenantTx, after: number, limit: number): Promise<ChainRow[]> {
  const { rows } = await tx.execute<ChainRow>(sql`
    select seq, id, previous_hash, hash, values_hash,
      case when values_hash is null
        then json_build_array(seq, previous_hash, ${who}, before, after, request_id, ${when})
        else json_build_array(seq, previous_hash, ${who}, values_hash, request_id, ${when})
      end::text as said,
      case when salt is not null then json_build_array(salt, before, after)::text end as values_said,
      case when salt is null then json_build_array(seq, hash, ${who}, before, after, request_id, ${when})::text end as stands,
      case when action = ${wordsErased} then after ->> 'digest' end as vouched
    from audit_entry where seq > ${after} order by seq limit ${limit}`);
  return rows;
}

interface Redaction {
  anchorId: string;
  textHash: string;
}

/** What was erased from rows of these numbers, in the order in which it was. */
async function readRedactions(tx: TenantTx, after: number, upTo: number): Promise<ReadonlyMap<number, Redaction[]>> {
  const { rows } = await tx.execute<{ seq: string; anchor_id: string; text_hash: string }>(sql`
    select seq, anchor_id, text_hash from audit_redaction where seq > ${after} and seq <= ${upTo} order by seq, step`);
  const found = new Map<number, Redaction[]>();
  for (const { seq, anchor_id: anchorId, text_hash: textHash } of rows) {
    const own = found.get(Number(seq)) ?? [];
    own.push({ anchorId, textHash });
    found.set(Number(seq), own);
  }
  return found;
}

/** Rows without a place. Those of this very transaction get theirs at its commit. */
async function readLooseRows(tx: TenantTx): Promise<{ id: string }[]> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    select id from audit_entry
    where (seq is null and xmin is distinct from pg_current_xact_id_if_assigned()::xid) or seq < 1
    order by at, id limit 1`);
  return rows;
}

interface Known {
  mark: AuditMark | undefined;
  redactions: ReadonlyMap<number, Redaction[]>;
  erasures: Erasures;
}

function faultOf(row: ChainRow, last: AuditMark, { mark, redactions, erasures }: Known): BrokenRow['reason'] | null {
  const seq = Number(row.seq);
  if (seq !== last.seq + 1) return 'missing';
  const erased = redactions.get(seq) ?? [];
  if (!isAsWritten(row, erased)) return 'altered';
  if (row.previous_hash !== last.hash) return 'out of order';
  if (seq === mark?.seq && row.hash !== mark.hash) return 'not as it was marked';
  if (erased.length > 0) erasures.rows += 1;
  for (const { anchorId, textHash } of erased) erasures.add(anchorId, row, textHash);
  return erasures.isVouchedFor(row) ? null : 'erased by nobody';
}

function isAsWritten(row: ChainRow, erased: readonly Redaction[]): boolean {
  const left = erased.at(-1);
  if (left && (row.stands === null || sha256(row.stands) !== left.textHash)) return false;
  const isHead = row.hash === sha256(row.said);
  if (row.values_hash === null) return left ? true : isHead;
  return isHead && (left ? true : row.values_said !== null && sha256(row.values_said) === row.values_hash);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function broken(last: AuditMark, reason: BrokenRow['reason'], row?: { id: string }): ChainReport {
  const id = reason === 'missing' ? null : (row?.id ?? null);
  return { isWhole: false, rows: last.seq, broken: { seq: last.seq + 1, id, reason } };
}
