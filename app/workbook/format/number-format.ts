import { CellError, type Scalar } from '../cell-value.ts';
import { numberToText } from '../evaluate/coerce.ts';
import { roundTo } from '../evaluate/rounding.ts';
import { formatDate } from './date-format.ts';
import { type FormatSection, type Part, parseFormat } from './format-sections.ts';
import { MAX_SERIAL, SYSTEM_OFFSET } from './serial.ts';

export interface Formatted {
  text: string;
  /** `[Red]` and the like, lower case; null when the format names none. */
  color: string | null;
  /** The number cannot be shown by this format (a negative date): a cell shows #### and TEXT gives #VALUE!. */
  invalid: boolean;
}

/** Shows a value by a number format code, as a cell or TEXT does. Dates are read in the given date system. */
export function formatValue(value: Scalar, code: string, date1904 = false): Formatted {
  if (value === null) return plain('');
  if (value instanceof CellError) return plain(value.code);
  if (typeof value === 'boolean') return plain(value ? 'TRUE' : 'FALSE');
  const sections = parseFormat(code);
  if (typeof value === 'string') return formatText(value, sections);
  const section = sectionFor(value, sections);
  if (!section) return { text: '########', color: null, invalid: true };
  return formatNumber(value, section, sections, date1904);
}

function plain(text: string): Formatted {
  return { text, color: null, invalid: false };
}

function formatText(value: string, sections: readonly FormatSection[]): Formatted {
  const section = sections.length >= 4 ? sections[3] : sections.find((one) => one.kind === 'text');
  if (!section) return plain(value);
  const text = section.parts.map((part) => (part.type === 'text' ? value : literalText(part))).join('');
  return { text, color: section.color, invalid: false };
}

function sectionFor(value: number, sections: readonly FormatSection[]): FormatSection | undefined {
  const numeric = sections.slice(0, 3).filter((section, index) => section.kind !== 'text' || index === 0);
  if (numeric.some((section) => section.condition)) {
    return numeric.find((section) => !section.condition || section.condition(value));
  }
  if (numeric.length >= 3 && value === 0) return numeric[2];
  return value < 0 && numeric.length >= 2 ? numeric[1] : numeric[0];
}

