import { randomBytes } from 'node:crypto';
import { and, desc, eq, gt, lte, sql } from 'drizzle-orm';
import { trustedDevice } from '#db/schema/index.ts';
import { type PlatformTx, withPlatform } from '#db/tenant.server.ts';
import { HostCookie } from '../http/host-cookie.server.ts';
import { hashToken, userAgentOf, type Visitor } from './session.server.ts';

const trustedDays = 30;

/** Carries the token of a browser that is not asked for the second step. It does not sign anybody in. */
const trustCookie = new HostCookie('candlefish_trusted', { sameSite: 'Lax', maxAgeSeconds: trustedDays * 24 * 3600 });

/** Spares this browser the second step for 30 days. Gives the `Set-Cookie` value. */
export async function trustDevice(tx: PlatformTx, { request, address }: Visitor, userId: string) {
  const token = randomBytes(24).toString('base64url');
  const expiresAt = new Date(Date.now() + trustedDays * 24 * 3_600_000);
  await tx
    .insert(trustedDevice)
    .values({ id: hashToken(token), userId, expiresAt, userAgent: userAgentOf(request), ip: address });
  return trustCookie.write(request, token);
}

/** True if this person asked not to be asked on this browser. */
export async function isTrusted(tx: PlatformTx, { request }: Visitor, userId: string): Promise<boolean> {
  const token = trustCookie.read(request);
  if (token === null) return false;
  const [found] = await tx
    .select({ id: trustedDevice.id })
    .from(trustedDevice)
    .where(and(eq(trustedDevice.id, hashToken(token)), eq(trustedDevice.userId, userId), isCurrent()));
  return found !== undefined;
}

/** The browsers that are spared the second step, newest first. */
export function listTrustedDevices(userId: string) {
  return withPlatform(
    (tx) =>
      tx
        .select()
        .from(trustedDevice)
        .where(and(eq(trustedDevice.userId, userId), isCurrent()))
        .orderBy(desc(trustedDevice.createdAt)),
    { readOnly: true },
  );
}

/** Asks one browser of a person for the second step again. */
export async function distrust(userId: string, id: string): Promise<void> {
  await withPlatform((tx) =>
    tx.delete(trustedDevice).where(and(eq(trustedDevice.userId, userId), eq(trustedDevice.id, id))),
  );
}

/** Asks every browser of a person for the second step again. */
export async function distrustAll(tx: PlatformTx, userId: string): Promise<void> {
  await tx.delete(trustedDevice).where(eq(trustedDevice.userId, userId));
}

export async function removeExpiredTrust(): Promise<void> {
  await withPlatform((tx) => tx.delete(trustedDevice).where(lte(trustedDevice.expiresAt, sql`now()`)));
}

function isCurrent() {
  return gt(trustedDevice.expiresAt, sql`now()`);
}
