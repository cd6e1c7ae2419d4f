import { setTimeout as pause } from 'node:timers/promises';
import { Refusal } from '../errors/refusal.ts';
import { addressKey, giveBack, limit, type Verdict } from './limit.server.ts';
import { rules } from './rules.ts';

/** How long a guess at an account waits that was guessed at from many addresses. */
const delayMs = 700;

/** More than so many do not wait at once: waiting must not use up what the server can do. */
const maxDelayed = 16;
let delayed = 0;

/** A try to sign in that was let through. Say when it was right: then it was no guess and is not counted. */
export interface SignInTry {
  succeeded(): Promise<void>;
}

/**
 * Counts a try to sign in before its password is looked at. One address may guess so often at one account and so often
 * at all. Guesses from everywhere else at an account slow it down and never close it: whoever knows an address could
 * otherwise lock its owner out.
 * @throws Refusal too-many, with the seconds to wait
 */
export async function admitSignIn({ email, address }: { email: string; address: string }): Promise<SignInTry> {
  const account = email.trim().toLowerCase();
  const from = addressKey(address);
  const pair = `${from} ${account}`;
  const byAddress = await limit(rules.signInByAddress, from);
  refuseOver(byAddress);
  refuseOver(await limit(rules.signInByPair, pair));
  const byAccount = await limit(rules.signInByAccount, account);
  if (!byAccount.isAllowed) await slowDown();
  return {
    async succeeded() {
      await Promise.all([
        giveBack(rules.signInByAddress, from),
        giveBack(rules.signInByPair, pair),
        byAccount.isAllowed && giveBack(rules.signInByAccount, account),
      ]);
    },
  };
}

function refuseOver({ isAllowed, resetMs }: Verdict): void {
  if (isAllowed) return;
  const seconds = Math.max(1, Math.ceil(resetMs / 1000));
  const wait = seconds < 90 ? 'a minute' : `${Math.ceil(seconds / 60)} minutes`;
  throw new Refusal('too-many', `Too many tries to sign in from here. Wait ${wait} and try again.`, {
    retryAfter: seconds,
  });
}

async function slowDown(): Promise<void> {
  if (delayed >= maxDelayed) return;
  delayed += 1;
  await pause(delayMs).finally(() => {
    delayed -= 1;
  });
}
