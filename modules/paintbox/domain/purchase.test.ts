import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cheapestCans, purchaseOf } from './purchase.ts';
import { defaultRateBook } from './rate-book-default.ts';

const sizes = fc.uniqueArray(
  fc.record({
    volume: fc.constantFrom(250, 946, 1000, 2500, 3785, 5000, 10_000),
    price: fc.integer({ min: 0, max: 300 }),
  }),
  { minLength: 1, maxLength: 4, selector: (size) => size.volume },
);

test('the cans cover what is needed and nothing cheaper does', () => {
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 30_000 }), (raw, volume) => {
      const sorted = raw
        .map((size) => ({ ...size, size: String(size.volume / 1000) }))
        .sort((a, b) => a.price * b.volume - b.price * a.volume || b.volume - a.volume);
      const buy = cheapestCans(sorted, volume);
      const bought = sorted.reduce((sum, size, index) => sum + size.volume * (buy.counts[index] ?? 0), 0);
      const paid = sorted.reduce((sum, size, index) => sum + size.price * (buy.counts[index] ?? 0), 0);
      expect(bought).toBe(buy.volume);
      expect(bought).toBeGreaterThanOrEqual(volume);
      expect(paid).toBe(buy.cost);
      expect(buy.cost).toBe(leastCost(sorted, volume));
    }),
    { numRuns: 400 },
  );
});

/** The least cost of covering a volume, by counting up from nothing. */
function leastCost(cans: readonly { volume: number; price: number }[], volume: number): number {
  const cost = new Map<number, number>([[0, 0]]);
  let best = Number.POSITIVE_INFINITY;
  const queue = [0];
  while (queue.length > 0) {
    const at = queue.shift() ?? 0;
    const paid = cost.get(at) ?? 0;
    if (at >= volume) {
      best = Math.min(best, paid);
      continue;
    }
    for (const can of cans) {
      const next = Math.min(at + can.volume, volume);
      if ((cost.get(next) ?? Number.POSITIVE_INFINITY) <= paid + can.price) continue;
      cost.set(next, paid + can.price);
      queue.push(next);
    }
  }
  return best;
}

test('a pail where it is cheaper than singles', () => {
  const [product] = defaultRateBook().products;
  if (!product) throw new Error('No product');
  const purchase = purchaseOf({ product, colour: 'White', sheen: 'Eggshell', volume: 4800 });
  expect(purchase).toMatchObject({ volume: '4.8', cans: [{ size: '5', count: 1 }], leftover: '0.2' });
});

test('a very large job is answered at once', () => {
  const [product] = defaultRateBook('metric').products;
  if (!product) throw new Error('No product');
  const started = performance.now();
  expect(Number(purchaseOf({ product, colour: '', sheen: '', volume: 50_000_123 }).leftover)).toBeLessThan(10);
  expect(performance.now() - started).toBeLessThan(500);
});
