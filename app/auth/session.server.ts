import { createHash } from 'node:crypto';
import { and, eq, isNull, min, ne, sql } from 'drizzle-orm';
import { type Adapter, type DatabaseSession, generateIdFromEntropySize, Lucia, TimeSpan } from 'lucia';
import { membership, session, tenantPolicy } from '#db/schema/index.ts';
import { type PlatformTx, type SessionEntry, type SessionState, withPlatform, withSession } from '#db/tenant.server.ts';
import { env } from '../env.server.ts';
import { Refusal } from '../errors/refusal.ts';
import { HostCookie } from '../http/host-cookie.server.ts';

interface SessionAttributes extends Omit<SessionState, 'id' | 'expiresAt' | 'sso'> {
  userAgent: string | null;
  ip: string | null;
  ssoTenantId: string | null;
  ssoId: string | null;
}

declare module 'lucia' {
  interface Register {
    Lucia: ReturnType<typeof makeLucia>;
    DatabaseSessionAttributes: SessionAttributes;
    DatabaseUserAttributes: Record<never, never>;
  }
}

/**
 * Lucia stores the token that it hands to the browser. This adapter stores its SHA-256 instead, so that a copy of the
 * database opens no session. Nothing else of the application touches Lucia.
 */
const adapter: Adapter = {
  // Looking a session up is not Lucia's: it would prolong what it looks at. `withSession` is the one door.
  getSessionAndUser: async () => [null, null],
  async updateSessionExpiration() {},
  // Those in which an operator stands in for the person are not theirs: their business sees them.
  async getUserSessions(userId) {
    const rows = await withPlatform(
      (tx) =>
        tx
          .select()
          .from(session)
          .where(and(eq(session.userId, userId), isNull(session.standInId), isInUse())),
      { readOnly: true },
    );
    return rows.map(toLucia);
  },
  async setSession({ id: token, userId, expiresAt, attributes }) {
    await withPlatform(async (tx) => {
      const limits = await strictestLimits(tx, userId, { expiresAt, ...attributes });
      await tx.insert(session).values({ id: hashToken(token), userId, ...attributes, ...limits });
    });
  },
  async deleteSession(token) {
    await withPlatform((tx) => tx.delete(session).where(eq(session.id, hashToken(token))));
  },
  async deleteUserSessions(userId) {
    await withPlatform((tx) => tx.delete(session).where(eq(session.userId, userId)));
  },
  async deleteExpiredSessions() {
    await withPlatform((tx) => tx.delete(session).where(sql`not (${isInUse()})`));
  },
};

/** What enter_session says of a session that holds. */
function isInUse() {
  return sql`${session.expiresAt} > now() and ${session.lastSeenAt} > now() - ${session.idleMinutes} * interval '1 minute'`;
}

/** A session is as short as the strictest of the businesses that it may enter asks for. */
async function strictestLimits(tx: PlatformTx, userId: string, asked: SessionAttributes & { expiresAt: Date }) {
  const [strictest] = await tx
    .select({ hours: min(tenantPolicy.sessionHours), idleMinutes: min(tenantPolicy.idleMinutes) })
    .from(membership)
    .innerJoin(tenantPolicy, eq(tenantPolicy.tenantId, membership.tenantId))
    .where(
      and(
        eq(membership.userId, userId),
        isNull(membership.suspendedAt),
        asked.ssoTenantId ? eq(membership.tenantId, asked.ssoTenantId) : undefined,
      ),
    );
  const end = asked.createdAt.getTime() + (strictest?.hours ?? Number.POSITIVE_INFINITY) * 3_600_000;
  return {
    expiresAt: new Date(Math.min(asked.expiresAt.getTime(), end)),
    idleMinutes: Math.min(asked.idleMinutes, strictest?.idleMinutes ?? asked.idleMinutes),
  };
}

function toLucia(row: typeof session.$inferSelect): DatabaseSession {
  const { id, userId, expiresAt } = row;
  return { id, userId, expiresAt, attributes: row };
}

