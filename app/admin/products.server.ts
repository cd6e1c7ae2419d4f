import { asc, eq } from 'drizzle-orm';
import { closedProduct, user } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { audit } from '../audit/audit.server.ts';
import type { OperationContext } from '../tenancy/operation.server.ts';

/** Which products the tenant has switched off, since when, and who did it. */
export function listClosedProducts(tx: TenantTx) {
  return tx
    .select({ product: closedProduct.product, closedAt: closedProduct.closedAt, closedBy: user.name })
    .from(closedProduct)
    .leftJoin(user, eq(user.id, closedProduct.closedBy))
    .orderBy(asc(closedProduct.product));
}

/**
 * Switches a product off for everybody in the tenant: its pages, its search, its links to clients and what it hears of
 * others. Its data stay. Doing it twice changes nothing.
 */
export async function switchOff(ctx: OperationContext, product: string): Promise<void> {
  const closed = await ctx.tx
    .insert(closedProduct)
    .values({ product, closedAt: ctx.now, closedBy: ctx.actor.userId })
    .onConflictDoNothing({ target: [closedProduct.tenantId, closedProduct.product] })
    .returning({ id: closedProduct.id });
  for (const { id } of closed) await record(ctx, 'product.switched_off', id, product);
}

/** Switches it on again, as it was. */
export async function switchOn(ctx: OperationContext, product: string): Promise<void> {
  const opened = await ctx.tx
    .delete(closedProduct)
    .where(eq(closedProduct.product, product))
    .returning({ id: closedProduct.id });
  for (const { id } of opened) await record(ctx, 'product.switched_on', id, product);
}

function record(ctx: OperationContext, action: string, id: string, product: string) {
  return audit(ctx, { action, subjectType: 'product', subjectId: id, after: { product } });
}
