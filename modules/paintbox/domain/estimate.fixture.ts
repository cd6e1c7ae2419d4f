import { formatLength } from '#app/values/quantity.ts';
import { emptyEstimate } from './edit.ts';
import type {
  Area,
  Dimension,
  Discount,
  Estimate,
  Extra,
  Opening,
  Option,
  Shape,
  Surface,
  WorkbookLine,
} from './estimate.ts';
import type { RoundingRule, Tax, UnitSystem } from './fields.ts';
import type { RateBook } from './rate-book.ts';
import { defaultRateBook } from './rate-book-default.ts';

/** Chance from a seed (mulberry32): the same seed always gives the same document, and ten thousand take a second. */
export type Chance = {
  int(from: number, to: number): number;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
  is(probability: number): boolean;
  decimal(wholes: number, places: number): string;
  id(): string;
};

export function chance(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  let ids = 0;
  return {
    int,
    pick: (items) => items[int(0, items.length - 1)] ?? items[0],
    is: (probability) => next() < probability,
    decimal: (wholes, places) => {
      const text = `${int(0, wholes)}.${String(int(0, 10 ** places - 1)).padStart(places, '0')}`;
      return text.replace(/\.?0+$/, '') || '0';
    },
    id: () => {
      ids += 1;
      const tail = (seed * 4096 + ids).toString(16).padStart(12, '0');
      return `01920000-0000-7000-8000-${tail}`;
    },
  };
}

/** A length as people type it: whole feet, feet and inches with halves, decimals; or metres. */
export function randomDimension(random: Chance, units: UnitSystem): Dimension {
  if (units === 'metric') {
    const millimetres = random.int(50, 12_000);
    return { typed: `${millimetres / 1000} m`, nm: millimetres * 1_000_000 };
  }
  const halves = random.is(0.5) ? random.int(1, 40) * 24 : random.int(2, 700);
  const nm = halves * 12_700_000;
  return { typed: formatLength(nm, 'imperial'), nm };
}

function randomShape(random: Chance, units: UnitSystem): Shape {
  const side = () => randomDimension(random, units);
  switch (random.int(0, 5)) {
    case 0:
      return { kind: 'wall', length: side(), height: side() };
    case 1:
      return { kind: 'gable', width: side(), height: side() };
    case 2:
      return {
        kind: 'custom',
        wallArea: random.decimal(900, 2),
        floorArea: random.decimal(400, 2),
        perimeter: random.decimal(90, 2),
      };
    default:
      return { kind: 'rectangle', length: side(), width: side(), height: side() };
  }
}

function randomSurface(random: Chance, book: RateBook, options: readonly Option[]): Surface {
  const kind = book.surfaceKinds[random.int(0, book.surfaceKinds.length - 1)];
  const isStated = kind?.derive === 'none' || random.is(0.4);
  const value = kind?.measure === 'each' ? String(random.int(0, 12)) : random.decimal(800, 2);
  return {
    id: random.id(),
    kindId: kind?.id ?? 'walls',
    quantity: isStated ? { kind: 'stated', typed: value, value } : { kind: 'derived' },
    coats: random.int(1, 3),
    productId: random.is(0.3) ? (book.products[random.int(0, book.products.length - 1)]?.id ?? null) : null,
    colour: random.pick(['', 'White', 'Sage', '=Dove+1']),
    sheen: random.pick(['', '', 'Satin']),
    isPrepIncluded: random.is(0.8),
    isExcluded: random.is(0.08),
    note: random.pick(['', 'two tones', '@north wall']),
    optionId: randomOption(random, options, 0.1),
  };
}

function randomOption(random: Chance, options: readonly Option[], probability: number): string | null {
  return random.is(probability) ? (options[random.int(0, Math.max(0, options.length - 1))]?.id ?? null) : null;
}

function randomOpening(random: Chance, units: UnitSystem): Opening {
  const isMeasured = random.is(0.4);
  return {
    id: random.id(),
    kind: random.pick(['door', 'window', 'other']),
    count: random.int(0, 3),
    width: isMeasured ? randomDimension(random, units) : null,
    height: isMeasured ? randomDimension(random, units) : null,
  };
}

