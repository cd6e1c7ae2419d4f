import { closedProduct, tenant } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import type { Refusal } from '../errors/refusal.ts';
import { suspended } from './entry.server.ts';
import type { TenantInfo } from './operation.server.ts';

const { id, slug, name, locale, timeZone, currency, units, suspendedAt, suspendedReason } = tenant;
const infoColumns = { id, slug, name, locale, timeZone, currency, units };

/** The transaction's tenant, as operations take it. */
export async function tenantInfo(tx: TenantTx): Promise<TenantInfo> {
  const [found] = await tx.select(infoColumns).from(tenant);
  if (!found) throw new Error('The transaction has no tenant.');
  return found;
}

interface Business {
  tenant: TenantInfo;
  /** Products that it has switched off. */
  closed: string[];
  /** Why nobody comes in while it is suspended: told to those who would otherwise. */
  refusal: Refusal | null;
}

/** The transaction's tenant, for those who come without a browser's session. Null: it is not there any more. */
export async function readBusiness(tx: TenantTx): Promise<Business | null> {
  const [[found], closed] = await Promise.all([
    tx.select({ ...infoColumns, suspendedAt, suspendedReason }).from(tenant),
    tx.select({ product: closedProduct.product }).from(closedProduct),
  ]);
  if (!found) return null;
  const { suspendedAt: isSuspended, suspendedReason: reason, ...info } = found;
  return {
    tenant: info,
    closed: closed.map(({ product }) => product),
    refusal: isSuspended ? suspended(info.name, reason ?? '') : null,
  };
}
