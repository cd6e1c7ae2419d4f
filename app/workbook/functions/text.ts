import { CALC, CellError, NA, type Scalar, VALUE } from '../cell-value.ts';
import { numberToText, toMatrix, toText } from '../evaluate/coerce.ts';
import { Matrix, type Operand, type Runtime } from '../evaluate/operand.ts';
import { roundTo } from '../evaluate/rounding.ts';
import { numberInText } from '../evaluate/text-number.ts';
import { Wildcard } from '../evaluate/wildcard.ts';
import { formatValue } from '../format/number-format.ts';
import { eachValue } from './collect.ts';
import {
  any,
  bool,
  type FunctionDefinition,
  fn,
  fnIn,
  int,
  matrix,
  named,
  num,
  operand,
  opt,
  orElse,
  rest,
  text,
  value,
} from './define.ts';

const LONGEST = 32_767;

function limited(result: string): string | CellError {
  return result.length > LONGEST ? VALUE : result;
}

function refuse(condition: boolean): void {
  if (condition) throw VALUE;
}

function left(from: string, count: number): string {
  refuse(count < 0);
  return from.slice(0, count);
}

function right(from: string, count: number): string {
  refuse(count < 0);
  return count === 0 ? '' : from.slice(-count);
}

function middle(from: string, start: number, count: number): string {
  refuse(start < 1 || count < 0);
  return from.slice(start - 1, start - 1 + count);
}

function find(wanted: string, within: string, start: number): number {
  refuse(start < 1 || start > within.length + 1);
  const at = within.indexOf(wanted, start - 1);
  if (at < 0) throw VALUE;
  return at + 1;
}

/** As FIND, but without case and with wildcards. */
function search(wanted: string, within: string, start: number): number {
  refuse(start < 1 || start > within.length + 1);
  const pattern = new Wildcard(wanted);
  const characters = within.toLowerCase().split('');
  for (let at = start - 1; at <= characters.length; at++) {
    if (pattern.matchAt(characters, at, false) >= 0 && (at < characters.length || wanted === '')) return at + 1;
  }
  throw VALUE;
}

function substitute(from: string, old: string, fresh: string, instance: number | undefined): string | CellError {
  if (instance !== undefined) refuse(instance < 1);
  if (old === '') return from;
  if (instance === undefined) return limited(from.split(old).join(fresh));
  let at = -1;
  for (let count = 0; count < instance; count++) {
    at = from.indexOf(old, count === 0 ? 0 : at + old.length);
    if (at < 0) return from;
  }
  return limited(from.slice(0, at) + fresh + from.slice(at + old.length));
}

function proper(from: string): string {
  return from.toLowerCase().replace(/\p{L}+/gu, (word) => word.charAt(0).toUpperCase() + word.slice(1));
}

/** Only spaces: runs inside become one, none stay at the ends. */
function trim(from: string): string {
  return from.replace(/ +/g, ' ').replace(/^ | $/g, '');
}

function fixed(amount: number, decimals: number, plain: boolean): string | CellError {
  if (decimals > 127) return VALUE;
  const rounded = roundTo(amount, decimals);
  const shown = Math.max(0, decimals);
  return formatValue(rounded, `${plain ? '0' : '#,##0'}${shown > 0 ? `.${'0'.repeat(shown)}` : ''}`).text;
}

function dollar(amount: number, decimals: number): string | CellError {
  if (decimals > 127) return VALUE;
  const number = `$#,##0${decimals > 0 ? `.${'0'.repeat(decimals)}` : ''}`;
  return formatValue(roundTo(amount, decimals), `${number}_);(${number})`).text.trimEnd();
}

function numberValue(from: string, decimal: string, group: string): number | CellError {
  refuse(decimal === '' || group === '');
  const compact = from.replace(/\s/g, '');
  if (compact === '') return 0;
  const [percents = ''] = /%*$/.exec(compact) ?? [];
  const [whole = '', ...fractions] = compact.slice(0, compact.length - percents.length).split(decimal.charAt(0));
  if (fractions.length > 1 || fractions[0]?.includes(group.charAt(0))) return VALUE;
  const digits = [whole.split(group.charAt(0)).join(''), ...fractions].join('.');
  if (!/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(digits)) return VALUE;
  return Number(digits) / 100 ** percents.length;
}

