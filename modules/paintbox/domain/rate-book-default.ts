import { NANOMETRES } from '#app/values/quantity.ts';
import type { UnitSystem } from './fields.ts';
import type { Can, Derivation, Measure, PrepRule, Product, RateBook, SurfaceKind } from './rate-book.ts';

/**
 * A believable starting point for a new tenant. Published rates differ several-fold between sources (crew, tools, condition), so
 * every value here is meant to be edited against the tenant's own jobs.
 */
export function defaultRateBook(
  units: UnitSystem = 'imperial',
  currency = units === 'imperial' ? 'USD' : 'EUR',
): RateBook {
  const isImperial = units === 'imperial';
  return {
    version: 1,
    name: 'Standard rates',
    units,
    currency,
    wage: 2600,
    burdenPercent: '28',
    overhead: { kind: 'percent', percent: '15' },
    strategy: { kind: 'margin', percent: '30' },
    materialMarkupPercent: '20',
    minimumCharge: 35000,
    rounding: 'line',
    tax: {
      mode: 'consumer',
      ratePercent: '0',
      label: isImperial ? 'Sales tax' : 'VAT',
      basis: 'Contractor is the consumer of the materials',
      reason: '',
      pricesIncludeTax: false,
    },
    openings: isImperial
      ? { deduct: 'over', over: '30', door: inches(36, 80), window: inches(36, 48) }
      : { deduct: 'over', over: '3', door: millimetres(900, 2000), window: millimetres(1200, 1200) },
    surfaceKinds: kinds.map((row) => surfaceKind(row, isImperial)),
    products: products.map((row) => product(row, isImperial)),
    conditions: [
      { id: 'good', name: 'Good: light dusting' },
      { id: 'fair', name: 'Fair: some patching and sanding' },
      { id: 'poor', name: 'Poor: scraping, filling, priming' },
    ],
    prepRules: kinds.flatMap(prepRules),
  };
}

function inches(width: number, height: number) {
  return { width: width * Number(NANOMETRES.in), height: height * Number(NANOMETRES.in) };
}

function millimetres(width: number, height: number) {
  return { width: width * Number(NANOMETRES.mm), height: height * Number(NANOMETRES.mm) };
}

/** One, two and three coats, imperial: units per hour, or hours per item. */
type KindRow = {
  id: string;
  name: string;
  place: SurfaceKind['place'];
  measure: Measure;
  derive: Derivation;
  rates: readonly [number, number, number];
  coats: number;
  product: string;
  /** Lineal feet per gallon, gallons per item, or sq ft per gallon on rough stock; null takes the product's. */
  coverage: number | null;
};

