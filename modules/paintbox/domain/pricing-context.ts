import { add, type Decimal, decimal, divide, multiply, ONE, percent, scaled } from '#app/values/decimal.ts';
import { currencyDigits } from '#app/values/money.ts';
import type { Pricing } from './estimate.ts';
import type { RoundingRule, Strategy, UnitSystem } from './fields.ts';
import type { OpeningRule, Product, RateBook, SurfaceKind } from './rate-book.ts';

/** Under per-document rounding, line prices are carried to a ten-thousandth of the major unit. */
export const CARRIED_PLACES = 4;

export type ReadyKind = {
  kind: SurfaceKind;
  rates: Readonly<Record<string, Decimal>>;
  coverage: Decimal | null;
};

export type ReadyProduct = { product: Product; coverage: Decimal; canPrice: Decimal; canSize: Decimal };

export type ReadyPrep = { kind: 'hours-per-unit' | 'percent'; value: Decimal };

/** A rate book and pricing settings with every decimal read once. The same two objects always give the same context. */
export type PricingContext = {
  book: RateBook;
  pricing: Pricing;
  units: UnitSystem;
  currency: string;
  digits: number;
  rounding: RoundingRule;
  openings: OpeningRule;
  strategy: Strategy;
  materialStrategy: Strategy;
  /** Wage with burden, major units per hour, not rounded. */
  loadedWage: Decimal;
  overhead: { kind: 'percent'; share: Decimal } | { kind: 'per-hour'; amount: Decimal };
  /** Of materials, when the contractor is their consumer; otherwise 0. */
  materialTax: Decimal;
  /** What the client is charged: `'0'` where no tax is charged. */
  taxPercent: string;
  kinds: ReadonlyMap<string, ReadyKind>;
  products: ReadonlyMap<string, ReadyProduct>;
  prep: ReadonlyMap<string, ReadyPrep>;
  conditions: ReadonlySet<string>;
};

const contexts = new WeakMap<RateBook, WeakMap<Pricing, PricingContext>>();

export function pricingContext(pricing: Pricing, currency: string, book: RateBook): PricingContext {
  let byPricing = contexts.get(book);
  if (!byPricing) {
    byPricing = new WeakMap();
    contexts.set(book, byPricing);
  }
  let context = byPricing.get(pricing);
  if (context?.currency !== currency) {
    context = makeContext(pricing, currency, book);
    byPricing.set(pricing, context);
  }
  return context;
}

function makeContext(pricing: Pricing, currency: string, book: RateBook): PricingContext {
  const digits = currencyDigits(currency);
  const strategy = pricing.strategy ?? book.strategy;
  const isCharged = pricing.tax.mode === 'retailer' || pricing.tax.mode === 'service';
  return {
    book,
    pricing,
    currency,
    digits,
    strategy,
    units: book.units,
    rounding: pricing.rounding,
    openings: book.openings,
    materialStrategy:
      book.materialMarkupPercent === null ? strategy : { kind: 'markup', percent: book.materialMarkupPercent },
    loadedWage: multiply(scaled(book.wage, digits), add(ONE, percent(book.burdenPercent))),
    overhead:
      book.overhead.kind === 'percent'
        ? { kind: 'percent', share: percent(book.overhead.percent) }
        : { kind: 'per-hour', amount: scaled(book.overhead.amount, digits) },
    materialTax: pricing.tax.mode === 'consumer' ? percent(pricing.tax.ratePercent) : decimal(0),
    taxPercent: isCharged ? pricing.tax.ratePercent : '0',
    ...readyBook(book, digits),
  };
}

type ReadyBook = Pick<PricingContext, 'kinds' | 'products' | 'prep' | 'conditions'>;

const readyBooks = new WeakMap<RateBook, Map<number, ReadyBook>>();

function readyBook(book: RateBook, digits: number): ReadyBook {
  const byDigits = readyBooks.get(book) ?? new Map<number, ReadyBook>();
  readyBooks.set(book, byDigits);
  let ready = byDigits.get(digits);
  if (!ready) {
    ready = readBook(book, digits);
    byDigits.set(digits, ready);
  }
  return ready;
}

function readBook(book: RateBook, digits: number): ReadyBook {
  return {
    kinds: new Map(book.surfaceKinds.map((kind) => [kind.id, readyKind(kind)])),
    products: new Map(book.products.map((product) => [product.id, readyProduct(product, digits)])),
    prep: new Map(
      book.prepRules.map((rule) => [
        prepKey(rule.conditionId, rule.surfaceKindId),
        { kind: rule.kind, value: decimal(rule.value) },
      ]),
    ),
    conditions: new Set(book.conditions.map((condition) => condition.id)),
  };
}

export function prepKey(conditionId: string, kindId: string): string {
  return `${conditionId} ${kindId}`;
}

function readyKind(kind: SurfaceKind): ReadyKind {
  return {
    kind,
    rates: { '1': decimal(kind.rates['1']), '2': decimal(kind.rates['2']), '3': decimal(kind.rates['3']) },
    coverage: kind.coverage === null ? null : decimal(kind.coverage),
  };
}

function readyProduct(product: Product, digits: number): ReadyProduct {
  const [can] = product.cans;
  return {
    product,
    coverage: decimal(product.coverage),
    canPrice: scaled(can?.price ?? 0, digits),
    canSize: decimal(can?.size ?? '1'),
  };
}

/** Material cost of a volume at the reference can's price, to the minor unit. */
export function materialCost(volume: Decimal, product: ReadyProduct, digits: number): Decimal {
  return divide(multiply(volume, product.canPrice), product.canSize, digits);
}
