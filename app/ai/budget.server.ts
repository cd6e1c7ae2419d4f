import { eq, gte, sql } from 'drizzle-orm';
import { assistantSettings, assistantUsage, tenant } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { Refusal } from '../errors/refusal.ts';
import type { Candidate } from './routing.server.ts';

interface Spent {
  tenantMicros: number;
  memberMicros: number;
  /** Of answers that the platform pays. */
  tokens: number;
}

/** The tokens that a plan speaks of: those of answers. Vectors cost a hundredth of them, and count by that cost alone. */
export const isOfPlan = sql`(not ${assistantUsage.isOwnKey} and ${assistantUsage.provider} <> 'built-in' and ${assistantUsage.purpose} <> 'embedding')`;

interface Limits {
  monthlyBudgetMicros: number | null;
  memberBudgetMicros: number | null;
  assistantTokenLimit: number;
}

/**
 * Those of the candidates that may be asked, the preferred one first. Months are those of UTC. The built-in model costs
 * nothing, and what a tenant's own key pays counts neither against a budget nor against the plan.
 *
 * Asked before every call of a model. What a call took is known at its end, so a budget can be overspent by the calls that
 * are under way when it is reached, and by no more: one of each answer, and the naming of its conversation.
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
  const problem = await usedUp(tx, userId, now);
  if (problem === null) return candidates;
  if (isFree(first)) return candidates.filter(isFree);
  const free = candidates.find(isFree);
  const meanwhile = free ? ` ${nameOf(free)} can be asked meanwhile: choose it below.` : '';
  const retryAfter = Math.ceil((nextMonth(now).getTime() - now.getTime()) / 1000);
  throw new Refusal('too-many', problem + meanwhile, { retryAfter });
}

/**
 * What is used up of what the platform pays for this tenant, in a sentence; null when nothing is.
 * @param userId the member for whom something is asked. Null: it is for nobody's question
 */
export async function usedUp(tx: TenantTx, userId: string | null, now: Date): Promise<string | null> {
  const [spent, limits] = [await spentSince(tx, userId, monthOf(now)), await limitsOf(tx)];
  return problemOf(spent, userId === null ? { ...limits, memberBudgetMicros: null } : limits, now);
}

function nameOf({ entry }: Candidate): string {
  return entry.provider === 'built-in' ? 'The built-in model' : entry.label;
}

/** True for what no budget counts. */
export function isFree({ entry, isOwnKey }: Candidate): boolean {
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

async function spentSince(tx: TenantTx, userId: string | null, since: Date): Promise<Spent> {
  const isTheirs = userId === null ? sql`false` : eq(assistantUsage.userId, userId);
  const [spent] = await tx
    .select({
      tenantMicros: sql<number>`coalesce(sum(${assistantUsage.costMicros}), 0)::float8`,
      memberMicros: sql<number>`coalesce(sum(${assistantUsage.costMicros}) filter (where ${isTheirs}), 0)::float8`,
      tokens: sql<number>`coalesce(sum(${assistantUsage.inputTokens} + ${assistantUsage.outputTokens}) filter (where ${isOfPlan}), 0)::float8`,
    })
    .from(assistantUsage)
    .where(gte(assistantUsage.at, since));
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
