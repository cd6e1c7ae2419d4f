import { and, asc, eq, sql } from 'drizzle-orm';
import { connectedAccount, membership, passkey, session, tenant, tenantClosing, user } from '#db/schema/index.ts';
import { type PlatformTx, withPlatform } from '#db/tenant.server.ts';
import { Refusal } from '../errors/refusal.ts';
import { ownAddress } from '../http/address.server.ts';
import { sendAccountMail } from '../mail/mail.server.ts';
import { addressChanged, addressTaken, addressWillChange, confirmNewAddress } from '../mail/templates/account.tsx';
import type { Role } from '../manifest.ts';
import { enoughMail, isMailedEnough, makeProof, takeProof, withdrawProofs } from './verification.server.ts';

/** An account as its owner sees it. */
export interface Profile {
  name: string;
  email: string;
  isConfirmed: boolean;
  hasPassword: boolean;
  passkeys: number;
  connected: { provider: string; email: string | null; connectedAt: Date }[];
}

export function getProfile(userId: string): Promise<Profile> {
  return withPlatform(
    async (tx) => {
      const [owner] = await tx.select().from(user).where(eq(user.id, userId));
      if (!owner) throw signInAgain();
      const [passkeys, connected] = await Promise.all([
        tx.$count(passkey, eq(passkey.userId, userId)),
        tx
          .select({
            provider: connectedAccount.provider,
            email: connectedAccount.email,
            connectedAt: connectedAccount.connectedAt,
          })
          .from(connectedAccount)
          .where(eq(connectedAccount.userId, userId))
          .orderBy(asc(connectedAccount.connectedAt)),
      ]);
      const { name, email, emailVerifiedAt, passwordHash } = owner;
      return {
        name,
        email,
        isConfirmed: emailVerifiedAt !== null,
        hasPassword: passwordHash !== null,
        passkeys,
        connected,
      };
    },
    { readOnly: true },
  );
}

export async function changeName(userId: string, { name }: { name: string }): Promise<void> {
  await withPlatform((tx) => tx.update(user).set({ name }).where(eq(user.id, userId)));
}

/**
 * Asks for another address: a link goes to the new one, a notice to the old one. An address that is somebody else's gets
 * a letter that says so, and whoever asked is told the same as ever.
 * @throws Refusal invalid when it is the address they have; too-many when the new one has had enough letters.
 */
export async function requestEmailChange(userId: string, input: { email: string }): Promise<void> {
  await withPlatform(async (tx) => {
    const [owner] = await tx.select().from(user).where(eq(user.id, userId)).for('update');
    if (!owner) throw signInAgain();
    if (owner.email.toLowerCase() === input.email.toLowerCase()) {
      throw new Refusal('invalid', 'This is your address already.', {
        fieldErrors: { email: ['This is your address already.'] },
      });
    }
    if (await isMailedEnough(tx, 'change', input.email)) throw enoughMail();
    const isTaken = (await tx.$count(user, eq(sql`lower(${user.email})`, input.email.toLowerCase()))) > 0;
    const secret = await makeProof(tx, { purpose: 'change', email: input.email, userId: isTaken ? null : userId });
    await sendToNewAddress(tx, owner, input.email, isTaken ? null : secret);
    await sendAccountMail(tx, addressWillChange, {
      to: owner.email,
      userId,
      props: { name: owner.name, newEmail: input.email, href: ownAddress('/reset') },
    });
  });
}

function sendToNewAddress(tx: PlatformTx, owner: { id: string; name: string }, to: string, secret: string | null) {
  if (secret === null) {
    return sendAccountMail(tx, addressTaken, { to, userId: owner.id, props: { href: ownAddress('/sign-in') } });
  }
  const props = { name: owner.name, href: ownAddress(`/change-email/${secret}`) };
  return sendAccountMail(tx, confirmNewAddress, { to, userId: owner.id, props });
}

