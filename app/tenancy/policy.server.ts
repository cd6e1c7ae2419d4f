import { tenantPolicy } from '#db/schema/index.ts';
import type { SessionEntry, SignInPolicy, TenantTx } from '#db/tenant.server.ts';
import { nameOfMethod } from '../auth/way-names.ts';
import { Refusal } from '../errors/refusal.ts';

type Entered = Extract<SessionEntry, { role: string }>;

/** What a business still asks of a member who is signed in: to sign in again, by its own way, or to show a second factor. */
export type Demand = 'sign-in' | 'sso' | 'second-factor';

/**
 * Holds a session against the sign-in policy of the business it enters. Null: nothing is left to ask.
 * @throws Refusal forbidden when no further proof would help: another way to sign in, or another address, is needed.
 */
export function demandOf(
  { policy, session, user, role }: Pick<Entered, 'policy' | 'session' | 'user' | 'role'>,
  now: Date,
): Demand | null {
  if (!policy) return null;
  const domain = user.email.slice(user.email.lastIndexOf('@') + 1).toLowerCase();
  if (policy.allowedDomains && !policy.allowedDomains.includes(domain)) {
    throw new Refusal(
      'forbidden',
      `This business takes addresses at ${either(policy.allowedDomains)} only. Ask an owner or admin to invite that address.`,
    );
  }
  if (policy.allowedMethods && !policy.allowedMethods.includes(session.method)) {
    // Were the business's own sign-in the only way for owners too, nobody could mend it on the day it breaks.
    if (!isSsoAlone(policy)) throw otherMethod(policy.allowedMethods);
    if (role !== 'owner') return 'sso';
  }
  if (isOver(policy, session, now)) return 'sign-in';
  // What is asked besides, at the business's own sign-in, the business decides there.
  return policy.requiresSecondFactor && !session.secondFactor && !session.sso ? 'second-factor' : null;
}

/** True when a business lets its members in by its own sign-in and no other way. */
export function isSsoAlone({ allowedMethods }: Pick<SignInPolicy, 'allowedMethods'>): boolean {
  return allowedMethods?.length === 1 && allowedMethods[0] === 'sso';
}

function otherMethod(allowed: readonly string[]): Refusal {
  return new Refusal(
    'forbidden',
    `This business takes people who sign in by ${either(allowed.map(nameOfMethod))}. Sign out, and sign in that way.`,
  );
}

/** What the transaction's tenant asks of whoever signs in to enter it; null when it asks for nothing of its own. */
export async function findPolicy(tx: TenantTx): Promise<SignInPolicy | null> {
  const [policy] = await tx
    .select({
      requiresSecondFactor: tenantPolicy.requiresSecondFactor,
      sessionHours: tenantPolicy.sessionHours,
      idleMinutes: tenantPolicy.idleMinutes,
      allowedMethods: tenantPolicy.allowedMethods,
      allowedDomains: tenantPolicy.allowedDomains,
    })
    .from(tenantPolicy);
  return policy ?? null;
}

function isOver(policy: NonNullable<Entered['policy']>, session: Entered['session'], now: Date): boolean {
  const hasPassed = (since: Date, minutes: number | null) =>
    minutes !== null && now.getTime() - since.getTime() >= minutes * 60_000;
  const longest = policy.sessionHours === null ? null : policy.sessionHours * 60;
  return hasPassed(session.createdAt, longest) || hasPassed(session.lastSeenAt, policy.idleMinutes);
}

function either(choices: readonly string[]): string {
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(choices);
}
