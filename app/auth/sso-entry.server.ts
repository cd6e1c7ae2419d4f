import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import { invitation, membership, ssoAccount, user } from '#db/schema/index.ts';
import { enterTenant, type PlatformTx, type TenantTx, withPlatform, withTenant } from '#db/tenant.server.ts';
import { requireSeat } from '../admin/quota.server.ts';
import { audit } from '../audit/audit.server.ts';
import { isRefusal } from '../errors/refusal.ts';
import type { Role } from '../manifest.ts';
import { tenantInfo } from '../tenancy/tenant-info.server.ts';
import type { Welcome } from './oauth.server.ts';
import type { OAuthProblem } from './oauth-problem.ts';
import type { ProviderIdentity } from './provider.ts';
import { comeIn } from './sign-in.server.ts';
import type { BusinessSso } from './sso.server.ts';

/** How long ago the provider may have asked for it to count as asked just now. */
const askedMs = 5 * 60_000;

/** A name of the provider's, with the address that it has named for it, lower-case. */
interface Named {
  subject: string;
  email: string;
  name: string;
}

/**
 * Lets in whom a business's own provider names, into this business and nothing else. It speaks for the business's members
 * and for the addresses at its domains: an account that is nobody's member here is never opened by it, not even in part,
 * because the provider may be told to name anybody.
 */
export function welcomeBySso(business: BusinessSso): Welcome {
  return async (visitor, identity, { next, isFresh }) => {
    const named = nameOf(identity, business);
    if (typeof named === 'string') return named;
    const provedAt = identity.authenticatedAt ?? new Date(0);
    if (isFresh && Date.now() - provedAt.getTime() > askedMs) return 'not-asked';
    const known = await withTenant(business, (tx) => findMember(tx, business, named));
    const who = known.kind === 'stranger' ? await join(business, named, known.userId) : known;
    if (who.kind === 'problem') return who.problem;
    const sso = { tenantId: business.tenantId, id: business.id, provedAt };
    return comeIn(visitor, { userId: who.userId, method: 'sso', sso, next: inside(business, next) });
  };
}

function nameOf({ email, isEmailVerified, subject, name }: ProviderIdentity, business: BusinessSso) {
  if (!email) return 'no-address' as const;
  if (!isEmailVerified) return 'unverified' as const;
  const address = email.toLowerCase();
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return business.domains.includes(domain) ? { subject, email: address, name } : ('unlisted' as const);
}

/** Nothing but pages of this business are open to the session that begins. */
function inside({ slug }: BusinessSso, next: string): string {
  return next.startsWith(`/t/${slug}/`) ? next : `/t/${slug}`;
}

type Who = { kind: 'member'; userId: string } | { kind: 'problem'; problem: OAuthProblem } | Stranger;

/** No member, who may become one. The person is known when they have come by this provider before. */
interface Stranger {
  kind: 'stranger';
  userId: string | null;
}

const problem = (named: OAuthProblem): Who & { kind: 'problem' } => ({ kind: 'problem', problem: named });

async function findMember(tx: TenantTx, { issuer, joinRole }: BusinessSso, named: Named): Promise<Who> {
  const [known] = await tx
    .update(ssoAccount)
    .set({ lastUsedAt: sql`now()` })
    .where(and(eq(ssoAccount.issuer, issuer), eq(ssoAccount.subject, named.subject)))
    .returning({ userId: ssoAccount.userId });
  const [member] = await tx
    .select({ id: membership.id, userId: membership.userId, suspendedAt: membership.suspendedAt })
    .from(membership)
    .innerJoin(user, eq(user.id, membership.userId))
    .where(known ? eq(user.id, known.userId) : eq(sql`lower(${user.email})`, named.email));
  if (!member) {
    // Said before anything else is looked at: who has an account elsewhere is told to nobody who may not join.
    const mayJoin = (joinRole && !known) || (await tx.$count(invitation, isOpenFor(named.email))) > 0;
    return mayJoin ? { kind: 'stranger', userId: known?.userId ?? null } : problem('not-member');
  }
  if (member.suspendedAt) return problem('suspended');
  if (!known && !(await connect(tx, issuer, named, member))) return problem('taken');
  return { kind: 'member', userId: member.userId };
}

