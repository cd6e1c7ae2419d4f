import { createHash, randomBytes } from 'node:crypto';
import { and, asc, eq, gt, isNull, sql } from 'drizzle-orm';
import { invitation, membership, tenant, user } from '#db/schema/index.ts';
import { enterTenant, type PlatformTx, type TenantTx, withPlatform } from '#db/tenant.server.ts';
import { requireSeat } from '../admin/quota.server.ts';
import { audit } from '../audit/audit.server.ts';
import { notFound, Refusal } from '../errors/refusal.ts';
import { ownAddress } from '../http/address.server.ts';
import { sendMail } from '../mail/mail.server.ts';
import { invitationLetter } from '../mail/templates/invitation.tsx';
import type { Role } from '../manifest.ts';
import type { OperationContext } from '../tenancy/operation.server.ts';
import { tenantInfo } from '../tenancy/tenant-info.server.ts';
import { isConfirmed } from './verification.server.ts';

const invitationDays = 7;

/** Who belongs to the tenant, by name, and which invitations wait. */
export async function listMembers(tx: TenantTx) {
  const [members, invitations] = await Promise.all([
    tx
      .select({
        id: membership.id,
        userId: membership.userId,
        name: user.name,
        email: user.email,
        role: membership.role,
        productAccess: membership.productAccess,
        suspendedAt: membership.suspendedAt,
        hasSecondFactor: user.hasSecondFactor,
      })
      .from(membership)
      .innerJoin(user, eq(user.id, membership.userId))
      .orderBy(asc(sql`lower(${user.name})`)),
    tx
      .select({ id: invitation.id, email: invitation.email, role: invitation.role, expiresAt: invitation.expiresAt })
      .from(invitation)
      .where(and(isNull(invitation.acceptedAt), isNull(invitation.revokedAt), gt(invitation.expiresAt, sql`now()`)))
      .orderBy(asc(invitation.email)),
  ]);
  return { members, invitations };
}

/**
 * Offers a place to an address, by mail where the inviting person's own address is confirmed, and gives the link's token,
 * which is shown once: only its hash is stored.
 * @throws Refusal invalid when the address already belongs to a member; forbidden when an admin offers ownership; conflict
 * when no seat is free.
 */
export async function invite(
  ctx: OperationContext,
  input: { email: string; role: Role },
  by: { role: Role },
): Promise<{ token: string; isMailed: boolean }> {
  refuseOwnership(by.role, input.role);
  const [already] = await ctx.tx
    .select({ id: membership.id })
    .from(membership)
    .innerJoin(user, eq(user.id, membership.userId))
    .where(eq(sql`lower(${user.email})`, input.email.toLowerCase()));
  if (already) throw invalidField('email', 'This person is already a member.');
  await requireSeat(ctx.tx);
  const secret = randomBytes(24);
  const expiresAt = new Date(ctx.now.getTime() + invitationDays * 24 * 3600 * 1000);
  const [made] = await ctx.tx
    .insert(invitation)
    .values({ email: input.email, role: input.role, secretHash: hash(secret), invitedBy: ctx.actor.userId, expiresAt })
    .returning({ id: invitation.id });
  await audit(ctx, {
    action: 'member.invited',
    subjectType: 'invitation',
    subjectId: made?.id ?? null,
    after: { email: input.email, role: input.role },
  });
  const token = Buffer.concat([Buffer.from(ctx.tenant.id.replaceAll('-', ''), 'hex'), secret]).toString('base64url');
  return { token, isMailed: await mailInvitation(ctx, input, token) };
}

/** Nobody whose own address is not confirmed has us write to strangers: they pass the link on themselves. */
async function mailInvitation(
  ctx: OperationContext,
  { email, role }: { email: string; role: Role },
  token: string,
): Promise<boolean> {
  if (!ctx.actor.userId || !(await isConfirmed(ctx.tx, ctx.actor.userId))) return false;
  const props = { business: ctx.tenant.name, invitedBy: ctx.actor.name, role, href: ownAddress(`/invite/${token}`) };
  await sendMail(ctx, invitationLetter, { to: email, props });
  return true;
}

/** @throws Refusal conflict when it would leave the tenant without an owner. */
export async function changeRole(
  ctx: OperationContext,
  input: { id: string; role: Role },
  by: { role: Role },
): Promise<void> {
  const before = await lockMember(ctx.tx, input.id);
  refuseOwnership(by.role, before.role);
  refuseOwnership(by.role, input.role);
  if (before.role === 'owner' && input.role !== 'owner') await keepAnOwner(ctx.tx, input.id);
  // An owner is limited nowhere: somebody has to be able to put everything right.
  const access = input.role === 'owner' ? { productAccess: {} } : {};
  await ctx.tx
    .update(membership)
    .set({ role: input.role, ...access })
    .where(eq(membership.id, input.id));
  await audit(ctx, {
    action: 'member.role_changed',
    subjectType: 'membership',
    subjectId: input.id,
    before: { role: before.role },
    after: { role: input.role },
  });
}

/** Ends a membership. What the person did stays in the history; the database writes down that they were a member. */
export async function removeMember(
  ctx: OperationContext,
  input: { id: string },
  by: { role: Role },
): Promise<{ name: string }> {
  const before = await lockMember(ctx.tx, input.id);
  refuseOwnership(by.role, before.role);
  if (before.role === 'owner') await keepAnOwner(ctx.tx, input.id);
  await ctx.tx.delete(membership).where(eq(membership.id, input.id));
  await audit(ctx, {
    action: 'member.removed',
    subjectType: 'membership',
    subjectId: input.id,
    before: { name: before.name, role: before.role },
  });
  return { name: before.name };
}

