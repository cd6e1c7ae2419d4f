import { and, eq, isNotNull, isNull, lt } from 'drizzle-orm';
import { authenticator } from '#db/schema/index.ts';
import { type PlatformTx, withPlatform } from '#db/tenant.server.ts';
import { Refusal } from '../errors/refusal.ts';
import { sealForUser, unsealForUser } from '../secrets/seal.server.ts';
import { base32, matchingStep, newSecret, otpauthAddress } from './totp.server.ts';

const purpose = 'authenticator.sealed_secret';

export interface Enrolment {
  /** What the QR code says. */
  address: string;
  /** The same key in groups of four, for typing. */
  key: string;
}

/** A key that was shown longer ago and never confirmed is not used: somebody else may have seen it. */
const enrolmentMs = 15 * 60_000;

/**
 * The key of the authenticator app that a person is setting up: made when they begin, and the same while they try.
 * @throws Refusal conflict when an app is set up already.
 */
export function beginEnrolment({ userId, email }: { userId: string; email: string }): Promise<Enrolment> {
  return withPlatform(async (tx) => {
    const stale = new Date(Date.now() - enrolmentMs);
    await tx
      .delete(authenticator)
      .where(
        and(eq(authenticator.userId, userId), isNull(authenticator.confirmedAt), lt(authenticator.createdAt, stale)),
      );
    const secret = (await findSecret(tx, userId)) ?? (await makeSecret(tx, userId));
    if (secret.confirmedAt) throw new Refusal('conflict', 'An authenticator app is set up already. Remove it first.');
    return { address: otpauthAddress(secret.bytes, email), key: base32(secret.bytes).replace(/.{4}(?=.)/g, '$& ') };
  });
}

/**
 * Turns the app on once it shows the right code.
 * @throws Refusal invalid for a wrong code.
 */
export async function confirmEnrolment(tx: PlatformTx, userId: string, code: string, now: Date): Promise<void> {
  const secret = await findSecret(tx, userId, 'for update');
  if (!secret || secret.confirmedAt)
    throw new Refusal('conflict', 'There is no authenticator app to confirm. Start again.');
  const step = matchingStep(secret.bytes, code, now, secret.lastStep);
  if (step === null) throw wrongCode();
  await tx.update(authenticator).set({ confirmedAt: now, lastStep: step }).where(eq(authenticator.userId, userId));
}

/**
 * Takes a code of a person's app. Tries of one person stand in line, so a code is taken once however many send it.
 * @returns false for a wrong or used code, and for somebody who has no app.
 */
export async function takeCode(tx: PlatformTx, userId: string, code: string, now: Date): Promise<boolean> {
  const secret = await findSecret(tx, userId, 'for update');
  if (!secret?.confirmedAt) return false;
  const step = matchingStep(secret.bytes, code, now, secret.lastStep);
  if (step === null) return false;
  await tx.update(authenticator).set({ lastStep: step }).where(eq(authenticator.userId, userId));
  return true;
}

/** True if a person's sign-in asks for a code of their app. */
export async function hasApp(tx: PlatformTx, userId: string): Promise<boolean> {
  const [found] = await tx
    .select({ userId: authenticator.userId })
    .from(authenticator)
    .where(and(eq(authenticator.userId, userId), isNotNull(authenticator.confirmedAt)));
  return found !== undefined;
}

/** Forgets a person's app. */
export async function removeApp(tx: PlatformTx, userId: string): Promise<void> {
  await tx.delete(authenticator).where(eq(authenticator.userId, userId));
}

export function wrongCode(): Refusal {
  return new Refusal('invalid', 'The code was not taken.', {
    fieldErrors: { code: ['This code is not right, or was used before. Wait for the next one and type it.'] },
  });
}

interface Secret {
  bytes: Buffer;
  confirmedAt: Date | null;
  lastStep: number;
}

async function findSecret(tx: PlatformTx, userId: string, lock?: 'for update'): Promise<Secret | null> {
  const query = tx.select().from(authenticator).where(eq(authenticator.userId, userId));
  const [row] = await (lock ? query.for('update') : query);
  if (!row) return null;
  const hex = await unsealForUser(tx, userId, purpose, row.sealedSecret);
  return { bytes: Buffer.from(hex, 'hex'), confirmedAt: row.confirmedAt, lastStep: row.lastStep };
}

async function makeSecret(tx: PlatformTx, userId: string): Promise<Secret> {
  const bytes = Buffer.from(newSecret());
  const sealedSecret = await sealForUser(tx, userId, purpose, bytes.toString('hex'));
  await tx.insert(authenticator).values({ userId, sealedSecret }).onConflictDoNothing();
  // Two pages that begin at once set up the one that was first.
  return (await findSecret(tx, userId)) ?? { bytes, confirmedAt: null, lastStep: 0 };
}
