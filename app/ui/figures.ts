/**
 * How figures are written. Exact: an amount goes to the formatter as decimal text, never as a binary fraction.
 */

// Building an Intl formatter costs far more than using one, and a page of rows wants the same few.
const numberFormats = new Map<string, Intl.NumberFormat>();
const dateFormats = new Map<string, Intl.DateTimeFormat>();

function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return remembered(numberFormats, locale, options, () => new Intl.NumberFormat(locale, options));
}

function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return remembered(dateFormats, locale, options, () => new Intl.DateTimeFormat(locale, options));
}

function remembered<Format>(known: Map<string, Format>, locale: string, options: object, make: () => Format): Format {
  const key = `${locale} ${JSON.stringify(options)}`;
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}

/** How many minor digits a currency has: 2 for USD, 0 for JPY, 3 for KWD. */
export function currencyDigits(currency: string): number {
  return numberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** Minor units as decimal text: `decimalText(-1205, 2)` is `-12.05`. */
export function decimalText(minor: number | bigint, digits: number): Intl.StringNumericLiteral {
  const negative = minor < 0;
  const figures = String(negative ? -minor : minor).padStart(digits + 1, '0');
  const whole = figures.slice(0, figures.length - digits);
  const text = digits === 0 ? whole : `${whole}.${figures.slice(-digits)}`;
  return `${negative ? '-' : ''}${text}` as Intl.StringNumericLiteral; // digits and one point by construction
}

export interface MoneyFormat {
  locale: string;
  currency: string;
  /** Show + before a gain, for deltas such as change orders. */
  signed?: boolean;
  /** Leave out the minor digits, for axes and summaries. */
  whole?: boolean;
}

/** Integer minor units as money in words of the locale: `1234550` USD is `$12,345.50`. */
export function moneyText(minor: number | bigint, { locale, currency, signed, whole }: MoneyFormat): string {
  return numberFormat(locale, {
    style: 'currency',
    currency,
    signDisplay: signed ? 'exceptZero' : 'negative',
    ...(whole ? { maximumFractionDigits: 0 } : {}),
  }).format(decimalText(minor, currencyDigits(currency)));
}

/** The bare symbol of a currency as the locale writes it: `$`, `€`, `CA$`. */
export function currencySymbol(locale: string, currency: string): string {
  const parts = numberFormat(locale, { style: 'currency', currency }).formatToParts(0);
  return parts.find((part) => part.type === 'currency')?.value ?? currency;
}

export interface NumberShape {
  /** Digits after the point: at most, and at least when `fixed`. */
  places?: number;
  fixed?: boolean;
}

/** A decimal, as number or as decimal text, in the figures of the locale. */
export function numberText(value: number | string, locale: string, { places = 2, fixed }: NumberShape = {}): string {
  const format = numberFormat(locale, {
    minimumFractionDigits: fixed ? places : 0,
    maximumFractionDigits: places,
  });
  return format.format(value as Intl.StringNumericLiteral); // a caller's decimal text, formatted without rounding to binary
}

/**
 * What to add after a figure so that its decimal point stands under that of a figure with `places` digits:
 * a figure space for each digit, a punctuation space for the point.
 */
export function decimalPad(text: string, places: number, point: string): string {
  const at = text.lastIndexOf(point);
  const shown = at < 0 ? 0 : text.length - at - 1;
  const missing = Math.max(0, places - shown);
  return (shown === 0 && missing > 0 ? '\u2008' : '') + '\u2007'.repeat(missing);
}

/** The decimal point of a locale. */
export function decimalPoint(locale: string): string {
  const parts = numberFormat(locale, { minimumFractionDigits: 1 }).formatToParts(1.1);
  return parts.find((part) => part.type === 'decimal')?.value ?? '.';
}

const dateShapes = {
  date: { dateStyle: 'medium' },
  day: { month: 'short', day: 'numeric' },
  long: { dateStyle: 'long' },
  time: { timeStyle: 'short' },
  both: { dateStyle: 'medium', timeStyle: 'short' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

export type DateShape = keyof typeof dateShapes;

/**
 * An instant in the member's zone, or a plain `2026-01-15`, which is the same day everywhere and is never shifted.
 */
export function dateText(value: Date | string, shape: DateShape, locale: string, timeZone: string): string {
  const isPlainDay = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
  return dateWriter(shape, locale, isPlainDay ? 'UTC' : timeZone)(new Date(value));
}

const dateWriters = new Map<string, (date: Date) => string>();

/** Writes the dates of one shape. A list has many of one day, and finding out what it is called takes a while. */
function dateWriter(shape: DateShape, locale: string, timeZone: string): (date: Date) => string {
  const name = `${shape} ${locale} ${timeZone}`;
  const known = dateWriters.get(name);
  if (known) return known;
  const format = dateFormat(locale, { ...dateShapes[shape], timeZone });
  const texts = new Map<number, string>();
  const write = (date: Date) => {
    // Since 1973 every zone's midnight falls on a quarter of an hour; a time of day is not kept.
    const isKept = !('timeStyle' in dateShapes[shape]) && date.getTime() > 1e11;
    const quarter = isKept ? Math.floor(date.getTime() / 900_000) : Number.NaN;
    const text = texts.get(quarter) ?? format.format(date);
    if (texts.size > 5_000) texts.clear();
    if (!Number.isNaN(quarter)) texts.set(quarter, text);
    return text;
  };
  dateWriters.set(name, write);
  return write;
}
