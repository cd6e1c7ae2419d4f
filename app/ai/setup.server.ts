import { asc, eq, ne } from 'drizzle-orm';
import { membership, user } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { isRefusal } from '../errors/refusal.ts';
import type { TenantInfo } from '../tenancy/operation.server.ts';
import { affordable, isFree } from './budget.server.ts';
import type { Candidate } from './routing.server.ts';
import { candidatesFor } from './settings.server.ts';

const builtInDetail =
  'It needs no key and asks nobody outside. It knows the words of your trade, finds, adds up and drafts, and says when it does not understand.';

/** What a page has to know of the assistant before anything is said. */
export async function readSetup(tx: TenantTx, tenant: TenantInfo, userId: string, now: Date) {
  const candidates = await candidatesFor(tx, tenant);
  return {
    models: candidates.map(choiceOf),
    usedUp: await refusedFor(tx, candidates, userId, now),
    members: await tx
      .select({ userId: membership.userId, name: user.name })
      .from(membership)
      .innerJoin(user, eq(user.id, membership.userId))
      .where(ne(membership.userId, userId))
      .orderBy(asc(user.name)),
  };
}

function choiceOf(candidate: Candidate) {
  const { id, label, provider, price } = candidate.entry;
  const isBuiltIn = provider === 'built-in';
  const dollars = (thousandths: number) => `$${(thousandths / 1_000).toFixed(2)}`;
  return {
    id,
    label: isBuiltIn ? 'Built-in model' : label,
    isBuiltIn,
    isFree: isFree(candidate),
    detail: isBuiltIn ? builtInDetail : `${dollars(price.input)} in, ${dollars(price.output)} out for a million tokens`,
  };
}

/** Why a question would be refused before it is sent, in a sentence. */
async function refusedFor(
  tx: TenantTx,
  candidates: readonly Candidate[],
  userId: string,
  now: Date,
): Promise<string | null> {
  try {
    await affordable(tx, { userId, candidates, now });
    return null;
  } catch (error) {
    if (isRefusal(error)) return error.message;
    throw error;
  }
}
