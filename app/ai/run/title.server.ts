import type { LanguageModelV4Usage } from '@ai-sdk/provider';
import { and, eq } from 'drizzle-orm';
import { conversation } from '#db/schema/index.ts';
import { isRefusal } from '../../errors/refusal.ts';
import { log } from '../../http/log.server.ts';
import { withAsker } from '../asker.server.ts';
import { affordable } from '../budget.server.ts';
import { ModelFault, type Prompt } from '../model.ts';
import { cleanTitle, titleQuestion, titleSystem } from '../prompts/title.ts';
import { type Attempt, type Candidate, streamWithFallback } from '../routing.server.ts';
import { candidatesFor } from '../settings.server.ts';
import { reserve } from './holds.server.ts';
import { type Metered, usageRow, writeUsage } from './meter.server.ts';
import type { Plan } from './plan.server.ts';

const withinMs = 15_000;

/**
 * Has a model name a conversation by its first message; the cheapest that may be asked is good enough. The built-in model
 * names nothing, and a name that a person gave meanwhile stays. Never throws.
 * @returns the name, or null when the plain one stays
 */
export async function nameConversation(
  plan: Plan,
  title: { words: string; plain: string },
  closing: AbortSignal,
): Promise<string | null> {
  try {
    const candidates = await cheapest(plan);
    return candidates.length > 0
      ? await ask(plan, candidates, title, AbortSignal.any([closing, AbortSignal.timeout(withinMs)]))
      : null;
  } catch (error) {
    if (!isRefusal(error) && !(error instanceof ModelFault))
      log().error({ err: error }, 'a conversation was not named');
    return null;
  }
}

function cheapest({ who, model }: Plan): Promise<Candidate[]> {
  return withAsker(
    who,
    async ({ tx, tenant, asker }) => {
      const found = await candidatesFor(tx, tenant, model);
      const all = await affordable(tx, { userId: asker.userId, candidates: found, now: new Date() });
      return all
        .filter(({ entry }) => entry.provider !== 'built-in')
        .toSorted((one, other) => one.entry.price.output - other.entry.price.output)
        .slice(0, 2);
    },
    { readOnly: true },
  );
}

async function ask(
  plan: Plan,
  named: readonly Candidate[],
  { words, plain }: { words: string; plain: string },
  abortSignal: AbortSignal,
): Promise<string | null> {
  const prompt: Prompt = [
    { role: 'system', content: titleSystem },
    { role: 'user', content: [{ type: 'text', text: titleQuestion(words) }] },
  ];
  const call = { prompt, tools: [], maxOutputTokens: 1_000, abortSignal };
  // A name is not worth what a budget still has for answers.
  const planned = { ...call, purpose: 'title', candidates: named, saidBefore: 0, mustFit: true } as const;
  const { candidates, holdId } = await reserve(plan, planned);
  const [first] = candidates;
  if (!first) return null;
  const startedAt = performance.now();
  let candidate = first;
  let usage: LanguageModelV4Usage | undefined;
  let said = '';
  const lost: Attempt[] = [];
  try {
    for await (const part of streamWithFallback(candidates, call, {
      onRoute: (route) => {
        candidate = route.candidate;
      },
      onLost: (attempt) => void lost.push(attempt),
    })) {
      if (part.type === 'text-delta') said += part.delta;
      if (part.type === 'finish') usage = part.usage;
    }
  } finally {
    const title = usage ? cleanTitle(said) : null;
    const outcome = usage ? 'complete' : 'interrupted';
    const metered = { prompt, tools: [], firstTokenAt: undefined };
    const failed = lost.map((attempt): Metered => {
      return { ...metered, ...attempt, holdId: null, usage: undefined, said: 0, outcome: 'failed' };
    });
    const named: Metered = { ...metered, candidate, holdId, usage, said: said.length, startedAt, outcome };
    const isPaid = said !== '' || usage !== undefined;
    await save(plan, { title, plain, holdId, asked: isPaid ? [...failed, named] : failed });
  }
  return cleanTitle(said);
}

interface Named {
  title: string | null;
  plain: string;
  holdId: string | null;
  /** What was paid for. */
  asked: readonly Metered[];
}

function save({ who, conversationId, messageId }: Plan, { title, plain, holdId, asked }: Named) {
  return withAsker(who, async ({ tx }) => {
    if (title)
      await tx
        .update(conversation)
        .set({ title })
        // What somebody called it in the meantime is what it is called.
        .where(
          and(eq(conversation.id, conversationId), eq(conversation.isNamed, false), eq(conversation.title, plain)),
        );
    const of = { userId: who.userId, conversationId, messageId, purpose: 'title' } as const;
    await writeUsage(
      tx,
      asked.map((one) => usageRow(one, of)),
      holdId ? [holdId] : [],
    );
  });
}