const kinds: readonly KindRow[] = [
  {
    id: 'walls',
    name: 'Walls',
    place: 'interior',
    measure: 'area',
    derive: 'walls',
    rates: [175, 100, 72],
    coats: 2,
    product: 'interior-eggshell',
    coverage: null,
  },
  {
    id: 'ceiling',
    name: 'Ceiling',
    place: 'interior',
    measure: 'area',
    derive: 'ceiling',
    rates: [200, 115, 80],
    coats: 1,
    product: 'ceiling-flat',
    coverage: null,
  },
  {
    id: 'baseboard',
    name: 'Baseboard',
    place: 'interior',
    measure: 'length',
    derive: 'baseboard',
    rates: [90, 50, 35],
    coats: 2,
    product: 'trim-semigloss',
    coverage: 650,
  },
  {
    id: 'crown',
    name: 'Crown moulding',
    place: 'interior',
    measure: 'length',
    derive: 'perimeter',
    rates: [70, 40, 28],
    coats: 2,
    product: 'trim-semigloss',
    coverage: 600,
  },
  {
    id: 'doors',
    name: 'Doors, both sides',
    place: 'both',
    measure: 'each',
    derive: 'doors',
    rates: [0.5, 0.85, 1.2],
    coats: 2,
    product: 'trim-semigloss',
    coverage: 0.12,
  },
  {
    id: 'windows',
    name: 'Windows and trim',
    place: 'both',
    measure: 'each',
    derive: 'windows',
    rates: [0.45, 0.75, 1.05],
    coats: 2,
    product: 'trim-semigloss',
    coverage: 0.06,
  },
  {
    id: 'closet',
    name: 'Closets',
    place: 'interior',
    measure: 'each',
    derive: 'none',
    rates: [1, 1.6, 2.2],
    coats: 1,
    product: 'interior-eggshell',
    coverage: 0.35,
  },
  {
    id: 'cabinets',
    name: 'Cabinet doors',
    place: 'interior',
    measure: 'each',
    derive: 'none',
    rates: [0.6, 1, 1.4],
    coats: 2,
    product: 'trim-semigloss',
    coverage: 0.06,
  },
  {
    id: 'stairs',
    name: 'Stairs and balusters',
    place: 'interior',
    measure: 'length',
    derive: 'none',
    rates: [12, 7, 5],
    coats: 2,
    product: 'trim-semigloss',
    coverage: 120,
  },
  {
    id: 'floor',
    name: 'Floor',
    place: 'interior',
    measure: 'area',
    derive: 'floor',
    rates: [220, 125, 90],
    coats: 2,
    product: 'porch-floor',
    coverage: null,
  },
  {
    id: 'accent-wall',
    name: 'Accent wall',
    place: 'interior',
    measure: 'area',
    derive: 'none',
    rates: [140, 80, 58],
    coats: 2,
    product: 'interior-eggshell',
    coverage: null,
  },
  {
    id: 'siding',
    name: 'Siding',
    place: 'exterior',
    measure: 'area',
    derive: 'walls',
    rates: [140, 80, 56],
    coats: 2,
    product: 'exterior-satin',
    coverage: null,
  },
  {
    id: 'stucco',
    name: 'Stucco',
    place: 'exterior',
    measure: 'area',
    derive: 'none',
    rates: [120, 68, 48],
    coats: 2,
    product: 'exterior-satin',
    coverage: 180,
  },
  {
    id: 'masonry',
    name: 'Brick and masonry',
    place: 'exterior',
    measure: 'area',
    derive: 'none',
    rates: [100, 58, 41],
    coats: 2,
    product: 'masonry-flat',
    coverage: 200,
  },
  {
    id: 'fascia',
    name: 'Fascia',
    place: 'exterior',
    measure: 'length',
    derive: 'perimeter',
    rates: [75, 42, 30],
    coats: 2,
    product: 'exterior-satin',
    coverage: 450,
  },
  {
    id: 'soffit',
    name: 'Soffit',
    place: 'exterior',
    measure: 'area',
    derive: 'none',
    rates: [110, 62, 44],
    coats: 2,
    product: 'exterior-satin',
    coverage: null,
  },
  {
    id: 'gutters',
    name: 'Gutters and downspouts',
    place: 'exterior',
    measure: 'length',
    derive: 'none',
    rates: [65, 38, 27],
    coats: 2,
    product: 'exterior-satin',
    coverage: 500,
  },
  {
    id: 'shutters',
    name: 'Shutters',
    place: 'exterior',
    measure: 'each',
    derive: 'none',
    rates: [0.4, 0.7, 0.95],
    coats: 2,
    product: 'exterior-satin',
    coverage: 0.08,
  },
  {
    id: 'garage-door',
    name: 'Garage door',
    place: 'exterior',
    measure: 'each',
    derive: 'none',
    rates: [1.5, 2.5, 3.5],
    coats: 2,
    product: 'exterior-satin',
    coverage: 0.4,
  },
  {
    id: 'deck',
    name: 'Deck',
    place: 'exterior',
    measure: 'area',
    derive: 'none',
    rates: [130, 75, 54],
    coats: 2,
    product: 'deck-stain',
    coverage: null,
  },
  {
    id: 'fence',
    name: 'Fence',
    place: 'exterior',
    measure: 'area',
    derive: 'none',
    rates: [150, 88, 62],
    coats: 1,
    product: 'deck-stain',
    coverage: 150,
  },
  {
    id: 'railing',
    name: 'Railing',
    place: 'exterior',
    measure: 'length',
    derive: 'none',
    rates: [18, 10, 7],
    coats: 2,
    product: 'exterior-satin',
    coverage: 100,
  },
];