/**
 * Takes the new address into use by the link that went there. Every device signs in again, other links are withdrawn,
 * the old address is told.
 * @throws Refusal gone when the link is not open; conflict when somebody else has taken the address meanwhile.
 */
export async function confirmEmailChange(secret: string): Promise<{ email: string }> {
  return withPlatform(async (tx) => {
    const { userId, email } = await takeProof(tx, secret, 'change');
    const [before] = await tx.select().from(user).where(eq(user.id, userId)).for('update');
    if (!before) throw signInAgain();
    const others = and(eq(sql`lower(${user.email})`, email.toLowerCase()), sql`${user.id} <> ${userId}`);
    if ((await tx.$count(user, others)) > 0) {
      throw new Refusal('conflict', 'Meanwhile this address has an account of its own. Sign in to that one.');
    }
    await tx.update(user).set({ email, emailVerifiedAt: sql`now()` }).where(eq(user.id, userId));
    await tx.delete(session).where(eq(session.userId, userId));
    await withdrawProofs(tx, userId);
    await sendAccountMail(tx, addressChanged, {
      to: before.email,
      userId,
      props: { name: before.name, newEmail: email },
    });
    return { email };
  });
}

/** What ending an account means, business by business. */
export interface Leaving {
  business: string;
  slug: string;
  role: Role;
  /** Nobody else could run it: it has to be handed over first, or to be erased. */
  isOnlyOwner: boolean;
}

export function whatLeavingMeans(userId: string): Promise<Leaving[]> {
  return withPlatform((tx) => listLeaving(tx, userId), { readOnly: true });
}

async function listLeaving(tx: PlatformTx, userId: string): Promise<Leaving[]> {
  const otherOwners = sql<number>`(select count(*)::int from ${membership} o where o.tenant_id = ${membership.tenantId}
    and o.role = 'owner' and o.suspended_at is null and o.user_id <> ${userId})`;
  const isClosing = sql<boolean>`exists (select from ${tenantClosing} c where c.tenant_id = ${membership.tenantId}
    and c.cancelled_at is null)`;
  const rows = await tx
    .select({ business: tenant.name, slug: tenant.slug, role: membership.role, otherOwners, isClosing })
    .from(membership)
    .innerJoin(tenant, eq(tenant.id, membership.tenantId))
    .where(eq(membership.userId, userId))
    .orderBy(asc(sql`lower(${tenant.name})`));
  return rows.map(({ otherOwners: others, isClosing: isGoing, ...row }) => ({
    ...row,
    isOnlyOwner: row.role === 'owner' && others === 0 && !isGoing,
  }));
}

/**
 * Ends an account for good: sessions, passwords, connections and memberships go with it. What the person did stays in
 * the history of the businesses, which keep their name and address as those of a former member.
 * @throws Refusal conflict when a business would be left without an owner.
 */
export async function deleteAccount(userId: string): Promise<void> {
  await withPlatform(async (tx) => {
    await lockOwnersBeside(tx, userId);
    const orphaned = (await listLeaving(tx, userId)).filter(({ isOnlyOwner }) => isOnlyOwner);
    if (orphaned.length > 0) {
      const names = orphaned.map(({ business }) => business).join(', ');
      throw new Refusal(
        'conflict',
        `You are the only owner of ${names}. Make somebody else an owner there, or have it erased under Administration, Data.`,
      );
    }
    await tx.delete(user).where(eq(user.id, userId));
  });
}

/** Two owners who leave at once must not both be the last but one: the second waits for the first. */
async function lockOwnersBeside(tx: PlatformTx, userId: string): Promise<void> {
  await tx
    .select({ id: membership.id })
    .from(membership)
    .where(
      and(
        eq(membership.role, 'owner'),
        sql`${membership.tenantId} in (select own.tenant_id from membership own where own.user_id = ${userId})`,
      ),
    )
    .orderBy(asc(membership.tenantId), asc(membership.id))
    .for('update');
}

function signInAgain(): Refusal {
  return new Refusal('unauthenticated', 'Your session is over. Sign in again.');
}
