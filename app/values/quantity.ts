import { type Decimal, decimal, divide, divideHalfAway, multiply, round, scaled, toText } from './decimal.ts';
import { parseNumberText } from './number-text.ts';
import { failed, ok, type Result } from './result.ts';

export type UnitSystem = 'imperial' | 'metric';
export type Unit = 'ft' | 'in' | 'm' | 'cm' | 'mm' | 'sqft' | 'm2' | 'gal' | 'l' | 'hour' | 'each';

/** Whole nanometres in a unit of length. The inch is 25.4 mm exactly (international yard and pound agreement, 1959). */
export const NANOMETRES = {
  in: 25_400_000n,
  ft: 304_800_000n,
  mm: 1_000_000n,
  cm: 10_000_000n,
  m: 1_000_000_000n,
} as const;

type Ratio = { dimension: 'length' | 'area' | 'volume'; base: Decimal };

/** In metres, square metres and litres. The US gallon is 231 cubic inches: 3.785411784 L. */
const ratios: Partial<Record<Unit, Ratio>> = {
  ft: { dimension: 'length', base: decimal('0.3048') },
  in: { dimension: 'length', base: decimal('0.0254') },
  m: { dimension: 'length', base: decimal('1') },
  cm: { dimension: 'length', base: decimal('0.01') },
  mm: { dimension: 'length', base: decimal('0.001') },
  sqft: { dimension: 'area', base: decimal('0.09290304') },
  m2: { dimension: 'area', base: decimal('1') },
  gal: { dimension: 'volume', base: decimal('3.785411784') },
  l: { dimension: 'volume', base: decimal('1') },
};

/** A value in another unit of the same kind, to `places` decimals. Throws a RangeError across kinds. */
export function convert(value: Decimal, from: Unit, to: Unit, places: number): Decimal {
  const source = ratios[from];
  const target = ratios[to];
  if (!source || !target || source.dimension !== target.dimension)
    throw new RangeError(`Cannot convert ${from} to ${to}`);
  return divide(multiply(value, source.base), target.base, places);
}

export function lengthUnit(system: UnitSystem): 'ft' | 'm' {
  return system === 'imperial' ? 'ft' : 'm';
}

/** A length in feet or metres to `places` decimals. */
export function lengthIn(nm: number | bigint, system: UnitSystem, places: number): Decimal {
  return divide(decimal(BigInt(nm)), decimal(NANOMETRES[lengthUnit(system)]), places);
}

/** An area of square nanometres in sq ft or m2 to `places` decimals. */
export function areaIn(squareNm: bigint, system: UnitSystem, places: number): Decimal {
  const unit = NANOMETRES[lengthUnit(system)];
  return divide(decimal(squareNm), decimal(unit * unit), places);
}

const unitNames: Record<string, Unit> = {
  'sq ft': 'sqft',
  sqft: 'sqft',
  'ft²': 'sqft',
  ft2: 'sqft',
  sf: 'sqft',
  'm²': 'm2',
  m2: 'm2',
  sqm: 'm2',
  'sq m': 'm2',
  ft: 'ft',
  "'": 'ft',
  lf: 'ft',
  'lin ft': 'ft',
  m: 'm',
  cm: 'cm',
  mm: 'mm',
  in: 'in',
  '"': 'in',
  gal: 'gal',
  gallons: 'gal',
  l: 'l',
  litres: 'l',
  liters: 'l',
  h: 'hour',
  hours: 'hour',
  each: 'each',
  pcs: 'each',
};

/**
 * A typed quantity as a canonical decimal in `unit`, to at most `places` decimals: `432`, `432 sq ft`, `40 m²` (converted exactly,
 * then rounded). Refuses units of another kind, negatives and what is not a number.
 */
