import { and, eq, gte, ne, sql } from 'drizzle-orm';
import { assistantSettings, assistantUsage, tenant } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { Refusal } from '../../errors/refusal.ts';
import type { Candidate } from '../routing.server.ts';

interface Spent {
  tenantMicros: number;
  memberMicros: number;
  /** Of models that the platform pays. */
  tokens: number;
}

interface Limits {
  monthlyBudgetMicros: number | null;
  memberBudgetMicros: number | null;
  assistantTokenLimit: number;
}

/**
 * Those of the candidates that may be asked, the preferred one first. Months are those of UTC. The built-in model costs
 * nothing, and what a tenant's own key pays counts neither against a budget nor against the plan.
 * @throws Refusal too-many, before anything was sent, when the preferred one may not be asked
 */
export async function affordable(
  tx: TenantTx,
  userId: string,
  candidates: readonly Candidate[],
  now: Date,
): Promise<readonly Candidate[]> {
  const [first] = candidates;
  if (!first)
    throw new Refusal('conflict', 'No model is set up for the assistant. An admin of the business can choose one.');
  if (candidates.every(isFree)) return candidates;
  const [spent, limits] = [await spentSince(tx, userId, monthOf(now)), await limitsOf(tx)];
  const problem = problemOf(spent, limits, now);
  if (problem === null) return candidates;
  if (isFree(first)) return candidates.filter(isFree);
  throw new Refusal('too-many', problem, { retryAfter: Math.ceil((nextMonth(now).getTime() - now.getTime()) / 1000) });
}

function isFree({ entry, isOwnKey }: Candidate): boolean {
  return entry.provider === 'built-in' || isOwnKey;
}

/** What is used up, in a sentence; null when nothing is. */
export function problemOf(spent: Spent, limits: Limits, now: Date): string | null {
  const again = `It begins anew on ${day(nextMonth(now))} (UTC).`;
  if (limits.monthlyBudgetMicros !== null && spent.tenantMicros >= limits.monthlyBudgetMicros)
    return `The business's budget for the assistant, ${dollars(limits.monthlyBudgetMicros)} a month, is used up. ${again} An admin can raise it.`;
  if (limits.memberBudgetMicros !== null && spent.memberMicros >= limits.memberBudgetMicros)
    return `Your own budget for the assistant, ${dollars(limits.memberBudgetMicros)} a month, is used up. ${again} An admin can raise it.`;
  if (spent.tokens >= limits.assistantTokenLimit)
    return `The plan's ${limits.assistantTokenLimit.toLocaleString('en')} tokens of this month are used up. ${again} A key of your own is not limited.`;
  return null;
}

async function spentSince(tx: TenantTx, userId: string, since: Date): Promise<Spent> {
  const [spent] = await tx
    .select({
      tenantMicros: sql<number>`coalesce(sum(${assistantUsage.costMicros}), 0)::float8`,
      memberMicros: sql<number>`coalesce(sum(${assistantUsage.costMicros}) filter (where ${eq(assistantUsage.userId, userId)}), 0)::float8`,
      tokens: sql<number>`coalesce(sum(${assistantUsage.inputTokens} + ${assistantUsage.outputTokens}) filter (where not ${assistantUsage.isOwnKey}), 0)::float8`,
    })
    .from(assistantUsage)
    .where(and(gte(assistantUsage.at, since), ne(assistantUsage.provider, 'built-in')));
  return spent ?? { tenantMicros: 0, memberMicros: 0, tokens: 0 };
}

async function limitsOf(tx: TenantTx): Promise<Limits> {
  const [limits] = await tx
    .select({
      monthlyBudgetMicros: assistantSettings.monthlyBudgetMicros,
      memberBudgetMicros: assistantSettings.memberBudgetMicros,
      assistantTokenLimit: tenant.assistantTokenLimit,
    })
    .from(tenant)
    .leftJoin(assistantSettings, eq(assistantSettings.tenantId, tenant.id));
  if (!limits) throw new Error('The transaction has no tenant.');
  return limits;
}

export function monthOf(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
}

function nextMonth(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
}

function day(date: Date): string {
  return date.toLocaleDateString('en', { day: 'numeric', month: 'long', timeZone: 'UTC' });
}

function dollars(micros: number): string {
  return new Intl.NumberFormat('en', { style: 'currency', currency: 'USD' }).format(micros / 1_000_000);
}
