/**
 * Dates as spreadsheets count them: whole days since 1899-12-31, wall-clock, never tied to a time zone. Lotus and Excel
 * count a 29 February 1900 that did not exist (serial 60), so serials below 61 are one day behind the calendar.
 */
export interface DateParts {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
}

export const MAX_SERIAL = 2_958_465;
/** Days between the 1900 and the 1904 date system. */
export const SYSTEM_OFFSET = 1462;

const DAY = 86_400_000;
const EPOCH = Date.UTC(1899, 11, 30);

/** Serial of a date in the 1900 system; months and days outside of their range carry over, as in DATE. */
export function serialOf(year: number, month: number, day: number): number {
  if (year === 1900 && month === 2 && day === 29) return 60;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const days = Math.round((date.getTime() - EPOCH) / DAY);
  return days < 61 ? days - 1 : days;
}

/** The calendar date of a serial of the 1900 system (0 is 1900-01-00, as Excel shows it). */
export function dateOf(serial: number): DateParts {
  const days = Math.floor(serial);
  if (days === 60) return { year: 1900, month: 2, day: 29 };
  if (days === 0) return { year: 1900, month: 1, day: 0 };
  const date = new Date(EPOCH + (days < 60 ? days + 1 : days) * DAY);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** 0 for Sunday to 6 for Saturday, by Excel's count (which 1900's false leap day shifts before March 1900). */
export function weekdayOf(serial: number): number {
  return (((Math.floor(serial) - 1) % 7) + 7) % 7;
}

export function daysInMonth(year: number, month: number): number {
  if (year === 1900 && month === 2) return 29;
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

export function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** Hours, minutes and seconds of a serial's fraction, rounded to the millisecond first. */
export function timeOf(serial: number): { hours: number; minutes: number; seconds: number; milliseconds: number } {
  const total = Math.round((serial - Math.floor(serial)) * DAY) % DAY;
  return {
    hours: Math.floor(total / 3_600_000),
    minutes: Math.floor(total / 60_000) % 60,
    seconds: Math.floor(total / 1000) % 60,
    milliseconds: total % 1000,
  };
}

/** The serial of a wall clock reading, for NOW and TODAY. */
export function serialOfClock(at: Date): number {
  const seconds = at.getHours() * 3600 + at.getMinutes() * 60 + at.getSeconds();
  return serialOf(at.getFullYear(), at.getMonth() + 1, at.getDate()) + seconds / 86_400;
}
