import { count, eq } from 'drizzle-orm';
import { passkey } from '#db/schema/index.ts';
import { type PlatformTx, withPlatform } from '#db/tenant.server.ts';
import { Refusal } from '../errors/refusal.ts';
import { distrustAll } from './devices.server.ts';
import { countSince, recordSignIn } from './history.server.ts';
import { countRecoveryCodes, removeRecoveryCodes, replaceRecoveryCodes, takeRecoveryCode } from './recovery.server.ts';
import type { SecondFactor, Visitor } from './session.server.ts';
import { confirmEnrolment, hasApp, removeApp, takeCode, wrongCode } from './totp-app.server.ts';

/** What a person can show besides the first thing they showed. */
export interface Factors {
  hasApp: boolean;
  passkeys: number;
  recoveryCodes: number;
}

/** The factors of a person, in a transaction of their own. */
export function findFactors(userId: string): Promise<Factors> {
  return withPlatform((tx) => factorsOf(tx, userId), { readOnly: true });
}

export async function factorsOf(tx: PlatformTx, userId: string): Promise<Factors> {
  const [app, [keys], recoveryCodes] = await Promise.all([
    hasApp(tx, userId),
    tx.select({ number: count() }).from(passkey).where(eq(passkey.userId, userId)),
    countRecoveryCodes(tx, userId),
  ]);
  return { hasApp: app, passkeys: keys?.number ?? 0, recoveryCodes };
}

/** As soon as there is an app or a passkey, a password or a provider alone signs nobody in. */
export function isTwoStep({ hasApp, passkeys }: Factors): boolean {
  return hasApp || passkeys > 0;
}

/** Wrong codes in a quarter of an hour before no more are looked at. Only who has shown the first factor gets here. */
const triesPerWindow = 10;
const windowMinutes = 15;

/**
 * Takes what was typed as the second factor: six digits of the app, or a recovery code.
 * @param method how the first factor was shown, for the history
 * @throws Refusal invalid for a wrong or used code; too-many after ten in a quarter of an hour. A recovery code is taken
 * even then: it cannot be guessed.
 */
export async function takeTyped(
  visitor: Visitor,
  { userId, method, code }: { userId: string; method: string; code: string },
): Promise<SecondFactor> {
  const isShort = code.replace(/[\s-]/g, '').length <= 8;
  const outcome = await withPlatform(async (tx) => {
    if (!isShort) return (await takeRecoveryCode(tx, userId, code)) ? 'recovery-code' : await refuse(tx);
    // Holds the row of the app from here on, so that tries stand in line and none slips past the count.
    const isRight = await takeCode(tx, userId, code, new Date());
    const wrong = await countSince(tx, userId, 'wrong-second-factor', windowMinutes);
    if (wrong >= triesPerWindow) throw tooMany();
    return isRight ? 'app' : await refuse(tx);
  });
  if (outcome === null) throw wrongCode();
  return outcome;

  /** Written down, which a refusal would undo: so it is thrown after the commit. */
  async function refuse(tx: PlatformTx): Promise<null> {
    await recordSignIn(tx, visitor, { userId, method, outcome: 'wrong-second-factor' });
    return null;
  }
}

function tooMany(): Refusal {
  return new Refusal(
    'too-many',
    'Too many wrong codes. Wait a quarter of an hour, or use a passkey or recovery code.',
    {
      retryAfter: windowMinutes * 60,
    },
  );
}

/**
 * Turns the authenticator app on once it shows the right code.
 * @returns recovery codes, to be shown once, when it is the person's first second factor
 * @throws Refusal invalid for a wrong code.
 */
export function turnAppOn(userId: string, code: string): Promise<string[] | null> {
  return withPlatform(async (tx) => {
    await confirmEnrolment(tx, userId, code, new Date());
    return afterAdding(tx, userId);
  });
}

/** Removes a person's authenticator app. */
export function turnAppOff(userId: string): Promise<void> {
  return withPlatform(async (tx) => {
    await removeApp(tx, userId);
    await afterRemoving(tx, userId);
  });
}

/**
 * Ten new recovery codes in place of those there were.
 * @throws Refusal conflict when there is no second factor that they could stand in for.
 */
export function newRecoveryCodes(userId: string): Promise<string[]> {
  return withPlatform(async (tx) => {
    if (!isTwoStep(await factorsOf(tx, userId)))
      throw new Refusal('conflict', 'Recovery codes stand in for an app or a passkey. Set up one of them first.');
    return replaceRecoveryCodes(tx, userId);
  });
}

/**
 * What follows when a factor was added: whoever had no recovery codes gets them.
 * @returns the codes, to be shown once; null when there are some
 */
export async function afterAdding(tx: PlatformTx, userId: string): Promise<string[] | null> {
  return (await countRecoveryCodes(tx, userId)) > 0 ? null : replaceRecoveryCodes(tx, userId);
}

/** What follows when a factor was removed: with the last one go the recovery codes and the browsers that were spared. */
export async function afterRemoving(tx: PlatformTx, userId: string): Promise<void> {
  if (isTwoStep(await factorsOf(tx, userId))) return;
  await removeRecoveryCodes(tx, userId);
  await distrustAll(tx, userId);
}
