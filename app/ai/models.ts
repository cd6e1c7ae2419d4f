import type { LanguageModelV4Usage } from '@ai-sdk/provider';
import { z } from 'zod';
import type { assistantProviders } from '#db/schema/assistant.ts';

export type Provider = (typeof assistantProviders)[number];
export type PaidProvider = Exclude<Provider, 'built-in'>;

/** Billionths of a US dollar for one token, which is thousandths of a dollar for a million: integers, so that sums are exact. */
export interface Price {
  input: number;
  /** Read from the provider's prompt cache. */
  cached: number;
  /** Written to it. */
  written: number;
  output: number;
}

export interface ModelEntry {
  /** What a page posts and a row keeps. Kept for ever: conversations and bills refer to it. */
  id: string;
  provider: Provider;
  label: string;
  /** The provider's own name for it. */
  name: string;
  /** The protocol it is read by. */
  wire: 'built-in' | 'messages' | 'responses' | 'chat';
  /** Tokens that prompt and answer may have together, and the answer alone. */
  context: number;
  maxOutput: number;
  price: Price;
  /** What a request costs whose prompt is longer than so many tokens. */
  longPrice?: { above: number; price: Price };
  can: { images: boolean; documents: boolean; reasoning: boolean };
  /** How hard it thinks when nothing else is said: a person waits for the first word. */
  effort?: 'low' | 'medium';
}

const perMillion = (input: number, cached: number, written: number, output: number): Price => ({
  input,
  cached,
  written,
  output,
});

const free = perMillion(0, 0, 0, 0);

type Row = Pick<ModelEntry, 'id' | 'label' | 'price'> & Partial<ModelEntry>;

/** platform.claude.com/docs/en/about-claude/models: they think as they see fit, and take no temperature. */
const anthropic = (row: Row): ModelEntry => ({
  provider: 'anthropic',
  wire: 'messages',
  name: row.id,
  context: 1_000_000,
  maxOutput: 128_000,
  can: { images: true, documents: true, reasoning: true },
  effort: 'medium',
  ...row,
});

/** developers.openai.com/api/docs/models: above 272,000 tokens of prompt, input costs twice and output half as much again. */
const openai = (row: Row): ModelEntry => ({
  provider: 'openai',
  wire: 'responses',
  name: row.id,
  context: 1_050_000,
  maxOutput: 128_000,
  can: { images: true, documents: true, reasoning: true },
  effort: 'low',
  longPrice: {
    above: 272_000,
    price: perMillion(row.price.input * 2, row.price.cached * 2, row.price.written * 2, row.price.output * 1.5),
  },
  ...row,
});

/** docs.together.ai/docs/serverless/models and docs.fireworks.ai/serverless/pricing. Writing to their caches costs nothing more. */
const open = (provider: 'together' | 'fireworks', row: Row & { name: string }): ModelEntry => ({
  provider,
  wire: 'chat',
  context: 1_048_000,
  maxOutput: 131_072,
  can: { images: false, documents: false, reasoning: true },
  ...row,
});

/**
 * Every model that can be asked, in the order in which the platform prefers them. Prices are those of the providers'
 * price lists of November 2026, for their standard tier.
 */
export const models: readonly ModelEntry[] = [
  anthropic({ id: 'claude-sonnet-5-5', label: 'Claude Sonnet 5.5', price: perMillion(2_000, 100, 2_500, 10_000) }),
  openai({ id: 'gpt-6.1-terra', label: 'GPT-6.1 Terra', price: perMillion(1_000, 50, 1_250, 5_000) }),
  anthropic({
    id: 'claude-haiku-5-5',
    label: 'Claude Haiku 5.5',
    price: perMillion(100, 10, 125, 500),
    longPrice: { above: 100_000, price: perMillion(500, 50, 625, 2_500) },
  }),
  open('together', {
    id: 'together/glm-5.3',
    label: 'GLM 5.3 at Together',
    name: 'zai-org/GLM-5.3',
    price: perMillion(1_400, 260, 1_400, 4_400),
  }),
  open('fireworks', {
    id: 'fireworks/glm-5.3-flash',
    label: 'GLM 5.3 Flash at Fireworks',
    name: 'accounts/fireworks/models/glm-5p3-flash',
    price: perMillion(150, 30, 150, 500),
  }),
  openai({ id: 'gpt-6-luna', label: 'GPT-6 Luna', price: perMillion(100, 10, 125, 500) }),
  openai({ id: 'gpt-6.1-sol', label: 'GPT-6.1 Sol', price: perMillion(2_000, 100, 2_500, 10_000) }),
  anthropic({ id: 'claude-opus-5-5', label: 'Claude Opus 5.5', price: perMillion(4_000, 200, 5_000, 20_000) }),
  open('together', {
    id: 'together/kimi-k3',
    label: 'Kimi K3 at Together',
    name: 'moonshotai/Kimi-K3',
    can: { images: true, documents: false, reasoning: true },
    price: perMillion(3_000, 300, 3_000, 15_000),
  }),
  open('fireworks', {
    id: 'fireworks/glm-5.3',
    label: 'GLM 5.3 at Fireworks',
    name: 'accounts/fireworks/models/glm-5p3',
    price: perMillion(1_400, 260, 1_400, 4_400),
  }),
  open('together', {
    id: 'together/gpt-oss-120b',
    label: 'GPT-OSS 120B at Together',
    name: 'openai/gpt-oss-120b',
    context: 131_072,
    maxOutput: 32_768,
    price: perMillion(150, 150, 150, 600),
  }),
  open('fireworks', {
    id: 'fireworks/gpt-oss-120b',
    label: 'GPT-OSS 120B at Fireworks',
    name: 'accounts/fireworks/models/gpt-oss-120b',
    context: 131_072,
    maxOutput: 32_768,
    price: perMillion(150, 15, 150, 600),
  }),
  anthropic({ id: 'claude-fable-5-2', label: 'Claude Fable 5.2', price: perMillion(8_000, 200, 10_000, 40_000) }),
  openai({ id: 'gpt-6-astra', label: 'GPT-6 Astra', price: perMillion(10_000, 1_000, 12_500, 50_000) }),
  {
    id: 'candlefish-1',
    provider: 'built-in',
    wire: 'built-in',
    label: 'Candlefish 1 (built in)',
    name: 'candlefish-1',
    context: 32_000,
    maxOutput: 4_000,
    price: free,
    can: { images: false, documents: false, reasoning: false },
  },
];

export const BUILT_IN_ID = 'candlefish-1';

const byId = new Map(models.map((entry) => [entry.id, entry]));

export function findModel(id: string): ModelEntry | undefined {
  return byId.get(id);
}

/** A posted id of a model: one of the table, or an error. */
export const modelId = z.string().refine((id) => byId.has(id), { error: 'This model is not offered.' });

/** What a call cost in millionths of a US dollar, rounded up. */
export function costMicros(entry: ModelEntry, usage: LanguageModelV4Usage): number {
  const cached = usage.inputTokens.cacheRead ?? 0;
  const written = usage.inputTokens.cacheWrite ?? 0;
  const prompt = Math.max(usage.inputTokens.total ?? 0, cached + written);
  const { longPrice } = entry;
  const price = longPrice && prompt > longPrice.above ? longPrice.price : entry.price;
  const billionths =
    (prompt - cached - written) * price.input +
    cached * price.cached +
    written * price.written +
    (usage.outputTokens.total ?? 0) * price.output;
  return Math.ceil(billionths / 1000);
}
