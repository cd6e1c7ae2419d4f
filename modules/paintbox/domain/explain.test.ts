import { describe, expect, test } from 'vitest';
import { newId } from '#app/values/id.ts';
import { addRoom, emptyEstimate } from './edit.ts';
import { chance, randomBook, randomEstimate } from './estimate.fixture.ts';
import { explain } from './explain.ts';
import type { Explanation, LineFigure, Target, TotalFigure } from './explanation.ts';
import { priceEstimate } from './price.ts';
import { defaultRateBook } from './rate-book-default.ts';

const lineFigures: LineFigure[] = ['quantity', 'hours', 'prepHours', 'volume', 'labour', 'materials', 'cost', 'amount'];
const totalFigures: TotalFigure[] = [
  'subtotal',
  'net',
  'tax',
  'total',
  'cost',
  'profit',
  'hours',
  'volume',
  'purchases',
];

test('the walls of a room open down to the sides and the rate', () => {
  const book = defaultRateBook();
  const feet = (value: number) => ({ typed: `${value}'`, nm: value * 304_800_000 });
  const doc = addRoom(emptyEstimate(book), {
    area: { name: 'Living', shape: { kind: 'rectangle', length: feet(12), width: feet(15), height: feet(8) } },
    book,
    newId,
  });
  const priced = priceEstimate(doc, book);
  const id = priced.lines[0]?.id ?? '';
  const quantity = explain(doc, book, priced, { of: 'line', id, figure: 'quantity' });
  expect(quantity?.value).toEqual({ kind: 'number', value: '432', unit: 'sqft' });
  expect(quantity?.inputs.map((input) => input.label)).toEqual(['Length', 'Width', 'Height']);
  const hours = explain(doc, book, priced, { of: 'line', id, figure: 'hours' });
  expect(hours?.inputs.at(-1)).toMatchObject({
    value: { value: '100', unit: 'sqft per hour' },
    source: { kind: 'rate-book', entry: 'Walls, 2 coats', version: 1 },
  });
});

describe('laws', () => {
  test('whatever a figure opens to opens again, and every sum is the sum of its inputs', () => {
    for (let seed = 1; seed <= 150; seed += 1) {
      const random = chance(seed);
      const book = randomBook(random);
      const doc = randomEstimate(random, book);
      const priced = priceEstimate(doc, book);
      const open = (target: Target) => explain(doc, book, priced, target);
      const roots: Target[] = [
        ...totalFigures.map((figure) => ({ of: 'total' as const, figure })),
        ...priced.areas.map((area) => ({ of: 'area' as const, id: area.id })),
        ...priced.options.map((option) => ({ of: 'option' as const, id: option.id })),
        ...priced.totals.discounts.map((discount) => ({ of: 'discount' as const, id: discount.id })),
        ...priced.lines
          .filter((line) => line.source === 'surface' && !line.isExcluded && !isBroken(line.id))
          .flatMap((line) => lineFigures.map((figure) => ({ of: 'line' as const, id: line.id, figure }))),
      ];
      function isBroken(id: string) {
        return priced.problems.some((problem) => problem.lineId === id);
      }
      for (const target of roots) {
        const found = open(target);
        expect(found, JSON.stringify(target)).toBeDefined();
        if (!found) continue;
        expect(found.steps.at(-1)?.value).toEqual(found.value);
        for (const { source } of found.inputs) {
          if (source.kind === 'figure') expect(open(source.target), JSON.stringify(source.target)).toBeDefined();
        }
        if (found.rule.formula.startsWith('sum of')) expectSum(found);
      }
    }
  });

  function expectSum(found: Explanation) {
    const amounts = found.inputs.map(({ value }) =>
      value.kind === 'money' ? value.minor : value.kind === 'number' ? Math.round(Number(value.value) * 1000) : 0,
    );
    const sum = amounts.reduce((total, amount) => total + amount, 0);
    const { value } = found;
    if (value.kind === 'money') expect(sum).toBe(value.minor);
    else if (value.kind === 'number') expect(sum).toBe(Math.round(Number(value.value) * 1000));
  }
});
