import { tenant } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import type { TenantInfo } from './operation.server.ts';

/** The transaction's tenant, as operations take it. */
export async function tenantInfo(tx: TenantTx): Promise<TenantInfo> {
  const { id, slug, name, locale, timeZone, currency, units } = tenant;
  const [found] = await tx.select({ id, slug, name, locale, timeZone, currency, units }).from(tenant);
  if (!found) throw new Error('The transaction has no tenant.');
  return found;
}
