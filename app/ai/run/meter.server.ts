import type { LanguageModelV4Usage } from '@ai-sdk/provider';
import { assistantUsage } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { newId } from '../../values/id.ts';
import type { Prompt } from '../model.ts';
import { costMicros } from '../models.ts';
import type { Candidate } from '../routing.server.ts';

export type UsageRow = typeof assistantUsage.$inferInsert;

/** What one call of a model took. */
export interface Metered {
  candidate: Candidate;
  /** What the provider counted, if it came to that. */
  usage: LanguageModelV4Usage | undefined;
  prompt: Prompt;
  /** Characters that were answered. */
  said: number;
  startedAt: number;
  firstTokenAt: number | undefined;
  outcome: UsageRow['outcome'];
}

/**
 * The row that says what a call took. A call that was cut off is counted by an estimate: it was paid for, and the provider
 * did not say how much.
 */
export function usageRow(
  { candidate, usage, prompt, said, startedAt, firstTokenAt, outcome }: Metered,
  of: Pick<UsageRow, 'userId' | 'conversationId' | 'messageId' | 'purpose'>,
): UsageRow {
  const { entry, isOwnKey } = candidate;
  const counted = usage ?? estimate(prompt, said);
  return {
    ...of,
    id: newId(),
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

/** Written down once each, however often: a commit whose receipt was lost is tried again. */
export async function writeUsage(tx: TenantTx, rows: readonly UsageRow[]): Promise<void> {
  if (rows.length > 0)
    await tx
      .insert(assistantUsage)
      .values([...rows])
      .onConflictDoNothing();
}

const charactersPerToken = 4;

function estimate(prompt: Prompt, said: number): LanguageModelV4Usage {
  const input = Math.ceil(JSON.stringify(prompt, withoutFiles).length / charactersPerToken);
  const output = Math.ceil(said / charactersPerToken);
  return {
    inputTokens: { total: input, noCache: input, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: output, text: output, reasoning: 0 },
  };
}

function withoutFiles(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? undefined : value;
}
