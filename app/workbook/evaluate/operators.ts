import { CellError, DIV0, finite, NA, NUM, type Scalar, VALUE } from '../cell-value.ts';
import type { BinaryOperator } from '../formula/ast.ts';
import { toText } from './coerce.ts';
import { Matrix } from './operand.ts';
import { numberInText } from './text-number.ts';

type ScalarOperator = Exclude<BinaryOperator, ':' | ' ' | ','>;

/**
 * Applies an operator to two values. Errors are returned, the left one first; nothing is thrown. With `snap` a difference
 * that is only rounding noise is 0.
 */
export function applyOperator(op: ScalarOperator, left: Scalar, right: Scalar, snap = true): Scalar {
  if (typeof left === 'number' && typeof right === 'number') return onNumbers(op, left, right, snap);
  if (left instanceof CellError) return left;
  if (right instanceof CellError) return right;
  if (op === '&') return toText(left) + toText(right);
  if (isComparison(op)) return holds(op, compare(left, right));
  const a = arithmeticValue(left);
  const b = arithmeticValue(right);
  return a === null || b === null ? VALUE : onNumbers(op, a, b, snap);
}

function isComparison(op: ScalarOperator): op is '=' | '<>' | '<' | '>' | '<=' | '>=' {
  return op === '=' || op === '<>' || op === '<' || op === '>' || op === '<=' || op === '>=';
}

function arithmeticValue(value: number | string | boolean | null): number | null {
  if (typeof value === 'number') return value;
  if (value === null) return 0;
  return typeof value === 'boolean' ? Number(value) : numberInText(value);
}

function onNumbers(op: ScalarOperator, a: number, b: number, snap: boolean): Scalar {
  switch (op) {
    case '+':
      return finite(snap ? add(a, b) : a + b);
    case '-':
      return finite(snap ? add(a, -b) : a - b);
    case '*':
      return finite(a * b);
    case '/':
      return b === 0 ? DIV0 : finite(a / b);
    case '^':
      return power(a, b);
    case '&':
      return toText(a) + toText(b);
    default:
      return holds(op, compareNumbers(a, b));
  }
}

/** `a ^ b`: 0^0 is #NUM!, 0 to a negative power #DIV/0!. */
export function power(a: number, b: number): number | CellError {
  if (a === 0 && b === 0) return NUM;
  if (a === 0 && b < 0) return DIV0;
  return finite(a ** b);
}

const ULPS = 2 ** -48;

/** A sum that is nothing but rounding noise of its operands is 0, as Excel makes of 0.5-0.4-0.1. */
export function add(a: number, b: number): number {
  const sum = a + b;
  return sum !== 0 && a < 0 !== b < 0 && isNoise(a, -b, sum) ? 0 : sum;
}

function isNoise(a: number, b: number, difference: number): boolean {
  const size = Math.abs(difference);
  if (size >= Math.abs(a) * ULPS || size >= Math.abs(b) * ULPS) return false;
  return !(Number.isInteger(a) && Number.isInteger(b));
}

/** Numbers count as equal when they are so in 15 significant digits. */
export function compareNumbers(a: number, b: number): number {
  if (a === b || isNoise(a, b, a - b)) return 0;
  return a < b ? -1 : 1;
}

/** Numbers come before text, text before booleans; text is compared without case; empty is 0, "" or FALSE. */
export function compare(left: Scalar, right: Scalar): number {
  const a = left === null ? emptyLike(right) : left;
  const b = right === null ? emptyLike(left) : right;
  if (typeof a === 'number' && typeof b === 'number') return compareNumbers(a, b);
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  return rank(a) - rank(b);
}

function emptyLike(other: Scalar): Scalar {
  if (typeof other === 'string') return '';
  return typeof other === 'boolean' ? false : 0;
}

function rank(value: Scalar): number {
  if (typeof value === 'number') return 0;
  if (typeof value === 'string') return 1;
  return typeof value === 'boolean' ? 2 : 3;
}

const collator = new Intl.Collator('en', { sensitivity: 'accent', numeric: false });

/** Without case, by the order of the English alphabet. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const x = a.toLowerCase();
  const y = b.toLowerCase();
  return x === y ? 0 : Math.sign(collator.compare(x, y)) || (x < y ? -1 : 1);
}

function holds(op: ScalarOperator, order: number): boolean {
  switch (op) {
    case '=':
      return order === 0;
    case '<>':
      return order !== 0;
    case '<':
      return order < 0;
    case '>':
      return order > 0;
    case '<=':
      return order <= 0;
    default:
      return order >= 0;
  }
}

/** Works on each pair; a single row, column or value is stretched, and what has no partner is #N/A. */
export function broadcast(
  left: Scalar | Matrix,
  right: Scalar | Matrix,
  apply: (a: Scalar, b: Scalar) => Scalar,
): Scalar | Matrix {
  if (!(left instanceof Matrix) && !(right instanceof Matrix)) return apply(left, right);
  const a = left instanceof Matrix ? left : new Matrix(1, 1, [left]);
  const b = right instanceof Matrix ? right : new Matrix(1, 1, [right]);
  if (a.rows === b.rows && a.cols === b.cols) {
    return new Matrix(
      a.rows,
      a.cols,
      a.data.map((value, index) => apply(value, b.data[index] ?? null)),
    );
  }
  const pickA = stretched(a);
  const pickB = stretched(b);
  return Matrix.fill(Math.max(a.rows, b.rows), Math.max(a.cols, b.cols), (row, col) => {
    const x = pickA(row, col);
    const y = pickB(row, col);
    return x === undefined || y === undefined ? NA : apply(x, y);
  });
}

/** The value at a place of the stretched matrix; undefined where it does not reach. */
export function stretched(matrix: Matrix): (row: number, col: number) => Scalar | undefined {
  return (row, col) => {
    const r = matrix.rows === 1 ? 0 : row;
    const c = matrix.cols === 1 ? 0 : col;
    return r < matrix.rows && c < matrix.cols ? matrix.at(r, c) : undefined;
  };
}
