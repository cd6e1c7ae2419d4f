import { and, eq, ne, sql } from 'drizzle-orm';
import {
  authenticator,
  connectedAccount,
  passkey,
  recoveryCode,
  session,
  trustedDevice,
  user,
} from '#db/schema/index.ts';
import { type PlatformTx, withPlatform } from '#db/tenant.server.ts';
import { Refusal } from '../errors/refusal.ts';
import { ownAddress } from '../http/address.server.ts';
import { sendAccountMail } from '../mail/mail.server.ts';
import { noAccount, passwordChanged, resetPassword as resetLetter } from '../mail/templates/account.tsx';
import { isBreached } from './breached.server.ts';
import { hashPassword, verifyPassword } from './password.server.ts';
import { findProof, isMailedEnough, makeProof, takeProof, withdrawProofs } from './verification.server.ts';

/** Characters of a password that must be left without the words that everybody knows of its owner. */
const leastOwn = 6;

/**
 * Refuses a password that others would try first: breached ones, those made of the person's own name or address, and
 * those of three different characters or fewer (NIST SP 800-63B, 3.1.1.2). Nothing else is asked of a password.
 * @throws Refusal invalid, beside the field `password`
 */
export function refuseGuessable(password: string, who: { name: string; email: string; business?: string }): void {
  if (isBreached(password)) {
    throw guessable(
      'This password is among those that were stolen elsewhere, and would be tried first. Choose another one.',
    );
  }
  const lower = password.normalize('NFKC').toLowerCase();
  const known = [who.name, who.email.replace(/@/, ' '), who.business ?? '', 'candlefish'];
  const words = known.flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u)).filter((word) => word.length >= 3);
  const rest = words.sort((a, b) => b.length - a.length).reduce((left, word) => left.replaceAll(word, ''), lower);
  if (rest.length < leastOwn && rest.length < lower.length) {
    throw guessable(
      'This password is made of your name or address. Choose another one, such as a few words of your own.',
    );
  }
  if (new Set(lower).size <= 3) throw guessable('This password repeats the same characters. Choose another one.');
}

function guessable(message: string): Refusal {
  return new Refusal('invalid', message, { fieldErrors: { password: [message] } });
}

/**
 * Changes a password, and ends every other session of the person.
 * @throws Refusal invalid when the old one is wrong or the new one is easily guessed.
 */
export async function changePassword(
  who: { userId: string; sessionId: string },
  input: { currentPassword: string; password: string },
): Promise<void> {
  const found = await findOwner(who.userId);
  if (!(await verifyPassword(found.passwordHash, input.currentPassword))) {
    const message = 'This is not your password.';
    throw new Refusal('invalid', message, { fieldErrors: { currentPassword: [message] } });
  }
  await writePassword(found, input.password, who.sessionId);
}

/**
 * Gives a password to somebody who signs in by other ways.
 * @throws Refusal conflict when there is one already.
 */
export async function addPassword(
  who: { userId: string; sessionId: string },
  input: { password: string },
): Promise<void> {
  const found = await findOwner(who.userId);
  if (found.passwordHash) throw new Refusal('conflict', 'You have a password already. Change it instead.');
  await writePassword(found, input.password, who.sessionId);
}

interface Owner {
  id: string;
  name: string;
  email: string;
  passwordHash: string | null;
}

const ownerColumns = { id: user.id, name: user.name, email: user.email, passwordHash: user.passwordHash };

async function findOwner(userId: string): Promise<Owner> {
  const [found] = await withPlatform((tx) => tx.select(ownerColumns).from(user).where(eq(user.id, userId)), {
    readOnly: true,
  });
  if (!found) throw new Refusal('unauthenticated', 'Your session is over. Sign in again.');
  return found;
}

/** The old hash is a condition: of two changes at once, or of a change and a reset, the second does not undo the first. */
async function writePassword(owner: Owner, password: string, keptSession: string): Promise<void> {
  refuseGuessable(password, owner);
  const passwordHash = await hashPassword(password);
  await withPlatform(async (tx) => {
    const changed = await tx
      .update(user)
      .set({ passwordHash })
      .where(and(eq(user.id, owner.id), sql`${user.passwordHash} is not distinct from ${owner.passwordHash}`))
      .returning({ id: user.id });
    if (changed.length === 0) throw new Refusal('conflict', 'Your password was changed meanwhile. Sign in again.');
    await tx.delete(session).where(and(eq(session.userId, owner.id), ne(session.id, keptSession)));
    await tx.delete(trustedDevice).where(eq(trustedDevice.userId, owner.id));
    await withdrawProofs(tx, owner.id);
    await tellChanged(tx, owner);
  });
}

function tellChanged(tx: PlatformTx, { id, name, email }: Owner): Promise<void> {
  return sendAccountMail(tx, passwordChanged, { to: email, userId: id, props: { name, href: ownAddress('/reset') } });
}

/**
 * Mails a link for a new password. Whether somebody has the address or not, the same rows are written and one letter is
 * sent: neither the answer nor its time tells, and whoever forgot which address they used learns it from the letter.
 */
export async function requestReset(email: string): Promise<void> {
  await withPlatform(async (tx) => {
    const [found] = await tx
      .select(ownerColumns)
      .from(user)
      .where(eq(sql`lower(${user.email})`, email.toLowerCase()));
    const to = found?.email ?? email;
    const userId = found?.id ?? null;
    if (await isMailedEnough(tx, 'reset', to)) return;
    const secret = await makeProof(tx, { purpose: 'reset', email: to, userId });
    if (found) {
      const props = { name: found.name, href: ownAddress(`/reset/${secret}`) };
      await sendAccountMail(tx, resetLetter, { to, userId, props });
    } else {
      await sendAccountMail(tx, noAccount, { to, userId, props: { email: to, href: ownAddress('/') } });
    }
  });
}

/**
 * Chooses a new password by a link, once: ends every session of the person and withdraws every other link. The link
 * shows that they read the mailbox, so the address is confirmed; if it never was, whatever else signs in to the account
 * was set up by somebody who did not show it, and goes.
 * @throws Refusal gone when the link is not open, invalid when the password is easily guessed.
 */
export async function resetPassword(secret: string, password: string): Promise<{ email: string }> {
  const open = await findProof(secret, 'reset');
  // Whoever has no link must not make us hash.
  if (open) refuseGuessable(password, await findOwner(open.userId));
  const passwordHash = open && (await hashPassword(password));
  return withPlatform(async (tx) => {
    const { userId, email } = await takeProof(tx, secret, 'reset');
    const [owner] = await tx
      .select({ ...ownerColumns, verifiedAt: user.emailVerifiedAt })
      .from(user)
      .where(eq(user.id, userId))
      .for('update');
    if (!owner || owner.email !== email)
      throw new Refusal('gone', 'This account has another address by now. Ask for a new link there.');
    if (!owner.verifiedAt) await forgetOtherWays(tx, userId);
    await tx
      .update(user)
      .set({ passwordHash, emailVerifiedAt: sql`coalesce(${user.emailVerifiedAt}, now())` })
      .where(eq(user.id, userId));
    await tx.delete(session).where(eq(session.userId, userId));
    await tx.delete(trustedDevice).where(eq(trustedDevice.userId, userId));
    await withdrawProofs(tx, userId);
    await tellChanged(tx, owner);
    return { email };
  });
}

async function forgetOtherWays(tx: PlatformTx, userId: string): Promise<void> {
  for (const way of [connectedAccount, passkey, authenticator, recoveryCode]) {
    await tx.delete(way).where(eq(way.userId, userId));
  }
}