// The settings are read at first use and not at import.
const makeLucia = () =>
  new Lucia(adapter, {
    sessionExpiresIn: new TimeSpan(env().SESSION_HOURS, 'h'),
    getSessionAttributes: (attributes) => attributes,
  });
let made: ReturnType<typeof makeLucia> | undefined;
function lucia() {
  made ??= makeLucia();
  return made;
}

const sessionCookie = new HostCookie('candlefish_session', { sameSite: 'Lax' });

/** Lower-case hex SHA-256 of a session token: what the database knows it by. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** How the token of a session begins in which an operator stands in for somebody. It decides nothing by itself. */
export const standInMark = 'stand-in.';

/** The session token that a request carries, or null. Says nothing about whether it is still good. */
export function sessionToken(request: Request): string | null {
  return sessionCookie.read(request);
}

export interface SignedIn {
  userId: string;
  email: string;
  name: string;
  session: SessionState;
}

/**
 * Who is signed in, whatever tenant; for pages outside of a tenant. Whoever stands in for somebody is not, and whoever
 * came in by a tenant's own provider is so in that tenant alone.
 */
export async function findSignedIn(request: Request): Promise<SignedIn | null> {
  const entry = await findSession(request);
  if (!entry || !isOwn(entry)) return null;
  return { userId: entry.user.id, email: entry.user.email, name: entry.user.name, session: entry.session };
}

/** True for a session of the person themselves, by which they reach all that is theirs. */
export function isOwn({ standIn, session }: SessionEntry): boolean {
  return standIn === null && session.sso === null;
}

/**
 * The session of this browser, outside of a tenant: its own person's, one in which an operator stands in, or one that a
 * tenant's provider made.
 */
export async function findSession(request: Request, renewed?: string): Promise<SessionEntry | null> {
  const token = renewed ?? sessionToken(request);
  if (!token) return null;
  return withSession(hashToken(token), null, async ({ entry }) => entry, { readOnly: true });
}

/** How somebody has shown who they are. */
export interface Proof {
  /** `password`, `passkey`, the provider's name, or `sso`. */
  method: string;
  secondFactor?: SecondFactor | null;
  /** The tenant's provider that says so, and when it was shown: the session enters that tenant and no other. */
  sso?: { tenantId: string; id: string; provedAt: Date };
}

export type SecondFactor = 'app' | 'recovery-code' | 'passkey' | 'trusted-device';

/** A browser that asks for something, with what the HTTP entry knows of it. */
export interface Visitor {
  request: Request;
  address: string;
  /** Told the new token of a session that is rotated, for the loaders that run after this action. */
  renew?: (token: string) => void;
}

/**
 * Starts a session and gives the `Set-Cookie` value that carries it. Its token is new, and a session that the browser
 * had before ends: one that was slipped to it beforehand is worth nothing.
 */
export async function startSession({ request, address }: Visitor, userId: string, proof: Proof) {
  const before = sessionToken(request);
  if (before) await lucia().invalidateSession(before);
  return cookie(request, await createSession({ request, address }, userId, proof));
}

/**
 * Starts a session that no cookie opens: its token is thrown away, and what is kept is its id, by which signed tokens
 * name it.
 */
export async function startTokenSession(visitor: Visitor, userId: string, proof: Proof): Promise<string> {
  return hashToken(await createSession(visitor, userId, proof));
}

async function createSession({ request, address }: Visitor, userId: string, proof: Proof) {
  const now = new Date();
  const { id: token } = await lucia().createSession(userId, {
    createdAt: now,
    lastSeenAt: now,
    provedAt: proof.sso?.provedAt ?? now,
    method: proof.method,
    secondFactor: proof.secondFactor ?? null,
    ssoTenantId: proof.sso?.tenantId ?? null,
    ssoId: proof.sso?.id ?? null,
    idleMinutes: env().SESSION_IDLE_MINUTES,
    userAgent: userAgentOf(request),
    ip: address,
  });
  return token;
}

interface Rotation {
  provedAt?: Date;
  secondFactor?: SecondFactor | null;
  /** A second factor was just added: sessions of the person that have shown none are over, as whoever has them would not come in now. */
  endsWeaker?: boolean;
}

