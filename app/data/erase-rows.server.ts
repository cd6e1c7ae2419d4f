import { sql } from 'drizzle-orm';
import type { TenantTx } from '#db/tenant.server.ts';

/**
 * Deletes at most so many rows of a table of the transaction's tenant, what is written once included, and says how many.
 * The database does so for a business whose time is over and for an import that is taken back, and refuses otherwise.
 */
export async function eraseRows(tx: TenantTx, table: string, limit: number): Promise<number> {
  const { rows } = await tx.execute<{ gone: number }>(sql`select public.erase_tenant_rows(${table}, ${limit}) as gone`);
  return rows[0]?.gone ?? 0;
}
