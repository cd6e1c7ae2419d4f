import { eq } from 'drizzle-orm';
import { membership, user } from '#db/schema/index.ts';
import { type TenantTx, withTenant } from '#db/tenant.server.ts';
import { Refusal } from '../errors/refusal.ts';
import type { Permission } from '../manifest.ts';
import type { TenantInfo } from '../tenancy/operation.server.ts';
import { hindranceOf } from '../tenancy/permissions.ts';
import { readBusiness } from '../tenancy/tenant-info.server.ts';
import type { Asker } from './tool.ts';

/** The member for whom something is asked or done. */
export interface Who {
  tenantId: string;
  userId: string;
  /** What a program that asks for them was let do. Absent: everything that they may. */
  scopes?: readonly Permission[];
  requestId?: string;
}

export interface AskerScope {
  tx: TenantTx;
  tenant: TenantInfo;
  asker: Asker;
}

/**
 * Runs in a transaction of the member's tenant. Membership, role, access to products and suspension are looked up in it:
 * a stream that began an hour ago does nothing for somebody who was suspended a minute ago.
 * @throws Refusal forbidden for whoever is no member or is suspended, and while the business is
 */
export function withAsker<T>(
  who: Who,
  run: (scope: AskerScope) => Promise<T>,
  options: { readOnly?: boolean } = {},
): Promise<T> {
  return withTenant({ tenantId: who.tenantId }, async (tx) => run({ tx, ...(await admitAsker(tx, who)) }), options);
}

async function admitAsker(tx: TenantTx, { userId, scopes }: Who): Promise<Omit<AskerScope, 'tx'>> {
  const [[member], business] = await Promise.all([
    tx
      .select({
        name: user.name,
        role: membership.role,
        limited: membership.productAccess,
        suspendedAt: membership.suspendedAt,
      })
      .from(membership)
      .innerJoin(user, eq(user.id, membership.userId))
      .where(eq(membership.userId, userId)),
    readBusiness(tx),
  ]);
  if (!member || !business || member.suspendedAt) {
    throw new Refusal('forbidden', 'You are not a member of this business any more, or are suspended.');
  }
  if (business.refusal) throw business.refusal;
  const { name, role, limited } = member;
  const products = { limited, closed: business.closed };
  const can = (permission: Permission) =>
    hindranceOf(role, products, permission) === null && (scopes === undefined || scopes.includes(permission));
  return { tenant: business.tenant, asker: { userId, name, role, can } };
}
