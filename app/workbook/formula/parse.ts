import { columnIndex, LAST_COLUMN, LAST_ROW } from '../address.ts';
import { type CellError, errorCodes, errorFor, REF } from '../cell-value.ts';
import { defaultLimits } from '../limits.ts';
import type { AreaNode, BinaryOperator, CellNode, Corner, Node, SheetPrefix } from './ast.ts';
import { parseTableSpecifier } from './table-specifier.ts';

/** A text that is no formula; `at` is where reading stopped. */
export class FormulaSyntaxError extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.name = 'FormulaSyntaxError';
    this.at = at;
  }
}

/** Excel allows 64 nested calls; parentheses count here too. */
const MAX_DEPTH = 200;

const WORD = '[\\p{L}_\\\\][\\p{L}\\p{N}_.\\\\?]*';
const sheetPattern = new RegExp(`(?:'((?:[^']|'')+)'|(${WORD}(?::${WORD})?))!`, 'uy');
const externalPattern = /(?:\[[^[\]]+\][^!'\s(),;+*/&=<>^-]*!|'(?:[^']|'')*\[(?:[^']|'')*'!)/uy;
const cellPattern = /(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})(?![\p{L}\p{N}_.(\\?![])/uy;
const columnsPattern = /(\$?)([A-Za-z]{1,3}):(\$?)([A-Za-z]{1,3})(?![\p{L}\p{N}_.(\\?!$])/uy;
const rowsPattern = /(\$?)([0-9]{1,7}):(\$?)([0-9]{1,7})(?![\p{L}\p{N}_.])/uy;
const numberPattern = /(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/y;
const wordPattern = new RegExp(WORD, 'uy');
const textPattern = /"((?:[^"]|"")*)"/y;
const spacePattern = /[ \t\r\n\u00a0]+/y;
const errorPattern = new RegExp(
  [...errorCodes]
    .sort((a, b) => b.length - a.length)
    .map((code) => code.replace(/[/?!]/g, '\\$&'))
    .join('|'),
  'iy',
);
const comparisonPattern = /<>|<=|>=|=|<|>/y;
const filePrefix = /^(?:_xlfn\.|_xlws\.|_xludf\.|_xlpm\.|_xleta\.)+/i;

/**
 * Reads a formula (without the leading `=`) by Excel's grammar: `-2^2` is 4, `^` groups to the left, a space between two
 * references intersects them, and a comma inside parentheses unites them. Storage prefixes such as `_xlfn.` are dropped.
 * @throws FormulaSyntaxError
 */
export function parseFormula(text: string): Node {
  return new Parser(text).parse();
}

class Parser {
  private readonly text: string;
  private at = 0;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  parse(): Node {
    if (this.text.length > defaultLimits.formulaLength) this.fail('The formula is longer than 8,192 characters.');
    this.space();
    const node = this.comparison();
    this.space();
    if (this.at < this.text.length) this.fail(`Unexpected "${this.text.slice(this.at, this.at + 12)}".`);
    return node;
  }

  private comparison(): Node {
    this.enter();
    let left = this.concatenation();
    for (;;) {
      this.space();
      const op = this.match(comparisonPattern)?.[0];
      if (!op) break;
      left = { type: 'binary', op: op as BinaryOperator, left, right: this.concatenation() }; // the pattern spells the operators
    }
    this.depth--;
    return left;
  }

  private concatenation(): Node {
    let left = this.sum();
    while (this.operator('&')) left = { type: 'binary', op: '&', left, right: this.sum() };
    return left;
  }

  private sum(): Node {
    let left = this.product();
    for (;;) {
      if (this.operator('+')) left = { type: 'binary', op: '+', left, right: this.product() };
      else if (this.operator('-')) left = { type: 'binary', op: '-', left, right: this.product() };
      else return left;
    }
  }

  private product(): Node {
    let left = this.power();
    for (;;) {
      if (this.operator('*')) left = { type: 'binary', op: '*', left, right: this.power() };
      else if (this.operator('/')) left = { type: 'binary', op: '/', left, right: this.power() };
      else return left;
    }
  }

  private power(): Node {
    let left = this.percent();
    while (this.operator('^')) left = { type: 'binary', op: '^', left, right: this.percent() };
    return left;
  }

  private percent(): Node {
    let node = this.prefixed();
    while (this.operator('%')) node = { type: 'percent', operand: node };
    return node;
  }

  private prefixed(): Node {
    this.space();
    const signs: ('-' | '+' | '@')[] = [];
    for (;;) {
      const sign = this.text[this.at];
      if (sign !== '-' && sign !== '+' && sign !== '@') break;
      signs.push(sign);
      this.at++;
      this.space();
    }
    let node = this.intersection();
    for (const op of signs.reverse()) node = { type: 'unary', op, operand: node };
    return node;
  }

  /** A space is an operator only between two things that can be references. */
  private intersection(): Node {
    let left = this.range();
    for (;;) {
      const before = this.at;
      if (!this.match(spacePattern) || !this.startsReference() || !canRefer(left)) {
        this.at = before;
        return left;
      }
      left = { type: 'binary', op: ' ', left, right: this.range() };
    }
  }

  private startsReference(): boolean {
    const next = this.text[this.at];
    return next !== undefined && /[\p{L}_\\$('[]/u.test(next);
  }

  private range(): Node {
    let left = this.postfix();
    while (this.text[this.at] === ':') {
      this.at++;
      left = { type: 'binary', op: ':', left, right: this.postfix() };
    }
    return left;
  }

  private postfix(): Node {
    let node = this.primary();
    for (;;) {
      const next = this.text[this.at];
      if (next === '#' && canRefer(node)) {
        this.at++;
        node = { type: 'spill', operand: node };
      } else if (next === '(' && (node.type === 'call' || node.type === 'apply')) {
        this.at++;
        node = { type: 'apply', callee: node, args: this.args() };
      } else return node;
    }
  }

  private primary(): Node {
    const next = this.text[this.at];
    if (next === undefined) return this.fail('The formula ends too early.');
    if (next === '"') return this.textLiteral();
    if (next === '(') return this.parenthesised();
    if (next === '{') return this.arrayConstant();
    return this.external() ?? this.reference() ?? this.literal() ?? this.word();
  }

  private textLiteral(): Node {
    const match = this.match(textPattern);
    return match ? { type: 'text', value: (match[1] ?? '').replaceAll('""', '"') } : this.fail('A text has no end.');
  }

  private parenthesised(): Node {
    this.at++;
    let inner = this.comparison();
    // LibreOffice writes the union as ~ even into .xlsx.
    while (this.operator(',') || this.operator('~'))
      inner = { type: 'binary', op: ',', left: inner, right: this.comparison() };
    if (!this.operator(')')) this.fail('A parenthesis is not closed.');
    return { type: 'paren', inner };
  }

  private external(): Node | null {
    const start = this.at;
    if (!this.match(externalPattern)) return null;
    const reference = this.referenceWithoutSheet(null);
    if (!reference && !this.match(errorPattern)) this.match(wordPattern);
    return { type: 'external', text: this.text.slice(start, this.at) };
  }

  private reference(): Node | null {
    const sheet = this.sheetPrefix();
    const reference = this.referenceWithoutSheet(sheet);
    if (reference || !sheet) return reference;
    const error = this.error();
    if (error) return { type: 'error', error, sheet };
    const name = this.match(wordPattern)?.[0];
    return name
      ? { type: 'name', sheet, name: name.replace(filePrefix, '') }
      : this.fail('A sheet name has no cell after it.');
  }

  private sheetPrefix(): SheetPrefix | null {
    const match = this.match(sheetPattern);
    if (!match) return null;
    const [name = '', last] = (match[1]?.replaceAll("''", "'") ?? match[2] ?? '').split(':');
    return { name, last: last ?? null };
  }

  private referenceWithoutSheet(sheet: SheetPrefix | null): CellNode | AreaNode | null {
    const columns = this.match(columnsPattern);
    if (columns) return this.wholeColumns(sheet, columns);
    const rows = this.match(rowsPattern);
    if (rows) return this.wholeRows(sheet, rows);
    const from = this.corner();
    if (!from) return null;
    if (this.text[this.at] !== ':') return { type: 'cell', sheet, ...from };
    const colon = this.at++;
    const to = this.corner();
    if (to) return { type: 'area', sheet, whole: null, ...ordered(from, to) };
    this.at = colon;
    return { type: 'cell', sheet, ...from };
  }

  private corner(): Corner | null {
    const before = this.at;
    const match = this.match(cellPattern);
    if (!match) return null;
    const col = columnIndex(match[2] ?? '');
    const row = Number(match[4]) - 1;
    if (col < 0 || row < 0 || row > LAST_ROW) {
      this.at = before;
      return null;
    }
    return { row, col, absRow: match[3] === '$', absCol: match[1] === '$' };
  }

  private wholeColumns(sheet: SheetPrefix | null, match: RegExpExecArray): AreaNode | null {
    const left = columnIndex(match[2] ?? '');
    const right = columnIndex(match[4] ?? '');
    if (left < 0 || right < 0) this.fail('There is no such column.');
    const from = { row: 0, col: left, absRow: true, absCol: match[1] === '$' };
    const to = { row: LAST_ROW, col: right, absRow: true, absCol: match[3] === '$' };
    return { type: 'area', sheet, whole: 'columns', ...ordered(from, to) };
  }

  private wholeRows(sheet: SheetPrefix | null, match: RegExpExecArray): AreaNode | null {
    const top = Number(match[2]) - 1;
    const bottom = Number(match[4]) - 1;
    if (Math.min(top, bottom) < 0 || Math.max(top, bottom) > LAST_ROW) this.fail('There is no such row.');
    const from = { row: top, col: 0, absRow: match[1] === '$', absCol: true };
    const to = { row: bottom, col: LAST_COLUMN, absRow: match[3] === '$', absCol: true };
    return { type: 'area', sheet, whole: 'rows', ...ordered(from, to) };
  }

  private literal(): Node | null {
    const number = this.match(numberPattern)?.[0];
    if (number) return { type: 'number', value: Number(number) };
    const error = this.error();
    if (error) return { type: 'error', error, sheet: null };
    if (this.text[this.at] === '[') return this.tableReference(null);
    return null;
  }

  private error(): CellError | null {
    const match = this.match(errorPattern)?.[0];
    return match ? errorFor(match) : null;
  }

  private word(): Node {
    const word = this.match(wordPattern)?.[0];
    if (!word) return this.fail(`Unexpected "${this.text.slice(this.at, this.at + 12)}".`);
    if (this.text[this.at] === '[') return this.tableReference(word);
    const before = this.at;
    this.space();
    if (this.text[this.at] === '(') {
      this.at++;
      return this.call(word);
    }
    this.at = before;
    if (/^(?:true|false)$/i.test(word)) return { type: 'boolean', value: word.length === 4 };
    return { type: 'name', sheet: null, name: word.replace(filePrefix, '') };
  }

  private call(word: string): Node {
    const name = word.replace(filePrefix, '').toUpperCase();
    const args = this.args();
    const only = args[0];
    if (name !== word.toUpperCase() && only && args.length === 1) {
      // How files spell the prefix @ and the postfix #.
      if (name === 'SINGLE') return { type: 'unary', op: '@', operand: only };
      if (name === 'ANCHORARRAY') return { type: 'spill', operand: only };
    }
    return { type: 'call', name, args };
  }

  private args(): Node[] {
    const args: Node[] = [];
    this.enter();
    this.space();
    if (this.operator(')')) {
      this.depth--;
      return args;
    }
    for (;;) {
      this.space();
      const next = this.text[this.at];
      args.push(next === ',' || next === ')' ? { type: 'missing' } : this.comparison());
      if (this.operator(')')) break;
      if (!this.operator(',')) this.fail('A list of arguments is not closed.');
    }
    this.depth--;
    return args;
  }

  private tableReference(table: string | null): Node {
    const parsed = parseTableSpecifier(this.text, this.at);
    if (!parsed) return this.fail('A table reference is not closed.');
    this.at = parsed.end;
    return { type: 'table', table, items: parsed.items, columns: parsed.columns };
  }

  private arrayConstant(): Node {
    this.at++;
    const rows: (number | string | boolean | CellError)[][] = [];
    let row: (number | string | boolean | CellError)[] = [];
    for (;;) {
      row.push(this.arrayItem());
      if (this.operator(',')) continue;
      rows.push(row);
      row = [];
      if (this.operator(';')) continue;
      if (!this.operator('}')) this.fail('An array is not closed.');
      break;
    }
    if (rows.some((other) => other.length !== rows[0]?.length)) this.fail('The rows of an array differ in length.');
    return { type: 'array', rows };
  }

  private arrayItem(): number | string | boolean | CellError {
    this.space();
    const sign = this.operator('-') ? -1 : 1;
    if (sign === 1) this.operator('+');
    this.space();
    const number = this.match(numberPattern)?.[0];
    if (number) return sign * Number(number);
    const text = this.match(textPattern);
    if (text) return (text[1] ?? '').replaceAll('""', '"');
    const error = this.error();
    if (error) return error;
    const word = this.match(wordPattern)?.[0]?.toUpperCase();
    return word === 'TRUE' ? true : word === 'FALSE' ? false : this.fail('An array holds constants only.');
  }

  private operator(symbol: string): boolean {
    const before = this.at;
    this.space();
    if (this.text.startsWith(symbol, this.at)) {
      this.at += symbol.length;
      return true;
    }
    this.at = before;
    return false;
  }

  private space(): void {
    this.match(spacePattern);
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match) this.at += match[0].length;
    return match;
  }

  private enter(): void {
    if (++this.depth > MAX_DEPTH) this.fail('The formula is nested too deeply.');
  }

  private fail(message: string): never {
    throw new FormulaSyntaxError(message, this.at);
  }
}

function canRefer(node: Node): boolean {
  switch (node.type) {
    case 'cell':
    case 'area':
    case 'name':
    case 'table':
    case 'call':
    case 'apply':
    case 'spill':
    case 'external':
    case 'paren':
      return true;
    case 'binary':
      return node.op === ':' || node.op === ' ' || node.op === ',';
    case 'error':
      return node.error === REF;
    default:
      return false;
  }
}

/** `B2:A1` means `A1:B2`; each dollar sign travels with its own row or column. */
function ordered(a: Corner, b: Corner): { from: Corner; to: Corner } {
  const [top, bottom] = a.row <= b.row ? [a, b] : [b, a];
  const [left, right] = a.col <= b.col ? [a, b] : [b, a];
  return {
    from: { row: top.row, absRow: top.absRow, col: left.col, absCol: left.absCol },
    to: { row: bottom.row, absRow: bottom.absRow, col: right.col, absCol: right.absCol },
  };
}
