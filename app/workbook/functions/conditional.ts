import type { Area } from '../address.ts';
import { CellError, DIV0, NUM, type Scalar, VALUE } from '../cell-value.ts';
import { toMatrix, toScalar } from '../evaluate/coerce.ts';
import { type Criterion, criterion } from '../evaluate/criteria.ts';
import { areaCols, areaRows, Matrix, type Operand, Reference, type Runtime } from '../evaluate/operand.ts';
import { any, type FunctionDefinition, fnIn, onlyArea, operand, opt, rest } from './define.ts';

/** A range, or an array some formula made, that conditions are put to: both are walked by place. */
type Range = Area | Matrix;

function rangeOf(value: Operand): Range {
  if (value instanceof Reference) return onlyArea(value);
  if (value instanceof Matrix) return value;
  throw value instanceof CellError ? value : VALUE;
}

function rowsOf(range: Range): number {
  return range instanceof Matrix ? range.rows : areaRows(range);
}

function colsOf(range: Range): number {
  return range instanceof Matrix ? range.cols : areaCols(range);
}

/** Calls back for each value with its place in the range; empty cells are passed over. */
function walk(rt: Runtime, range: Range, each: (value: Scalar, row: number, col: number) => void): void {
  if (range instanceof Matrix) {
    range.data.forEach((value, index) => {
      each(value, Math.floor(index / range.cols), index % range.cols);
    });
  } else rt.visit(range, (value, row, col) => each(value, row - range.top, col - range.left));
}

function valueAt(rt: Runtime, range: Range, row: number, col: number): Scalar {
  return range instanceof Matrix ? range.at(row, col) : rt.read(range.sheet, range.top + row, range.left + col);
}

/** Places in a single column (or row) that hold the text of a condition, where an index can tell; null otherwise. */
function indexedPlaces(rt: Runtime, range: Range, condition: Criterion): readonly number[] | null {
  if (range instanceof Matrix || condition.exactText === null) return null;
  return rowsOf(range) === 1 || colsOf(range) === 1 ? rt.positions(range, condition.exactText) : null;
}

function count(rt: Runtime, range: Range, condition: Criterion): number {
  const places = indexedPlaces(rt, range, condition);
  if (places) return places.length;
  let found = 0;
  let seen = 0;
  walk(rt, range, (value) => {
    if (value !== null) seen++;
    if (value !== null && condition.matches(value)) found++;
  });
  return condition.matchesEmpty ? found + rowsOf(range) * colsOf(range) - seen : found;
}

/** The range of the values, drawn from its first cell to the size of the range of the conditions. */
function resized(target: Range, like: Range): Range {
  if (target instanceof Matrix) return target;
  return { ...target, bottom: target.top + rowsOf(like) - 1, right: target.left + colsOf(like) - 1 };
}

interface Condition {
  range: Range;
  test: Criterion;
}

function conditions(rt: Runtime, pairs: readonly Operand[]): Condition[] {
  if (pairs.length % 2 !== 0) throw VALUE;
  const result: Condition[] = [];
  for (let index = 0; index < pairs.length; index += 2) {
    result.push({ range: rangeOf(pairs[index] ?? null), test: criterion(toScalar(rt, pairs[index + 1] ?? null)) });
  }
  const [first] = result;
  if (
    first &&
    result.some(({ range }) => rowsOf(range) !== rowsOf(first.range) || colsOf(range) !== colsOf(first.range))
  )
    throw VALUE;
  return result;
}

/** Calls back for each value of `target` whose place meets every condition; an empty value is passed over. */
function eachMatching(rt: Runtime, target: Range, all: readonly Condition[], each: (value: Scalar) => void): void {
  for (const indexed of all) {
    const places = indexedPlaces(rt, indexed.range, indexed.test);
    if (!places) continue;
    const others = all.filter((one) => one !== indexed);
    const isRow = rowsOf(indexed.range) === 1;
    for (const place of places) {
      const [row, col] = isRow ? [0, place] : [place, 0];
      const isMet = others.every(({ range, test }) => test.matches(valueAt(rt, range, row, col)));
      const value = isMet ? valueAt(rt, target, row, col) : null;
      if (value !== null) each(value);
    }
    rt.spend(places.length);
    return;
  }
  walk(rt, target, (value, row, col) => {
    if (value !== null && all.every(({ range, test }) => test.matches(valueAt(rt, range, row, col)))) each(value);
  });
}

function matchingNumbers(rt: Runtime, target: Range, all: readonly Condition[]): number[] {
  const numbers: number[] = [];
  eachMatching(rt, target, all, (value) => {
    if (value instanceof CellError) throw value;
    if (typeof value === 'number') numbers.push(value);
  });
  return numbers;
}

function total(numbers: readonly number[]): number {
  let result = 0;
  for (const number of numbers) result += number;
  return result;
}

function average(numbers: readonly number[]): number {
  if (numbers.length === 0) throw DIV0;
  return total(numbers) / numbers.length;
}

