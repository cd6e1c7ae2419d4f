import { asc } from 'drizzle-orm';
import { tenant, user } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';

/** The people of the tenant, by name: whom a deal can belong to. */
export function listPeopleRows(tx: TenantTx): Promise<{ id: string; name: string }[]> {
  return tx.select({ id: user.id, name: user.name }).from(user).orderBy(asc(user.name), asc(user.id));
}

/** The tenant whose transaction this is. */
export async function findOwnTenant(tx: TenantTx) {
  const [row] = await tx
    .select({
      id: tenant.id,
      slug: tenant.slug,
      name: tenant.name,
      locale: tenant.locale,
      timeZone: tenant.timeZone,
      currency: tenant.currency,
      units: tenant.units,
    })
    .from(tenant);
  return row;
}