function times<Item>(count: number, make: (index: number) => Item): Item[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

function randomArea(random: Chance, book: RateBook, options: readonly Option[], index: number): Area {
  return {
    id: random.id(),
    name: `${random.pick(['Living room', 'Kitchen', '=HYPERLINK', 'North side', 'Bedroom'])} ${index + 1}`,
    place: random.pick(['interior', 'exterior']),
    shape: randomShape(random, book.units),
    conditionId: book.conditions[random.int(0, book.conditions.length - 1)]?.id ?? 'good',
    openings: times(random.int(0, 2), () => randomOpening(random, book.units)),
    surfaces: times(random.int(0, 5), () => randomSurface(random, book, options)),
    note: random.pick(['', 'mind the cat']),
    optionId: randomOption(random, options, 0.15),
  };
}

function randomExtra(random: Chance, options: readonly Option[]): Extra {
  return {
    id: random.id(),
    kind: random.pick(['material', 'equipment', 'subcontract', 'lump-sum']),
    label: random.pick(['Lift rental', 'Wallpaper removal', '-Credit', 'Dumpster']),
    quantity: random.is(0.5) ? String(random.int(1, 20)) : random.decimal(30, 2),
    unit: random.pick(['', 'day', 'job']),
    unitAmount: random.decimal(600, 3),
    basis: random.pick(['cost', 'price']),
    isTaxable: random.is(0.5),
    optionId: randomOption(random, options, 0.3),
    note: '',
  };
}

function randomWorkbookLine(random: Chance, options: readonly Option[]): WorkbookLine {
  return {
    id: random.id(),
    workbookId: random.is(0.5) ? random.id() : null,
    sheet: 'Bid',
    cell: `B${random.int(1, 40)}`,
    label: 'Total from the workbook',
    amount: random.int(0, 900_000),
    isTaxable: random.is(0.5),
    optionId: randomOption(random, options, 0.3),
  };
}

function randomDiscount(random: Chance): Discount {
  return random.is(0.6)
    ? { id: random.id(), kind: 'percent', label: 'Spring offer', percent: random.decimal(30, 2) }
    : { id: random.id(), kind: 'amount', label: 'Returning client', amount: random.int(0, 60_000) };
}

export function randomTax(random: Chance): Tax {
  const mode = random.pick<Tax['mode']>(['consumer', 'retailer', 'service', 'service', 'none']);
  return {
    mode,
    ratePercent: random.pick(['0', '6', '7.25', '8.875', '21', '22']),
    label: 'Sales tax',
    basis: 'As agreed',
    reason: mode === 'none' ? 'Exempt: certificate 12' : '',
    pricesIncludeTax: random.is(0.4),
  };
}

/** A rate book with some of its settings changed. */
export function randomBook(random: Chance): RateBook {
  const book = defaultRateBook(random.pick(['imperial', 'imperial', 'metric']));
  return {
    ...book,
    overhead: random.is(0.5)
      ? { kind: 'percent', percent: random.decimal(30, 2) }
      : { kind: 'per-hour', amount: random.int(0, 2000) },
    strategy: random.is(0.5)
      ? { kind: 'markup', percent: random.decimal(90, 2) }
      : { kind: 'margin', percent: random.decimal(60, 2) },
    materialMarkupPercent: random.is(0.5) ? null : random.decimal(40, 1),
    minimumCharge: random.pick([0, 0, 35_000, 2_000_000]),
    openings: { ...book.openings, deduct: random.pick(['all', 'over', 'none']) },
    prepRules: book.prepRules.map((rule, index) =>
      index % 5 === 0 ? { ...rule, kind: 'hours-per-unit', value: '0.008' } : rule,
    ),
  };
}

/** A valid estimate of a few areas, with openings, options, alternates, discounts and any tax mode. */
export function randomEstimate(random: Chance, book: RateBook): Estimate {
  const groups = times(random.int(0, 1), () => ({ id: random.id(), name: 'Finish' }));
  const options: Option[] = times(random.int(0, 4), (index) => ({
    id: random.id(),
    name: `Option ${index + 1}`,
    description: '',
    groupId: random.is(0.5) ? (groups[0]?.id ?? null) : null,
    isSelectedByDefault: random.is(0.5),
  }));
  return {
    ...emptyEstimate(book, 'Repaint'),
    areas: times(random.int(0, 4), (index) => randomArea(random, book, options, index)),
    extras: times(random.int(0, 3), () => randomExtra(random, options)),
    workbookLines: times(random.int(0, 2), () => randomWorkbookLine(random, options)),
    options,
    alternateGroups: groups,
    discounts: times(random.int(0, 3), () => randomDiscount(random)),
    pricing: {
      strategy: random.is(0.3) ? { kind: 'markup', percent: random.decimal(60, 2) } : null,
      minimumCharge: null,
      rounding: random.pick(['unit', 'line', 'document']),
      tax: randomTax(random),
    },
    deposit: random.pick<Estimate['deposit']>([
      { kind: 'none' },
      { kind: 'percent', percent: '33.33' },
      { kind: 'amount', amount: 50_000 },
    ]),
  };
}

export function withRounding(doc: Estimate, rounding: RoundingRule): Estimate {
  return { ...doc, pricing: { ...doc.pricing, rounding } };
}

/** A valid selection: some options, and one of every group. */
export function randomSelection(random: Chance, options: readonly Option[]): string[] {
  const groups = new Map<string, string[]>();
  for (const option of options) {
    if (option.groupId !== null) groups.set(option.groupId, [...(groups.get(option.groupId) ?? []), option.id]);
  }
  const taken = new Set([...groups.values()].map((ids) => ids[random.int(0, ids.length - 1)]));
  return options
    .filter((option) => (option.groupId === null ? random.is(0.5) : taken.has(option.id)))
    .map((option) => option.id);
}
