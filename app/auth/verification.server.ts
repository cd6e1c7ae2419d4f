import { createHash, randomBytes } from 'node:crypto';
import { and, eq, gt, isNull, lt, sql } from 'drizzle-orm';
import { emailProof, user } from '#db/schema/index.ts';
import { type PlatformTx, type TenantTx, withPlatform } from '#db/tenant.server.ts';
import { Refusal } from '../errors/refusal.ts';
import { ownAddress } from '../http/address.server.ts';
import { sendAccountMail } from '../mail/mail.server.ts';
import { confirmAddress } from '../mail/templates/account.tsx';

export type ProofPurpose = 'verify' | 'reset' | 'change';

const hours: Record<ProofPurpose, number> = { verify: 24, reset: 1, change: 24 };

/** Letters of one kind that an address gets in an hour. It keeps strangers from filling somebody's mailbox. */
const mostAnHour: Record<ProofPurpose, number> = { verify: 5, reset: 3, change: 3 };

/**
 * A secret for a link that goes to an address; only its SHA-256 is stored. With no person it opens nothing, and all the
 * same counts as a letter to the address.
 */
export async function makeProof(
  tx: PlatformTx,
  proof: { purpose: ProofPurpose; email: string; userId: string | null },
): Promise<string> {
  const secret = randomBytes(32).toString('base64url');
  const expiresAt = new Date(Date.now() + hours[proof.purpose] * 3600 * 1000);
  await tx.insert(emailProof).values({ id: hashOf(secret), ...proof, expiresAt });
  return secret;
}

/** True when an address has had as many letters of this kind as it gets in an hour. Locks nobody out: older links go on working. */
export async function isMailedEnough(tx: PlatformTx, purpose: ProofPurpose, email: string): Promise<boolean> {
  const [sent] = await tx
    .select({ count: sql<number>`count(*)::int` })
    .from(emailProof)
    .where(
      and(
        eq(sql`lower(${emailProof.email})`, email.toLowerCase()),
        eq(emailProof.purpose, purpose),
        gt(emailProof.createdAt, sql`now() - interval '1 hour'`),
      ),
    );
  return (sent?.count ?? 0) >= mostAnHour[purpose];
}

export interface OpenProof {
  userId: string;
  email: string;
}

/** Whom an open link was made for. Used, expired, withdrawn and invented links are the same: null. */
export function findProof(secret: string, purpose: ProofPurpose): Promise<OpenProof | null> {
  return withPlatform(
    async (tx) => {
      const [found] = await tx
        .select({ userId: emailProof.userId, email: emailProof.email })
        .from(emailProof)
        .where(openWith(secret, purpose));
      return found?.userId ? { userId: found.userId, email: found.email } : null;
    },
    { readOnly: true },
  );
}

/**
 * Uses a link up, once: of two that come at the same time one gets it.
 * @throws Refusal gone when it is not open.
 */
export async function takeProof(tx: PlatformTx, secret: string, purpose: ProofPurpose): Promise<OpenProof> {
  const [taken] = await tx
    .update(emailProof)
    .set({ usedAt: sql`now()` })
    .where(openWith(secret, purpose))
    .returning({ userId: emailProof.userId, email: emailProof.email });
  if (!taken?.userId) throw closedLink();
  return { userId: taken.userId, email: taken.email };
}

export function closedLink(): Refusal {
  return new Refusal('gone', 'This link is no longer open. It works once, for a while. Ask for a new one.');
}

/** Makes every open link of a person worthless, such as those that went to an address they no longer have. */
export async function withdrawProofs(tx: PlatformTx, userId: string): Promise<void> {
  await tx
    .update(emailProof)
    .set({ usedAt: sql`now()` })
    .where(and(eq(emailProof.userId, userId), isNull(emailProof.usedAt)));
}

function openWith(secret: string, purpose: ProofPurpose) {
  return and(
    eq(emailProof.id, hashOf(secret)),
    eq(emailProof.purpose, purpose),
    isNull(emailProof.usedAt),
    gt(emailProof.expiresAt, sql`now()`),
  );
}

/** Asks the owner of a new account to confirm its address, in the transaction that makes it. */
export async function askToConfirm(
  tx: PlatformTx,
  who: { userId: string; name: string; email: string },
): Promise<void> {
  const secret = await makeProof(tx, { purpose: 'verify', email: who.email, userId: who.userId });
  const props = { name: who.name, href: ownAddress(`/verify/${secret}`) };
  await sendAccountMail(tx, confirmAddress, { to: who.email, userId: who.userId, props });
}

/**
 * Sends the confirmation again.
 * @throws Refusal too-many when the address has had enough letters for an hour.
 */
export async function resendConfirmation(userId: string): Promise<{ email: string; isConfirmed: boolean }> {
  return withPlatform(async (tx) => {
    const [who] = await tx
      .select({ userId: user.id, name: user.name, email: user.email, verifiedAt: user.emailVerifiedAt })
      .from(user)
      .where(eq(user.id, userId))
      .for('update');
    if (!who) throw closedLink();
    if (who.verifiedAt) return { email: who.email, isConfirmed: true };
    if (await isMailedEnough(tx, 'verify', who.email)) throw enoughMail();
    await askToConfirm(tx, who);
    return { email: who.email, isConfirmed: false };
  });
}

export function enoughMail(): Refusal {
  return new Refusal(
    'too-many',
    'Several letters are on their way already. Look among the unwanted mail, or try again in an hour.',
  );
}

/**
 * Confirms the address that a link was mailed to.
 * @throws Refusal gone when the link is not open, or when the account has another address by now.
 */
export async function confirmEmail(secret: string): Promise<{ email: string }> {
  return withPlatform(async (tx) => {
    const { userId, email } = await takeProof(tx, secret, 'verify');
    const [confirmed] = await tx
      .update(user)
      .set({ emailVerifiedAt: sql`coalesce(${user.emailVerifiedAt}, now())` })
      .where(and(eq(user.id, userId), eq(user.email, email)))
      .returning({ email: user.email });
    if (!confirmed) throw closedLink();
    return confirmed;
  });
}

/** Whether a colleague's address is confirmed, inside a business. */
export async function isConfirmed(tx: TenantTx, userId: string): Promise<boolean> {
  const [found] = await tx.select({ at: user.emailVerifiedAt }).from(user).where(eq(user.id, userId));
  return found?.at != null;
}

/** Removes links that have been over for a day: until then they count as letters. */
export async function removeOldProofs(): Promise<void> {
  await withPlatform((tx) => tx.delete(emailProof).where(lt(emailProof.expiresAt, sql`now() - interval '1 day'`)));
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
