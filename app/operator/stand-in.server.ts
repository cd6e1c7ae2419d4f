import { randomBytes } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { membership, operator as operators, session, standIn, tenant, user } from '#db/schema/index.ts';
import { enterTenant, type PlatformTx, withPlatform, withSession } from '#db/tenant.server.ts';
import { audit } from '../audit/audit.server.ts';
import { cookie, hashToken, isOwn, sessionToken, standInMark, type Visitor } from '../auth/session.server.ts';
import { notFound, Refusal } from '../errors/refusal.ts';
import { wholeAddress } from '../http/address.server.ts';
import { HostCookie } from '../http/host-cookie.server.ts';
import { sendMail } from '../mail/mail.server.ts';
import { consentAsked, standInStarted } from '../mail/templates/operator.tsx';
import type { Operator } from '../tenancy/operator.server.ts';
import { tenantInfo } from '../tenancy/tenant-info.server.ts';
import { recordAct } from './acts.server.ts';
import { ownersOf } from './consent.server.ts';
import { listStandIns } from './stand-in-list.server.ts';

/** How long one stand-in lasts at most, whatever is done in it. */
export const standInMinutes = 60;

export interface Wish {
  tenantId: string;
  memberId: string;
  reason: string;
  readsOnly: boolean;
}

type Row = typeof standIn.$inferSelect;

/**
 * An operator wants to stand in for a member. Where the tenant asks for consent, its owners are asked by mail; elsewhere
 * it begins at once and its owners are told.
 * @returns cookies of the session that begins, or null while an owner has to decide
 * @throws Refusal invalid when the member is not one, or is an operator
 */
export async function wishToStandIn(visitor: Visitor, operator: Operator, wish: Wish): Promise<Started | null> {
  return withPlatform(async (tx) => {
    const [business] = await tx
      .select({ access: tenant.operatorAccess, suspendedAt: tenant.suspendedAt })
      .from(tenant)
      .where(eq(tenant.id, wish.tenantId))
      .for('share');
    if (!business) throw notFound('business');
    await requireMember(tx, wish.tenantId, wish.memberId);
    const needsConsent = business.access === 'consent';
    const [made] = await tx
      .insert(standIn)
      .values({ ...wish, operatorId: operator.userId, operatorName: operator.name, needsConsent })
      .returning();
    if (!made) throw new Error('A row that was inserted is returned.');
    if (!needsConsent) return begin(tx, visitor, operator, made);
    await askOwners(tx, visitor, operator, made);
    return null;
  });
}

/**
 * Begins what an owner has consented to, as often as is needed until the consent runs out.
 * @throws Refusal forbidden without a consent that holds
 */
export async function beginConsented(
  visitor: Visitor,
  operator: Operator,
  tenantId: string,
  id: string,
): Promise<Started> {
  return withPlatform(async (tx) => {
    const [found] = await tx
      .select()
      .from(standIn)
      .where(and(eq(standIn.tenantId, tenantId), eq(standIn.id, id), eq(standIn.operatorId, operator.userId)))
      .for('share');
    if (!found) throw notFound('request');
    if (!found.allowedUntil || found.allowedUntil <= new Date()) {
      throw new Refusal('forbidden', 'No owner has consented to this, or the time they gave is over. Ask again.');
    }
    await requireMember(tx, tenantId, found.memberId);
    return begin(tx, visitor, operator, found);
  });
}

export interface Started {
  slug: string;
  cookies: string[];
}

/** A new session that knows nothing but this stand-in; the operator's own waits in a cookie that one path alone sees. */
async function begin(tx: PlatformTx, visitor: Visitor, operator: Operator, wanted: Row): Promise<Started> {
  const now = new Date();
  const ends = [now.getTime() + standInMinutes * 60_000, operator.session.expiresAt.getTime()];
  if (wanted.allowedUntil) ends.push(wanted.allowedUntil.getTime());
  const endsAt = new Date(Math.min(...ends));
  const own = sessionToken(visitor.request);
  if (!own) throw new Refusal('unauthenticated', 'Your session is over. Sign in again.');
  const token = `${standInMark}${randomBytes(24).toString('base64url')}`;
  const { tenantId, id, memberId, reason, readsOnly } = wanted;
  await tx
    .update(standIn)
    .set({ startedAt: now, endsAt, endedAt: null, endNotedAt: null })
    .where(and(eq(standIn.tenantId, tenantId), eq(standIn.id, id)));
  await tx.insert(session).values({
    id: hashToken(token),
    userId: memberId,
    expiresAt: endsAt,
    idleMinutes: standInMinutes,
    method: 'operator',
    secondFactor: operator.session.secondFactor,
    ip: visitor.address,
    standInTenantId: tenantId,
    standInId: id,
    startedFrom: operator.session.id,
  });
  await recordAct(tx, operator, { action: 'stand_in.started', tenantId, reason, detail: { id, memberId, readsOnly } });
  const told = await tellTenant(tx, operator, wanted, 'stand_in.started', { endsAt });
  for (const { email } of told.owners) {
    const props = { ...told.letter, minutes: Math.ceil((endsAt.getTime() - now.getTime()) / 60_000) };
    await sendMail(told, standInStarted, {
      to: email,
      props: { ...props, href: accessPage(visitor, told.tenant.slug) },
    });
  }
  return { slug: told.tenant.slug, cookies: [cookie(visitor.request, token), ownCookie.write(visitor.request, own)] };
}

