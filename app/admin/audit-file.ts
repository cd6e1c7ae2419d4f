import { csvRecord } from '../workbook/csv.ts';
import type { AuditRow } from './audit-list.server.ts';

const heads = ['seq', 'at', 'action', 'subject_type', 'subject_id', 'actor_id', 'actor', 'on_behalf_of', 'door'];
const tails = ['before', 'after', 'request_id', 'hash'];

/** Comma-separated values (RFC 4180) with a head; what a spreadsheet would run as a formula is disarmed. */
export function auditAsCsv(rows: readonly AuditRow[]): string {
  const records = rows.map((row) =>
    csvRecord([
      row.seq,
      row.at.toISOString(),
      row.action,
      row.subjectType,
      row.subjectId,
      row.actorId,
      row.actorName,
      row.onBehalfOf,
      row.door,
      jsonOf(row.before),
      jsonOf(row.after),
      row.requestId,
      row.hash,
    ]),
  );
  return `${[csvRecord([...heads, ...tails]), ...records].join('\r\n')}\r\n`;
}

/** One JSON object on each line. */
export function auditAsJsonLines(rows: readonly AuditRow[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

function jsonOf(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}
