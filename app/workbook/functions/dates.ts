import { type CellError, NUM, type Scalar, VALUE } from '../cell-value.ts';
import { toMatrix, toNumber } from '../evaluate/coerce.ts';
import type { Operand, Runtime } from '../evaluate/operand.ts';
import { readNumber } from '../evaluate/text-number.ts';
import {
  type DateParts,
  dateOf,
  daysInMonth,
  isLeapYear,
  MAX_SERIAL,
  SYSTEM_OFFSET,
  serialOf,
  timeOf,
  weekdayOf,
} from '../format/serial.ts';
import { any, bool, type FunctionDefinition, fn, fnIn, int, num, operand, opt, orElse, text } from './define.ts';

/** What the workbook's own date system adds to a 1900 serial; serials are shifted on the way in and out. */
function shift(rt: Runtime): number {
  return rt.book.date1904 ? SYSTEM_OFFSET : 0;
}

function serial(rt: Runtime, value: number): number {
  const day = value + shift(rt);
  if (day < 0 || day >= MAX_SERIAL + 1) throw NUM;
  return day;
}

function out(rt: Runtime, value: number): number {
  if (value < 0 || value > MAX_SERIAL) throw NUM;
  return value - shift(rt);
}

/** DATE: years below 1900 are counted from 1900; months and days carry over, through 1900's false leap day too. */
function date(rt: Runtime, year: number, month: number, day: number): number {
  const full = year < 1900 ? year + 1900 : year;
  if (year < 0 || full > 9999) throw NUM;
  return out(rt, serialOf(full, month, 1) + day - 1);
}

function monthsLater(rt: Runtime, start: number, months: number, endOfMonth: boolean): number {
  const { year, month, day } = dateOf(Math.floor(serial(rt, start)));
  const index = year * 12 + month - 1 + months;
  const target: DateParts = { year: Math.floor(index / 12), month: (((index % 12) + 12) % 12) + 1, day };
  if (target.year < 1900 || target.year > 9999) throw NUM;
  const last = daysInMonth(target.year, target.month);
  return out(rt, serialOf(target.year, target.month, endOfMonth ? last : Math.min(day, last)));
}

function dateDifference(rt: Runtime, from: number, to: number, unit: string): number {
  if (from > to) throw NUM;
  const a = dateOf(Math.floor(serial(rt, from)));
  const b = dateOf(Math.floor(serial(rt, to)));
  const months = (b.year - a.year) * 12 + b.month - a.month - Number(b.day < a.day);
  switch (unit.toUpperCase()) {
    case 'D':
      return Math.floor(to) - Math.floor(from);
    case 'M':
      return months;
    case 'Y':
      return Math.floor(months / 12);
    case 'YM':
      return ((months % 12) + 12) % 12;
    case 'MD':
      return b.day >= a.day ? b.day - a.day : daysToPreviousMonth(a, b);
    case 'YD':
      return daysIgnoringYears(a, b);
    default:
      throw NUM;
  }
}

function daysToPreviousMonth(a: DateParts, b: DateParts): number {
  const [year, month] = b.month === 1 ? [b.year - 1, 12] : [b.year, b.month - 1];
  return serialOf(b.year, b.month, b.day) - serialOf(year, month, a.day);
}

function daysIgnoringYears(a: DateParts, b: DateParts): number {
  const wraps = b.month < a.month || (b.month === a.month && b.day < a.day);
  const year = wraps ? a.year + 1 : a.year;
  return serialOf(year, b.month, b.day) - serialOf(a.year, a.month, a.day);
}

/** Days of a year of 360, the US rule or with `european` the 30E rule. */
function days360(a: DateParts, b: DateParts, european: boolean): number {
  let [d1, d2] = [a.day, b.day];
  const endOfFebruary = (parts: DateParts) => parts.month === 2 && parts.day === daysInMonth(parts.year, 2);
  if (european) {
    d1 = Math.min(d1, 30);
    d2 = Math.min(d2, 30);
  } else {
    if (endOfFebruary(a)) d1 = 30;
    if (d2 === 31 && d1 >= 30) d2 = 30;
    if (d1 === 31) d1 = 30;
  }
  return (b.year - a.year) * 360 + (b.month - a.month) * 30 + d2 - d1;
}

