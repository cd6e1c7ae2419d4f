import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newId } from '#app/values/id.ts';
import { addRoom, addTo, changeArea, changeSurface, duplicateArea, emptyEstimate, removeFrom } from './edit.ts';
import { chance, randomBook, randomEstimate, randomSelection, randomTax, withRounding } from './estimate.fixture.ts';
import { type Estimate, type Extra, estimateSchema } from './estimate.ts';
import type { RoundingRule, Tax } from './fields.ts';
import { MINIMUM_LINE_ID, priceEstimate } from './price.ts';
import type { Priced, Totals } from './priced.ts';
import { quoteTotals } from './quote-totals.ts';
import { rateBookSchema } from './rate-book.ts';
import { defaultRateBook } from './rate-book-default.ts';

const book = { ...defaultRateBook(), minimumCharge: 0 };
const rules: readonly RoundingRule[] = ['unit', 'line', 'document'];
const feet = (value: number) => ({ typed: `${value}`, nm: value * 304_800_000 });

function taxed(ratePercent: string, pricesIncludeTax: boolean): Tax {
  return { mode: 'service', ratePercent, label: 'VAT', basis: '', reason: '', pricesIncludeTax };
}

function priceLine(quantity: string, unitAmount: string): Extra {
  return {
    id: newId(),
    kind: 'lump-sum',
    label: 'Work',
    quantity,
    unit: '',
    unitAmount,
    basis: 'price',
    isTaxable: true,
    optionId: null,
    note: '',
  };
}

function estimateOf(extras: Extra[], rounding: RoundingRule, tax: Tax): Estimate {
  const doc = emptyEstimate(book);
  return { ...doc, extras, pricing: { ...doc.pricing, rounding, tax } };
}

function livingRoom(coats = 1): Estimate {
  const shape = { kind: 'rectangle', length: feet(12), width: feet(15), height: feet(8) } as const;
  const doc = addRoom(emptyEstimate(book), { area: { name: 'Living', shape }, book, newId });
  const area = doc.areas[0];
  return area
    ? changeArea(doc, {
        areaId: area.id,
        change: { surfaces: area.surfaces.map((surface) => ({ ...surface, coats })) },
      })
    : doc;
}

/** Whatever is printed together adds up. Plain comparisons: thirty thousand rounds of matchers would take most of the time. */
function imbalance(priced: Priced, totals: Totals, selection: readonly string[]): string[] {
  const taken = new Set<string | null>([null, ...selection]);
  const sum = (parts: readonly { amount: number }[]) => parts.reduce((total, part) => total + part.amount, 0);
  const base = sum(priced.lines.filter((line) => line.optionId === null));
  const discounts = sum(totals.discounts);
  const claims: Record<string, boolean> = {
    'lines = subtotal': sum(priced.lines.filter((line) => taken.has(line.optionId))) === totals.subtotal,
    'base + options = subtotal':
      base + sum(priced.options.filter((option) => taken.has(option.id))) === totals.subtotal,
    'subtotal - discounts': totals.subtotal - discounts === totals.afterDiscounts,
    'net + tax = total': totals.net + totals.tax === totals.total,
    'after discounts': totals.afterDiscounts === (priced.basis.pricesIncludeTax ? totals.total : totals.net),
    'whole minor units': [totals.subtotal, totals.net, totals.tax, totals.total].every(Number.isSafeInteger),
    'no tax without a rate': priced.basis.taxPercent !== '0' || totals.tax === 0,
  };
  return Object.keys(claims).filter((claim) => !claims[claim]);
}

describe('the rounding rules', () => {
  const discount = { id: newId(), kind: 'percent', label: 'Less 4 %', percent: '4' } as const;

  test.each([
    ['document', 652_780, 535_066, 117_714],
    ['line', 652_781, 535_066, 117_715],
    ['unit', 652_781, 535_066, 117_715],
  ] as const)('348.35 x 16, less 4 %, plus 22 %, per %s', (rounding, total, net, tax) => {
    const doc = { ...estimateOf([priceLine('16', '348.35')], rounding, taxed('22', false)), discounts: [discount] };
    expect(priceEstimate(doc, book).totals).toMatchObject({ subtotal: 557_360, net, tax, total });
  });

  test.each(['line', 'unit'] as const)('two lines of 21.53 including 21 %, per %s', (rounding) => {
    const doc = estimateOf([priceLine('1', '21.53'), priceLine('1', '21.53')], rounding, taxed('21', true));
    expect(priceEstimate(doc, book).totals).toMatchObject({ net: 2 * 1779, tax: 748, total: 4306 });
  });

  test('two lines of 21.53 including 21 %, per document: the tax is rounded once', () => {
    const doc = estimateOf([priceLine('1', '21.53'), priceLine('1', '21.53')], 'document', taxed('21', true));
    expect(priceEstimate(doc, book).totals).toMatchObject({ net: 3559, tax: 747, total: 4306 });
  });

  test.each(['line', 'unit'] as const)('two of 379.00 with 21 per cent included, per %s', (rounding) => {
    const doc = estimateOf([priceLine('1', '379.00'), priceLine('1', '379')], rounding, taxed('21', true));
    expect(priceEstimate(doc, book).totals).toMatchObject({ net: 62_644, tax: 13_156, total: 75_800 });
  });

  test('per unit rounds the unit price first', () => {
    const unit = priceEstimate(estimateOf([priceLine('1000', '0.125')], 'unit', taxed('0', false)), book);
    const line = priceEstimate(estimateOf([priceLine('1000', '0.125')], 'line', taxed('0', false)), book);
    expect([unit.totals.total, line.totals.total]).toEqual([13_000, 12_500]);
  });

  test('per document carries fractions of a cent from line to line', () => {
    const lines = Array.from({ length: 8 }, () => priceLine('1', '0.005'));
    const priced = priceEstimate(estimateOf(lines, 'document', taxed('0', false)), book);
    expect(priced.lines.map((line) => line.amount)).toEqual([1, 0, 1, 0, 1, 0, 1, 0]);
    expect(priced.totals.total).toBe(4);
  });
});

