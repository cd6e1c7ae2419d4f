import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from '#db/transaction.server.ts';

/** Runs a statement with `$1` placeholders, as an attacker who found a way to would. */
export function raw(tx: Tx, text: string, values: unknown[] = []) {
  const parts = text.split(/\$(\d+)/);
  const chunks: SQL[] = parts.map((part, at) => (at % 2 ? sql`${sql.param(values[Number(part) - 1])}` : sql.raw(part)));
  return tx.execute(sql.join(chunks));
}
