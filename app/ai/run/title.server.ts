import type { LanguageModelV4Usage } from '@ai-sdk/provider';
import { and, eq } from 'drizzle-orm';
import { conversation } from '#db/schema/index.ts';
import { isRefusal } from '../../errors/refusal.ts';
import { log } from '../../http/log.server.ts';
import { withAsker } from '../asker.server.ts';
import { affordable } from '../budget.server.ts';
import { ModelFault, type Prompt } from '../model.ts';
import { cleanTitle, titleQuestion, titleSystem } from '../prompts/title.ts';
import { type Candidate, streamWithFallback } from '../routing.server.ts';
import { candidatesFor } from '../settings.server.ts';
import { usageRow, writeUsage } from './meter.server.ts';
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
      const all = await affordable(tx, asker.userId, await candidatesFor(tx, tenant, model), new Date());
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
  candidates: readonly Candidate[],
  { words, plain }: { words: string; plain: string },
  abortSignal: AbortSignal,
): Promise<string | null> {
  const [first] = candidates;
  if (!first) return null;
  const prompt: Prompt = [
    { role: 'system', content: titleSystem },
    { role: 'user', content: [{ type: 'text', text: titleQuestion(words) }] },
  ];
  const startedAt = performance.now();
  let candidate = first;
  let usage: LanguageModelV4Usage | undefined;
  let said = '';
  const call = { prompt, tools: [], maxOutputTokens: 1_000, abortSignal };
  try {
    for await (const part of streamWithFallback(candidates, call, (route) => {
      candidate = route.candidate;
    })) {
      if (part.type === 'text-delta') said += part.delta;
      if (part.type === 'finish') usage = part.usage;
    }
  } finally {
    const title = usage ? cleanTitle(said) : null;
    await save(plan, title, plain, said === '' && !usage ? null : { candidate, usage, prompt, said, startedAt });
  }
  return cleanTitle(said);
}

type Asked = {
  candidate: Candidate;
  usage: LanguageModelV4Usage | undefined;
  prompt: Prompt;
  said: string;
  startedAt: number;
};

function save({ who, conversationId, messageId }: Plan, title: string | null, plain: string, asked: Asked | null) {
  return withAsker(who, async ({ tx }) => {
    if (title)
      await tx
        .update(conversation)
        .set({ title })
        // What somebody called it in the meantime is what it is called.
        .where(
          and(eq(conversation.id, conversationId), eq(conversation.isNamed, false), eq(conversation.title, plain)),
        );
    if (!asked) return;
    const outcome = asked.usage ? 'complete' : 'interrupted';
    const metered = { ...asked, said: asked.said.length, firstTokenAt: undefined, outcome } as const;
    const of = { userId: who.userId, conversationId, messageId, purpose: 'title' } as const;
    await writeUsage(tx, [usageRow(metered, of)]);
  });
}
