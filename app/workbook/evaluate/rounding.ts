/**
 * Rounding as Excel does it: on the 15 significant digits a person sees, not on the binary value behind them, so that
 * 2069.345 (stored as 2069.34499...) rounds to 2069.35.
 */
export type Direction = 'nearest' | 'up' | 'down';

/** Rounds to `digits` decimals (negative ones count left of the point); halves go away from zero. */
export function roundTo(value: number, digits: number, direction: Direction = 'nearest'): number {
  if (value === 0 || !Number.isFinite(value)) return value;
  const places = Math.max(-400, Math.min(400, Math.trunc(digits)));
  const rounded = roundMagnitude(Math.abs(value), places, direction);
  return value < 0 ? -rounded || 0 : rounded;
}

function roundMagnitude(value: number, places: number, direction: Direction): number {
  const [mantissa = '', exponentText = '0'] = value.toExponential(14).split('e');
  const digits = mantissa.replace('.', '');
  // The number is 0.ddd x 10^(exponent + 1), so this many of its digits stay.
  const kept = Number(exponentText) + 1 + places;
  if (kept >= digits.length) return value;
  if (kept < 0) return direction === 'up' ? 10 ** -places : 0;
  const head = Number(digits.slice(0, kept));
  const next = digits.charCodeAt(kept) - 48;
  const hasMore = direction === 'up' ? /[1-9]/.test(digits.slice(kept)) : direction === 'nearest' && next >= 5;
  return Number(`${head + (hasMore ? 1 : 0)}e${-places}`);
}

/** The value with 15 significant digits, as a cell shows it at its widest. */
export function fifteenDigits(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(15));
}

/** Largest integer not above the value, a value of nearly an integer counting as one. */
export function floorOf(value: number): number {
  return Math.floor(fifteenDigits(value));
}

export function ceilingOf(value: number): number {
  return Math.ceil(fifteenDigits(value));
}