function formatNumber(
  value: number,
  section: FormatSection,
  sections: readonly FormatSection[],
  date1904: boolean,
): Formatted {
  const { color } = section;
  if (section.kind === 'date') {
    const serial = value + (date1904 ? SYSTEM_OFFSET : 0);
    if (serial < 0 || serial >= MAX_SERIAL + 1) return { text: '########', color, invalid: true };
    return { text: formatDate(serial, section.parts), color, invalid: false };
  }
  const ownSign = sections.length > 1 && section !== sections[0] && !section.condition;
  const negative = value < 0 && !ownSign;
  if (section.kind === 'text') return plain(numberToText(value));
  const body = section.kind === 'general' ? general(Math.abs(value), section) : byPlaces(Math.abs(value), section);
  return { text: negative && /[^0.,\s%$"-]|[1-9]/.test(body) ? `-${body}` : body, color, invalid: false };
}

function general(value: number, section: FormatSection): string {
  return section.parts.map((part) => (part.type === 'general' ? generalText(value) : literalText(part))).join('');
}

/** General in a cell: up to 11 characters, so long decimals are cut. */
function generalText(value: number): string {
  const full = numberToText(value);
  if (full.length <= 11 || (Number.isInteger(value) && value < 1e11)) return full;
  if (value >= 1e11 || value < 1e-4) return shortExponent(value);
  const places = Math.max(0, 10 - String(Math.trunc(value)).length);
  return numberToText(roundTo(value, places));
}

function shortExponent(value: number): string {
  const [mantissa = '', exponent = '+0'] = value.toExponential(5).split('e');
  const digits = exponent.replace(/^[+-]/, '').padStart(2, '0');
  return `${String(Number(mantissa))}E${exponent.startsWith('-') ? '-' : '+'}${digits}`;
}

function literalText(part: Part): string {
  if (part.type === 'literal') return part.text;
  return part.type === 'percent' ? '%' : '';
}

function byPlaces(value: number, section: FormatSection): string {
  const scaled = (value * 100 ** section.percents) / 1000 ** section.thousandsScale;
  if (section.fraction) return asFraction(scaled, section);
  if (section.exponent) return asExponent(scaled, section);
  const rounded = roundTo(scaled, section.decimals);
  return fill(section, fixedDigits(rounded, section.decimals));
}

/** Whole and decimal digits of a rounded number, without an exponent; no leading zero. */
function fixedDigits(value: number, decimals: number): [string, string] {
  const text = value < 1e21 ? value.toFixed(Math.min(decimals, 100)) : BigInt(value).toString();
  const [whole = '', fraction = ''] = text.split('.');
  const kept = whole.length > 15 ? whole.slice(0, 15) + '0'.repeat(whole.length - 15) : whole;
  return [kept === '0' ? '' : kept, fraction];
}

/** Puts digits into the places of a section, from the point outwards. */
function fill(section: FormatSection, [whole, fraction]: [string, string]): string {
  const places = section.parts.filter((part) => part.type === 'digit' && part.side === 'whole').length;
  const last = fraction.replace(/0+$/, '').length;
  let used = 0;
  let decimal = 0;
  const extra = Math.max(0, whole.length - places);
  return section.parts
    .map((part) => {
      if (part.type === 'point') return '.';
      if (part.type !== 'digit') return literalText(part);
      if (part.side === 'fraction') return fractionDigit(fraction, decimal++, last, part.symbol);
      const from = used++;
      const taken = from === 0 ? whole.slice(0, extra + (places <= whole.length ? 1 : 0)) : '';
      const index = whole.length - places + from;
      const digits = from === 0 && taken !== '' ? taken : index >= 0 ? whole.charAt(index) : placeholder(part.symbol);
      return section.grouped ? withGroups(digits, places - from - 1, whole.length, part.symbol) : digits;
    })
    .join('');
}

function placeholder(symbol: string): string {
  return symbol === '0' ? '0' : symbol === '?' ? ' ' : '';
}

function fractionDigit(fraction: string, index: number, last: number, symbol: string): string {
  return index < last || symbol === '0' ? fraction.charAt(index) || '0' : placeholder(symbol);
}

/** Digits with a comma behind each that has a multiple of three places below it. */
function withGroups(digits: string, below: number, _length: number, _symbol: string): string {
  let result = '';
  for (let index = 0; index < digits.length; index++) {
    const position = below + digits.length - 1 - index;
    result += digits.charAt(index);
    if (position > 0 && position % 3 === 0 && digits.charAt(index) !== ' ') result += ',';
  }
  return result;
}

function asExponent(value: number, section: FormatSection): string {
  const wholePlaces = Math.max(
    1,
    section.parts.filter((part) => part.type === 'digit' && part.side === 'whole').length,
  );
  let power = value === 0 ? 0 : Math.floor(Math.log10(value));
  if (value !== 0 && 10 ** power > value) power--;
  power -= wholePlaces > 1 ? ((power % wholePlaces) + wholePlaces) % wholePlaces : 0;
  let mantissa = roundTo(value / 10 ** power, section.decimals);
  if (mantissa >= 10 ** wholePlaces) {
    power += wholePlaces;
    mantissa = roundTo(value / 10 ** power, section.decimals);
  }
  const sign = power < 0 ? '-' : section.exponent?.sign === '+' ? '+' : '';
  const exponent = `E${sign}${String(Math.abs(power)).padStart(section.exponent?.digits ?? 1, '0')}`;
  const body = { ...section, parts: section.parts.filter((part) => part.type !== 'exponent') };
  return fill(body, fixedDigits(mantissa, section.decimals)) + exponent;
}

function asFraction(value: number, section: FormatSection): string {
  const { fraction } = section;
  if (!fraction) return '';
  const rounded = roundTo(value, 10);
  const whole = fraction.hasWhole ? Math.trunc(rounded) : 0;
  let [top, bottom] = fraction.fixed
    ? [Math.round((rounded - whole) * fraction.fixed), fraction.fixed]
    : nearestFraction(rounded - whole, 10 ** fraction.digits - 1);
  let units = whole;
  if (fraction.hasWhole && top === bottom) {
    units++;
    top = 0;
  }
  const lead = fraction.hasWhole ? (units > 0 || top === 0 ? String(units) : fraction.showZero ? '0' : '') : '';
  const width = fraction.digits;
  const share =
    fraction.hasWhole && top === 0
      ? ' '.repeat(width * 2 + 1)
      : `${String(top).padStart(width)}/${fraction.fixed ? bottom : String(bottom).padEnd(width)}`;
  return (fraction.hasWhole ? `${lead} ` : '') + share;
}

/** The fraction of at most that denominator nearest to a number (walking the Stern-Brocot tree by continued fractions). */
function nearestFraction(value: number, largest: number): [number, number] {
  let best: [number, number] = [Math.round(value), 1];
  let error = Math.abs(value - best[0]);
  for (let bottom = 2; bottom <= Math.min(largest, 9999); bottom++) {
    const top = Math.round(value * bottom);
    const distance = Math.abs(value - top / bottom);
    if (distance < error - 1e-12) {
      best = [top, bottom];
      error = distance;
    }
  }
  return best;
}