/**
 * Remembers whom the provider means by a name. False when it has meant the same person by another name before: an address
 * that was given to somebody new opens nothing of whoever had it.
 */
async function connect(tx: TenantTx, issuer: string, { subject }: Named, member: { id: string; userId: string }) {
  const { userId } = member;
  const [made] = await tx
    .insert(ssoAccount)
    .values({ issuer, subject, userId })
    .onConflictDoNothing()
    .returning({ id: ssoAccount.id });
  if (!made) return false;
  const ctx = {
    tx,
    tenant: await tenantInfo(tx),
    actor: { userId, name: '' },
    now: new Date(),
    door: 'browser' as const,
  };
  await audit(ctx, {
    action: 'member.sign_in_connected',
    subjectType: 'membership',
    subjectId: member.id,
    after: { issuer },
  });
  return true;
}

/** Makes a member of somebody who was invited, or who may join because the business lets everybody of its domains. */
async function join(business: BusinessSso, named: Named, before: string | null): Promise<Exclude<Who, Stranger>> {
  try {
    return await withPlatform<Exclude<Who, Stranger>>(async (tx) => {
      const userId = before ?? (await insertUser(tx, named));
      if (!userId) return problem('has-account');
      const inside = await enterTenant(tx, business.tenantId);
      const place = await takePlace(inside, business, named, { userId, wasMember: before !== null });
      const member = await insertMember(inside, userId, place);
      if (!before) await connect(inside, business.issuer, named, member);
      return { kind: 'member', userId };
    });
  } catch (error) {
    if (error instanceof NoPlace) return problem('not-member');
    if (isRefusal(error) && error.code === 'conflict') return problem('no-seat');
    throw error;
  }
}

/** The place was taken back meanwhile: undoes the account that was begun. */
class NoPlace extends Error {}

/** Not confirmed: to say who somebody is outside of its business is not the provider's to do. */
async function insertUser(tx: PlatformTx, { email, name }: Named): Promise<string | null> {
  const [made] = await tx.insert(user).values({ email, name }).onConflictDoNothing().returning({ id: user.id });
  return made?.id ?? null;
}

interface Place {
  role: Role;
  invitationId: string | null;
}

/** Whoever was a member before and is none any more was removed: they come back by an invitation alone. */
async function takePlace(
  tx: TenantTx,
  { joinRole }: BusinessSso,
  { email }: Named,
  { userId, wasMember }: { userId: string; wasMember: boolean },
): Promise<Place> {
  const [invited] = await tx
    .update(invitation)
    .set({ acceptedAt: sql`now()`, acceptedBy: userId })
    .where(isOpenFor(email))
    .returning({ id: invitation.id, role: invitation.role });
  if (invited) return { role: invited.role, invitationId: invited.id };
  if (!joinRole || wasMember) throw new NoPlace();
  await requireSeat(tx);
  return { role: joinRole, invitationId: null };
}

function isOpenFor(email: string) {
  return and(
    eq(sql`lower(${invitation.email})`, email),
    isNull(invitation.acceptedAt),
    isNull(invitation.revokedAt),
    gt(invitation.expiresAt, sql`now()`),
  );
}

async function insertMember(tx: TenantTx, userId: string, { role, invitationId }: Place) {
  const [made] = await tx.insert(membership).values({ userId, role }).returning({ id: membership.id });
  if (!made) throw new Error('A row that was inserted is returned.');
  const ctx = {
    tx,
    tenant: await tenantInfo(tx),
    actor: { userId, name: '' },
    now: new Date(),
    door: 'browser' as const,
  };
  await audit(ctx, {
    action: 'member.joined',
    subjectType: 'membership',
    subjectId: made.id,
    after: { role, by: invitationId ? 'invitation' : 'sign-in', invitation: invitationId },
  });
  return { id: made.id, userId };
}