/**
 * Gives the session of this browser a new token because its person has proved who they are, or may do more than before.
 * @returns the `Set-Cookie` value
 * @throws Refusal unauthenticated when the session is over.
 */
export async function rotateSession(
  { request, renew }: Visitor,
  { endsWeaker, ...change }: Rotation = {},
): Promise<string> {
  const before = sessionToken(request);
  const token = generateIdFromEntropySize(25);
  const id = hashToken(token);
  const rotated = await withPlatform(async (tx) => {
    const [own] = await tx
      .update(session)
      .set({ id, ...change })
      .where(eq(session.id, hashToken(before ?? '')))
      .returning({ userId: session.userId });
    if (own && endsWeaker) await endWeaker(tx, own.userId, id);
    return own !== undefined;
  });
  if (!rotated) throw new Refusal('unauthenticated', 'Your session is over. Sign in again.');
  renew?.(token);
  return cookie(request, token);
}

/** Those of a business's provider or of an operator were let in by somebody else, and are theirs to end. */
async function endWeaker(tx: PlatformTx, userId: string, keep: string): Promise<void> {
  const own = and(isNull(session.ssoId), isNull(session.standInId));
  await tx
    .delete(session)
    .where(and(eq(session.userId, userId), ne(session.id, keep), isNull(session.secondFactor), own));
}

/**
 * Ends the session of this browser and gives the headers that forget it: its cookie, and what pages have kept there, such
 * as drafts. Not the cache: all that shows data is no-store, and Chromium takes seconds to look through a cache. Nor all
 * cookies: some know the browser and not the person, and a neighbouring host's are not ours to take.
 */
export async function endSession(request: Request): Promise<Headers> {
  const token = sessionToken(request);
  if (token) await withPlatform((tx) => endWhatItCameFrom(tx, hashToken(token)));
  if (token) await lucia().invalidateSession(token);
  return new Headers({ 'Set-Cookie': sessionCookie.forget(request), ...clearStorage });
}

/** Takes away what the pages of this host have kept in the browser. */
export const clearStorage = { 'Clear-Site-Data': '"storage"' };

/** Whoever signs out while standing in for somebody leaves their own session too. */
async function endWhatItCameFrom(tx: PlatformTx, id: string): Promise<void> {
  const [found] = await tx.select({ startedFrom: session.startedFrom }).from(session).where(eq(session.id, id));
  if (found?.startedFrom) await tx.delete(session).where(eq(session.id, found.startedFrom));
}

/** The sessions of a person that hold, the one seen last first. */
export async function listSessions(userId: string) {
  const sessions = await lucia().getUserSessions(userId);
  return sessions.sort((a, b) => b.lastSeenAt.getTime() - a.lastSeenAt.getTime());
}

/** Ends one session of a person, at once. True if it was there. */
export async function revokeSession(userId: string, id: string): Promise<boolean> {
  const gone = await withPlatform((tx) =>
    tx
      .delete(session)
      .where(and(eq(session.userId, userId), eq(session.id, id)))
      .returning({ id: session.id }),
  );
  return gone.length > 0;
}

/** Ends every session of a person, or every one but `keep`. Says how many. */
export async function revokeSessions(userId: string, keep?: string): Promise<number> {
  const gone = await withPlatform((tx) =>
    tx
      .delete(session)
      .where(and(eq(session.userId, userId), keep ? ne(session.id, keep) : undefined))
      .returning({ id: session.id }),
  );
  return gone.length;
}

/** Removes what has expired. Sessions belong to no tenant, so no tenant's job can do it. */
export async function removeExpiredSessions(): Promise<void> {
  await lucia().deleteExpiredSessions();
}

/** What the browser calls itself, shortened. */
export function userAgentOf(request: Request): string | null {
  return request.headers.get('User-Agent')?.slice(0, 400) ?? null;
}

/** The `Set-Cookie` value that carries a session. */
export function cookie(request: Request, token: string): string {
  return sessionCookie.write(request, token, { maxAgeSeconds: env().SESSION_HOURS * 3_600 });
}
