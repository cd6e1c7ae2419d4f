import { and, eq, sql } from 'drizzle-orm';
import { connectedAccount, passkey, user } from '#db/schema/index.ts';
import { type PlatformTx, withPlatform } from '#db/tenant.server.ts';
import { notFound, Refusal } from '../errors/refusal.ts';
import { type PendingIdentity, takePending } from './oauth-pending.server.ts';
import type { OAuthProblem } from './oauth-problem.ts';
import type { ProviderIdentity } from './provider.ts';

/** Whose account somebody's account at a provider is connected to. Notes that it was used. */
export async function findConnected(provider: string, { subject, email }: ProviderIdentity): Promise<string | null> {
  const [used] = await withPlatform((tx) =>
    tx
      .update(connectedAccount)
      .set({ lastUsedAt: sql`now()`, ...(email && { email }) })
      .where(and(eq(connectedAccount.provider, provider), eq(connectedAccount.subject, subject)))
      .returning({ userId: connectedAccount.userId }),
  );
  return used?.userId ?? null;
}

export interface Connection {
  provider: string;
  subject: string;
  /** Verified, as the provider says. */
  email: string;
}

/**
 * Connects a provider to the account of somebody who has proved that it is theirs. An account whose own address nobody
 * has confirmed may have been made by a stranger, in the hope that its owner comes: it gets no further way in, unless the
 * provider vouches for that very address.
 * @returns what stands against it, or null when it is done
 */
export async function connect(tx: PlatformTx, userId: string, connection: Connection): Promise<OAuthProblem | null> {
  const [owner] = await tx.select().from(user).where(eq(user.id, userId)).for('update');
  if (!owner) throw new Refusal('unauthenticated', 'Your session is over. Sign in again.');
  const isSameAddress = owner.email.toLowerCase() === connection.email.toLowerCase();
  if (!owner.emailVerifiedAt && !isSameAddress) return 'confirm-first';
  await tx
    .insert(connectedAccount)
    .values({ ...connection, userId })
    .onConflictDoNothing();
  const [connected] = await tx
    .select({ userId: connectedAccount.userId })
    .from(connectedAccount)
    .where(and(eq(connectedAccount.provider, connection.provider), eq(connectedAccount.subject, connection.subject)));
  if (connected?.userId !== userId) return 'not-yours';
  if (!owner.emailVerifiedAt) await tx.update(user).set({ emailVerifiedAt: sql`now()` }).where(eq(user.id, userId));
  return null;
}

/**
 * Connects the provider that has vouched for this browser to the account that is signed in here.
 * @throws Refusal gone when the provider's word is no longer there.
 */
export async function connectPending(
  request: Request,
  userId: string,
): Promise<{ pending: PendingIdentity; problem: OAuthProblem | null }> {
  return withPlatform(async (tx) => {
    const pending = await takePending(tx, request);
    if (!pending) throw new Refusal('gone', 'This took too long, or was done already. Begin again in your account.');
    const { provider, subject, email } = pending;
    return { pending, problem: await connect(tx, userId, { provider, subject, email }) };
  });
}

/**
 * Takes a provider away from an account.
 * @throws Refusal conflict when it is the last way to sign in.
 */
export async function disconnect(userId: string, { provider }: { provider: string }): Promise<void> {
  await withPlatform(async (tx) => {
    const [owner] = await tx.select().from(user).where(eq(user.id, userId)).for('update');
    const own = await tx.select().from(connectedAccount).where(eq(connectedAccount.userId, userId));
    if (!owner || !own.some((connected) => connected.provider === provider)) throw notFound('connection');
    const others = own.filter((connected) => connected.provider !== provider).length;
    const passkeys = await tx.$count(passkey, eq(passkey.userId, userId));
    if (!owner.passwordHash && others + passkeys === 0) {
      throw new Refusal(
        'conflict',
        'This is your only way to sign in. Set a password or connect another account first.',
      );
    }
    await tx
      .delete(connectedAccount)
      .where(and(eq(connectedAccount.userId, userId), eq(connectedAccount.provider, provider)));
  });
}