export interface OpenInvitation {
  id: string;
  tenantId: string;
  slug: string;
  business: string;
  email: string;
  role: Role;
}

/** The invitation that a link opens. Used, withdrawn, expired and invented links are the same: null. */
export async function findInvitation(token: string): Promise<OpenInvitation | null> {
  const parsed = parseToken(token);
  if (!parsed) return null;
  return withPlatform(
    async (tx) => {
      const [row] = await tx
        .select({
          id: invitation.id,
          tenantId: invitation.tenantId,
          slug: tenant.slug,
          business: tenant.name,
          email: invitation.email,
          role: invitation.role,
        })
        .from(invitation)
        .innerJoin(tenant, eq(tenant.id, invitation.tenantId))
        .where(openWith(parsed));
      return row ?? null;
    },
    { readOnly: true },
  );
}

/**
 * Takes the place that an invitation offers, once.
 * @throws Refusal gone when the link is not open; forbidden when it was meant for another address.
 */
export async function acceptInvitation(
  token: string,
  who: { userId: string; email: string },
): Promise<{ slug: string }> {
  const offered = await findInvitation(token);
  if (!offered) throw new Refusal('gone', 'This invitation is no longer open. Ask for a new one.');
  if (offered.email.toLowerCase() !== who.email.toLowerCase()) {
    throw new Refusal('forbidden', 'This invitation was made for another email address. Sign in with that one.');
  }
  await withPlatform(async (tx) => {
    const [taken] = await tx
      .update(invitation)
      .set({ acceptedAt: new Date(), acceptedBy: who.userId })
      .where(
        and(eq(invitation.tenantId, offered.tenantId), eq(invitation.id, offered.id), isNull(invitation.acceptedAt)),
      )
      .returning({ id: invitation.id });
    if (!taken) throw new Refusal('gone', 'This invitation was already used.');
    await requireFreeSeat(tx, offered.tenantId);
    const [joined] = await tx
      .insert(membership)
      .values({ tenantId: offered.tenantId, userId: who.userId, role: offered.role })
      .onConflictDoNothing()
      .returning({ id: membership.id });
    if (joined) await auditJoined(tx, offered, { userId: who.userId, membershipId: joined.id });
  });
  return { slug: offered.slug };
}

/** The last thing done in the transaction, which goes on inside the tenant. */
async function auditJoined(
  tx: PlatformTx,
  { id, tenantId, role }: OpenInvitation,
  { userId, membershipId }: { userId: string; membershipId: string },
): Promise<void> {
  const inside = await enterTenant(tx, tenantId);
  const tenant = await tenantInfo(inside);
  await audit(
    { tx: inside, tenant, actor: { userId, name: '' }, now: new Date(), door: 'browser' },
    {
      action: 'member.joined',
      subjectType: 'membership',
      subjectId: membershipId,
      after: { role, by: 'invitation', invitation: id },
    },
  );
}

/** The invitation held a seat; there may be fewer now than when it was made. */
async function requireFreeSeat(tx: PlatformTx, tenantId: string): Promise<void> {
  const [business] = await tx
    .select({ seats: tenant.seatLimit })
    .from(tenant)
    .where(eq(tenant.id, tenantId))
    .for('no key update');
  const active = await tx.$count(membership, and(eq(membership.tenantId, tenantId), isNull(membership.suspendedAt)));
  if (business && active < business.seats) return;
  throw new Refusal('conflict', 'Every seat of this business is taken. Ask whoever invited you.');
}

function openWith({ tenantId, secretHash }: { tenantId: string; secretHash: string }) {
  return and(
    eq(invitation.tenantId, tenantId),
    eq(invitation.secretHash, secretHash),
    isNull(invitation.acceptedAt),
    isNull(invitation.revokedAt),
    gt(invitation.expiresAt, sql`now()`),
  );
}

function parseToken(token: string): { tenantId: string; secretHash: string } | null {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== 40) return null;
  const hex = bytes.subarray(0, 16).toString('hex');
  const tenantId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { tenantId, secretHash: hash(bytes.subarray(16)) };
}

/** @throws Refusal not-found */
export async function lockMember(tx: TenantTx, id: string) {
  const [found] = await tx
    .select({
      role: membership.role,
      userId: membership.userId,
      name: user.name,
      productAccess: membership.productAccess,
      suspendedAt: membership.suspendedAt,
    })
    .from(membership)
    .innerJoin(user, eq(user.id, membership.userId))
    .where(eq(membership.id, id))
    .for('update', { of: membership });
  if (!found) throw notFound('member');
  return found;
}

/** Locks every owner, so that two owners who leave at once cannot both be the last but one. */
export async function keepAnOwner(tx: TenantTx, leaving: string): Promise<void> {
  const owners = await tx
    .select({ id: membership.id })
    .from(membership)
    .where(and(eq(membership.role, 'owner'), isNull(membership.suspendedAt)))
    .orderBy(asc(membership.id))
    .for('update');
  if (!owners.some(({ id }) => id !== leaving)) {
    throw new Refusal('conflict', 'A business needs an owner. Make somebody else an owner first.');
  }
}

/** @throws Refusal forbidden */
export function refuseOwnership(by: Role, role: Role): void {
  if (role === 'owner' && by !== 'owner')
    throw new Refusal('forbidden', 'Only an owner can make, change or remove an owner.');
}

function invalidField(field: string, message: string): Refusal {
  return new Refusal('invalid', message, { fieldErrors: { [field]: [message] } });
}

function hash(secret: Uint8Array): string {
  return createHash('sha256').update(secret).digest('hex');
}