function yearFraction(rt: Runtime, from: number, to: number, basis: number): number {
  const first = Math.floor(serial(rt, Math.min(from, to)));
  const last = Math.floor(serial(rt, Math.max(from, to)));
  const a = dateOf(first);
  const b = dateOf(last);
  switch (basis) {
    case 0:
      return usDays360(a, b) / 360;
    case 1:
      return (last - first) / averageYear(a, b, first, last);
    case 2:
      return (last - first) / 360;
    case 3:
      return (last - first) / 365;
    case 4:
      return days360(a, b, true) / 360;
    default:
      throw NUM;
  }
}

/** The NASD rule of YEARFRAC, which also moves an end of February that follows one. */
function usDays360(a: DateParts, b: DateParts): number {
  const isEnd = (parts: DateParts) => parts.month === 2 && parts.day === daysInMonth(parts.year, 2);
  const end = isEnd(a) && isEnd(b) ? { ...b, day: 30 } : b;
  return days360(a, end, false);
}

function averageYear(a: DateParts, b: DateParts, first: number, last: number): number {
  const withinYear =
    a.year === b.year || (b.year === a.year + 1 && (b.month < a.month || (b.month === a.month && b.day <= a.day)));
  if (withinYear) {
    if (a.year === b.year) return isLeapYear(a.year) ? 366 : 365;
    const leapDay = isLeapYear(a.year) ? serialOf(a.year, 2, 29) : isLeapYear(b.year) ? serialOf(b.year, 2, 29) : -1;
    return leapDay >= first && leapDay <= last ? 366 : 365;
  }
  return (serialOf(b.year + 1, 1, 1) - serialOf(a.year, 1, 1)) / (b.year - a.year + 1);
}

/** Numbers of days since the system's start that are holidays. */
function holidaySet(rt: Runtime, holidays: Operand | undefined): Set<number> {
  if (holidays === undefined || holidays === null) return new Set();
  return new Set(
    toMatrix(rt, holidays)
      .data.filter((day) => day !== null && day !== '')
      .map((day) => Math.floor(serial(rt, toNumber(day)))),
  );
}

/** Which weekdays (0 Sunday) are free: a number of WEEKDAY.INTL's table or seven digits from Monday, 1 for free. */
function weekend(given: Scalar): Set<number> {
  if (typeof given === 'string') {
    if (!/^[01]{7}$/.test(given)) throw VALUE;
    return new Set([...given].flatMap((digit, index) => (digit === '1' ? [(index + 1) % 7] : [])));
  }
  const code = given === null ? 1 : Math.trunc(toNumber(given));
  if (code >= 1 && code <= 7) return new Set([(code + 5) % 7, (code + 6) % 7]);
  if (code >= 11 && code <= 17) return new Set([code - 11]);
  throw NUM;
}

function workdaysBetween(rt: Runtime, from: number, to: number, free: Set<number>, holidays: Set<number>): number {
  const [a, b] = [Math.floor(serial(rt, from)), Math.floor(serial(rt, to))];
  const [start, end] = a <= b ? [a, b] : [b, a];
  const weeks = Math.floor((end - start + 1) / 7);
  let count = weeks * (7 - free.size);
  for (let day = start + weeks * 7; day <= end; day++) count += Number(!free.has(weekdayOf(day)));
  for (const day of holidays) count -= Number(day >= start && day <= end && !free.has(weekdayOf(day)));
  return a <= b ? count : -count;
}

function workday(rt: Runtime, from: number, days: number, free: Set<number>, holidays: Set<number>): number {
  if (free.size === 7) throw VALUE;
  const step = days < 0 ? -1 : 1;
  let day = Math.floor(serial(rt, from));
  for (let left = Math.abs(days); left > 0; ) {
    day += step;
    if (day < 0 || day > MAX_SERIAL) throw NUM;
    rt.spend(1);
    if (!free.has(weekdayOf(day)) && !holidays.has(day)) left--;
  }
  return out(rt, day);
}

function weekday(rt: Runtime, value: number, kind: number): number | CellError {
  const day = weekdayOf(serial(rt, value));
  if (kind === 1 || kind === 17) return day + 1;
  if (kind === 2 || kind === 11) return ((day + 6) % 7) + 1;
  if (kind === 3) return (day + 6) % 7;
  return kind >= 12 && kind <= 16 ? ((day - (kind - 10) + 7) % 7) + 1 : NUM;
}

