import { type Area, columnName, LAST_COLUMN, LAST_ROW } from '../address.ts';
import { CellError, NA, REF, type Scalar, VALUE } from '../cell-value.ts';
import { toMatrix } from '../evaluate/coerce.ts';
import { areaCols, areaRows, Matrix, type Operand, Reference, type Runtime } from '../evaluate/operand.ts';
import { hasWildcard } from '../evaluate/wildcard.ts';
import {
  any,
  arrayOperand,
  bool,
  type FunctionDefinition,
  fn,
  fnIn,
  int,
  matrix,
  num,
  onlyArea,
  operand,
  opt,
  orElse,
  reference,
  text,
} from './define.ts';
import { findByMode, findExact, findSorted, type MatchMode } from './search.ts';

function given(value: Scalar): Scalar {
  if (value instanceof CellError) throw value;
  return value;
}

/** A run of cells out of a reference (kept as one) or a matrix. */
function part(source: Operand, rt: Runtime, top: number, left: number, rows: number, cols: number): Operand {
  if (source instanceof Reference) {
    const area = onlyArea(source);
    return new Reference([slice(area, top, left, rows, cols)]);
  }
  const all = toMatrix(rt, source);
  return Matrix.fill(rows, cols, (row, col) => all.at(top + row, left + col));
}

function slice(area: Area, top: number, left: number, rows: number, cols: number): Area {
  return {
    sheet: area.sheet,
    top: area.top + top,
    left: area.left + left,
    bottom: area.top + top + rows - 1,
    right: area.left + left + cols - 1,
  };
}

function extent(source: Operand, rt: Runtime): [number, number] {
  if (source instanceof Reference) {
    const area = onlyArea(source);
    return [areaRows(area), areaCols(area)];
  }
  const all = toMatrix(rt, source);
  return [all.rows, all.cols];
}

/** Values of a single row or column; #N/A for a block. */
function listOf(rt: Runtime, source: Operand): readonly Scalar[] {
  const all = toMatrix(rt, source);
  if (all.rows > 1 && all.cols > 1) throw NA;
  return all.data;
}

function tableLookup(
  rt: Runtime,
  wanted: Scalar,
  table: Operand,
  index: number,
  sorted: boolean,
  vertical: boolean,
): Operand {
  given(wanted);
  const [rows, cols] = extent(table, rt);
  if (index < 1) throw VALUE;
  if (index > (vertical ? cols : rows)) throw REF;
  const keys = vertical ? part(table, rt, 0, 0, rows, 1) : part(table, rt, 0, 0, 1, cols);
  const at = sorted ? findSorted(toMatrix(rt, keys).data, wanted) : exactPlace(rt, keys, wanted);
  if (at < 0) throw NA;
  const cell = vertical ? part(table, rt, at, index - 1, 1, 1) : part(table, rt, index - 1, at, 1, 1);
  return toMatrix(rt, cell).data[0] ?? 0;
}

/** Place of the first equal value. Ranges are looked up in an index, unless the text has wildcards. */
function exactPlace(rt: Runtime, list: Operand, wanted: Scalar): number {
  const isIndexed = list instanceof Reference && !(typeof wanted === 'string' && hasWildcard(wanted));
  if (!isIndexed) return findExact(toMatrix(rt, list).data, wanted);
  const value = wanted ?? 0;
  return value instanceof CellError ? -1 : (rt.positions(onlyArea(list), value)[0] ?? -1);
}

/** LOOKUP: the last not above the wanted value, in a vector or along the longer side of a block. */
function looseLookup(rt: Runtime, wanted: Scalar, first: Operand, second: Operand | undefined): Operand {
  given(wanted);
  const [rows, cols] = extent(first, rt);
  const along = cols > rows ? part(first, rt, 0, 0, 1, cols) : part(first, rt, 0, 0, rows, 1);
  const at = findSorted(toMatrix(rt, along).data, wanted);
  if (at < 0) throw NA;
  const results =
    second ?? (cols > rows ? part(first, rt, rows - 1, 0, 1, cols) : part(first, rt, 0, cols - 1, rows, 1));
  const [height, width] = extent(results, rt);
  if (at >= Math.max(height, width)) throw NA;
  return part(results, rt, width > 1 ? 0 : at, width > 1 ? at : 0, 1, 1);
}

