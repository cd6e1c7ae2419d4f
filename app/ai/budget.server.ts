import { eq, gte, sql } from 'drizzle-orm';
import { assistantHold, assistantSettings, assistantUsage, tenant } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { Refusal } from '../errors/refusal.ts';
import type { Candidate } from './routing.server.ts';

/** What was used of what the platform pays, or may be. */
export interface Use {
  tenantMicros: number;
  memberMicros: number;
  /** Of answers. */
  tokens: number;
}

const nothing: Use = { tenantMicros: 0, memberMicros: 0, tokens: 0 };

/** The tokens that a plan speaks of: those of answers. Vectors cost a hundredth of them, and count by that cost alone. */
export const isOfPlan = sql`(not ${assistantUsage.isOwnKey} and ${assistantUsage.provider} <> 'built-in' and ${assistantUsage.purpose} <> 'embedding')`;

interface Limits {
  monthlyBudgetMicros: number | null;
  memberBudgetMicros: number | null;
  assistantTokenLimit: number;
}

/** Who would ask, whom, and when. */
interface Wish {
  userId: string;
  /** The preferred one first. */
  candidates: readonly Candidate[];
  now: Date;
}

/**
 * Those of the candidates that may be asked, the preferred one first. Months are those of UTC. The built-in model costs
 * nothing, and what a tenant's own key pays counts neither against a budget nor against the plan.
 * @param open what calls that are under way may come to, which counts as if it were spent
 * @throws Refusal too-many, before anything was sent, when the preferred one may not be asked
 */
export async function affordable(
  tx: TenantTx,
  { userId, candidates, now }: Wish,
  open: Use = nothing,
): Promise<readonly Candidate[]> {
  const [first] = candidates;
  if (!first)
    throw new Refusal('conflict', 'No model is set up for the assistant. An admin of the business can choose one.');
  if (candidates.every(isFree)) return candidates;
  const problem = problemOf(await spentSince(tx, userId, monthOf(now)), await limitsOf(tx), now, open);
  if (problem === null) return candidates;
  if (isFree(first)) return candidates.filter(isFree);
  const free = candidates.find(isFree);
  const meanwhile = free ? ` ${nameOf(free)} can be asked meanwhile: choose it below.` : '';
  throw new Refusal('too-many', problem.sentence + meanwhile, { retryAfter: problem.retryAfter });
}

/** What the calls that are under way in the tenant may come to at most. */
export async function underWay(tx: TenantTx, userId: string): Promise<Use> {
  const [held] = await tx
    .select({
      tenantMicros: sql<number>`coalesce(sum(${assistantHold.costMicros}), 0)::float8`,
      memberMicros: sql<number>`coalesce(sum(${assistantHold.costMicros}) filter (where ${eq(assistantHold.userId, userId)}), 0)::float8`,
      // What costs the platform nothing is not of the plan.
      tokens: sql<number>`coalesce(sum(${assistantHold.inputTokens} + ${assistantHold.outputTokens}) filter (where ${assistantHold.costMicros} > 0), 0)::float8`,
    })
    .from(assistantHold);
  return held ?? nothing;
}

/**
 * What is used up of what the platform pays for this tenant, in a sentence; null when nothing is.
 * @param userId the member for whom something is asked. Null: it is for nobody's question
 */
export async function usedUp(tx: TenantTx, userId: string | null, now: Date): Promise<string | null> {
  const [spent, limits] = [await spentSince(tx, userId, monthOf(now)), await limitsOf(tx)];
  const problem = problemOf(spent, userId === null ? { ...limits, memberBudgetMicros: null } : limits, now);
  return problem?.sentence ?? null;
}

function nameOf({ entry }: Candidate): string {
  return entry.provider === 'built-in' ? 'The built-in model' : entry.label;
}

/** True for what no budget counts. */
export function isFree({ entry, isOwnKey }: Candidate): boolean {
  return entry.provider === 'built-in' || isOwnKey;
}

/**
 * Why there is no room for another call, and for how many seconds; null when there is. What was spent may have used up a
 * limit; or the rest of it may be set aside for calls that are under way, which is over in a moment.
 */
export function problemOf(
  spent: Use,
  limits: Limits,
  now: Date,
  open: Use = nothing,
): { sentence: string; retryAfter: number } | null {
  const end = nextMonth(now);
  const used = reached(spent, limits);
  if (used) {
    const sentence = `${used.name} ${used.verb} used up. It begins anew on ${day(end)} (UTC). ${used.help}`;
    return { sentence, retryAfter: Math.ceil((end.getTime() - now.getTime()) / 1000) };
  }
  const kept = reached(sumOf(spent, open), limits);
  if (!kept) return null;
  const sentence = `${kept.name} ${kept.verb} nearly used up, and the rest is set aside for answers that are being written. Try again once they are done. ${kept.help}`;
  return { sentence, retryAfter: secondsOfAnAnswer };
}

const secondsOfAnAnswer = 10;

/** The first limit that so much use reaches. */
function reached(use: Use, limits: Limits): { name: string; verb: 'is' | 'are'; help: string } | null {
  const { monthlyBudgetMicros: ofAll, memberBudgetMicros: ofMember, assistantTokenLimit: ofPlan } = limits;
  const isUsed = (micros: number, budget: number | null) => budget !== null && micros >= budget;
  const help = 'An admin can raise it.';
  if (isUsed(use.tenantMicros, ofAll))
    return { name: `The business's budget for the assistant, ${dollars(ofAll ?? 0)} a month,`, verb: 'is', help };
  if (isUsed(use.memberMicros, ofMember))
    return { name: `Your own budget for the assistant, ${dollars(ofMember ?? 0)} a month,`, verb: 'is', help };
  if (use.tokens >= ofPlan)
    return {
      name: `The plan's ${ofPlan.toLocaleString('en')} tokens of this month`,
      verb: 'are',
      help: 'A key of your own is not limited.',
    };
  return null;
}

/** One use and another. */
export function sumOf(one: Use, other: Use): Use {
  return {
    tenantMicros: one.tenantMicros + other.tenantMicros,
    memberMicros: one.memberMicros + other.memberMicros,
    tokens: one.tokens + other.tokens,
  };
}

async function spentSince(tx: TenantTx, userId: string | null, since: Date): Promise<Use> {
  const isTheirs = userId === null ? sql`false` : eq(assistantUsage.userId, userId);
  const [spent] = await tx
    .select({
      tenantMicros: sql<number>`coalesce(sum(${assistantUsage.costMicros}), 0)::float8`,
      memberMicros: sql<number>`coalesce(sum(${assistantUsage.costMicros}) filter (where ${isTheirs}), 0)::float8`,
      tokens: sql<number>`coalesce(sum(${assistantUsage.inputTokens} + ${assistantUsage.outputTokens}) filter (where ${isOfPlan}), 0)::float8`,
    })
    .from(assistantUsage)
    .where(gte(assistantUsage.at, since));
  return spent ?? nothing;
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