describe('a room', () => {
  test('takeoff, hours, gallons and cost of a 12 x 15 x 8 ft room', () => {
    const priced = priceEstimate(livingRoom(), book);
    expect(priced.lines.map((line) => [line.label, line.quantity, line.unit, line.volume])).toEqual([
      ['Walls', '432', 'sqft', '1.08'],
      ['Ceiling', '180', 'sqft', '0.45'],
      ['Baseboard', '54', 'ft', '0.083'],
    ]);
    expect(priced.lines.map((line) => line.hours)).toEqual(['2.47', '0.9', '0.6']);
    const walls = priced.lines[0]?.cost;
    // 2.47 h + 10 % preparation 0.25 h = 2.72 h at 26.00 + 28 % = 90.52; 1.08 gal at 42.00 = 45.36; 15 % overhead of both.
    expect(walls).toMatchObject({ labour: 9052, materials: 4536, overhead: 2038, total: 15_626 });
    // (90.52 + 20.38) / 0.70 = 158.43, and 45.36 x 1.20 = 54.43.
    expect(priced.lines[0]?.amount).toBe(15_843 + 5443);
  });

  test('400 sq ft at 100 sq ft an hour is 4 h', () => {
    const doc = livingRoom(2);
    const [area] = doc.areas;
    const [walls] = area?.surfaces ?? [];
    const stated = changeSurface(doc, {
      areaId: area?.id ?? '',
      surfaceId: walls?.id ?? '',
      change: { quantity: { kind: 'stated', typed: '400', value: '400' } },
    });
    expect(priceEstimate(stated, book).lines[0]?.hours).toBe('4');
  });

  test('paint is bought for the job and not per room', () => {
    const once = livingRoom();
    const twice = duplicateArea(once, { areaId: once.areas[0]?.id ?? '', newId });
    const walls = priceEstimate(twice, book).purchases[0];
    expect(walls).toMatchObject({ productName: 'Interior acrylic', volume: '2.16', leftover: '0.09' });
    expect(walls?.cans).toEqual([
      { size: '1', count: 2, price: 4200 },
      { size: '0.25', count: 1, price: 1700 },
    ]);
  });

  test('what cannot be priced is listed and costs nothing', () => {
    const doc = livingRoom();
    const area = doc.areas[0];
    const broken = changeArea(doc, {
      areaId: area?.id ?? '',
      change: { surfaces: (area?.surfaces ?? []).map((surface) => ({ ...surface, productId: 'gone' })) },
    });
    const priced = priceEstimate(broken, book);
    expect(priced.totals.total).toBe(0);
    expect(priced.problems).toHaveLength(3);
    expect(priced.problems[0]?.message).toBe('Walls: choose a product of the rate book.');
  });

  test('amounts that are too large are a problem and no wrong number', () => {
    const doc = estimateOf([priceLine('999999999', '999999999')], 'line', taxed('0', false));
    const priced = priceEstimate(doc, book);
    expect(priced.totals.total).toBe(0);
    expect(priced.problems[0]?.message).toContain('too large');
  });
});

describe('tax modes', () => {
  const at = (mode: Tax['mode']): Priced => {
    const doc = livingRoom();
    const tax: Tax = { ...doc.pricing.tax, mode, ratePercent: '8', reason: 'Certificate' };
    return priceEstimate({ ...doc, pricing: { ...doc.pricing, tax } }, book);
  };

  test('consumer charges none and pays tax on materials as a cost', () => {
    const priced = at('consumer');
    expect(priced.totals.tax).toBe(0);
    expect(priced.cost.materialTax).toBe(Math.round(4536 * 0.08) + Math.round(1395 * 0.08) + Math.round(465 * 0.08));
  });

  test('retailer taxes the materials only', () => {
    const priced = at('retailer');
    const materials = priced.lines.reduce((sum, line) => sum + line.taxable, 0);
    expect(materials).toBe(5443 + 1674 + 558);
    expect(priced.totals.tax).toBe(435 + 134 + 45);
    expect(priced.cost.materialTax).toBe(0);
  });

  test('service taxes everything', () => {
    const priced = at('service');
    expect(priced.totals.tax).toBe(priced.lines.reduce((sum, line) => sum + Math.round(line.amount * 0.08), 0));
  });

  test('none charges none and costs none', () => {
    expect(at('none').totals.tax).toBe(0);
    expect(at('none').cost.materialTax).toBe(0);
  });
});