function single(name: string, reduce: (numbers: readonly number[]) => number): FunctionDefinition {
  return fnIn(name, [operand, any, opt(operand, undefined)], (rt, range, condition, target) => {
    const tested = rangeOf(range);
    const values = target === undefined || target === null ? tested : resized(rangeOf(target), tested);
    return reduce(matchingNumbers(rt, values, [{ range: tested, test: criterion(condition) }]));
  });
}

function multiple(name: string, reduce: (numbers: readonly number[]) => number): FunctionDefinition {
  return fnIn(name, [operand, rest(operand, ['operand', 'scalar'])], (rt, range, pairs) => {
    const target = rangeOf(range);
    const all = conditions(rt, pairs);
    const [first] = all;
    if (first && (rowsOf(first.range) !== rowsOf(target) || colsOf(first.range) !== colsOf(target))) throw VALUE;
    return reduce(matchingNumbers(rt, target, all));
  });
}

/** Counts places that meet every condition; places where nothing exists only matter when all conditions accept that. */
function countAll(rt: Runtime, all: readonly Condition[]): number {
  const [first] = all;
  if (!first) throw VALUE;
  const picky = all.find(({ test }) => !test.matchesEmpty);
  if (picky) {
    let found = 0;
    walk(rt, picky.range, (value, row, col) => {
      if (value === null || !picky.test.matches(value)) return;
      if (all.every((other) => other === picky || other.test.matches(valueAt(rt, other.range, row, col)))) found++;
    });
    return found;
  }
  return rowsOf(first.range) * colsOf(first.range) - countRefused(rt, all);
}

function countRefused(rt: Runtime, all: readonly Condition[]): number {
  const refused = new Set<number>();
  for (const { range, test } of all) {
    walk(rt, range, (value, row, col) => {
      if (value !== null && !test.matches(value)) refused.add(row * 16384 + col);
    });
  }
  return refused.size;
}

function least(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : numbers.reduce((a, b) => Math.min(a, b));
}

function greatest(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : numbers.reduce((a, b) => Math.max(a, b));
}

/** A database function: the rows of a table that meet a block of conditions under its headings. */
function database(name: string, reduce: (values: Scalar[]) => number | CellError): FunctionDefinition {
  return fnIn(name, [operand, any, operand], (rt, data, field, block) => {
    const table = toMatrix(rt, data);
    const column = fieldIndex(table, field);
    const rows = filteredRows(table, toMatrix(rt, block));
    return reduce(rows.map((row) => (column < 0 ? 1 : table.at(row, column))));
  });
}

function fieldIndex(table: Matrix, field: Scalar): number {
  if (field === null) return -1;
  if (typeof field === 'number') {
    if (field < 1 || field > table.cols) throw VALUE;
    return Math.trunc(field) - 1;
  }
  const found = table.row(0).findIndex((heading) => String(heading).toLowerCase() === String(field).toLowerCase());
  if (found < 0) throw VALUE;
  return found;
}

function filteredRows(table: Matrix, block: Matrix): number[] {
  const columns = block.row(0).map((heading) => (heading === null ? -1 : fieldIndex(table, heading)));
  const alternatives = Array.from({ length: block.rows - 1 }, (_, index) =>
    block
      .row(index + 1)
      .flatMap((condition, at) =>
        condition === null ? [] : [{ column: columns[at] ?? -1, test: databaseTest(condition) }],
      ),
  );
  return Array.from({ length: table.rows - 1 }, (_, index) => index + 1).filter((row) =>
    alternatives.some((tests) => tests.every(({ column, test }) => column < 0 || test.matches(table.at(row, column)))),
  );
}

/** Plain text in such a block means "begins with". */
function databaseTest(condition: Scalar): Criterion {
  return criterion(typeof condition === 'string' && !/^[<>=]/.test(condition) ? `${condition}*` : condition);
}

function numbersIn(values: readonly Scalar[]): number[] {
  return values.filter((value) => typeof value === 'number');
}

export const conditionalFunctions: FunctionDefinition[] = [
  fnIn('COUNTIF', [operand, any], (rt, range, condition) => count(rt, rangeOf(range), criterion(condition))),
  fnIn('COUNTIFS', [rest(operand, ['operand', 'scalar'])], (rt, pairs) => countAll(rt, conditions(rt, pairs))),
  single('SUMIF', total),
  single('AVERAGEIF', average),
  multiple('SUMIFS', total),
  multiple('AVERAGEIFS', average),
  multiple('MINIFS', least),
  multiple('MAXIFS', greatest),
  fnIn('COUNTBLANK', [operand], (rt, range) => count(rt, rangeOf(range), criterion(''))),
  database('DSUM', (values) => total(numbersIn(values))),
  database('DCOUNT', (values) => numbersIn(values).length),
  database('DCOUNTA', (values) => values.filter((value) => value !== null).length),
  database('DAVERAGE', (values) => average(numbersIn(values))),
  database('DMAX', (values) => greatest(numbersIn(values))),
  database('DMIN', (values) => least(numbersIn(values))),
  database('DPRODUCT', (values) => numbersIn(values).reduce((a, b) => a * b, values.length > 0 ? 1 : 0)),
  database('DGET', (values) => {
    const [only = null] = values;
    if (values.length === 0) return VALUE;
    return values.length > 1 ? NUM : typeof only === 'number' ? only : VALUE;
  }),
];
