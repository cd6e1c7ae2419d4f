import { desc, eq, gte, sql } from 'drizzle-orm';
import { assistantHold, assistantUsage, tenant, user } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { isOfPlan } from './budget.server.ts';
import { findModel } from './models.ts';

/** Whose use it is when nobody asked: what is indexed to be found by its meaning. */
const ofNobody = 'Documents and records';

/** Models that answer nothing stand in no table of those that may be chosen. */
const vectorModels: Readonly<Record<string, string>> = { 'text-embedding-3-small': 'Search by meaning (OpenAI)' };

/** What one member used of one model in the month. */
export interface UseOfModel {
  member: string;
  model: string;
  calls: number;
  tokens: number;
  costMicros: number;
}

export interface MonthOfUse {
  use: UseOfModel[];
  costMicros: number;
  /** Of answers that the platform pays: what the plan limits. */
  planTokens: number;
  planTokenLimit: number;
  /** What calls that are under way may come to at most. It counts until what they took is known. */
  open: { calls: number; costMicros: number };
}

/** What the assistant used since the first of the month (UTC), by member and model, the most first. */
export async function readMonth(tx: TenantTx, since: Date): Promise<MonthOfUse> {
  const both = sql`${assistantUsage.inputTokens} + ${assistantUsage.outputTokens}`;
  const tokens = sql<number>`sum(${both})::float8`;
  const rows = await tx
    .select({
      member: sql<string>`coalesce(${user.name}, case when ${assistantUsage.userId} is null then ${ofNobody} else 'A former member' end)`,
      model: assistantUsage.model,
      calls: sql<number>`count(*)::int`,
      tokens,
      costMicros: sql<number>`sum(${assistantUsage.costMicros})::float8`,
      planTokens: sql<number>`coalesce(sum(${both}) filter (where ${isOfPlan}), 0)::float8`,
    })
    .from(assistantUsage)
    .leftJoin(user, eq(user.id, assistantUsage.userId))
    .where(gte(assistantUsage.at, since))
    .groupBy(assistantUsage.userId, user.name, assistantUsage.model)
    .orderBy(desc(tokens));
  const [open] = await tx
    .select({
      calls: sql<number>`count(*)::int`,
      costMicros: sql<number>`coalesce(sum(${assistantHold.costMicros}), 0)::float8`,
    })
    .from(assistantHold);
  const [limit] = await tx.select({ tokens: tenant.assistantTokenLimit }).from(tenant);
  return {
    use: rows.map(({ planTokens: _, ...row }) => ({
      ...row,
      model: findModel(row.model)?.label ?? vectorModels[row.model] ?? row.model,
    })),
    costMicros: rows.reduce((sum, row) => sum + row.costMicros, 0),
    planTokens: rows.reduce((sum, row) => sum + row.planTokens, 0),
    planTokenLimit: limit?.tokens ?? 0,
    open: open ?? { calls: 0, costMicros: 0 },
  };
}
