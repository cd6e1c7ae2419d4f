import { and, asc, count, eq } from 'drizzle-orm';
import { connectedAccount, passkey, user } from '#db/schema/index.ts';
import { type PlatformTx, withPlatform } from '#db/tenant.server.ts';
import { notFound, Refusal } from '../errors/refusal.ts';
import { notAccepted, takeRegistration } from './passkey.server.ts';
import { afterAdding, afterRemoving } from './second-step.server.ts';
import type { Visitor } from './session.server.ts';

/** A person's passkeys, oldest first. */
export function listPasskeys(userId: string) {
  return withPlatform(
    (tx) =>
      tx
        .select({
          id: passkey.id,
          name: passkey.name,
          isBackedUp: passkey.isBackedUp,
          createdAt: passkey.createdAt,
          lastUsedAt: passkey.lastUsedAt,
        })
        .from(passkey)
        .where(eq(passkey.userId, userId))
        .orderBy(asc(passkey.createdAt)),
    { readOnly: true },
  );
}

/**
 * Keeps the passkey that this browser has made.
 * @returns recovery codes, to be shown once, when it is the person's first second factor
 * @throws Refusal invalid when it does not answer what was asked.
 */
export async function addPasskey(
  visitor: Visitor,
  userId: string,
  input: { name: string; response: string },
): Promise<string[] | null> {
  const credential = await takeRegistration(visitor, userId, input.response);
  return withPlatform(async (tx) => {
    const made = await tx
      .insert(passkey)
      .values({ ...credential, userId, name: input.name })
      .onConflictDoNothing()
      .returning({ id: passkey.id });
    if (made.length === 0) throw notAccepted();
    return afterAdding(tx, userId);
  });
}

/** @throws Refusal not-found for what is not theirs. */
export async function renamePasskey(userId: string, { id, name }: { id: string; name: string }): Promise<void> {
  const renamed = await withPlatform((tx) =>
    tx
      .update(passkey)
      .set({ name })
      .where(and(eq(passkey.id, id), eq(passkey.userId, userId)))
      .returning({ id: passkey.id }),
  );
  if (renamed.length === 0) throw notFound('passkey');
}

/**
 * Forgets a passkey.
 * @throws Refusal conflict when it is the last way in, not-found for what is not theirs.
 */
export async function removePasskey(userId: string, id: string): Promise<void> {
  await withPlatform(async (tx) => {
    // Two removals of one person stand in line: the second sees what the first has left.
    const [owner] = await tx
      .select({ passwordHash: user.passwordHash })
      .from(user)
      .where(eq(user.id, userId))
      .for('update');
    const removed = await tx
      .delete(passkey)
      .where(and(eq(passkey.id, id), eq(passkey.userId, userId)))
      .returning({ id: passkey.id });
    if (removed.length === 0) throw notFound('passkey');
    if (!owner?.passwordHash && !(await hasOtherWayIn(tx, userId))) {
      throw new Refusal(
        'conflict',
        'This passkey is your only way in. Add another one or a password first, then remove it.',
      );
    }
    await afterRemoving(tx, userId);
  });
}

async function hasOtherWayIn(tx: PlatformTx, userId: string): Promise<boolean> {
  const [[keys], [accounts]] = await Promise.all([
    tx.select({ number: count() }).from(passkey).where(eq(passkey.userId, userId)),
    tx.select({ number: count() }).from(connectedAccount).where(eq(connectedAccount.userId, userId)),
  ]);
  return (keys?.number ?? 0) + (accounts?.number ?? 0) > 0;
}
