import { CALC, CellError, NA, NUM, type Scalar, VALUE } from '../cell-value.ts';
import { toBoolean, toMatrix, toNumber, toScalar } from '../evaluate/coerce.ts';
import { Lambda, Matrix, type Operand, type Runtime } from '../evaluate/operand.ts';
import { compare, compareText } from '../evaluate/operators.ts';
import { bool, type FunctionDefinition, fn, fnIn, int, lambda, matrix, operand, opt, orElse, rest } from './define.ts';

const gives = { givesArray: true };

/** Order of SORT: numbers, text, booleans, errors; empty cells last in both directions. */
function sortOrder(a: Scalar, b: Scalar): number {
  if (a instanceof CellError || b instanceof CellError)
    return Number(a instanceof CellError) - Number(b instanceof CellError);
  return typeof a === 'string' && typeof b === 'string' ? compareText(a, b) : compare(a, b);
}

function comparing(
  keys: readonly (readonly Scalar[])[],
  directions: readonly number[],
): (a: number, b: number) => number {
  return (a, b) => {
    for (let index = 0; index < keys.length; index++) {
      const x = keys[index]?.[a] ?? null;
      const y = keys[index]?.[b] ?? null;
      if (x === null || y === null) {
        if (x !== y) return x === null ? 1 : -1;
        continue;
      }
      const order = sortOrder(x, y) * (directions[index] ?? 1);
      if (order !== 0) return order;
    }
    return a - b;
  };
}

function rowsPicked(all: Matrix, rows: readonly number[]): Matrix {
  return Matrix.ofRows(rows.map((row) => all.row(row)));
}

function turned(all: Matrix): Matrix {
  return Matrix.fill(all.cols, all.rows, (row, col) => all.at(col, row));
}

function column(all: Matrix, col: number): Scalar[] {
  return Array.from({ length: all.rows }, (_, row) => all.at(row, col));
}

