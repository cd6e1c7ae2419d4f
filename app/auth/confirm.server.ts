import { eq } from 'drizzle-orm';
import { user } from '#db/schema/index.ts';
import { type PlatformTx, withPlatform } from '#db/tenant.server.ts';
import { Refusal } from '../errors/refusal.ts';
import { countSince, recordSignIn } from './history.server.ts';
import { takePasskey } from './passkey.server.ts';
import { verifyPassword } from './password.server.ts';
import { factorsOf, isTwoStep, takeTyped } from './second-step.server.ts';
import { rotateSession, type SecondFactor, type SignedIn, type Visitor } from './session.server.ts';

/** How a person can show again that it is them. Whoever has a second factor shows that: a password can be overheard. */
export interface Proofs {
  isTwoStep: boolean;
  passkey: boolean;
  /** A code of the app or a recovery code. */
  code: boolean;
  app: boolean;
  password: boolean;
}

export function proofsOf(userId: string): Promise<Proofs> {
  return withPlatform(
    async (tx) => {
      const [factors, passwordHash] = await Promise.all([factorsOf(tx, userId), passwordOf(tx, userId)]);
      const twoStep = isTwoStep(factors);
      return {
        isTwoStep: twoStep,
        passkey: factors.passkeys > 0,
        code: factors.hasApp || (twoStep && factors.recoveryCodes > 0),
        app: factors.hasApp,
        password: !twoStep && passwordHash !== null,
      };
    },
    { readOnly: true },
  );
}

export type Confirmation =
  | { way: 'password'; password: string }
  | { way: 'code'; code: string }
  | { way: 'passkey'; response: string };

/**
 * Takes the proof that it is still the person who signed in. The session goes on under a new token and counts as proved.
 * @returns the `Set-Cookie` value of the session
 * @throws Refusal invalid when it is no proof.
 */
export async function confirmBy(visitor: Visitor, who: SignedIn, proof: Confirmation): Promise<string> {
  const secondFactor = await takeProof(visitor, who, proof);
  const cookie = await rotateSession(visitor, { provedAt: new Date(), ...(secondFactor && { secondFactor }) });
  const { userId, session } = who;
  await withPlatform((tx) =>
    recordSignIn(tx, visitor, { userId, outcome: 'confirmed', method: session.method, secondFactor }),
  );
  return cookie;
}

async function takeProof(visitor: Visitor, who: SignedIn, proof: Confirmation): Promise<SecondFactor | null> {
  const { userId, session } = who;
  if (proof.way === 'code') return takeTyped(visitor, { userId, method: session.method, code: proof.code });
  if (proof.way === 'passkey') {
    await takePasskey(visitor, 'passkey-proof', userId, proof.response);
    return 'passkey';
  }
  await takePassword(visitor, userId, proof.password);
  return null;
}

/** Wrong passwords in a quarter of an hour before no more are looked at: only whoever has the session gets here. */
const triesPerWindow = 10;
const windowMinutes = 15;

async function takePassword(visitor: Visitor, userId: string, password: string): Promise<void> {
  const { hash, wrong } = await withPlatform(
    async (tx) => {
      const isAsked = !isTwoStep(await factorsOf(tx, userId));
      const wrong = await countSince(tx, userId, 'wrong-confirmation', windowMinutes);
      return { hash: isAsked ? await passwordOf(tx, userId) : null, wrong };
    },
    { readOnly: true },
  );
  if (wrong >= triesPerWindow)
    throw new Refusal('too-many', 'Too many wrong passwords. Wait a quarter of an hour and try again.');
  if (await verifyPassword(hash, password)) return;
  await withPlatform((tx) => recordSignIn(tx, visitor, { userId, method: 'password', outcome: 'wrong-confirmation' }));
  throw new Refusal('invalid', 'The password was not taken.', {
    fieldErrors: { password: ['This is not your password.'] },
  });
}

async function passwordOf(tx: PlatformTx, userId: string): Promise<string | null> {
  const [found] = await tx.select({ hash: user.passwordHash }).from(user).where(eq(user.id, userId));
  return found?.hash ?? null;
}
