import {
  add,
  type Decimal,
  decimal,
  divide,
  multiply,
  ONE,
  percent,
  round,
  subtract,
  toText,
} from '#app/values/decimal.ts';
import type { Strategy } from './fields.ts';

/** Markup k that earns margin m: k = m / (1 - m). 30 % margin is 42.8571 % markup. Per cent in and out, to `places` decimals. */
export function markupFromMargin(marginPercent: string, places = 4): string {
  const m = percent(marginPercent);
  return toText(round(divide(multiply(m, decimal(100)), subtract(ONE, m), places), places));
}

/** Margin m that markup k earns: m = k / (1 + k). 42.86 % markup is 30.0014 % margin. */
export function marginFromMarkup(markupPercent: string, places = 4): string {
  const k = percent(markupPercent);
  return toText(divide(multiply(k, decimal(100)), add(ONE, k), places));
}

/** Price from cost, major units, to `places` decimals: cost x (1 + k) or cost / (1 - m). */
export function priceFromCost(cost: Decimal, strategy: Strategy, places: number): Decimal {
  const share = percent(strategy.percent);
  return strategy.kind === 'markup'
    ? round(multiply(cost, add(ONE, share)), places)
    : divide(cost, subtract(ONE, share), places);
}

/**
 * Theoretical coverage of a coating at a dry film thickness, to two decimals. Imperial: sq ft per gallon = 1604 x volume solids /
 * mils (a gallon covers 1604 sq ft one mil thick). Metric: m2 per litre = 10 x volume solids % / micrometres.
 */
export function spreadingRate(units: 'imperial' | 'metric', volumeSolidsPercent: string, dryFilm: string): string {
  const solids = decimal(volumeSolidsPercent);
  const wet = units === 'imperial' ? multiply(solids, decimal('16.04')) : multiply(solids, decimal(10));
  return toText(divide(wet, decimal(dryFilm), 2));
}
