import { add, multiply, ONE, percent, scaled, toScaled } from '#app/values/decimal.ts';
import { currencyDigits } from '#app/values/money.ts';
import type { RateBook } from './rate-book.ts';
import { priceFromCost } from './strategy.ts';

/** An hour of work in minor units, before tax and without materials. */
export interface Hour {
  /** Wage, burden and overhead. */
  cost: number;
  price: number;
}

/** What an hour of the crew costs and is sold for, each component rounded to the coin as it is on a line. */
export function hourOf({ wage, burdenPercent, overhead, strategy, currency }: RateBook): Hour {
  const digits = currencyDigits(currency);
  const loaded = toScaled(multiply(scaled(wage, digits), add(ONE, percent(burdenPercent))), digits);
  const onTop =
    overhead.kind === 'percent'
      ? toScaled(multiply(scaled(loaded, digits), percent(overhead.percent)), digits)
      : overhead.amount;
  const cost = loaded + onTop;
  return { cost, price: toScaled(priceFromCost(scaled(cost, digits), strategy, digits), digits) };
}