function match(rt: Runtime, wanted: Scalar, list: Operand, kind: number): number {
  given(wanted);
  const [rows, cols] = extent(list, rt);
  if (rows > 1 && cols > 1) throw NA;
  const at = kind === 0 ? exactPlace(rt, list, wanted) : findSorted(listOf(rt, list), wanted, kind < 0);
  if (at < 0) throw NA;
  return at + 1;
}

function matchMode(mode: number): MatchMode {
  const modes: Record<number, MatchMode> = { 0: 'exact', [-1]: 'next-smaller', 1: 'next-larger', 2: 'wildcard' };
  const found = modes[mode];
  if (!found) throw VALUE;
  return found;
}

function findAs(values: readonly Scalar[], wanted: Scalar, mode: number, search: number): number {
  if (![1, -1, 2, -2].includes(search)) throw VALUE;
  return findByMode(values, given(wanted), matchMode(mode), search === -1);
}

function xlookup(
  rt: Runtime,
  wanted: Scalar,
  keys: Operand,
  results: Operand,
  otherwise: Operand | undefined,
  mode: number,
  search: number,
): Operand {
  const [rows, cols] = extent(keys, rt);
  if (rows > 1 && cols > 1) throw VALUE;
  const [height, width] = extent(results, rt);
  const vertical = cols === 1 && (rows > 1 || height === 1);
  if (vertical ? height !== rows : width !== cols) throw VALUE;
  const at = findAs(toMatrix(rt, keys).data, wanted, mode, search);
  if (at < 0) return otherwise ?? NA;
  return vertical ? part(results, rt, at, 0, 1, width) : part(results, rt, 0, at, height, 1);
}

/** INDEX: row and column from 1; 0 takes all. One number counts along a single row or column. */
function index(rt: Runtime, source: Operand, first: number, second: number | undefined, areaNumber: number): Operand {
  const chosen = source instanceof Reference ? areaOf(source, areaNumber) : source;
  if (chosen instanceof CellError) throw chosen;
  const [rows, cols] = extent(chosen, rt);
  const alone = second === undefined && rows === 1;
  const row = Math.trunc(alone ? 0 : first);
  const col = Math.trunc(alone ? first : (second ?? 0));
  if (row < 0 || col < 0) throw VALUE;
  if (row > rows || col > cols) throw REF;
  return part(chosen, rt, Math.max(row - 1, 0), Math.max(col - 1, 0), row === 0 ? rows : 1, col === 0 ? cols : 1);
}

function areaOf(source: Reference, areaNumber: number): Reference {
  const area = source.areas[areaNumber - 1];
  if (!area) throw REF;
  return new Reference([area]);
}

function offset(
  from: Reference,
  rows: number,
  cols: number,
  height: number | undefined,
  width: number | undefined,
): Operand {
  const area = onlyArea(from);
  const tall = height ?? areaRows(area);
  const wide = width ?? areaCols(area);
  if (tall === 0 || wide === 0) return REF;
  const top = area.top + rows + (tall < 0 ? tall + 1 : 0);
  const left = area.left + cols + (wide < 0 ? wide + 1 : 0);
  const moved = { sheet: area.sheet, top, left, bottom: top + Math.abs(tall) - 1, right: left + Math.abs(wide) - 1 };
  return top < 0 || left < 0 || moved.bottom > LAST_ROW || moved.right > LAST_COLUMN ? REF : new Reference([moved]);
}

/** Row or column numbers of a reference, or of the cell itself. */
function numbering(rt: Runtime, of: Operand | undefined, axis: 'row' | 'col'): Operand {
  if (of === undefined || of === null) return rt[axis] + 1;
  if (!(of instanceof Reference)) return of instanceof CellError ? of : VALUE;
  const area = rt.clamp(onlyArea(of));
  const first = axis === 'row' ? area.top : area.left;
  const count = axis === 'row' ? areaRows(area) : areaCols(area);
  if (count === 1) return first + 1;
  return axis === 'row'
    ? Matrix.fill(count, 1, (row) => first + row + 1)
    : Matrix.fill(1, count, (_, col) => first + col + 1);
}