describe('minimum charge and options', () => {
  const dear = { ...book, minimumCharge: 50_000 };

  test('a small job is lifted to the minimum by a line of its own', () => {
    const priced = priceEstimate(estimateOf([priceLine('1', '100')], 'line', taxed('10', false)), dear);
    expect(priced.lines.at(-1)).toMatchObject({ id: MINIMUM_LINE_ID, amount: 40_000 });
    expect(priced.totals).toMatchObject({ subtotal: 50_000, tax: 5000, total: 55_000 });
  });

  test('an empty estimate has no minimum', () => {
    expect(priceEstimate(emptyEstimate(dear), dear).totals.total).toBe(0);
  });

  test('an option adds its own price when it is taken', () => {
    const optionId = newId();
    const doc = estimateOf([priceLine('1', '100'), { ...priceLine('1', '40'), optionId }], 'line', taxed('10', false));
    const option = { id: optionId, name: 'Closet', description: '', groupId: null, isSelectedByDefault: false };
    const priced = priceEstimate(addTo(doc, { list: 'options', element: option }), book);
    expect(priced.totals.total).toBe(11_000);
    expect(quoteTotals(priced.basis, [optionId]).total).toBe(15_400);
    const without = removeFrom(addTo(doc, { list: 'options', element: option }), { list: 'options', id: optionId });
    expect(priceEstimate(without, book).totals.total).toBe(15_400);
  });
});

describe('laws', () => {
  test.each(rules)(
    'ten thousand documents balance to the minor unit per %s, with any selection',
    { timeout: 120_000 },
    (rounding) => {
      const books = Array.from({ length: 100 }, (_, index) => randomBook(chance(index)));
      for (let seed = 1; seed <= 10_000; seed += 1) {
        const random = chance(seed);
        const anyBook = books[seed % books.length] ?? book;
        const doc = withRounding(randomEstimate(random, anyBook), rounding);
        const selection = randomSelection(random, doc.options);
        const priced = priceEstimate(doc, anyBook);
        const broken = imbalance(priced, quoteTotals(priced.basis, selection), selection);
        if (broken.length > 0) expect.fail(`seed ${seed}: ${broken.join('; ')}`);
      }
    },
  );

  test('random documents are valid', () => {
    for (let seed = 1; seed <= 100; seed += 1) {
      const random = chance(seed);
      const anyBook = randomBook(random);
      expect(rateBookSchema.safeParse(anyBook).error).toBeUndefined();
      const doc = randomEstimate(random, anyBook);
      expect(estimateSchema.parse(doc)).toEqual(doc);
    }
  });

  test('more coats are never cheaper', () => {
    for (const rounding of rules) {
      const totals = [1, 2, 3].map(
        (coats) => priceEstimate(withRounding(livingRoom(coats), rounding), book).totals.total,
      );
      expect(totals).toEqual([...totals].sort((a, b) => a - b));
    }
  });

  test('a higher markup, tax or quantity is never cheaper', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 80 }), fc.integer({ min: 1, max: 40 }), (seed, low, more) => {
        const random = chance(seed);
        const doc = { ...randomEstimate(random, book), discounts: [] };
        const at = (percent: number) =>
          priceEstimate(
            { ...doc, pricing: { ...doc.pricing, strategy: { kind: 'markup', percent: `${percent}` } } },
            book,
          );
        expect(at(low + more).totals.total).toBeGreaterThanOrEqual(at(low).totals.total);
      }),
      { numRuns: 300 },
    );
  });

  test('pricing an edited document from memory equals pricing it afresh', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const random = chance(seed);
      const anyBook = randomBook(random);
      let doc = randomEstimate(random, anyBook);
      priceEstimate(doc, anyBook);
      for (let step = 0; step < 4; step += 1) {
        doc = randomEdit(random, doc);
        expect(priceEstimate(doc, anyBook)).toEqual(priceEstimate(structuredClone(doc), structuredClone(anyBook)));
      }
    }
  });
});

function randomEdit(random: ReturnType<typeof chance>, doc: Estimate): Estimate {
  const area = doc.areas[random.int(0, Math.max(0, doc.areas.length - 1))];
  const surface = area?.surfaces[0];
  if (!area || !surface) return { ...doc, pricing: { ...doc.pricing, tax: randomTax(random) } };
  switch (random.int(0, 4)) {
    case 0:
      return changeSurface(doc, { areaId: area.id, surfaceId: surface.id, change: { coats: random.int(1, 3) } });
    case 1:
      return duplicateArea(doc, { areaId: area.id, newId: random.id });
    case 2:
      return changeArea(doc, {
        areaId: area.id,
        change: { shape: { kind: 'wall', length: feet(9), height: feet(7) } },
      });
    case 3:
      return changeArea(doc, { areaId: area.id, change: { openings: [] } });
    default:
      return { ...doc, discounts: doc.discounts.slice(1) };
  }
}
