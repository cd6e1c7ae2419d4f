import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUILT_IN_ID, costMicros, findModel, type ModelEntry, modelId, models } from './models.ts';

const usage = (total: number, cacheRead: number, cacheWrite: number, output: number) => ({
  inputTokens: { total, noCache: total - cacheRead - cacheWrite, cacheRead, cacheWrite },
  outputTokens: { total: output, text: output, reasoning: 0 },
});
const entry = (id: string) => findModel(id) as ModelEntry;

describe('the table of models', () => {
  it('has each id once, and the built-in model always', () => {
    expect(new Set(models.map(({ id }) => id)).size).toBe(models.length);
    expect(findModel(BUILT_IN_ID)).toMatchObject({ provider: 'built-in', wire: 'built-in' });
  });

  it('has whole prices, of which reading the cache is never more than reading anew', () => {
    for (const { price, longPrice, maxOutput, context } of models) {
      for (const { input, cached, written, output } of [price, ...(longPrice ? [longPrice.price] : [])]) {
        for (const each of [input, cached, written, output]) expect(Number.isSafeInteger(each)).toBe(true);
        expect(cached).toBeLessThanOrEqual(input);
        expect(output).toBeGreaterThanOrEqual(input);
      }
      expect(maxOutput).toBeLessThanOrEqual(context);
    }
  });

  it.each(['', 'gpt-6.1-sol ', 'GPT-6.1-SOL', '__proto__', 'claude-sonnet-5-5\n', '../candlefish-1', 'x'.repeat(1e6)])(
    'takes no id that is not in it',
    (id) => {
      expect(modelId.safeParse(id).success).toBe(false);
    },
  );
});

describe('what a call costs', () => {
  it('is what the price list says', () => {
    // 10,000 tokens at $2, 80,000 of the cache at $0.10, 5,000 written at $2.50 and 2,000 of output at $10 a million.
    expect(costMicros(entry('claude-sonnet-5-5'), usage(95_000, 80_000, 5_000, 2_000))).toBe(60_500);
    expect(costMicros(entry(BUILT_IN_ID), usage(95_000, 0, 0, 2_000))).toBe(0);
  });

  it('is that of the long prompt for all of it, when the prompt is long', () => {
    expect(costMicros(entry('claude-haiku-5-5'), usage(100_000, 0, 0, 1_000))).toBe(10_500);
    expect(costMicros(entry('claude-haiku-5-5'), usage(100_001, 0, 0, 1_000))).toBe(52_501);
    expect(costMicros(entry('gpt-6.1-terra'), usage(272_001, 272_001, 0, 0))).toBe(27_201);
  });

  it('is nothing for nothing, whole, and never less for more', () => {
    const tokens = fc.integer({ min: 0, max: 400_000 });
    fc.assert(
      fc.property(fc.constantFrom(...models), tokens, tokens, tokens, tokens, (model, fresh, read, write, output) => {
        const cost = costMicros(model, usage(fresh + read + write, read, write, output));
        expect(Number.isSafeInteger(cost)).toBe(true);
        expect(costMicros(model, usage(fresh + 1 + read + write, read, write, output))).toBeGreaterThanOrEqual(cost);
        expect(costMicros(model, usage(0, 0, 0, 0))).toBe(0);
      }),
    );
  });

  it('does not take a provider at its word that says less of the prompt than of its cache', () => {
    const { inputTokens, outputTokens } = usage(0, 0, 0, 0);
    const odd = { inputTokens: { ...inputTokens, total: 10, cacheRead: 1_000 }, outputTokens };
    expect(costMicros(entry('claude-sonnet-5-5'), odd)).toBe(100);
  });
});