function address(row: number, col: number, kind: number, a1: boolean, sheet: string | undefined): Scalar {
  if (row < 1 || col < 1 || row > LAST_ROW + 1 || col > LAST_COLUMN + 1 || kind < 1 || kind > 4) return VALUE;
  const rowFixed = kind === 1 || kind === 2;
  const colFixed = kind === 1 || kind === 3;
  const plain = a1
    ? `${colFixed ? '$' : ''}${columnName(col - 1)}${rowFixed ? '$' : ''}${row}`
    : `R${rowFixed ? row : `[${row}]`}C${colFixed ? col : `[${col}]`}`;
  if (sheet === undefined) return plain;
  const quoted = /^[A-Za-z_][A-Za-z0-9_.]*$/.test(sheet) || sheet === '' ? sheet : `'${sheet.replaceAll("'", "''")}'`;
  return `${quoted}!${plain}`;
}

function transposed(all: Matrix): Matrix {
  return Matrix.fill(all.cols, all.rows, (row, col) => filled(all.at(col, row)));
}

function filled(value: Scalar): Scalar {
  return value === null ? 0 : value;
}

function xmatchParameters() {
  return [any, arrayOperand, opt(int, 0), opt(int, 1)] as const;
}

export const lookupFunctions: FunctionDefinition[] = [
  fnIn('VLOOKUP', [any, arrayOperand, int, opt(bool, true)], (rt, wanted, table, col, sorted) =>
    tableLookup(rt, wanted, table, col, sorted, true),
  ),
  fnIn('HLOOKUP', [any, arrayOperand, int, opt(bool, true)], (rt, wanted, table, row, sorted) =>
    tableLookup(rt, wanted, table, row, sorted, false),
  ),
  fnIn('LOOKUP', [any, arrayOperand, opt(arrayOperand, undefined)], looseLookup),
  fnIn('MATCH', [any, arrayOperand, opt(num, 1)], match),
  fnIn('XMATCH', xmatchParameters(), (rt, wanted, list, mode, search) => {
    const at = findAs(listOf(rt, list), wanted, mode, search);
    return at < 0 ? NA : at + 1;
  }),
  fnIn(
    'XLOOKUP',
    [any, arrayOperand, arrayOperand, orElse(operand, undefined), orElse(int, 0), orElse(int, 1)],
    xlookup,
    { givesArray: true },
  ),
  fnIn('INDEX', [arrayOperand, num, opt(num, undefined), opt(int, 1)], index),
  fn('OFFSET', [reference, int, int, orElse(int, undefined), orElse(int, undefined)], offset, {
    volatility: 'reference',
  }),
  fnIn('INDIRECT', [text, opt(bool, true)], (rt, spelled, a1) => (a1 ? rt.indirect(spelled) : REF), {
    volatility: 'reference',
  }),
  fnIn('ROW', [opt(operand, undefined)], (rt, of) => numbering(rt, of, 'row')),
  fnIn('COLUMN', [opt(operand, undefined)], (rt, of) => numbering(rt, of, 'col')),
  fnIn('ROWS', [arrayOperand], (rt, of) => (of instanceof CellError ? of : extent(of, rt)[0])),
  fnIn('COLUMNS', [arrayOperand], (rt, of) => (of instanceof CellError ? of : extent(of, rt)[1])),
  fn('AREAS', [reference], (of) => of.areas.length),
  fn('ADDRESS', [int, int, orElse(int, 1), orElse(bool, true), opt(text, undefined)], address),
  fn('TRANSPOSE', [matrix], transposed, { givesArray: true }),
  fn('HYPERLINK', [text, opt(any, undefined)], (link, label) => label ?? link),
  fnIn('FORMULATEXT', [reference], (rt, of) => {
    const area = onlyArea(of);
    return rt.formulaText(area.sheet, area.top, area.left) ?? NA;
  }),
];