function codePoint(code: number): string {
  refuse(code < 1 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff));
  return String.fromCodePoint(code);
}

/** Characters 128 to 159 as Windows-1252 has them, which CHAR and CODE speak. */
const WINDOWS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

function character(code: number): string {
  refuse(code < 1 || code > 255);
  return code >= 128 && code < 160 ? WINDOWS.charAt(code - 128) : String.fromCharCode(code);
}

function codeOf(from: string): number {
  refuse(from === '');
  const at = WINDOWS.indexOf(from.charAt(0));
  const code = from.charCodeAt(0);
  return at >= 0 ? at + 128 : code > 255 ? 63 : code;
}

function joined(rt: Runtime, args: readonly Operand[]): string | CellError {
  let result = '';
  for (const arg of args) {
    eachValue(rt, arg, (one) => {
      result += toText(one);
      if (result.length > LONGEST) throw VALUE;
    });
  }
  return result;
}

function joinedWith(
  rt: Runtime,
  delimiters: Operand,
  skipEmpty: boolean,
  args: readonly Operand[],
): string | CellError {
  const between = toMatrix(rt, delimiters).data.map(toText);
  const parts: string[] = [];
  for (const arg of args) {
    const take = (one: Scalar) => {
      const part = toText(one);
      if (part !== '' || !skipEmpty) parts.push(part);
    };
    if (skipEmpty) eachValue(rt, arg, take);
    else toMatrix(rt, arg).data.forEach(take);
  }
  return limited(
    parts.map((part, index) => (index === 0 ? part : (between[(index - 1) % between.length] ?? '') + part)).join(''),
  );
}

/** Places where one of the delimiters stands, as [start, end]. */
function occurrences(from: string, delimiters: readonly string[], ignoreCase: boolean): [number, number][] {
  const subject = ignoreCase ? from.toLowerCase() : from;
  const wanted = delimiters.map((one) => (ignoreCase ? one.toLowerCase() : one)).filter((one) => one !== '');
  const result: [number, number][] = [];
  for (let at = 0; at < subject.length; ) {
    const found = wanted.filter((one) => subject.startsWith(one, at)).sort((a, b) => b.length - a.length)[0];
    if (found) result.push([at, at + found.length]);
    at += found?.length ?? 1;
  }
  return result;
}

function around(
  from: string,
  delimiter: Matrix,
  instance: number,
  ignoreCase: boolean,
  toEnd: boolean,
  otherwise: Operand | undefined,
  before: boolean,
): Operand {
  refuse(instance === 0);
  const delimiters = delimiter.data.map(toText);
  if (delimiters.includes('')) return instance > 0 === before ? '' : from;
  const places = occurrences(from, delimiters, ignoreCase);
  if (toEnd) {
    if (instance > 0) places.push([from.length, from.length]);
    else places.unshift([0, 0]);
  }
  const place = places.at(instance > 0 ? instance - 1 : instance);
  if (!place) return otherwise ?? NA;
  return before ? from.slice(0, place[0]) : from.slice(place[1]);
}

function split(from: string, delimiters: readonly string[] | null, skipEmpty: boolean, ignoreCase: boolean): string[] {
  if (!delimiters) return [from];
  refuse(delimiters.includes(''));
  const parts: string[] = [];
  let start = 0;
  for (const [at, end] of occurrences(from, delimiters, ignoreCase)) {
    parts.push(from.slice(start, at));
    start = end;
  }
  parts.push(from.slice(start));
  return skipEmpty ? parts.filter((part) => part !== '') : parts;
}

function splitText(
  from: string,
  columns: Matrix | undefined,
  rows: Matrix | undefined,
  skipEmpty: boolean,
  mode: number,
  pad: Scalar,
): Operand {
  const byRow = split(from, rows ? rows.data.map(toText) : null, skipEmpty, mode === 1);
  const cells = byRow.map((line) => split(line, columns ? columns.data.map(toText) : null, skipEmpty, mode === 1));
  const width = Math.max(...cells.map((line) => line.length));
  return width < 1 ? CALC : Matrix.fill(cells.length, width, (row, col) => cells[row]?.[col] ?? pad);
}

function numberOf(given: Scalar): number | CellError {
  if (typeof given === 'number') return given;
  if (given === null) return 0;
  const number = typeof given === 'string' ? numberInText(given) : null;
  return number ?? (given instanceof CellError ? given : VALUE);
}

