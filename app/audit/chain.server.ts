import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { TenantTx } from '#db/tenant.server.ts';

/** A place in a tenant's audit, for keeping elsewhere: what was there then must still be there. */
export interface AuditMark {
  seq: number;
  /** SHA-256, lower-case hex. */
  hash: string;
}

export type ChainReport =
  | { isWhole: true; rows: number; head: AuditMark | null }
  | { isWhole: false; rows: number; broken: BrokenRow };

/** The first row that is not as it was written. `rows` before it are. */
export interface BrokenRow {
  seq: number;
  /** Null when the row itself is gone. */
  id: string | null;
  reason: 'missing' | 'altered' | 'out of order' | 'not in the chain' | 'after the end' | 'not as it was marked';
}

/**
 * Reads the tenant's audit from its first row to its last and computes every hash anew, in batches, so that a hundred
 * thousand rows neither fill the memory nor hold up other requests. Nothing that the database computes for itself is
 * believed: an owner of the tables may have replaced its functions.
 *
 * The hash of a row is SHA-256 over a JSON array as PostgreSQL writes it (one space after each comma; `before` and
 * `after` as jsonb prints them): number, hash of the row before ('' for the first), tenant, id, action, subject's type
 * and id, actor, on behalf of, door, before, after, request, time in UTC with microseconds.
 *
 * @param mark an end that was noted before, outside of the database: without one, an owner who computes the whole chain
 * anew after a change, head included, leaves no trace in the database itself
 */
export async function verifyAuditChain(
  tx: TenantTx,
  { mark, batchSize = 5_000 }: { mark?: AuditMark; batchSize?: number } = {},
): Promise<ChainReport> {
  let last: AuditMark = { seq: 0, hash: '' };
  for (;;) {
    // The head is read before the rows: whatever it tells of is there to be read, even while others add to it.
    const head = await readHead(tx);
    const rows = await readRows(tx, last.seq, batchSize);
    for (const row of rows) {
      const reason = faultOf(row, last, mark);
      if (reason) return broken(last, reason, row);
      last = { seq: last.seq + 1, hash: row.hash };
    }
    if (rows.length === 0) return verifyEnd(tx, last, head, mark);
  }
}

async function verifyEnd(
  tx: TenantTx,
  last: AuditMark,
  head: AuditMark | null,
  mark: AuditMark | undefined,
): Promise<ChainReport> {
  const end = head?.seq ?? 0;
  if (end > last.seq || (mark?.seq ?? 0) > last.seq) return broken(last, 'missing');
  if (end < last.seq) return broken({ seq: end, hash: '' }, 'after the end');
  if (head && head.hash !== last.hash) return broken({ seq: end - 1, hash: '' }, 'altered');
  const [loose] = await readLooseRows(tx);
  return loose ? broken(last, 'not in the chain', loose) : { isWhole: true, rows: last.seq, head };
}

/** The end of the tenant's audit, to be kept elsewhere and given to {@link verifyAuditChain} later. */
export async function readHead(tx: TenantTx): Promise<AuditMark | null> {
  const { rows } = await tx.execute<{ seq: string; hash: string }>(
    sql`select seq, hash from chain_head where name = 'audit'`,
  );
  return rows[0] ? { seq: Number(rows[0].seq), hash: rows[0].hash } : null;
}

type ChainRow = { seq: string; id: string; previous_hash: string; hash: string; said: string };

async function readRows(tx: TenantTx, after: number, limit: number): Promise<ChainRow[]> {
  const { rows } = await tx.execute<ChainRow>(sql`
    select seq, id, previous_hash, hash, json_build_array(seq, previous_hash, tenant_id, id, action, subject_type,
      subject_id, actor_id, on_behalf_of, door, before, after, request_id,
      to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))::text as said
    from audit_entry where seq > ${after} order by seq limit ${limit}`);
  return rows;
}

/** Rows without a place. Those of this very transaction get theirs at its commit. */
async function readLooseRows(tx: TenantTx): Promise<{ id: string }[]> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    select id from audit_entry
    where (seq is null and xmin is distinct from pg_current_xact_id_if_assigned()::xid) or seq < 1
    order by at, id limit 1`);
  return rows;
}

function faultOf(row: ChainRow, last: AuditMark, mark: AuditMark | undefined): BrokenRow['reason'] | null {
  const seq = Number(row.seq);
  if (seq !== last.seq + 1) return 'missing';
  if (row.hash !== createHash('sha256').update(row.said).digest('hex')) return 'altered';
  if (row.previous_hash !== last.hash) return 'out of order';
  if (seq === mark?.seq && row.hash !== mark.hash) return 'not as it was marked';
  return null;
}

function broken(last: AuditMark, reason: BrokenRow['reason'], row?: { id: string }): ChainReport {
  const id = reason === 'missing' ? null : (row?.id ?? null);
  return { isWhole: false, rows: last.seq, broken: { seq: last.seq + 1, id, reason } };
}
