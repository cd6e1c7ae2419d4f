import { createHash } from 'node:crypto';
import { eq, lte } from 'drizzle-orm';
import { type Adapter, type DatabaseSession, Lucia, TimeSpan } from 'lucia';
import { session, user } from '#db/schema/index.ts';
import { withPlatform } from '#db/tenant.server.ts';

declare module 'lucia' {
  interface Register {
    Lucia: typeof lucia;
    DatabaseSessionAttributes: { userAgent: string | null; ip: string | null };
    DatabaseUserAttributes: { email: string; name: string };
  }
}

/**
 * Lucia stores the token that it hands to the browser. This adapter stores its SHA-256 instead, so that a copy of the
 * database opens no session. Nothing else of the application touches Lucia.
 */
const adapter: Adapter = {
  async getSessionAndUser(token) {
    return withPlatform(async (tx) => {
      const [row] = await tx
        .select()
        .from(session)
        .innerJoin(user, eq(user.id, session.userId))
        .where(eq(session.id, hashToken(token)));
      if (!row) return [null, null];
      const attributes = { email: row.user.email, name: row.user.name };
      return [toLucia(row.session, token), { id: row.user.id, attributes }];
    });
  },
  async getUserSessions(userId) {
    return withPlatform(async (tx) => {
      const rows = await tx.select().from(session).where(eq(session.userId, userId));
      return rows.map((row) => toLucia(row, row.id));
    });
  },
  async setSession({ id, userId, expiresAt, attributes }) {
    await withPlatform((tx) => tx.insert(session).values({ id: hashToken(id), userId, expiresAt, ...attributes }));
  },
  async updateSessionExpiration(token, expiresAt) {
    await withPlatform((tx) =>
      tx
        .update(session)
        .set({ expiresAt })
        .where(eq(session.id, hashToken(token))),
    );
  },
  async deleteSession(token) {
    await withPlatform((tx) => tx.delete(session).where(eq(session.id, hashToken(token))));
  },
  async deleteUserSessions(userId) {
    await withPlatform((tx) => tx.delete(session).where(eq(session.userId, userId)));
  },
  async deleteExpiredSessions() {
    await withPlatform((tx) => tx.delete(session).where(lte(session.expiresAt, new Date())));
  },
};

const lucia = new Lucia(adapter, {
  sessionExpiresIn: new TimeSpan(30, 'd'),
  sessionCookie: { name: 'candlefish_session', attributes: { sameSite: 'lax' } },
  getUserAttributes: ({ email, name }) => ({ email, name }),
});

/** Lower-case hex SHA-256 of a session token: what the database knows it by. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** The session token that a request carries, or null. Says nothing about whether it is still good. */
export function sessionToken(request: Request): string | null {
  return lucia.readSessionCookie(request.headers.get('Cookie') ?? '');
}

export interface SignedIn {
  userId: string;
  email: string;
  name: string;
  /** A cookie to send when the session was prolonged. */
  refreshedCookie: string | null;
}

/** Who is signed in, whatever tenant; for pages outside of a tenant. */
export async function findSignedIn(request: Request, isSecure: boolean): Promise<SignedIn | null> {
  const token = sessionToken(request);
  if (!token) return null;
  const found = await lucia.validateSession(token);
  if (!found.user) return null;
  const refreshedCookie = found.session.fresh ? cookie(token, isSecure) : null;
  return { userId: found.user.id, email: found.user.email, name: found.user.name, refreshedCookie };
}

/** Starts a session and gives the `Set-Cookie` value that carries it. A session that the browser had before ends. */
export async function startSession(
  request: Request,
  userId: string,
  browser: { ip: string; isSecure: boolean },
): Promise<string> {
  const before = sessionToken(request);
  if (before) await lucia.invalidateSession(before);
  const userAgent = request.headers.get('User-Agent')?.slice(0, 400) ?? null;
  const { id } = await lucia.createSession(userId, { userAgent, ip: browser.ip });
  return cookie(id, browser.isSecure);
}

/** Ends the session of this browser and gives the `Set-Cookie` value that forgets it. */
export async function endSession(request: Request, isSecure: boolean): Promise<string> {
  const token = sessionToken(request);
  if (token) await lucia.invalidateSession(token);
  const blank = lucia.createBlankSessionCookie();
  blank.attributes.secure = isSecure;
  return blank.serialize();
}

/** Removes what has expired. Sessions belong to no tenant, so no tenant's job can do it. */
export async function removeExpiredSessions(): Promise<void> {
  await lucia.deleteExpiredSessions();
}

function cookie(token: string, isSecure: boolean): string {
  const made = lucia.createSessionCookie(token);
  made.attributes.secure = isSecure;
  return made.serialize();
}

function toLucia(row: typeof session.$inferSelect, id: string): DatabaseSession {
  return { id, userId: row.userId, expiresAt: row.expiresAt, attributes: { userAgent: row.userAgent, ip: row.ip } };
}