function written(given: Scalar, strict: boolean): string {
  if (given instanceof CellError) return given.code;
  return strict && typeof given === 'string' ? `"${given.replaceAll('"', '""')}"` : toText(given);
}

const aroundParameters = [
  text,
  matrix,
  orElse(int, 1),
  orElse(bool, false),
  orElse(bool, false),
  opt(operand, undefined),
] as const;

export const textFunctions: FunctionDefinition[] = [
  fnIn('TEXT', [any, text], (rt, given, format) => {
    if (given instanceof CellError) return given;
    const number = typeof given === 'string' ? numberInText(given) : null;
    const shown = formatValue(number ?? (given === null ? 0 : given), format === '' ? '' : format, rt.book.date1904);
    return format === '' ? '' : shown.invalid ? VALUE : shown.text;
  }),
  fn('LEFT', [text, opt(int, 1)], left),
  fn('RIGHT', [text, opt(int, 1)], right),
  fn('MID', [text, int, int], middle),
  fn('LEN', [text], (from) => from.length),
  fn('LENB', [text], (from) => from.length),
  fn('FIND', [text, text, opt(int, 1)], find),
  fn('SEARCH', [text, text, opt(int, 1)], search),
  fn('SUBSTITUTE', [text, text, text, opt(int, undefined)], substitute),
  fn('REPLACE', [text, int, int, text], (from, start, count, fresh) => {
    refuse(start < 1 || count < 0);
    return limited(from.slice(0, start - 1) + fresh + from.slice(start - 1 + count));
  }),
  fn('UPPER', [text], (from) => from.toUpperCase()),
  fn('LOWER', [text], (from) => from.toLowerCase()),
  fn('PROPER', [text], proper),
  fn('TRIM', [text], trim),
  fn('CLEAN', [text], (from) => [...from].filter((one) => one >= ' ').join('')),
  fn('REPT', [text, int], (from, count) => {
    refuse(count < 0 || from.length * count > LONGEST);
    return from.repeat(count);
  }),
  fn('EXACT', [text, text], (a, b) => a === b),
  fn('CHAR', [int], character),
  fn('CODE', [text], codeOf),
  fn('UNICHAR', [int], codePoint),
  fn('UNICODE', [text], (from) => from.codePointAt(0) ?? VALUE),
  fn('VALUE', [any], numberOf),
  fn('NUMBERVALUE', [text, opt(text, '.'), opt(text, ',')], numberValue),
  fn('FIXED', [num, opt(int, 2), opt(bool, false)], fixed),
  ...named(fn('DOLLAR', [num, opt(int, 2)], dollar), 'USDOLLAR'),
  fn('T', [any], (given) => (typeof given === 'string' || given instanceof CellError ? given : '')),
  fnIn('CONCAT', [rest(operand)], joined),
  fn('CONCATENATE', [rest(text)], (parts) => limited(parts.join(''))),
  fnIn('TEXTJOIN', [operand, bool, rest(operand)], joinedWith),
  fn('TEXTBEFORE', aroundParameters, (from, delimiter, instance, ignore, end, otherwise) =>
    around(from, delimiter, instance, ignore, end, otherwise, true),
  ),
  fn('TEXTAFTER', aroundParameters, (from, delimiter, instance, ignore, end, otherwise) =>
    around(from, delimiter, instance, ignore, end, otherwise, false),
  ),
  fn(
    'TEXTSPLIT',
    [text, orElse(matrix, undefined), orElse(matrix, undefined), orElse(bool, false), orElse(int, 0), opt(any, NA)],
    splitText,
    { givesArray: true },
  ),
  fn('VALUETOTEXT', [any, opt(int, 0)], (given, strict) => written(given, strict === 1)),
  fn('ARRAYTOTEXT', [matrix, opt(int, 0)], (all, strict) => {
    if (strict !== 1) return limited(all.data.map((one) => written(one, false)).join(', '));
    return limited(
      `{${Array.from({ length: all.rows }, (_, row) =>
        all
          .row(row)
          .map((one) => written(one, true))
          .join(','),
      ).join(';')}}`,
    );
  }),
  fn('ENCODEURL', [value], (given) =>
    encodeURIComponent(typeof given === 'number' ? numberToText(given) : toText(given)),
  ),
];
