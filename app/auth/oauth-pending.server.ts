import { createHash, randomBytes } from 'node:crypto';
import { and, eq, gt, lt, sql } from 'drizzle-orm';
import { pendingIdentity } from '#db/schema/index.ts';
import { type PlatformTx, withPlatform } from '#db/tenant.server.ts';
import { HostCookie } from '../http/host-cookie.server.ts';

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

const cookie = new HostCookie('candlefish_pending', { sameSite: 'Lax', maxAgeSeconds: minutes * 60 });

/** Keeps what a provider said of the person in this browser. Gives the `Set-Cookie` value that finds it again. */
export async function keepPending(request: Request, identity: PendingIdentity): Promise<string> {
  const secret = randomBytes(24).toString('base64url');
  const expiresAt = new Date(Date.now() + minutes * 60_000);
  await withPlatform((tx) => tx.insert(pendingIdentity).values({ id: hashOf(secret), ...identity, expiresAt }));
  return cookie.write(request, secret);
}

/** Whom this browser has waiting, if anybody. */
export async function findPending(request: Request): Promise<PendingIdentity | null> {
  const id = idOf(request);
  if (!id) return null;
  const [found] = await withPlatform((tx) => tx.select(shown).from(pendingIdentity).where(isOpen(id)), {
    readOnly: true,
  });
  return found ?? null;
}

/** Takes it, once: of two forms one gets it. */
export async function takePending(tx: PlatformTx, request: Request): Promise<PendingIdentity | null> {
  const id = idOf(request);
  if (!id) return null;
  const [taken] = await tx.delete(pendingIdentity).where(isOpen(id)).returning(shown);
  return taken ?? null;
}

/** The `Set-Cookie` value that forgets it. */
export function forgetPending(request: Request): string {
  return cookie.forget(request);
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

function idOf(request: Request): string | null {
  const secret = cookie.read(request);
  return secret === null ? null : hashOf(secret);
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