async function askOwners(tx: PlatformTx, visitor: Visitor, operator: Operator, wanted: Row): Promise<void> {
  const { tenantId, reason, id, memberId, readsOnly } = wanted;
  await recordAct(tx, operator, {
    action: 'stand_in.requested',
    tenantId,
    reason,
    detail: { id, memberId, readsOnly },
  });
  const told = await tellTenant(tx, operator, wanted, 'stand_in.requested', {});
  for (const { email } of told.owners) {
    const href = accessPage(visitor, told.tenant.slug);
    await sendMail(told, consentAsked, { to: email, props: { ...told.letter, href } });
  }
}

/** Goes on inside the tenant: its audit, and what its owners are told. */
async function tellTenant(
  tx: PlatformTx,
  operator: Operator,
  wanted: Row,
  action: string,
  more: Record<string, unknown>,
) {
  const { tenantId, id, memberId, reason, readsOnly } = wanted;
  const inside = await enterTenant(tx, tenantId);
  const ctx = { tx: inside, tenant: await tenantInfo(inside), now: new Date() };
  await audit(
    {
      ...ctx,
      actor: { userId: operator.userId, name: operator.name },
      requestId: operator.requestId,
      door: 'operator',
      onBehalfOf: memberId,
    },
    {
      action,
      subjectType: 'stand_in',
      subjectId: id,
      after: { operator: operator.name, reason, readsOnly, ...more },
    },
  );
  const [member] = await inside.select({ name: user.name }).from(user).where(eq(user.id, memberId));
  const letter = { business: ctx.tenant.name, operator: operator.name, member: member?.name ?? '', reason, readsOnly };
  return { ...ctx, letter, owners: await ownersOf(inside) };
}

/** Nobody stands in for an operator: it would make one operator two. */
async function requireMember(tx: PlatformTx, tenantId: string, memberId: string): Promise<void> {
  const [member] = await tx
    .select({ suspendedAt: membership.suspendedAt, operatorId: operators.userId })
    .from(membership)
    .leftJoin(operators, eq(operators.userId, membership.userId))
    .where(and(eq(membership.tenantId, tenantId), eq(membership.userId, memberId)));
  if (!member || member.suspendedAt) throw invalid('This is no member who may enter the business.');
  if (member.operatorId) throw invalid('This member is an operator. Nobody stands in for an operator.');
}

function invalid(sentence: string): Refusal {
  return new Refusal('invalid', sentence, { fieldErrors: { memberId: [sentence] } });
}

function accessPage({ request }: Visitor, slug: string): string {
  return wholeAddress(`/t/${slug}/operator-access`, new URL(request.url));
}

/** The operator's own session while they stand in for somebody. It is sent to the door that stops it and to no other. */
const ownCookie = new HostCookie('candlefish_own', {
  path: '/operator/stop',
  sameSite: 'Strict',
  maxAgeSeconds: standInMinutes * 60,
});

/**
 * Ends the stand-in of this browser for good and gives the browser its own session back. It does so too when the stand-in
 * is over already.
 * @returns the cookies, and whether an operator is signed in again
 */
export async function stopStandIn(request: Request) {
  const token = sessionToken(request);
  const own = ownCookie.read(request);
  const ended = token?.startsWith(standInMark) ? await endByToken(hashToken(token)) : null;
  const forget = ownCookie.forget(request);
  // Only what this stand-in was started from comes back: a cookie that somebody slipped in does not.
  const isOwn = own !== null && (ended ? ended.startedFrom === hashToken(own) : await isOperatorsOwn(own));
  if (isOwn) return { isBack: true, tenantId: ended?.tenantId ?? null, cookies: [cookie(request, own), forget] };
  return { isBack: false, tenantId: null, cookies: [forget] };
}

async function endByToken(id: string): Promise<{ tenantId: string; startedFrom: string | null } | null> {
  return withPlatform(async (tx) => {
    // The trigger of the session writes into the stand-in when it ended.
    const [gone] = await tx.delete(session).where(eq(session.id, id)).returning();
    if (!gone?.standInTenantId || !gone.standInId) return null;
    const { standInTenantId: tenantId, startedFrom } = gone;
    const [found] = await tx
      .select()
      .from(standIn)
      .where(and(eq(standIn.tenantId, tenantId), eq(standIn.id, gone.standInId)));
    if (!found) return null;
    const by = { userId: found.operatorId, name: found.operatorName, requestId: '' };
    await recordAct(tx, by, { action: 'stand_in.stopped', tenantId, detail: { id: found.id } });
    const inside = await enterTenant(tx, tenantId);
    await audit(
      {
        tx: inside,
        tenant: await tenantInfo(inside),
        actor: by,
        now: new Date(),
        door: 'operator',
        onBehalfOf: found.memberId,
      },
      {
        action: 'stand_in.stopped',
        subjectType: 'stand_in',
        subjectId: found.id,
        after: { operator: found.operatorName, reason: found.reason },
      },
    );
    return { tenantId, startedFrom };
  });
}

async function isOperatorsOwn(token: string): Promise<boolean> {
  const entry = await withSession(hashToken(token), null, async ({ entry }) => entry, { readOnly: true });
  if (!entry || !isOwn(entry)) return false;
  return withPlatform(async (tx) => (await tx.$count(operators, eq(operators.userId, entry.user.id))) > 0, {
    readOnly: true,
  });
}

/** What operators asked for in one tenant, the last first. */
export function listStandInsOf(tenantId: string) {
  return withPlatform((tx) => listStandIns(tx).where(eq(standIn.tenantId, tenantId)).limit(20), { readOnly: true });
}
