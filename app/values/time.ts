/**
 * A calendar date without a time: `2026-01-15`. Never a `Date`, so no time zone can move it to the day before. The brand says that
 * the text was checked; only this file gives it.
 */
export type On = string & { readonly __brand: 'On' };

const DAY = 86_400_000;
const pattern = /^(\d{4})-(\d{2})-(\d{2})$/;

/** The text as a date, or undefined when it is not a real one (`2026-02-30`). */
export function parseOn(text: string): On | undefined {
  if (!pattern.test(text)) return undefined;
  const moment = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(moment) && fromUtc(moment) === text ? (text as On) : undefined;
}

/** A date known to be right; throws a RangeError otherwise. */
export function on(text: string): On {
  const date = parseOn(text);
  if (date === undefined) throw new RangeError(`Not a date: ${text}`);
  return date;
}

function toUtc(date: On): number {
  return Date.parse(`${date}T00:00:00Z`);
}

function fromUtc(moment: number): On {
  return new Date(moment).toISOString().slice(0, 10) as On;
}

/** The calendar date at a moment in a time zone (IANA name). */
export function onAt(moment: Date, timeZone = 'UTC'): On {
  let formatter = calendars.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    calendars.set(timeZone, formatter);
  }
  return on(formatter.format(moment));
}

/** Making a formatter takes a hundred times as long as using one. */
const calendars = new Map<string, Intl.DateTimeFormat>();

export function addDays(date: On, days: number): On {
  return fromUtc(toUtc(date) + days * DAY);
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: On, to: On): number {
  return Math.round((toUtc(to) - toUtc(from)) / DAY);
}

/** -1, 0 or 1; ISO dates of four-digit years sort as text. */
export function compareOn(a: On, b: On): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** For people: `Jan 15, 2026`. */
export function formatOn(
  date: On,
  locale = 'en-US',
  dateStyle: 'short' | 'medium' | 'long' | 'full' = 'medium',
): string {
  const key = `${locale} ${dateStyle}`;
  let formatter = formatters.get(key);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat(locale, { dateStyle, timeZone: 'UTC' });
    formatters.set(key, formatter);
  }
  return formatter.format(toUtc(date));
}