const products = [
  {
    id: 'interior-eggshell',
    name: 'Interior acrylic',
    line: 'Standard interior',
    sheen: 'Eggshell',
    coverage: 400,
    price: 4200,
    solids: 38,
    film: 1.5,
  },
  {
    id: 'ceiling-flat',
    name: 'Ceiling paint',
    line: 'Standard interior',
    sheen: 'Flat',
    coverage: 400,
    price: 3100,
    solids: 36,
    film: 1.4,
  },
  {
    id: 'trim-semigloss',
    name: 'Trim enamel',
    line: 'Standard interior',
    sheen: 'Semi-gloss',
    coverage: 425,
    price: 5600,
    solids: 40,
    film: 1.5,
  },
  {
    id: 'porch-floor',
    name: 'Porch and floor enamel',
    line: 'Floor',
    sheen: 'Satin',
    coverage: 375,
    price: 5200,
    solids: 37,
    film: 1.6,
  },
  {
    id: 'exterior-satin',
    name: 'Exterior acrylic',
    line: 'Standard exterior',
    sheen: 'Satin',
    coverage: 350,
    price: 5400,
    solids: 42,
    film: 1.9,
  },
  {
    id: 'masonry-flat',
    name: 'Masonry coating',
    line: 'Masonry',
    sheen: 'Flat',
    coverage: 250,
    price: 5800,
    solids: 46,
    film: 3,
  },
  {
    id: 'deck-stain',
    name: 'Deck stain',
    line: 'Stain',
    sheen: 'Semi-transparent',
    coverage: 250,
    price: 4800,
    solids: 25,
    film: null,
  },
] as const;

/** Metres for feet, square metres for square feet, litres for gallons; kept to three figures, as a person would write them. */
const FEET_PER_METRE = 3.28084;
const SQUARE_FEET_PER_SQUARE_METRE = FEET_PER_METRE ** 2;
const LITRES_PER_GALLON = 3.785412;

function text(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function perUnit(measure: Measure): number {
  return measure === 'area' ? SQUARE_FEET_PER_SQUARE_METRE : measure === 'length' ? FEET_PER_METRE : 1;
}

function surfaceKind(row: KindRow, isImperial: boolean): SurfaceKind {
  const rate = (value: number) => text(isImperial ? value : value / perUnit(row.measure));
  return {
    id: row.id,
    name: row.name,
    measure: row.measure,
    place: row.place,
    derive: row.derive,
    rates: { '1': rate(row.rates[0]), '2': rate(row.rates[1]), '3': rate(row.rates[2]) },
    coverage: row.coverage === null ? null : coverageText(row.coverage, row.measure, isImperial),
    coats: row.coats,
    productId: row.product,
  };
}

function coverageText(value: number, measure: Measure, isImperial: boolean): string {
  if (isImperial) return text(value);
  return text(measure === 'each' ? value * LITRES_PER_GALLON : value / perUnit(measure) / LITRES_PER_GALLON);
}

function product(row: (typeof products)[number], isImperial: boolean): Product {
  const film = row.film === null ? null : isImperial ? text(row.film) : text(row.film * 25.4);
  return {
    id: row.id,
    name: row.name,
    line: row.line,
    sheen: row.sheen,
    coverage: coverageText(row.coverage, 'area', isImperial),
    cans: cans(row.price, isImperial),
    volumeSolidsPercent: text(row.solids),
    dryFilm: film,
  };
}

/** Five-gallon pails and ten-litre cans come a little cheaper by volume. */
function cans(gallonPrice: number, isImperial: boolean): Can[] {
  const round100 = (value: number) => Math.round(value / 100) * 100;
  if (isImperial) {
    return [
      { size: '1', price: gallonPrice },
      { size: '5', price: round100(gallonPrice * 4.6) },
      { size: '0.25', price: round100(gallonPrice * 0.4) },
    ];
  }
  const litre = gallonPrice / LITRES_PER_GALLON;
  return [
    { size: '2.5', price: round100(litre * 2.5) },
    { size: '10', price: round100(litre * 9.2) },
    { size: '1', price: round100(litre * 1.3) },
  ];
}

function prepRules(row: KindRow): PrepRule[] {
  return [
    { conditionId: 'good', surfaceKindId: row.id, kind: 'percent', value: row.place === 'exterior' ? '20' : '10' },
    { conditionId: 'fair', surfaceKindId: row.id, kind: 'percent', value: row.place === 'exterior' ? '45' : '25' },
    { conditionId: 'poor', surfaceKindId: row.id, kind: 'percent', value: row.place === 'exterior' ? '100' : '60' },
  ];
}
