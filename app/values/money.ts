import { type Decimal, decimal, divideHalfAway, round, scaled, toFixed, toScaled } from './decimal.ts';
import { parseNumberText } from './number-text.ts';
import { failed, ok, type Result } from './result.ts';

/** The largest amount the product handles, in minor units; a thousand of them still add up exactly. */
export const MAX_MINOR = 1_000_000_000_000;

const digitsByCurrency = new Map<string, number>();
const formatters = new Map<string, Intl.NumberFormat>();

/** Decimals of the currency's smallest coin: USD 2, JPY 0, KWD 3. Throws a RangeError for what is not a currency code. */
export function currencyDigits(currency: string): number {
  const known = digitsByCurrency.get(currency);
  if (known !== undefined) return known;
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  digitsByCurrency.set(currency, digits);
  return digits;
}

/** Major units to minor, half away from zero: 6527.80032 USD is 652780. */
export function toMinor(major: Decimal, currency: string): number {
  return toScaled(major, currencyDigits(currency));
}

/** Plain text for an input field: `1234.50`. */
export function minorToText(minor: number, currency: string): string {
  const digits = currencyDigits(currency);
  return toFixed(scaled(minor, digits), digits);
}

/** For people: `$1,234.50`. */
export function formatMoney(minor: number, currency: string, locale = 'en-US'): string {
  const key = `${locale} ${currency}`;
  let formatter = formatters.get(key);
  if (!formatter) {
    formatter = new Intl.NumberFormat(locale, { style: 'currency', currency });
    formatters.set(key, formatter);
  }
  // A decimal string formats exactly where a binary number of that size might not; the type wants a template literal.
  return formatter.format(minorToText(minor, currency) as Intl.StringNumericLiteral);
}

/**
 * What a person typed, to minor units: `1,234.50`, `$1,234.5`, `USD 12`, `-3`, `(3.00)` for a negative. Refuses, with a
 * sentence for the person: text, misplaced separators, and more decimals than the currency has.
 */
export function parseMoney(typed: string, currency: string, locale = 'en-US'): Result<number, string> {
  const trimmed = typed.trim();
  if (trimmed === '') return failed('Enter an amount.');
  const { text, isParenthesised } = unwrap(trimmed);
  const bare = withoutSymbol(text, currency, locale);
  if (isParenthesised && /[-−–]/u.test(bare)) return failed(`“${trimmed}” is negative twice.`);
  const number = parseNumberText(bare, locale);
  if (!number.ok)
    return failed(
      `“${trimmed}” is not an amount. Write it like ${formatMoney(exampleMinor(currency), currency, locale)}.`,
    );
  const digits = currencyDigits(currency);
  const value = decimal(number.value);
  const minor = round(value, digits);
  if (
    value.scale > digits &&
    divideHalfAway(value.units, 10n ** BigInt(value.scale - digits)) * 10n ** BigInt(value.scale - digits) !==
      value.units
  ) {
    return failed(digits === 0 ? `${currency} has no decimals.` : `${currency} has ${digits} decimals at most.`);
  }
  if (minor.units > BigInt(MAX_MINOR) || minor.units < -BigInt(MAX_MINOR)) return failed('This amount is too large.');
  return ok(Number(isParenthesised ? -minor.units : minor.units) + 0);
}

function exampleMinor(currency: string): number {
  return (
    1234 * 10 ** currencyDigits(currency) +
    (currencyDigits(currency) > 0 ? 5 * 10 ** (currencyDigits(currency) - 1) : 0)
  );
}

function unwrap(text: string): { text: string; isParenthesised: boolean } {
  const inside = /^\((.*)\)$/.exec(text)?.[1];
  return inside === undefined ? { text, isParenthesised: false } : { text: inside, isParenthesised: true };
}

function withoutSymbol(text: string, currency: string, locale: string): string {
  const symbols = ['symbol', 'narrowSymbol', 'code'].flatMap((currencyDisplay) =>
    new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: currencyDisplay as 'symbol' })
      .formatToParts(0)
      .filter((part) => part.type === 'currency')
      .map((part) => part.value),
  );
  const sign = /^[-−–]/u.test(text) ? '-' : '';
  let body = sign ? text.slice(1).trim() : text;
  for (const symbol of symbols) {
    if (body.startsWith(symbol)) body = body.slice(symbol.length).trim();
    else if (body.endsWith(symbol)) body = body.slice(0, -symbol.length).trim();
    else continue;
    break;
  }
  return sign + body;
}

/**
 * Splits `total` minor units by weights so that the parts add up to it: each gets the whole part of its share, and the coins
 * left over go to the largest remainders (ties: the earlier part). With all weights 0 the first part takes everything.
 * Throws a RangeError for a negative weight.
 */
export function allocate(total: number, weights: readonly (number | bigint)[]): number[] {
  const shares = weights.map(BigInt);
  if (shares.some((share) => share < 0n)) throw new RangeError('Weights cannot be negative');
  const whole = shares.reduce((sum, share) => sum + share, 0n);
  if (whole === 0n) return shares.map((_, index) => (index === 0 ? total : 0));
  const amount = BigInt(Math.abs(total));
  const parts = shares.map((share, index) => ({
    index,
    floor: (amount * share) / whole,
    rest: (amount * share) % whole,
  }));
  let left = amount - parts.reduce((sum, part) => sum + part.floor, 0n);
  const result = parts.map((part) => part.floor);
  for (const part of [...parts].sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1))) {
    if (left === 0n) break;
    result[part.index] = part.floor + 1n;
    left -= 1n;
  }
  return result.map((part) => (total < 0 ? -Number(part) : Number(part)) + 0);
}
