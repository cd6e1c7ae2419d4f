import type { LanguageModelV4FunctionTool } from '@ai-sdk/provider';
import { and, eq, lt, or, sql } from 'drizzle-orm';
import { z } from 'zod';
import { assistantHold, chatMessage } from '#db/schema/index.ts';
import { type TenantTx, withTenant } from '#db/tenant.server.ts';
import { defineJob, enqueue } from '../../jobs/job.server.ts';
import { newId } from '../../values/id.ts';
import { affordable, isFree, sumOf, underWay } from '../budget.server.ts';
import { type MessageRow, toRow } from '../conversation/tree.server.ts';
import type { Prompt } from '../model.ts';
import { costMicros, findModel } from '../models.ts';
import type { Candidate } from '../routing.server.ts';
import { answerTokens, type CountedRow, promptTokens, saidIn, usageOf, writeUsage } from './meter.server.ts';
import type { Plan } from './plan.server.ts';

/** A call of a model that is about to be sent. */
interface Planned {
  purpose: 'chat' | 'title';
  candidates: readonly Candidate[];
  prompt: Prompt;
  tools: readonly LanguageModelV4FunctionTool[];
  maxOutputTokens: number;
  /** Characters that the answer holds already. */
  saidBefore: number;
  /** True for what is not worth overspending a budget. */
  mustFit?: boolean;
}

/**
 * Sets aside what a call may come to, before it is sent; those of a tenant wait for one another. What is spent and set aside
 * counts together, so a budget is exceeded by one call at most: the last that was let through while something was left. What
 * a process did not live to count is counted here or by {@link settleJob}.
 * @returns those that may be asked, and the number under which what it took is to be written down; null where nobody is paid
 * @throws Refusal too-many when there is no room for it
 */
export async function reserve(
  { who, conversationId, messageId }: Plan,
  planned: Planned,
): Promise<{ candidates: readonly Candidate[]; holdId: string | null }> {
  if (planned.candidates.every(isBuiltIn)) return { candidates: planned.candidates, holdId: null };
  const { tenantId, userId } = who;
  return withTenant({ tenantId }, async (tx) => {
    const now = new Date();
    await inTurn(tx, tenantId);
    await settleAbandoned(tx, now, planned.purpose === 'chat' ? messageId : null);
    const { purpose, saidBefore } = planned;
    const open = await underWay(tx, userId);
    const own = sizeOf(planned);
    const toFit = {
      tenantMicros: own.costMicros,
      memberMicros: own.costMicros,
      tokens: own.inputTokens + own.outputTokens,
    };
    const wish = { userId, candidates: planned.candidates, now };
    const candidates = await affordable(tx, wish, planned.mustFit ? sumOf(open, toFit) : open);
    const [first] = candidates;
    if (!first || candidates.every(isBuiltIn)) return { candidates, holdId: null };
    const { provider, id: model } = first.entry;
    const place = { userId, conversationId, messageId, purpose, saidBefore };
    const id = newId();
    await tx.insert(assistantHold).values({
      ...place,
      ...sizeOf({ ...planned, candidates }),
      id,
      provider,
      model,
      isOwnKey: first.isOwnKey,
      at: now,
    });
    await askToSettle(tx, now);
    return { candidates, holdId: id };
  });
}

function isBuiltIn({ entry }: Candidate): boolean {
  return entry.provider === 'built-in';
}

/** Prompts are counted by their characters, which is seldom so far from the truth. */
const margin = 1.5;

/** As many tokens as it probably takes in and at most gives out, and what they cost at most, whoever answers. */
function sizeOf({ candidates, prompt, tools, maxOutputTokens }: Planned) {
  const inputTokens = promptTokens(prompt, tools);
  const costs = candidates.map((candidate) => {
    if (isFree(candidate)) return 0;
    const usage = usageOf({ input: Math.ceil(inputTokens * margin), output: maxOutputTokens });
    // Writing all of it into the provider's cache costs most.
    usage.inputTokens.cacheWrite = usage.inputTokens.total;
    return costMicros(candidate.entry, usage);
  });
  return { inputTokens, outputTokens: maxOutputTokens, costMicros: Math.max(0, ...costs) };
}

/** Nobody waits any more for a call whose answer gave no sign of life for so long. */
const abandonedAfterMs = 60_000;
const minuteMs = 60_000;

/**
 * Writes down what calls took whose process died: the prompt as it was counted beforehand, and what was saved of the answer.
 * What names a conversation is saved as a whole or not at all, and is charged as it was set aside; so is an answer that was deleted.
 */
export const settleJob = defineJob('assistant.settle', z.object({}), (ctx) =>
  ctx.inTenant(async ({ tx, tenant, now }) => {
    await inTurn(tx, tenant.id);
    await settleAbandoned(tx, now, null);
    const [left] = await tx.select({ id: assistantHold.id }).from(assistantHold).limit(1);
    if (left) await askToSettle(tx, now);
  }),
);

/** Asked for with each call, once a minute: whoever dies has asked already. */
async function askToSettle(tx: TenantTx, now: Date): Promise<void> {
  const minute = Math.floor(now.getTime() / minuteMs);
  await enqueue(tx, settleJob, {}, { runAt: new Date((minute + 2) * minuteMs), key: String(minute) });
}

async function inTurn(tx: TenantTx, tenantId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`budget ${tenantId}`}))`);
}

/** @param messageId an answer of which no call is under way, as whoever makes it knows */
async function settleAbandoned(tx: TenantTx, now: Date, messageId: string | null): Promise<void> {
  const silentSince = new Date(now.getTime() - abandonedAfterMs);
  const ofAnswer = messageId === null ? undefined : eq(assistantHold.messageId, messageId);
  const found = await tx
    .select({ hold: assistantHold, message: chatMessage })
    .from(assistantHold)
    .leftJoin(
      chatMessage,
      and(eq(chatMessage.tenantId, assistantHold.tenantId), eq(chatMessage.id, assistantHold.messageId)),
    )
    .where(or(lt(assistantHold.at, silentSince), ofAnswer && and(ofAnswer, eq(assistantHold.purpose, 'chat'))));
  const rows = found.flatMap(({ hold, message }) => {
    const isLive = message?.status === 'streaming' && message.beatAt !== null && message.beatAt >= silentSince;
    if (isLive && hold.messageId !== messageId) return [];
    return abandonedRow(hold, message && toRow(message));
  });
  await writeUsage(
    tx,
    rows,
    rows.map(({ id }) => id),
  );
}

function abandonedRow(hold: typeof assistantHold.$inferSelect, message: MessageRow | null): CountedRow {
  const { tenantId: _, saidBefore, outputTokens: most, costMicros: held, ...row } = hold;
  const isKept = hold.purpose === 'chat' && message !== null;
  const said = isKept ? answerTokens(Math.max(0, saidIn(message.parts) - saidBefore)) : most;
  const outputTokens = Math.min(said, most);
  const entry = findModel(hold.model);
  const cost = entry ? costMicros(entry, usageOf({ input: hold.inputTokens, output: outputTokens })) : held;
  const beatAt = message?.beatAt ?? hold.at;
  return {
    ...row,
    outputTokens,
    costMicros: hold.isOwnKey ? 0 : Math.min(held, cost),
    durationMs: Math.max(0, beatAt.getTime() - hold.at.getTime()),
    outcome: 'interrupted',
  };
}
