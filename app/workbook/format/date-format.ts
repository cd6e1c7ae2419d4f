import type { Part } from './format-sections.ts';
import { dateOf, weekdayOf } from './serial.ts';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** Shows a serial of the 1900 system by the date pieces of a format section. */
export function formatDate(serial: number, parts: readonly Part[]): string {
  const codes = parts.map((part) => (part.type === 'date' ? part.code : ''));
  const places = Math.max(0, ...codes.map((code) => (code.startsWith('.') ? code.length - 1 : 0)));
  // Seconds are rounded before the parts are taken, so that 23:59:59.9 shows as the next day's midnight.
  const unit = codes.some((code) => code.includes('s')) || places > 0 ? 86_400 * 10 ** places : 86_400;
  const rounded = Math.round(serial * unit) / unit;
  const halfDay = codes.some((code) => code.includes('/'));
  return parts
    .map((part, index) =>
      part.type === 'date'
        ? piece(rounded, part.code, isMinute(codes, index), halfDay)
        : part.type === 'literal'
          ? part.text
          : '',
    )
    .join('');
}

/** `m` is a minute right behind an hour or right before a second. */
function isMinute(codes: readonly string[], index: number): boolean {
  if (!/^m{1,2}$/.test(codes[index] ?? '')) return false;
  const before = codes.slice(0, index).findLast((code) => code !== '') ?? '';
  const after = codes.slice(index + 1).find((code) => code !== '') ?? '';
  return before.includes('h') || after.includes('s');
}

function piece(serial: number, code: string, minute: boolean, halfDay: boolean): string {
  if (code.startsWith('[')) return elapsed(serial, code);
  if (code.startsWith('.')) return subSecond(serial, code.length - 1);
  if (code.includes('/')) return noon(serial, code);
  const two = (value: number) => (code.length > 1 ? String(value).padStart(2, '0') : String(value));
  const seconds = Math.floor((serial - Math.floor(serial)) * 86_400 + 1e-6);
  const hours = Math.floor(seconds / 3600) % 24;
  switch (code.charAt(0)) {
    case 'h':
      return two(halfDay ? hours % 12 || 12 : hours);
    case 's':
      return two(seconds % 60);
    case 'm':
      return minute ? two(Math.floor(seconds / 60) % 60) : month(serial, code.length);
    case 'd':
      return day(serial, code.length);
    default:
      return code.length > 2
        ? String(dateOf(serial).year).padStart(4, '0')
        : String(dateOf(serial).year % 100).padStart(2, '0');
  }
}

function month(serial: number, length: number): string {
  const number = dateOf(serial).month;
  const name = MONTHS[number - 1] ?? '';
  if (length <= 2) return String(number).padStart(length, '0');
  if (length === 3) return name.slice(0, 3);
  return length === 5 ? name.slice(0, 1) : name;
}

function day(serial: number, length: number): string {
  if (length <= 2) return String(dateOf(serial).day).padStart(length, '0');
  const name = DAYS[weekdayOf(serial)] ?? '';
  return length === 3 ? name.slice(0, 3) : name;
}

function elapsed(serial: number, code: string): string {
  const scale = { h: 24, m: 1440, s: 86_400 }[code.charAt(1)] ?? 1;
  return String(Math.floor(serial * scale + 1e-6)).padStart(code.length - 2, '0');
}

function subSecond(serial: number, digits: number): string {
  const seconds = (serial - Math.floor(serial)) * 86_400;
  return `.${String(Math.round((seconds - Math.floor(seconds + 1e-6)) * 10 ** digits)).padStart(digits, '0')}`;
}

function noon(serial: number, code: string): string {
  const isAfternoon = serial - Math.floor(serial) >= 0.5;
  const [before = 'AM', after = 'PM'] = code.toUpperCase().split('/');
  return isAfternoon ? after : before;
}
