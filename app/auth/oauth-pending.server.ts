import { createHash, randomBytes } from 'node:crypto';
import { createCookie } from '@remix-run/node';
import { and, eq, gt, lt, sql } from 'drizzle-orm';
import { pendingIdentity } from '#db/schema/index.ts';
import { type PlatformTx, withPlatform } from '#db/tenant.server.ts';

const minutes = 20;

/** Somebody whom a provider has vouched for, and whose account is not decided yet. */
export interface PendingIdentity {
  provider: string;
  subject: string;
  email: string;
  name: string;
  /** Where they were going. */
  next: string;
}

const cookie = createCookie('candlefish_pending', { path: '/', httpOnly: true, sameSite: 'lax', maxAge: minutes * 60 });

/** Keeps what a provider said of the person in this browser. Gives the `Set-Cookie` value that finds it again. */
export async function keepPending(identity: PendingIdentity, isSecure: boolean): Promise<string> {
  const secret = randomBytes(24).toString('base64url');
  const expiresAt = new Date(Date.now() + minutes * 60_000);
  await withPlatform((tx) => tx.insert(pendingIdentity).values({ id: hashOf(secret), ...identity, expiresAt }));
  return cookie.serialize(secret, { secure: isSecure });
}

/** Whom this browser has waiting, if anybody. */
export async function findPending(request: Request): Promise<PendingIdentity | null> {
  const id = await idOf(request);
  if (!id) return null;
  const [found] = await withPlatform((tx) => tx.select(shown).from(pendingIdentity).where(isOpen(id)), {
    readOnly: true,
  });
  return found ?? null;
}

/** Takes it, once: of two forms one gets it. */
export async function takePending(tx: PlatformTx, request: Request): Promise<PendingIdentity | null> {
  const id = await idOf(request);
  if (!id) return null;
  const [taken] = await tx.delete(pendingIdentity).where(isOpen(id)).returning(shown);
  return taken ?? null;
}

/** The `Set-Cookie` value that forgets it. */
export function forgetPending(): Promise<string> {
  return cookie.serialize('', { maxAge: 0 });
}

export async function removeOldPendingIdentities(): Promise<void> {
  await withPlatform((tx) => tx.delete(pendingIdentity).where(lt(pendingIdentity.expiresAt, sql`now()`)));
}

const shown = {
  provider: pendingIdentity.provider,
  subject: pendingIdentity.subject,
  email: pendingIdentity.email,
  name: pendingIdentity.name,
  next: pendingIdentity.next,
};

function isOpen(id: string) {
  return and(eq(pendingIdentity.id, id), gt(pendingIdentity.expiresAt, sql`now()`));
}

async function idOf(request: Request): Promise<string | null> {
  const secret: unknown = await cookie.parse(request.headers.get('Cookie'));
  return typeof secret === 'string' ? hashOf(secret) : null;
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
