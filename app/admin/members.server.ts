import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import { membership, user } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { audit } from '../audit/audit.server.ts';
import { keepAnOwner, lockMember, refuseOwnership } from '../auth/members.server.ts';
import { notFound, Refusal } from '../errors/refusal.ts';
import type { Role } from '../manifest.ts';
import type { OperationContext } from '../tenancy/operation.server.ts';
import { requireSeat } from './quota.server.ts';

/** What a member may do in one product: as much as their role says, only read, or nothing. */
export type Access = 'full' | 'read' | 'none';

interface By {
  userId: string;
  role: Role;
}

/** @throws Refusal not-found */
export async function getMember(tx: TenantTx, id: string) {
  const [found] = await tx
    .select({
      id: membership.id,
      userId: membership.userId,
      name: user.name,
      email: user.email,
      role: membership.role,
      productAccess: membership.productAccess,
      suspendedAt: membership.suspendedAt,
      hasSecondFactor: user.hasSecondFactor,
      joinedAt: membership.createdAt,
    })
    .from(membership)
    .innerJoin(user, eq(user.id, membership.userId))
    .where(eq(membership.id, id));
  if (!found) throw notFound('member');
  return found;
}

/** Keeps a member out until they are restored. What they did stays, and their seat becomes free. */
export async function suspendMember(ctx: OperationContext, { id }: { id: string }, by: By): Promise<{ name: string }> {
  const before = await lockMember(ctx.tx, id);
  refuseOwnership(by.role, before.role);
  if (before.userId === by.userId)
    throw new Refusal('conflict', 'You cannot suspend yourself. You can leave the business.');
  if (before.role === 'owner') await keepAnOwner(ctx.tx, id);
  const suspended = await ctx.tx
    .update(membership)
    .set({ suspendedAt: ctx.now, suspendedBy: by.userId })
    .where(and(eq(membership.id, id), isNull(membership.suspendedAt)))
    .returning({ id: membership.id });
  if (suspended.length > 0) await record(ctx, 'member.suspended', id, { after: { name: before.name } });
  return before;
}

/** @throws Refusal conflict when no seat is free */
export async function restoreMember(ctx: OperationContext, { id }: { id: string }, by: By): Promise<{ name: string }> {
  const before = await lockMember(ctx.tx, id);
  refuseOwnership(by.role, before.role);
  if (!before.suspendedAt) return before;
  await requireSeat(ctx.tx);
  await ctx.tx
    .update(membership)
    .set({ suspendedAt: null, suspendedBy: null })
    .where(and(eq(membership.id, id), isNotNull(membership.suspendedAt)));
  await record(ctx, 'member.restored', id, { after: { name: before.name } });
  return before;
}

/** Limits a member in products. What is not named stays as it is. Owners are limited nowhere. */
export async function limitMember(
  ctx: OperationContext,
  { id, access }: { id: string; access: Readonly<Record<string, Access>> },
  by: By,
): Promise<void> {
  const before = await lockMember(ctx.tx, id);
  refuseOwnership(by.role, before.role);
  if (before.role === 'owner') throw new Refusal('conflict', 'An owner may do everything in every product.');
  if (before.userId === by.userId) throw new Refusal('conflict', 'Somebody else has to change what you may do.');
  const after = { ...before.productAccess };
  for (const [product, level] of Object.entries(access)) {
    if (level === 'full') delete after[product];
    else after[product] = level;
  }
  await ctx.tx.update(membership).set({ productAccess: after }).where(eq(membership.id, id));
  await record(ctx, 'member.limited', id, { before: before.productAccess, after });
}

/** Makes another member an owner, and the owner who does it an admin, in one step. */
export async function transferOwnership(
  ctx: OperationContext,
  { id }: { id: string },
  by: By,
): Promise<{ name: string }> {
  const mine = await ownMembership(ctx.tx, by.userId);
  // In one order, so that two who hand over to each other wait and do not lock one another out.
  const locked = new Map<string, Awaited<ReturnType<typeof lockMember>>>();
  for (const each of [mine, id].sort()) locked.set(each, await lockMember(ctx.tx, each));
  const [giver, taker] = [locked.get(mine), locked.get(id)];
  if (!giver || !taker) throw notFound('member');
  if (giver.role !== 'owner') throw new Refusal('forbidden', 'Only an owner can hand the business over.');
  if (mine === id) throw new Refusal('conflict', 'You are an owner already. Choose somebody else.');
  if (taker.suspendedAt) throw new Refusal('conflict', `${taker.name} is suspended. Restore them first.`);
  await ctx.tx.update(membership).set({ role: 'owner', productAccess: {} }).where(eq(membership.id, id));
  await ctx.tx.update(membership).set({ role: 'admin' }).where(eq(membership.id, mine));
  await record(ctx, 'tenant.handed_over', id, {
    // Names are values and never keys: words can be taken out of the history, and its fields stay.
    before: { owner: giver.name, nextOwner: taker.name, nextOwnerRole: taker.role },
    after: { owner: taker.name, formerOwner: giver.name, formerOwnerRole: 'admin' },
  });
  return taker;
}

/** Ends one's own membership. @throws Refusal conflict for the last owner */
export async function leave(ctx: OperationContext, by: By): Promise<void> {
  const id = await ownMembership(ctx.tx, by.userId);
  const before = await lockMember(ctx.tx, id);
  if (before.role === 'owner') await keepAnOwner(ctx.tx, id);
  await ctx.tx.delete(membership).where(eq(membership.id, id));
  await record(ctx, 'member.left', id, { before: { name: before.name, role: before.role } });
}

async function ownMembership(tx: TenantTx, userId: string): Promise<string> {
  const [own] = await tx.select({ id: membership.id }).from(membership).where(eq(membership.userId, userId));
  if (!own) throw notFound('member');
  return own.id;
}

function record(ctx: OperationContext, action: string, id: string, values: { before?: unknown; after?: unknown }) {
  return audit(ctx, { action, subjectType: 'membership', subjectId: id, ...values });
}
