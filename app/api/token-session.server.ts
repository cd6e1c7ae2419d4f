import { randomBytes } from 'node:crypto';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { refreshToken, session, tenant } from '#db/schema/index.ts';
import { type PlatformTx, type SessionEntry, withPlatform, withSession } from '#db/tenant.server.ts';
import { recordSignIn } from '../auth/history.server.ts';
import { noteOver, noteSeen } from '../auth/seen.server.ts';
import { hashToken, isOwn, type Proof, startTokenSession, userAgentOf, type Visitor } from '../auth/session.server.ts';
import { Refusal } from '../errors/refusal.ts';
import { ownAddress } from '../http/address.server.ts';
import { suspended } from '../tenancy/entry.server.ts';
import { demandOf } from '../tenancy/policy.server.ts';
import { signAccessToken, unauthenticated } from './access-token.server.ts';
import { tokenSeconds } from './signing-keys.server.ts';

/** What a client of the API is given: a token for its requests, and one to get the next with. */
export interface Tokens {
  accessToken: string;
  tokenType: 'Bearer';
  /** Seconds. */
  expiresIn: number;
  refreshToken: string;
}

/** A business that somebody is a member of. */
export interface Business {
  id: string;
  slug: string;
}

export type Entered = Extract<SessionEntry, { role: string }>;

/**
 * Starts a session for a program that somebody signed in with. It is a session as browsers have them: it is listed and
 * revoked with the others, and takes on the limits of the business.
 * @throws Refusal forbidden when the business's sign-in policy asks for something that cannot be shown here
 */
export async function openTokenSession(
  visitor: Visitor,
  { userId, ...proof }: Proof & { userId: string },
  business: Business,
): Promise<Tokens> {
  const sessionId = await startTokenSession(visitor, userId, proof);
  try {
    await enter({ sessionId, ...business }, visitor.address);
  } catch (error) {
    await withPlatform((tx) => tx.delete(session).where(eq(session.id, sessionId)));
    throw error;
  }
  const refresh = await withPlatform(async (tx) => {
    await recordSignIn(tx, visitor, { userId, outcome: 'signed-in', ...proof }, deviceOf(visitor));
    return insertRefresh(tx, sessionId, business.id);
  });
  return tokensOf({ userId, sessionId, business, refresh });
}

/**
 * The next pair of tokens for a refresh token, which is used up by it. One that is used again was stolen from somebody
 * or by somebody: the whole session ends, for both.
 * @throws Refusal unauthenticated
 */
export async function renewTokens(visitor: Visitor, token: string): Promise<Tokens> {
  const found = await withPlatform((tx) => findRefresh(tx, token), { readOnly: true });
  if (!found) throw unauthenticated();
  const { sessionId, userId, business } = found;
  if (!found.usedAt) await enter({ sessionId, ...business }, visitor.address);
  const refresh = await withPlatform(async (tx) => {
    const [used] = await tx
      .update(refreshToken)
      .set({ usedAt: sql`now()` })
      .where(and(eq(refreshToken.id, hashToken(token)), isNull(refreshToken.usedAt)))
      .returning({ id: refreshToken.id });
    if (used) return insertRefresh(tx, sessionId, business.id);
    const [ended] = await tx.delete(session).where(eq(session.id, sessionId)).returning({ id: session.id });
    const { method, secondFactor } = found;
    const reuse = { userId, outcome: 'reused-token', method, secondFactor } as const;
    if (ended) await recordSignIn(tx, visitor, reuse, deviceOf(visitor));
    return null;
  });
  // Thrown after the commit: a refusal would undo what it tells of.
  if (!refresh) throw unauthenticated('This refresh token was used before. The session has ended; sign in again.');
  return tokensOf({ userId, sessionId, business, refresh });
}

/** Ends the session of a refresh token. A token that opens nothing is no mistake: the session is over either way. */
export async function closeByRefresh(token: string): Promise<void> {
  await withPlatform(async (tx) => {
    const found = await findRefresh(tx, token);
    if (found) await tx.delete(session).where(eq(session.id, found.sessionId));
  });
}

/**
 * Decides whether the holder of an access token may go on: the session must hold, its person be a member, and the
 * business's sign-in policy be met.
 * @throws Refusal unauthenticated, forbidden
 */
export function admitToken(entry: SessionEntry | null, tenantId: string, address: string): Entered {
  // A session in which somebody stands in for another, or that a business's provider made, belongs to a browser.
  if (!entry || !isOwn(entry)) throw unauthenticated();
  if (!entry.tenant || entry.tenant.id !== tenantId)
    throw new Refusal('forbidden', 'You are not a member of this business any more, or are suspended.');
  const demand = demandOf(entry, new Date());
  if (demand === 'sign-in') {
    noteOver(entry.session);
    throw unauthenticated('This business asks for shorter sessions. Sign in again.');
  }
  if (demand === 'sso')
    throw new Refusal(
      'forbidden',
      'This business lets people in by its own sign-in alone. Use an API key of the business.',
    );
  noteSeen(entry, address);
  if (demand === 'second-factor') {
    const where = ownAddress('/account/security');
    throw new Refusal('forbidden', `This business asks for a second factor. Set one up at ${where} and sign in again.`);
  }
  if (entry.suspendedReason !== null) throw suspended(entry.tenant.name, entry.suspendedReason);
  return entry;
}

function enter({ sessionId, id, slug }: Business & { sessionId: string }, address: string): Promise<Entered> {
  return withSession(sessionId, slug, async ({ entry }) => admitToken(entry, id, address), { readOnly: true });
}

async function tokensOf(made: { userId: string; sessionId: string; business: Business; refresh: string }) {
  const { userId, sessionId, business, refresh } = made;
  const accessToken = await signAccessToken({ userId, tenantId: business.id, slug: business.slug, sessionId });
  return { accessToken, tokenType: 'Bearer', expiresIn: tokenSeconds, refreshToken: refresh } as const;
}

async function insertRefresh(tx: PlatformTx, sessionId: string, businessId: string): Promise<string> {
  const token = `cfr_${randomBytes(32).toString('base64url')}`;
  await tx.insert(refreshToken).values({ id: hashToken(token), sessionId, businessId });
  return token;
}

async function findRefresh(tx: PlatformTx, token: string) {
  const [found] = await tx
    .select({
      sessionId: session.id,
      userId: session.userId,
      method: session.method,
      secondFactor: sql<Proof['secondFactor']>`${session.secondFactor}`,
      usedAt: refreshToken.usedAt,
      business: { id: tenant.id, slug: tenant.slug },
    })
    .from(refreshToken)
    .innerJoin(session, eq(session.id, refreshToken.sessionId))
    .innerJoin(tenant, eq(tenant.id, refreshToken.businessId))
    .where(eq(refreshToken.id, hashToken(token)));
  return found;
}

/** A program has no cookies to be known again by: what it calls itself is its mark. */
function deviceOf({ request }: Visitor) {
  return { hash: hashToken(`api ${userAgentOf(request) ?? ''}`), cookie: null };
}