function weekNumber(rt: Runtime, value: number, kind: number): number {
  const day = Math.floor(serial(rt, value));
  if (kind === 21) return isoWeek(day);
  const starts: Record<number, number> = { 1: 0, 2: 1, 11: 1, 12: 2, 13: 3, 14: 4, 15: 5, 16: 6, 17: 0 };
  const start = starts[kind];
  if (start === undefined) throw NUM;
  const first = serialOf(dateOf(day).year, 1, 1);
  return Math.floor((day - first + ((weekdayOf(first) - start + 7) % 7)) / 7) + 1;
}

function isoWeek(day: number): number {
  const thursday = day - ((weekdayOf(day) + 6) % 7) + 3;
  return Math.floor((thursday - serialOf(dateOf(thursday).year, 1, 1)) / 7) + 1;
}

function partOfTime(pick: (parts: ReturnType<typeof timeOf>) => number) {
  return (rt: Runtime, value: number): number => {
    const day = serial(rt, value);
    // A clock shows whole seconds, the half rounded up.
    return pick(timeOf(Math.round(day * 86_400) / 86_400));
  };
}

function clockTime(hours: number, minutes: number, seconds: number): number {
  const total = hours * 3600 + minutes * 60 + seconds;
  if (total < 0 || Math.max(hours, minutes, seconds) > 32_767) throw NUM;
  return (total % 86_400) / 86_400;
}

const textOrNumber = any;

export const dateFunctions: FunctionDefinition[] = [
  fnIn('DATE', [int, int, int], date),
  fnIn('DATEVALUE', [textOrNumber], (rt, given) => {
    const read = typeof given === 'string' ? readNumber(given) : null;
    return read?.format && /[ymd]/.test(read.format) ? out(rt, Math.floor(read.value)) : VALUE;
  }),
  fn('TIMEVALUE', [text], (given) => {
    const read = readNumber(given);
    return read?.format && /[ymdh]/.test(read.format) ? read.value % 1 : VALUE;
  }),
  fn('TIME', [int, int, int], clockTime),
  fnIn('YEAR', [num], (rt, value) => dateOf(serial(rt, value)).year),
  fnIn('MONTH', [num], (rt, value) => dateOf(serial(rt, value)).month),
  fnIn('DAY', [num], (rt, value) => dateOf(serial(rt, value)).day),
  fnIn(
    'HOUR',
    [num],
    partOfTime((parts) => parts.hours),
  ),
  fnIn(
    'MINUTE',
    [num],
    partOfTime((parts) => parts.minutes),
  ),
  fnIn(
    'SECOND',
    [num],
    partOfTime((parts) => parts.seconds),
  ),
  fnIn('WEEKDAY', [num, opt(int, 1)], weekday),
  fnIn('WEEKNUM', [num, opt(int, 1)], weekNumber),
  fnIn('ISOWEEKNUM', [num], (rt, value) => isoWeek(Math.floor(serial(rt, value)))),
  fnIn('EDATE', [num, int], (rt, start, months) => monthsLater(rt, start, months, false)),
  fnIn('EOMONTH', [num, int], (rt, start, months) => monthsLater(rt, start, months, true)),
  fnIn('DATEDIF', [num, num, text], dateDifference),
  fn('DAYS', [num, num], (to, from) => Math.floor(to) - Math.floor(from)),
  fnIn('DAYS360', [num, num, opt(bool, false)], (rt, from, to, european) =>
    days360(dateOf(serial(rt, from)), dateOf(serial(rt, to)), european),
  ),
  fnIn('YEARFRAC', [num, num, opt(int, 0)], yearFraction),
  fnIn('NETWORKDAYS', [num, num, opt(operand, undefined)], (rt, from, to, holidays) =>
    workdaysBetween(rt, from, to, weekend(1), holidaySet(rt, holidays)),
  ),
  fnIn('NETWORKDAYS.INTL', [num, num, orElse(any, 1), opt(operand, undefined)], (rt, from, to, free, holidays) =>
    workdaysBetween(rt, from, to, weekend(free), holidaySet(rt, holidays)),
  ),
  fnIn('WORKDAY', [num, int, opt(operand, undefined)], (rt, from, days, holidays) =>
    workday(rt, from, days, weekend(1), holidaySet(rt, holidays)),
  ),
  fnIn('WORKDAY.INTL', [num, int, orElse(any, 1), opt(operand, undefined)], (rt, from, days, free, holidays) =>
    workday(rt, from, days, weekend(free), holidaySet(rt, holidays)),
  ),
  fnIn('TODAY', [], (rt) => Math.floor(rt.now()) - shift(rt), { volatility: 'clock' }),
  fnIn('NOW', [], (rt) => rt.now() - shift(rt), { volatility: 'clock' }),
];
