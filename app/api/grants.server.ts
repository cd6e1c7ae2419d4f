import { randomBytes } from 'node:crypto';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { connectedApplication, refreshToken, session, tenant } from '#db/schema/index.ts';
import { type PlatformTx, withPlatform, withSession } from '#db/tenant.server.ts';
import { recordSignIn } from '../auth/history.server.ts';
import { hashToken, type Proof, startTokenSession, userAgentOf, type Visitor } from '../auth/session.server.ts';
import { unauthenticated } from './access-token.server.ts';
import { admitToken, type Entered } from './admit-token.server.ts';

/*
 * How programs stay signed in, whichever door they came by. A grant is a session of the person with a refresh token that is
 * used once: it is listed with their sessions, takes on the limits of the business, and ends with all of its tokens.
 */

/** A business that somebody is a member of. */
export interface Business {
  id: string;
  slug: string;
}

/** A program that was let in by OAuth. */
export interface Application {
  /** SHA-256 of its id. */
  client: string;
  name: string;
  scopes: readonly string[];
}

export interface Grant {
  userId: string;
  sessionId: string;
  business: Business;
  /** Null: a program that the person signed in with. */
  application: Application | null;
  /** The token by which the next is got. */
  refresh: string;
}

/**
 * Starts a session for a program.
 * @throws Refusal forbidden when the business's sign-in policy asks for something that cannot be shown here
 */
export async function openGrant(
  visitor: Visitor,
  { userId, ...proof }: Proof & { userId: string },
  business: Business,
  application: Application | null = null,
): Promise<Grant> {
  const sessionId = await startTokenSession(visitor, userId, proof);
  try {
    await enter({ sessionId, ...business }, visitor.address);
  } catch (error) {
    await withPlatform((tx) => tx.delete(session).where(eq(session.id, sessionId)));
    throw error;
  }
  const refresh = await withPlatform(async (tx) => {
    if (application) await insertApplication(tx, sessionId, business.id, application);
    else await recordSignIn(tx, visitor, { userId, outcome: 'signed-in', ...proof }, deviceOf(visitor));
    return insertRefresh(tx, sessionId, business.id);
  });
  return { userId, sessionId, business, application, refresh };
}

/**
 * Goes on with a grant by its refresh token, which is used up by it. One that is used again was stolen from somebody or by
 * somebody: the whole session ends, for both.
 * @param client the program that shows it: another's token opens nothing. Null: one that the person signed in with
 * @throws Refusal unauthenticated, forbidden
 */
export async function renewGrant(visitor: Visitor, token: string, client: string | null = null): Promise<Grant> {
  const found = await withPlatform((tx) => findGrant(tx, token), { readOnly: true });
  if (!found || !isOf(found, client)) throw unauthenticated();
  const { sessionId, userId, business, application } = found;
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
  return { userId, sessionId, business, application, refresh };
}

/**
 * Ends the grant of a refresh token. A token that opens nothing is no mistake: the session is over either way.
 * @returns false when the token is another program's, and nothing was ended
 */
export async function closeGrant(token: string, client: string | null = null): Promise<boolean> {
  return withPlatform(async (tx) => {
    const found = await findGrant(tx, token);
    if (found && !isOf(found, client)) return false;
    if (found) await tx.delete(session).where(eq(session.id, found.sessionId));
    return true;
  });
}

/** Ends a program's session by the session's id, as an access token names it. @returns false when it is not that program's */
export async function closeApplication(sessionId: string, client: string): Promise<boolean> {
  return withPlatform(async (tx) => {
    const [found] = await tx
      .select({ client: connectedApplication.client })
      .from(connectedApplication)
      .where(eq(connectedApplication.sessionId, sessionId));
    if (found && found.client !== client) return false;
    if (found) await tx.delete(session).where(eq(session.id, sessionId));
    return true;
  });
}

/** The programs that a person let in, by the sessions that they have. */
export async function applicationsOf(userId: string) {
  const rows = await withPlatform(
    (tx) =>
      tx
        .select({
          sessionId: session.id,
          name: connectedApplication.name,
          scopes: connectedApplication.scopes,
          business: tenant.name,
        })
        .from(connectedApplication)
        .innerJoin(session, eq(session.id, connectedApplication.sessionId))
        .innerJoin(tenant, eq(tenant.id, connectedApplication.businessId))
        .where(eq(session.userId, userId)),
    { readOnly: true },
  );
  return new Map(rows.map(({ sessionId, ...application }) => [sessionId, application]));
}

function isOf({ application }: { application: Application | null }, client: string | null): boolean {
  return (application?.client ?? null) === client;
}

function enter({ sessionId, id, slug }: Business & { sessionId: string }, address: string): Promise<Entered> {
  return withSession(sessionId, slug, async ({ entry }) => admitToken(entry, id, address), { readOnly: true });
}

async function insertApplication(
  tx: PlatformTx,
  sessionId: string,
  businessId: string,
  { client, name, scopes }: Application,
): Promise<void> {
  await tx.insert(connectedApplication).values({ sessionId, businessId, client, name, scopes: [...scopes] });
}

async function insertRefresh(tx: PlatformTx, sessionId: string, businessId: string): Promise<string> {
  const token = `cfr_${randomBytes(32).toString('base64url')}`;
  await tx.insert(refreshToken).values({ id: hashToken(token), sessionId, businessId });
  return token;
}

async function findGrant(tx: PlatformTx, token: string) {
  const [found] = await tx
    .select({
      sessionId: session.id,
      userId: session.userId,
      method: session.method,
      secondFactor: sql<Proof['secondFactor']>`${session.secondFactor}`,
      usedAt: refreshToken.usedAt,
      business: { id: tenant.id, slug: tenant.slug },
      application: {
        client: connectedApplication.client,
        name: connectedApplication.name,
        scopes: connectedApplication.scopes,
      },
    })
    .from(refreshToken)
    .innerJoin(session, eq(session.id, refreshToken.sessionId))
    .innerJoin(tenant, eq(tenant.id, refreshToken.businessId))
    .leftJoin(connectedApplication, eq(connectedApplication.sessionId, session.id))
    .where(eq(refreshToken.id, hashToken(token)));
  return found;
}

/** A program has no cookies to be known again by: what it calls itself is its mark. */
function deviceOf({ request }: Visitor) {
  return { hash: hashToken(`api ${userAgentOf(request) ?? ''}`), cookie: null };
}
