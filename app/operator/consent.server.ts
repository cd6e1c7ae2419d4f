import { and, eq, isNull, sql } from 'drizzle-orm';
import { membership, standIn, tenant, user } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { audit } from '../audit/audit.server.ts';
import { notFound, Refusal } from '../errors/refusal.ts';
import type { OperationContext } from '../tenancy/operation.server.ts';
import { listStandIns } from './stand-in-list.server.ts';

/** The owners of the transaction's tenant who may enter it. */
export function ownersOf(tx: TenantTx): Promise<{ email: string; name: string }[]> {
  return tx
    .select({ email: user.email, name: user.name })
    .from(membership)
    .innerJoin(user, eq(user.id, membership.userId))
    .where(and(eq(membership.role, 'owner'), isNull(membership.suspendedAt)));
}

/** What operators asked for and did in this tenant, the last first, and how the tenant wants to be asked. */
export async function readOperatorAccess(tx: TenantTx) {
  const [[setting], found] = await Promise.all([
    tx.select({ access: tenant.operatorAccess }).from(tenant),
    listStandIns(tx).limit(50),
  ]);
  // Who of the platform it was has a name here, and no number.
  const visits = found.map(({ operatorId: _, ...visit }) => visit);
  return { access: setting?.access ?? 'notice', visits };
}

/** Whether operators need an owner's consent from now on. What was begun before goes on until it is ended. */
export async function setOperatorAccess(ctx: OperationContext, access: 'notice' | 'consent'): Promise<void> {
  const [before] = await ctx.tx.select({ access: tenant.operatorAccess }).from(tenant);
  await ctx.tx.update(tenant).set({ operatorAccess: access });
  await audit(ctx, {
    action: 'tenant.operator_access_changed',
    subjectType: 'tenant',
    subjectId: ctx.tenant.id,
    before,
    after: { access },
  });
}

/**
 * An owner consents for some hours, or (null) refuses.
 * @throws Refusal conflict when it was decided before
 */
export async function decideStandIn(
  ctx: OperationContext,
  { id, hours }: { id: string; hours: number | null },
): Promise<void> {
  const allowedUntil = hours === null ? null : new Date(ctx.now.getTime() + hours * 3_600_000);
  const [decided] = await ctx.tx
    .update(standIn)
    .set({ decidedBy: ctx.actor.userId, decidedAt: ctx.now, allowedUntil })
    .where(and(eq(standIn.id, id), standIn.needsConsent, isNull(standIn.decidedAt)))
    .returning({ operatorName: standIn.operatorName });
  if (!decided) throw new Refusal('conflict', 'This request was decided before, or does not exist.');
  await audit(ctx, {
    action: hours === null ? 'stand_in.refused' : 'stand_in.allowed',
    subjectType: 'stand_in',
    subjectId: id,
    after: { operator: decided.operatorName, allowedUntil },
  });
}

/** Takes a consent back and ends what goes on under it, or goes on without one: at once. */
export async function endStandIn(ctx: OperationContext, { id }: { id: string }): Promise<void> {
  const [ended] = await ctx.tx
    .update(standIn)
    .set({
      endedAt: sql`coalesce(${standIn.endedAt}, now())`,
      allowedUntil: sql`least(${standIn.allowedUntil}, now())`,
    })
    .where(eq(standIn.id, id))
    .returning({ operatorName: standIn.operatorName });
  if (!ended) throw notFound('visit');
  await audit(ctx, {
    action: 'stand_in.ended',
    subjectType: 'stand_in',
    subjectId: id,
    after: { operator: ended.operatorName },
  });
}
