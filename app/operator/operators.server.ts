import { asc, eq, sql } from 'drizzle-orm';
import { operator, user } from '#db/schema/index.ts';
import { type PlatformTx, withPlatform } from '#db/tenant.server.ts';
import { Refusal } from '../errors/refusal.ts';
import { recordAct } from './acts.server.ts';

const byCommand = { userId: null, name: 'command line' } as const;

/**
 * Makes somebody with an account an operator. Twice is once.
 * @throws Refusal invalid when nobody has the address, or it is not confirmed
 */
export async function addOperator(email: string): Promise<{ name: string; hasSecondFactor: boolean }> {
  return withPlatform(async (tx) => {
    const found = await findAccount(tx, email);
    if (!found.emailVerifiedAt) {
      throw new Refusal('invalid', `${email} is not confirmed yet: sign in and open the link that was mailed to it.`);
    }
    const added = await tx.insert(operator).values({ userId: found.id }).onConflictDoNothing().returning();
    if (added.length > 0) await recordAct(tx, byCommand, { action: 'operator.added', detail: { userId: found.id } });
    return found;
  });
}

/** Takes it away again, at once: whoever stands in for somebody stops too. */
export async function removeOperator(email: string): Promise<{ name: string; wasOne: boolean }> {
  return withPlatform(async (tx) => {
    const { id, name } = await findAccount(tx, email);
    const gone = await tx.delete(operator).where(eq(operator.userId, id)).returning();
    if (gone.length > 0) await recordAct(tx, byCommand, { action: 'operator.removed', detail: { userId: id } });
    return { name, wasOne: gone.length > 0 };
  });
}

export function listOperators() {
  return withPlatform(
    (tx) =>
      tx
        .select({ email: user.email, name: user.name, since: operator.since, hasSecondFactor: user.hasSecondFactor })
        .from(operator)
        .innerJoin(user, eq(user.id, operator.userId))
        .orderBy(asc(operator.since)),
    { readOnly: true },
  );
}

async function findAccount(tx: PlatformTx, email: string) {
  const { id, name, emailVerifiedAt, hasSecondFactor } = user;
  const [found] = await tx
    .select({ id, name, emailVerifiedAt, hasSecondFactor })
    .from(user)
    .where(eq(sql`lower(${user.email})`, email.toLowerCase()));
  if (!found) throw new Refusal('invalid', `Nobody has an account with the address ${email}.`);
  return found;
}
