import { createHash, randomBytes } from 'node:crypto';
import { and, count, desc, eq, gt, lt, sql } from 'drizzle-orm';
import { signInEvent, type signInOutcomes, user } from '#db/schema/index.ts';
import { type PlatformTx, withPlatform } from '#db/tenant.server.ts';
import { ownAddress } from '../http/address.server.ts';
import { HostCookie } from '../http/host-cookie.server.ts';
import { sendAccountMail } from '../mail/mail.server.ts';
import { newDevice } from '../mail/templates/account.tsx';
import { type Proof, userAgentOf, type Visitor } from './session.server.ts';
import { readUserAgent } from './user-agent.ts';

/** How long it is kept who came in. */
const keptDays = 90;

export type SignInOutcome = (typeof signInOutcomes)[number];

/** One entry of the history: what was tried, and how it ended. */
export interface SignInRecord extends Proof {
  userId: string;
  outcome: SignInOutcome;
}

/**
 * Writes down that somebody came in or tried to. Whoever has come in before is told by mail when it was with a browser that
 * they never used. True if this person came in with this browser for the first time.
 */
export async function recordSignIn(
  tx: PlatformTx,
  visitor: Visitor,
  record: SignInRecord,
  device?: Device,
): Promise<boolean> {
  const deviceHash = (device ?? deviceOf(visitor)).hash;
  const isNewDevice = record.outcome === 'signed-in' && !(await isKnown(tx, record.userId, deviceHash));
  await tx.insert(signInEvent).values({
    ...record,
    deviceHash,
    isNewDevice,
    userAgent: userAgentOf(visitor.request),
    ip: visitor.address,
  });
  if (isNewDevice) await tellOfNewDevice(tx, visitor, record.userId);
  return isNewDevice;
}

/** The first sign-in of all is no news. */
async function tellOfNewDevice(tx: PlatformTx, { request, address }: Visitor, userId: string): Promise<void> {
  const cameIn = and(eq(signInEvent.userId, userId), eq(signInEvent.outcome, 'signed-in'));
  if ((await tx.$count(signInEvent, cameIn)) < 2) return;
  const [person] = await tx.select({ name: user.name, email: user.email }).from(user).where(eq(user.id, userId));
  if (!person) return;
  const { browser, system } = readUserAgent(userAgentOf(request));
  const props = {
    name: person.name,
    device: `${browser} on ${system}`,
    address,
    href: ownAddress('/account/sessions'),
  };
  await sendAccountMail(tx, newDevice, { to: person.email, userId, props });
}

async function isKnown(tx: PlatformTx, userId: string, deviceHash: string): Promise<boolean> {
  const [known] = await tx
    .select({ id: signInEvent.id })
    .from(signInEvent)
    .where(
      and(eq(signInEvent.userId, userId), eq(signInEvent.deviceHash, deviceHash), eq(signInEvent.outcome, 'signed-in')),
    )
    .limit(1);
  return known !== undefined;
}

/** How often this ended so for a person in the last minutes. */
export async function countSince(
  tx: PlatformTx,
  userId: string,
  outcome: SignInOutcome,
  minutes: number,
): Promise<number> {
  const since = sql`now() - ${minutes} * interval '1 minute'`;
  const [row] = await tx
    .select({ times: count() })
    .from(signInEvent)
    .where(and(eq(signInEvent.userId, userId), eq(signInEvent.outcome, outcome), gt(signInEvent.at, since)));
  return row?.times ?? 0;
}

/** What happened at a person's door, newest first. */
export function listSignIns(userId: string, limit = 50) {
  return withPlatform(
    (tx) =>
      tx
        .select({
          id: signInEvent.id,
          at: signInEvent.at,
          outcome: signInEvent.outcome,
          method: signInEvent.method,
          secondFactor: signInEvent.secondFactor,
          isNewDevice: signInEvent.isNewDevice,
          userAgent: signInEvent.userAgent,
          ip: signInEvent.ip,
        })
        .from(signInEvent)
        .where(eq(signInEvent.userId, userId))
        .orderBy(desc(signInEvent.at), desc(signInEvent.id))
        .limit(limit),
    { readOnly: true },
  );
}

/** Forgets what is older than it is kept. */
export async function removeOldSignIns(): Promise<void> {
  await withPlatform((tx) =>
    tx.delete(signInEvent).where(lt(signInEvent.at, sql`now() - ${keptDays} * interval '1 day'`)),
  );
}

const deviceCookie = new HostCookie('candlefish_device', { sameSite: 'Lax', maxAgeSeconds: 400 * 24 * 3600 });

export interface Device {
  /** SHA-256 of the browser's mark, lower-case hex. */
  hash: string;
  /** The `Set-Cookie` value that marks a browser which had no mark. */
  cookie: string | null;
}

/** The mark of a browser, which knows it again and opens nothing; a new one for a browser that has none. */
export function deviceOf({ request }: Visitor): Device {
  const mark = deviceCookie.read(request);
  if (mark !== null) return { hash: hashOf(mark), cookie: null };
  const made = randomBytes(18).toString('base64url');
  return { hash: hashOf(made), cookie: deviceCookie.write(request, made) };
}

function hashOf(mark: string): string {
  return createHash('sha256').update(mark).digest('hex');
}
