import type { LanguageModelV4FunctionTool, LanguageModelV4Usage } from '@ai-sdk/provider';
import { inArray } from 'drizzle-orm';
import { assistantHold, assistantUsage } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { newId } from '../../values/id.ts';
import type { StoredPart } from '../conversation/parts.ts';
import type { Prompt } from '../model.ts';
import { costMicros } from '../models.ts';
import type { Candidate } from '../routing.server.ts';

export type UsageRow = typeof assistantUsage.$inferInsert;

/** A row whose number is known: that under which the call was set aside, if it was. */
export type CountedRow = UsageRow & { id: string };

/** What one call of a model took. */
export interface Metered {
  candidate: Candidate;
  /** The number under which it was set aside. Null: it was not. */
  holdId: string | null;
  /** What the provider counted, if it came to that. */
  usage: LanguageModelV4Usage | undefined;
  prompt: Prompt;
  tools: readonly LanguageModelV4FunctionTool[];
  /** Characters that were answered. */
  said: number;
  startedAt: number;
  firstTokenAt: number | undefined;
  outcome: UsageRow['outcome'];
}

/**
 * The row that says what a call took. What the provider did not say, of a call that was cut off or by an omission, is counted
 * by an estimate: it was paid for.
 */
export function usageRow(
  { candidate, holdId, usage, prompt, tools, said, startedAt, firstTokenAt, outcome }: Metered,
  of: Pick<UsageRow, 'userId' | 'conversationId' | 'messageId' | 'purpose'>,
): CountedRow {
  const { entry, isOwnKey } = candidate;
  const estimated = usageOf({ input: promptTokens(prompt, tools), output: answerTokens(said) });
  const counted = {
    inputTokens: usage?.inputTokens.total === undefined ? estimated.inputTokens : usage.inputTokens,
    outputTokens: usage?.outputTokens.total === undefined ? estimated.outputTokens : usage.outputTokens,
  };
  return {
    ...of,
    id: holdId ?? newId(),
    provider: entry.provider,
    model: entry.id,
    inputTokens: counted.inputTokens.total ?? 0,
    cachedTokens: counted.inputTokens.cacheRead ?? 0,
    outputTokens: counted.outputTokens.total ?? 0,
    costMicros: isOwnKey ? 0 : costMicros(entry, counted),
    isOwnKey,
    ...(firstTokenAt !== undefined && { firstTokenMs: Math.round(firstTokenAt - startedAt) }),
    durationMs: Math.round(performance.now() - startedAt),
    outcome,
  };
}

/**
 * Written down once each, however often: a commit whose receipt was lost is tried again.
 * @param released what was set aside for calls that are over
 */
export async function writeUsage(
  tx: TenantTx,
  rows: readonly UsageRow[],
  released: readonly string[] = [],
): Promise<void> {
  if (rows.length > 0)
    await tx
      .insert(assistantUsage)
      .values([...rows])
      .onConflictDoNothing();
  if (released.length > 0) await tx.delete(assistantHold).where(inArray(assistantHold.id, [...released]));
}

/** What a call took, by the counts of tokens alone. */
export function usageOf({ input, output }: { input: number; output: number }): LanguageModelV4Usage {
  return {
    inputTokens: { total: input, noCache: input, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: output, text: output, reasoning: 0 },
  };
}

const charactersPerToken = 4;
/** Of a picture, by the price lists: those of a megapixel, to which providers shrink them. */
const tokensOfPicture = 1_600;

/** How many tokens a prompt probably is, what is said of the tools included. */
export function promptTokens(prompt: Prompt, tools: readonly LanguageModelV4FunctionTool[]): number {
  const pictures = prompt.reduce((sum, { content }) => sum + (typeof content === 'string' ? 0 : filesIn(content)), 0);
  const characters = JSON.stringify(prompt, withoutFiles).length + JSON.stringify(tools).length;
  return Math.ceil(characters / charactersPerToken) + pictures * tokensOfPicture;
}

function filesIn(content: readonly { type: string }[]): number {
  return content.filter(({ type }) => type === 'file').length;
}

function withoutFiles(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? undefined : value;
}

/** How many tokens an answer of so many characters probably is. */
export function answerTokens(characters: number): number {
  return Math.ceil(characters / charactersPerToken);
}

/** Characters that a model wrote into an answer: what it said, thought, and asked to be called. */
export function saidIn(parts: readonly StoredPart[]): number {
  return parts.reduce((sum, part) => sum + saidPart(part), 0);
}

function saidPart(part: StoredPart): number {
  if (part.type === 'text' || part.type === 'reasoning') return part.text.length;
  return part.type === 'dynamic-tool' ? JSON.stringify(part.input ?? {}).length : 0;
}