function indices(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function direction(value: number): number {
  if (value !== 1 && value !== -1) throw VALUE;
  return value;
}

function sorted(all: Matrix, by: Matrix, orders: Matrix, acrossColumns: boolean): Matrix {
  const source = acrossColumns ? turned(all) : all;
  const columns = by.data.map((index) => Math.trunc(toNumber(index)) - 1);
  if (columns.some((index) => index < 0 || index >= source.cols)) throw VALUE;
  const directions = columns.map((_, index) =>
    direction(toNumber(orders.data[orders.data.length === 1 ? 0 : index] ?? 1)),
  );
  const rows = indices(source.rows).sort(
    comparing(
      columns.map((index) => column(source, index)),
      directions,
    ),
  );
  const result = rowsPicked(source, rows);
  return acrossColumns ? turned(result) : result;
}

function sortedBy(rt: Runtime, all: Matrix, args: readonly Operand[]): Matrix {
  const keys: (readonly Scalar[])[] = [];
  const directions: number[] = [];
  let across = false;
  for (let index = 0; index < args.length; index += 2) {
    const key = toMatrix(rt, args[index] ?? null);
    across = key.rows === 1 && key.cols === all.cols && all.rows !== 1;
    if (key.data.length !== (across ? all.cols : all.rows)) throw VALUE;
    keys.push(key.data);
    directions.push(direction(args[index + 1] === undefined ? 1 : toNumber(toScalar(rt, args[index + 1] ?? 1))));
  }
  const source = across ? turned(all) : all;
  const result = rowsPicked(source, indices(source.rows).sort(comparing(keys, directions)));
  return across ? turned(result) : result;
}

function filtered(all: Matrix, keep: Matrix, otherwise: Operand | undefined): Operand {
  const byRow = keep.cols === 1 && keep.rows === all.rows;
  if (!byRow && !(keep.rows === 1 && keep.cols === all.cols)) throw VALUE;
  const source = byRow ? all : turned(all);
  const rows = indices(source.rows).filter((row) => toBoolean(keep.data[row] ?? false));
  if (rows.length === 0) return otherwise ?? CALC;
  return byRow ? rowsPicked(source, rows) : turned(rowsPicked(source, rows));
}

function unique(all: Matrix, acrossColumns: boolean, onlyOnce: boolean): Operand {
  const source = acrossColumns ? turned(all) : all;
  const seen = new Map<string, number[]>();
  for (const row of indices(source.rows)) {
    const key = JSON.stringify(
      source.row(row).map((value) => [typeof value, typeof value === 'string' ? value.toLowerCase() : value]),
    );
    seen.set(key, [...(seen.get(key) ?? []), row]);
  }
  const rows = [...seen.values()].filter((same) => !onlyOnce || same.length === 1).map(([first]) => first ?? 0);
  if (rows.length === 0) return CALC;
  return acrossColumns ? turned(rowsPicked(source, rows)) : rowsPicked(source, rows);
}

/** Indices that TAKE keeps of `count`: the first `wanted`, or for a negative number the last. */
function taken(count: number, wanted: number | undefined): number[] {
  if (wanted === undefined) return indices(count);
  if (wanted === 0) throw CALC;
  return wanted > 0 ? indices(count).slice(0, wanted) : indices(count).slice(wanted);
}

function dropped(count: number, unwanted: number | undefined): number[] {
  const all = indices(count);
  const left = unwanted === undefined ? all : unwanted >= 0 ? all.slice(unwanted) : all.slice(0, unwanted);
  if (left.length === 0) throw CALC;
  return left;
}

function picked(all: Matrix, rows: readonly number[], cols: readonly number[]): Matrix {
  return Matrix.fill(rows.length, cols.length, (row, col) => all.at(rows[row] ?? 0, cols[col] ?? 0));
}

function chosen(rt: Runtime, count: number, args: readonly Operand[]): number[] {
  return args.flatMap((arg) =>
    toMatrix(rt, arg).data.map((value) => {
      const wanted = Math.trunc(toNumber(value));
      if (wanted === 0 || Math.abs(wanted) > count) throw VALUE;
      return wanted > 0 ? wanted - 1 : count + wanted;
    }),
  );
}

function stacked(rt: Runtime, args: readonly Operand[], vertical: boolean): Matrix {
  const parts = args.map((arg) => (vertical ? toMatrix(rt, arg) : turned(toMatrix(rt, arg))));
  const width = Math.max(...parts.map((part) => part.cols));
  const rows = parts.flatMap((part) =>
    indices(part.rows).map((row) =>
      indices(width).map((col): Scalar => (col < part.cols ? (part.at(row, col) ?? 0) : NA)),
    ),
  );
  rt.spend(rows.length * width);
  const result = Matrix.ofRows(rows);
  return vertical ? result : turned(result);
}

function inOneLine(all: Matrix, ignore: number, byColumn: boolean): Scalar[] {
  const values = (byColumn ? turned(all) : all).data.filter(
    (value) => !((ignore & 1) !== 0 && value === null) && !((ignore & 2) !== 0 && value instanceof CellError),
  );
  if (values.length === 0) throw CALC;
  return values;
}

function wrapped(all: Matrix, width: number, pad: Scalar): Matrix {
  if (all.rows > 1 && all.cols > 1) throw VALUE;
  if (width < 1) throw NUM;
  return Matrix.fill(Math.ceil(all.data.length / width), width, (row, col) => {
    const index = row * width + col;
    return index < all.data.length ? (all.data[index] ?? 0) : pad;
  });
}

function expanded(all: Matrix, rows: number | undefined, cols: number | undefined, pad: Scalar): Matrix {
  const height = rows ?? all.rows;
  const width = cols ?? all.cols;
  if (height < all.rows || width < all.cols || height * width > 1_000_000) throw VALUE;
  return Matrix.fill(height, width, (row, col) => (row < all.rows && col < all.cols ? all.at(row, col) : pad));
}

/** The result of a LAMBDA as one cell; anything wider is #CALC!. */
function cellOf(rt: Runtime, value: Operand): Scalar {
  if (value instanceof Lambda || (value instanceof Matrix && value.data.length !== 1)) return CALC;
  return toScalar(rt, value);
}

function mappedOver(rt: Runtime, args: readonly Operand[]): Matrix {
  const apply = lambda.read(args.at(-1), rt);
  const sources = args.slice(0, -1).map((arg) => toMatrix(rt, arg));
  const [first] = sources;
  if (!first) throw VALUE;
  return Matrix.fill(first.rows, first.cols, (row, col) =>
    cellOf(
      rt,
      apply.call(sources.map((source) => (row < source.rows && col < source.cols ? source.at(row, col) : NA))),
    ),
  );
}

function scanned(
  rt: Runtime,
  start: Operand | undefined,
  all: Matrix,
  apply: Lambda,
): { steps: Scalar[]; last: Operand } {
  let last: Operand = start ?? null;
  const steps = all.data.map((value, index) => {
    last = index === 0 && start === undefined ? value : apply.call([last, value]);
    return cellOf(rt, last instanceof Matrix ? CALC : last);
  });
  return { steps, last };
}

export const arrayFunctions: FunctionDefinition[] = [
  fn(
    'SORT',
    [matrix, orElse(matrix, new Matrix(1, 1, [1])), orElse(matrix, new Matrix(1, 1, [1])), orElse(bool, false)],
    sorted,
    gives,
  ),
  fnIn('SORTBY', [matrix, rest(operand, ['array'])], sortedBy, gives),
  fn('FILTER', [matrix, matrix, opt(operand, undefined)], filtered, gives),
  fn('UNIQUE', [matrix, orElse(bool, false), orElse(bool, false)], unique, gives),
  fn(
    'TAKE',
    [matrix, orElse(int, undefined), orElse(int, undefined)],
    (all, rows, cols) => picked(all, taken(all.rows, rows), taken(all.cols, cols)),
    gives,
  ),
  fn(
    'DROP',
    [matrix, orElse(int, undefined), orElse(int, undefined)],
    (all, rows, cols) => picked(all, dropped(all.rows, rows), dropped(all.cols, cols)),
    gives,
  ),
  fnIn(
    'CHOOSECOLS',
    [matrix, rest(operand, ['array'])],
    (rt, all, args) => picked(all, indices(all.rows), chosen(rt, all.cols, args)),
    gives,
  ),
  fnIn(
    'CHOOSEROWS',
    [matrix, rest(operand, ['array'])],
    (rt, all, args) => picked(all, chosen(rt, all.rows, args), indices(all.cols)),
    gives,
  ),
  fnIn('VSTACK', [rest(operand, ['array'])], (rt, args) => stacked(rt, args, true), gives),
  fnIn('HSTACK', [rest(operand, ['array'])], (rt, args) => stacked(rt, args, false), gives),
  fn(
    'TOCOL',
    [matrix, orElse(int, 0), orElse(bool, false)],
    (all, ignore, byColumn) => {
      const values = inOneLine(all, ignore, byColumn);
      return new Matrix(values.length, 1, values);
    },
    gives,
  ),
  fn(
    'TOROW',
    [matrix, orElse(int, 0), orElse(bool, false)],
    (all, ignore, byColumn) => {
      const values = inOneLine(all, ignore, byColumn);
      return new Matrix(1, values.length, values);
    },
    gives,
  ),
  fnIn(
    'WRAPROWS',
    [matrix, int, opt(operand, NA)],
    (rt, all, width, pad) => wrapped(all, width, toScalar(rt, pad)),
    gives,
  ),
  fnIn(
    'WRAPCOLS',
    [matrix, int, opt(operand, NA)],
    (rt, all, width, pad) => turned(wrapped(all, width, toScalar(rt, pad))),
    gives,
  ),
  fnIn(
    'EXPAND',
    [matrix, orElse(int, undefined), orElse(int, undefined), opt(operand, NA)],
    (rt, all, rows, cols, pad) => expanded(all, rows, cols, toScalar(rt, pad)),
    gives,
  ),
  fnIn('MAP', [rest(operand, ['array'])], mappedOver, gives),
  fnIn(
    'BYROW',
    [matrix, lambda],
    (rt, all, apply) =>
      Matrix.fill(all.rows, 1, (row) => cellOf(rt, apply.call([new Matrix(1, all.cols, all.row(row))]))),
    gives,
  ),
  fnIn(
    'BYCOL',
    [matrix, lambda],
    (rt, all, apply) =>
      Matrix.fill(1, all.cols, (_, col) => cellOf(rt, apply.call([new Matrix(all.rows, 1, column(all, col))]))),
    gives,
  ),
  fnIn(
    'REDUCE',
    [orElse(operand, undefined), matrix, lambda],
    (rt, start, all, apply) => scanned(rt, start, all, apply).last,
    gives,
  ),
  fnIn(
    'SCAN',
    [orElse(operand, undefined), matrix, lambda],
    (rt, start, all, apply) => new Matrix(all.rows, all.cols, scanned(rt, start, all, apply).steps),
    gives,
  ),
  fnIn(
    'MAKEARRAY',
    [int, int, lambda],
    (rt, rows, cols, apply) => {
      if (rows < 1 || cols < 1 || rows * cols > rt.arrayCells) throw VALUE;
      return Matrix.fill(rows, cols, (row, col) => cellOf(rt, apply.call([row + 1, col + 1])));
    },
    gives,
  ),
];
