import { serialOf } from '../format/serial.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

export interface ReadNumber {
  value: number;
  /** The number format that typing this text would give the cell. */
  format: string | null;
}

/**
 * Reads a number the way a cell does: `1,200.50`, `$5`, `(12)`, `15%`, `1 1/2`, `1e3`, `2026-01-15`, `1/15/2026`,
 * `15-Jan-26`, `7:30 PM`. Null when the text is no number. Dates give 1900-system serials.
 */
export function readNumber(text: string): ReadNumber | null {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > 64) return null;
  return plainNumber(trimmed) ?? fraction(trimmed) ?? dateAndTime(trimmed);
}

/** The number a text stands for in arithmetic, or null. */
export function numberInText(text: string): number | null {
  return readNumber(text)?.value ?? null;
}

const plainPattern =
  /^([-+]?)(\()?([-+]?)(\$)?\s*([-+]?)((?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?)(?:[eE]([-+]?\d{1,3}))?\s*(%)?(\))?\s*(%)?$/;

function plainNumber(text: string): ReadNumber | null {
  const match = plainPattern.exec(text);
  if (!match) return null;
  const [, sign = '', open, inner = '', dollar, late = '', digits = '', exponent, percentIn, close, percentOut] = match;
  if (!/\d/.test(digits) || (open === undefined) !== (close === undefined)) return null;
  if (sign.length + inner.length + late.length > 1 || (open && sign + inner + late) || (percentIn && percentOut))
    return null;
  const percent = percentIn ?? percentOut;
  const magnitude = Number(`${digits.replaceAll(',', '')}${exponent === undefined ? '' : `e${exponent}`}`);
  if (!Number.isFinite(magnitude)) return null;
  const negative = open !== undefined || sign + inner + late === '-';
  const value = (negative ? -magnitude : magnitude) / (percent ? 100 : 1);
  return { value, format: numberFormat(digits, dollar !== undefined, percent !== undefined, exponent !== undefined) };
}

function numberFormat(digits: string, dollar: boolean, percent: boolean, scientific: boolean): string | null {
  const decimals = digits.includes('.') && !/\.0*$/.test(digits);
  if (percent) return decimals ? '0.00%' : '0%';
  if (scientific) return '0.00E+00';
  if (dollar) return digits.includes('.') ? '"$"#,##0.00' : '"$"#,##0';
  if (digits.includes(',')) return digits.includes('.') ? '#,##0.00' : '#,##0';
  return null;
}

function fraction(text: string): ReadNumber | null {
  const match = /^([-+]?)(\d+) (\d{1,4})\/(\d{1,4})$/.exec(text);
  if (!match || Number(match[4]) === 0) return null;
  const value = Number(match[2]) + Number(match[3]) / Number(match[4]);
  return { value: match[1] === '-' ? -value : value, format: (match[4] ?? '').length > 1 ? '# ??/??' : '# ?/?' };
}

function dateAndTime(text: string): ReadNumber | null {
  const time = timeOf(text);
  if (time !== null) return { value: time, format: 'h:mm' };
  const split = /^(.*\d)(?:\s+|T)(\d{1,2}:.*)$/.exec(text);
  const date = dateOf(split?.[1] ?? text);
  const hours = split ? timeOf(split[2] ?? '') : 0;
  if (!date || hours === null) return null;
  return { value: date.value + hours, format: split ? 'm/d/yyyy h:mm' : date.format };
}

function timeOf(text: string): number | null {
  const match = /^(\d{1,4})(?::(\d{1,2}))?(?::(\d{1,2}(?:\.\d+)?))?\s*([AaPp])?(?:[Mm])?$/.exec(text);
  if (!match || (match[2] === undefined && match[4] === undefined)) return null;
  if (/[Mm]$/.test(text) !== (match[4] !== undefined)) return null;
  let hours = Number(match[1]);
  const minutes = Number(match[2] ?? 0);
  const seconds = Number(match[3] ?? 0);
  if (minutes > 59 || seconds >= 60) return null;
  if (match[4]) {
    if (hours < 1 || hours > 12) return null;
    hours = (hours % 12) + (match[4].toLowerCase() === 'p' ? 12 : 0);
  }
  return (hours * 3600 + minutes * 60 + seconds) / 86400;
}

function dateOf(text: string): ReadNumber | null {
  let match = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/.exec(text);
  if (match) return dated(Number(match[1]), Number(match[2]), Number(match[3]), 'yyyy-mm-dd');
  match = /^(\d{1,2})[-/](\d{1,2})[-/](\d{2}|\d{4})$/.exec(text);
  if (match) return dated(fullYear(match[3] ?? ''), Number(match[1]), Number(match[2]), 'm/d/yyyy');
  match = /^(\d{1,2})[- ]([A-Za-z]{3,9})[- ,]+(\d{2}|\d{4})$/.exec(text);
  if (match) return dated(fullYear(match[3] ?? ''), month(match[2]), Number(match[1]), 'd-mmm-yy');
  match = /^([A-Za-z]{3,9})[- ](\d{1,2}),? +(\d{4})$/.exec(text);
  if (match) return dated(Number(match[3]), month(match[1]), Number(match[2]), 'd-mmm-yy');
  match = /^([A-Za-z]{3,9})[- ](\d{4})$/.exec(text);
  if (match) return dated(Number(match[2]), month(match[1]), 1, 'mmm-yy');
  return null;
}

function month(name = ''): number {
  const lower = name.toLowerCase();
  const index = MONTHS.indexOf(lower.slice(0, 3));
  const full = [
    'january',
    'february',
    'march',
    'april',
    'may',
    'june',
    'july',
    'august',
    'september',
    'october',
    'november',
    'december',
  ];
  return index >= 0 && (lower.length === 3 || lower === full[index] || lower === 'sept') ? index + 1 : 0;
}

function fullYear(digits: string): number {
  const year = Number(digits);
  return digits.length > 2 ? year : year < 30 ? 2000 + year : 1900 + year;
}

function dated(year: number, monthNumber: number, day: number, format: string): ReadNumber | null {
  if (monthNumber < 1 || monthNumber > 12 || day < 1 || year < 1900 || year > 9999) return null;
  const leapBug = year === 1900 && monthNumber === 2 && day === 29;
  if (!leapBug && day > new Date(Date.UTC(year, monthNumber, 0)).getUTCDate()) return null;
  return { value: serialOf(year, monthNumber, day), format };
}
