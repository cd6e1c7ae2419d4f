import { eq } from 'drizzle-orm';
import { membership, ssoAccount, tenantPolicy, tenantSso, user } from '#db/schema/index.ts';
import type { SessionEntry, SignInPolicy, TenantTx } from '#db/tenant.server.ts';
import { audit } from '../audit/audit.server.ts';
import { isRefusal, Refusal } from '../errors/refusal.ts';
import type { OperationContext } from '../tenancy/operation.server.ts';
import { demandOf, findPolicy, isSsoAlone } from '../tenancy/policy.server.ts';

/** Whoever changes the policy, as they came in. */
export type By = Pick<Extract<SessionEntry, { role: string }>, 'session' | 'user' | 'role'>;

/**
 * Changes what the business asks of whoever signs in. It holds from everybody's next step on.
 * @throws Refusal conflict when whoever changes it would be out at once, or when others would and `anyway` is not said
 */
export async function savePolicy(
  ctx: OperationContext,
  { anyway, ...policy }: SignInPolicy & { anyway: boolean },
  by: By,
): Promise<void> {
  await refuseUntriedSso(ctx.tx, policy);
  refuseOwnLockout(policy, by, ctx.now);
  const kept = anyway ? [] : await keptOutBy(ctx.tx, policy);
  if (kept.length > 0) {
    throw new Refusal(
      'conflict',
      `This keeps out ${new Intl.ListFormat('en').format(kept)}. Say below if you want that.`,
      {
        fieldErrors: { anyway: ['Tick this to keep them out.'] },
      },
    );
  }
  const before = await findPolicy(ctx.tx);
  if (asksNothing(policy)) await ctx.tx.delete(tenantPolicy);
  else {
    await ctx.tx.insert(tenantPolicy).values(policy).onConflictDoUpdate({ target: tenantPolicy.tenantId, set: policy });
  }
  await audit(ctx, {
    action: 'tenant.sign_in_changed',
    subjectType: 'tenant',
    subjectId: ctx.tenant.id,
    before,
    after: policy,
  });
}

/** Nobody saws off the branch they sit on: whoever changes the policy must fulfil it already. */
function refuseOwnLockout(policy: SignInPolicy, by: By, now: Date): void {
  try {
    const demand = demandOf({ policy, ...by }, now);
    if (demand === 'second-factor') {
      throw new Refusal(
        'conflict',
        'You signed in without a second step. Set one up, sign in with it, then ask others.',
      );
    }
    if (demand === 'sso') {
      throw new Refusal(
        'conflict',
        'You would lock yourself out. Sign in by the sign-in of the business, then ask others.',
      );
    }
    if (demand === 'sign-in') {
      throw new Refusal('conflict', 'Your own session is older than that. Sign in again, then change it.');
    }
  } catch (error) {
    if (!isRefusal(error) || error.code !== 'forbidden') throw error;
    throw new Refusal('conflict', `You would lock yourself out. ${error.message}`);
  }
}

/** A sign-in that nobody has come in by may not work, and would keep everybody out but owners. */
async function refuseUntriedSso(tx: TenantTx, policy: SignInPolicy): Promise<void> {
  if (!isSsoAlone(policy)) return;
  const [tried] = await tx
    .select({ id: ssoAccount.id })
    .from(ssoAccount)
    .innerJoin(tenantSso, eq(tenantSso.issuer, ssoAccount.issuer))
    .limit(1);
  if (tried) return;
  throw new Refusal('conflict', 'Nobody has come in by the sign-in of the business yet. Try it once, then ask others.');
}

/** Members whose address is at another domain. How they will sign in nobody knows before they do. */
async function keptOutBy(tx: TenantTx, { allowedDomains }: SignInPolicy): Promise<string[]> {
  if (!allowedDomains) return [];
  const members = await tx
    .select({ email: user.email })
    .from(membership)
    .innerJoin(user, eq(user.id, membership.userId));
  return members
    .map(({ email }) => email)
    .filter((email) => !allowedDomains.includes(email.slice(email.lastIndexOf('@') + 1).toLowerCase()))
    .sort();
}

function asksNothing({ requiresSecondFactor, ...rest }: SignInPolicy): boolean {
  return !requiresSecondFactor && Object.values(rest).every((value) => value === null);
}
