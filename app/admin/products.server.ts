import { asc, eq } from 'drizzle-orm';
import { closedProduct, user } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { audit } from '../audit/audit.server.ts';
import { resumeProduct } from '../jobs/queue.server.ts';
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
 * others. Work of its own that was asked for waits. Its data stay. Doing it twice changes nothing.
 */
export async function switchOff(ctx: OperationContext, product: string): Promise<void> {
  const closed = await ctx.tx
    .insert(closedProduct)
    .values({ product, closedAt: ctx.now, closedBy: ctx.actor.userId })
    .onConflictDoNothing({ target: [closedProduct.tenantId, closedProduct.product] })
    .returning({ id: closedProduct.id });
  for (const { id } of closed) await record(ctx, 'product.switched_off', id, product);
}

/** Whether the tenant works without this product at the moment. */
export async function isSwitchedOff(tx: TenantTx, product: string): Promise<boolean> {
  return (await tx.$count(closedProduct, eq(closedProduct.product, product))) > 0;
}

/** Switches it on again, as it was; its work that waited goes on. */
export async function switchOn(ctx: OperationContext, product: string): Promise<void> {
  const opened = await ctx.tx
    .delete(closedProduct)
    .where(eq(closedProduct.product, product))
    .returning({ id: closedProduct.id });
  for (const { id } of opened) await record(ctx, 'product.switched_on', id, product);
  await resumeProduct(ctx.tx, product);
}

function record(ctx: OperationContext, action: string, id: string, product: string) {
  return audit(ctx, { action, subjectType: 'product', subjectId: id, after: { product } });
}