export function parseQuantity(typed: string, unit: Unit, places = 2, locale = 'en-US'): Result<string, string> {
  const text = typed.trim();
  const match = /^([^a-z'"]*)(.*)$/iu.exec(text);
  const name = (match?.[2] ?? '').trim().toLowerCase().replace(/\.$/, '');
  const number = parseNumberText(match?.[1] ?? '', locale);
  if (!number.ok) return number;
  const from = name === '' ? unit : unitNames[name];
  if (from === undefined) return failed(`“${name}” is not a unit that is known here.`);
  const value = decimal(number.value);
  if (value.units < 0n) return failed('A quantity cannot be negative.');
  if (from === unit) return ok(toText(round(value, places)));
  if (ratios[from]?.dimension === undefined || ratios[from]?.dimension !== ratios[unit]?.dimension) {
    return failed(`This is counted in ${labels[unit] || unit}, not in ${labels[from] || from}.`);
  }
  return ok(toText(convert(value, from, unit, places)));
}

const labels: Record<string, string> = { sqft: 'sq ft', m2: 'm²', hour: 'h', l: 'L', each: '' };

/** For people: `432 sq ft`, `1,080.5 m²`, `3`. Takes canonical decimal text. */
export function formatQuantity(value: string, unit: Unit | string, locale = 'en-US', places = 2): string {
  const number = quantityFormatter(locale, places).format(asNumeric(value));
  const label = labels[unit] ?? unit;
  return label === '' ? number : `${number} ${label}`;
}

const formatters = new Map<string, Intl.NumberFormat>();

function quantityFormatter(locale: string, places: number): Intl.NumberFormat {
  const key = `${locale} ${places}`;
  let formatter = formatters.get(key);
  if (!formatter) {
    formatter = new Intl.NumberFormat(locale, { maximumFractionDigits: places });
    formatters.set(key, formatter);
  }
  return formatter;
}

const vulgarFractions: Record<string, string> = {
  '½': '1/2',
  '¼': '1/4',
  '¾': '3/4',
  '⅛': '1/8',
  '⅜': '3/8',
  '⅝': '5/8',
  '⅞': '7/8',
  '⅓': '1/3',
  '⅔': '2/3',
};

const number = String.raw`(?:\d+(?:\.\d*)?|\.\d+)`;
const inches = String.raw`(?:(?<in>${number})(?:[\s-]+(?<num>\d+)/(?<den>\d+))?|(?<onlyNum>\d+)/(?<onlyDen>\d+))`;
const feetAndInches = new RegExp(
  String.raw`^(?<ft>${number})\s*(?:'|ft|feet|foot)\s*-?\s*(?:${inches}\s*(?:"|''|in|inch|inches)?)?$`,
);
const inchesOnly = new RegExp(String.raw`^${inches}\s*(?:"|''|in|inch|inches)$`);
const dashed = new RegExp(String.raw`^(?<ft>\d+)-${inches}\s*(?:"|''|in)?$`);
const feetFraction = /^(?<ft>\d+)\s+(?<num>\d+)\/(?<den>\d+)\s*(?:'|ft|feet|foot)?$/;
const metres = new RegExp(
  String.raw`^(?<m>${number})\s*(?<unit>mm|cm|m)(?:\s*(?<rest>${number})\s*(?<restUnit>cm|mm))?$`,
);
const bare = new RegExp(`^${number}$`);

/**
 * A typed length in whole nanometres. Reads `12'6"`, `12' 6 1/2"`, `12-6`, `12 ft 6 in`, `150 in`, `12 1/2`, `3.8 m`, `3 m 80 cm`,
 * `380 cm`; a bare number is feet or metres by `system`. A decimal comma is read as a point (`3,8 m`) unless three digits
 * follow it, which may be thousands. Refuses anything else with a
 * sentence that shows how to write it.
 */
export function parseLength(typed: string, system: UnitSystem): Result<number, string> {
  const text = normalise(typed);
  const nm =
    readMetric(text) ??
    readBare(text, system) ??
    (system === 'metric' && !/['"fi]/.test(text) ? undefined : readImperial(text));
  if (nm === undefined) return failed(lengthHint(typed, system));
  if (nm <= 0n) return failed('A length must be more than 0.');
  if (nm > 10_000_000_000_000n) return failed('This length is too large.');
  return ok(Number(nm));
}

function lengthHint(typed: string, system: UnitSystem): string {
  const example = system === 'imperial' ? `12'6", 12-6 or 12.5` : '3.8 m, 380 cm or 3.8';
  return typed.trim() === ''
    ? `Enter a length, for example ${example}.`
    : `“${typed.trim()}” is not a length. Write ${example}.`;
}

function normalise(typed: string): string {
  return typed
    .trim()
    .toLowerCase()
    .replace(/[’′‘`]/gu, "'")
    .replace(/[”″“]|''/gu, '"')
    .replace(/[½¼¾⅛⅜⅝⅞⅓⅔]/gu, (sign) => ` ${vulgarFractions[sign] ?? ''}`)
    .replace(/(\d),(\d{1,2}|\d{4,})(?!\d)/g, '$1.$2')
    .replace(/\s+/gu, ' ')
    .replace(/\b(metres?|meters?)\b/g, 'm')
    .trim();
}

function readMetric(text: string): bigint | undefined {
  const groups = metres.exec(text)?.groups;
  if (!groups) return undefined;
  const rest = groups.rest === undefined ? 0n : times(groups.rest, unitOf(groups.restUnit));
  if (rest > 0n && groups.unit !== 'm') return undefined;
  return times(groups.m ?? '0', unitOf(groups.unit)) + rest;
}

function unitOf(name: string | undefined): bigint {
  return name === 'mm' ? NANOMETRES.mm : name === 'cm' ? NANOMETRES.cm : NANOMETRES.m;
}

function readBare(text: string, system: UnitSystem): bigint | undefined {
  return bare.test(text) ? times(text, NANOMETRES[lengthUnit(system)]) : undefined;
}

function readImperial(text: string): bigint | undefined {
  const fraction = feetFraction.exec(text)?.groups;
  if (fraction) return times(fraction.ft ?? '0', NANOMETRES.ft) + part(fraction.num, fraction.den, NANOMETRES.ft);
  const groups = (feetAndInches.exec(text) ?? dashed.exec(text) ?? inchesOnly.exec(text))?.groups;
  if (!groups || groups.den === '0' || groups.onlyDen === '0') return undefined;
  const small =
    times(groups.in ?? '0', NANOMETRES.in) +
    part(groups.num, groups.den, NANOMETRES.in) +
    part(groups.onlyNum, groups.onlyDen, NANOMETRES.in);
  if (groups.ft !== undefined && small >= NANOMETRES.ft) return undefined;
  return times(groups.ft ?? '0', NANOMETRES.ft) + small;
}

function times(text: string, unit: bigint): bigint {
  const value = decimal(text.replace(/^\./, '0.').replace(/\.$/, ''));
  return divideHalfAway(value.units * unit, 10n ** BigInt(value.scale));
}

function part(numerator: string | undefined, denominator: string | undefined, unit: bigint): bigint {
  if (numerator === undefined || denominator === undefined) return 0n;
  const bottom = BigInt(denominator);
  return bottom === 0n ? 0n : divideHalfAway(BigInt(numerator) * unit, bottom);
}

/** `12' 6 1/2"` to the nearest sixteenth of an inch, or `3.805 m` to the nearest millimetre. */
export function formatLength(nm: number, system: UnitSystem): string {
  if (system === 'metric') return `${toText(scaled(divideHalfAway(BigInt(nm), NANOMETRES.mm), 3))} m`;
  const sixteenths = Number(divideHalfAway(BigInt(nm) * 16n, NANOMETRES.in));
  const feet = Math.floor(sixteenths / 192);
  const wholeInches = Math.floor((sixteenths % 192) / 16);
  const fraction = fractionText(sixteenths % 16);
  if (wholeInches === 0 && fraction === '') return `${feet}'`;
  const inchText =
    wholeInches === 0 && fraction !== '' ? fraction : [wholeInches, fraction].filter((piece) => piece !== '').join(' ');
  return feet === 0 ? `${inchText}"` : `${feet}' ${inchText}"`;
}

function fractionText(sixteenths: number): string {
  if (sixteenths === 0) return '';
  const divisor = [8, 4, 2, 1].find((candidate) => sixteenths % candidate === 0) ?? 1;
  return `${sixteenths / divisor}/${16 / divisor}`;
}

/** Decimal text formats exactly; the library's type asks for a template literal that canonical text always satisfies. */
function asNumeric(text: string): Intl.StringNumericLiteral {
  return text as Intl.StringNumericLiteral;
}
