import { CALC, CellError, DIV0, NA, NUM, type Scalar, VALUE } from '../cell-value.ts';
import { toMatrix, toNumber } from '../evaluate/coerce.ts';
import { Matrix, type Operand, type Runtime } from '../evaluate/operand.ts';
import { add, power } from '../evaluate/operators.ts';
import { floorOf } from '../evaluate/rounding.ts';
import { eachNumber, numbersOf, sum } from './collect.ts';
import {
  any,
  bool,
  type FunctionDefinition,
  fn,
  fnIn,
  int,
  matrix,
  num,
  operand,
  opt,
  orElse,
  rest,
} from './define.ts';

function check(condition: boolean): void {
  if (!condition) throw NUM;
}

function logarithm(value: number, base = 10): number | CellError {
  if (value <= 0 || base <= 0) return NUM;
  if (base === 1) return DIV0;
  if (base === 10) return Math.log10(value);
  return base === 2 ? Math.log2(value) : Math.log(value) / Math.log(base);
}

function divided(numerator: number, denominator: number): number | CellError {
  return denominator === 0 ? DIV0 : numerator / denominator;
}

/** Takes the sign of the divisor, as MOD does: MOD(-3, 2) is 1. */
function modulo(value: number, divisor: number): number | CellError {
  if (divisor === 0) return DIV0;
  if (Math.abs(value / divisor) > 2 ** 50) return NUM;
  if (Number.isInteger(value) && Number.isInteger(divisor)) return value - divisor * Math.floor(value / divisor);
  return add(value, -divisor * floorOf(value / divisor));
}

function factorial(value: number, step = 1): number {
  check(value >= 0 || (step === 2 && value === -1));
  let product = 1;
  for (let factor = Math.floor(value); factor > 1 && product < Infinity; factor -= step) product *= factor;
  return product;
}

/** Number of ways to choose `k` of `n`. */
export function combinations(n: number, k: number): number {
  check(n >= 0 && k >= 0 && k <= n);
  const steps = Math.min(k, n - k);
  let result = 1;
  for (let index = 1; index <= steps && result < Infinity; index++) result = (result * (n - steps + index)) / index;
  return Math.round(result) === Infinity ? Infinity : result < 2 ** 53 ? Math.round(result) : result;
}

function greatestDivisor(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y > 0) [x, y] = [y, x % y];
  return x;
}

function wholes(rt: Runtime, args: readonly Operand[]): number[] {
  const numbers = numbersOf(rt, args).map(Math.floor);
  check(numbers.every((number) => number >= 0 && number < 2 ** 53));
  return numbers;
}

function sumProduct(rt: Runtime, args: readonly Operand[]): number {
  const matrices = args.map((arg) => toMatrix(rt, arg));
  const [first] = matrices;
  if (!first || matrices.some((other) => other.rows !== first.rows || other.cols !== first.cols)) throw VALUE;
  rt.spend(first.data.length * matrices.length);
  let total = 0;
  for (let index = 0; index < first.data.length; index++) {
    let product = 1;
    for (const one of matrices) {
      const value = one.data[index] ?? null;
      if (value instanceof CellError) throw value;
      product *= typeof value === 'number' ? value : 0;
    }
    total += product;
  }
  return total;
}

function sumOfPairs(rt: Runtime, first: Operand, second: Operand, term: (x: number, y: number) => number): number {
  const a = toMatrix(rt, first).data;
  const b = toMatrix(rt, second).data;
  if (a.length !== b.length) throw NA;
  let total = 0;
  a.forEach((x, index) => {
    const y = b[index] ?? null;
    if (x instanceof CellError) throw x;
    if (y instanceof CellError) throw y;
    if (typeof x === 'number' && typeof y === 'number') total += term(x, y);
  });
  return total;
}

function numbersOnly(given: Matrix): number[][] {
  return Array.from({ length: given.rows }, (_, row) =>
    given.row(row).map((value) => {
      if (value instanceof CellError) throw value;
      if (typeof value !== 'number') throw VALUE;
      return value;
    }),
  );
}

function product(rt: Runtime, a: Matrix, b: Matrix): Matrix {
  if (a.cols !== b.rows) throw VALUE;
  rt.spend(a.rows * a.cols * b.cols);
  const left = numbersOnly(a);
  const right = numbersOnly(b);
  return Matrix.fill(a.rows, b.cols, (row, col) =>
    sum((left[row] ?? []).map((x, index) => x * (right[index]?.[col] ?? 0))),
  );
}

/** Reduces to the identity with partial pivoting; gives the determinant and the inverse (null when singular). */
function eliminated(rt: Runtime, given: Matrix): { determinant: number; inverse: number[][] | null } {
  if (given.rows !== given.cols) throw VALUE;
  const size = given.rows;
  rt.spend(size ** 3);
  const rows = numbersOnly(given).map((row, index) => [...row, ...row.map((_, col) => Number(col === index))]);
  let determinant = 1;
  for (let col = 0; col < size; col++) {
    let pivot = col;
    for (let row = col + 1; row < size; row++) {
      if (Math.abs(rows[row]?.[col] ?? 0) > Math.abs(rows[pivot]?.[col] ?? 0)) pivot = row;
    }
    const chosen = rows[pivot];
    const head = chosen?.[col] ?? 0;
    if (!chosen || head === 0) return { determinant: 0, inverse: null };
    if (pivot !== col) {
      rows[pivot] = rows[col] ?? [];
      rows[col] = chosen;
      determinant = -determinant;
    }
    determinant *= head;
    const scaled = chosen.map((x) => x / head);
    rows[col] = scaled;
    rows.forEach((row, index) => {
      const factor = row[col] ?? 0;
      if (index !== col && factor !== 0) rows[index] = row.map((x, at) => x - factor * (scaled[at] ?? 0));
    });
  }
  return { determinant, inverse: rows.map((row) => row.slice(size)) };
}

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

function inBase(value: number, radix: number, length: number): string {
  check(value >= 0 && value < 2 ** 53 && radix >= 2 && radix <= 36 && length >= 0 && length <= 255);
  return value.toString(radix).toUpperCase().padStart(length, '0');
}

function fromBase(digits: string, radix: number): number {
  check(radix >= 2 && radix <= 36 && digits.length <= 255);
  let value = 0;
  for (const digit of digits.trim().toUpperCase()) {
    const worth = DIGITS.indexOf(digit);
    check(worth >= 0 && worth < radix);
    value = value * radix + worth;
  }
  return value;
}

const NUMERALS: [number, string][] = [
  [1000, 'M'],
  [900, 'CM'],
  [500, 'D'],
  [400, 'CD'],
  [100, 'C'],
  [90, 'XC'],
  [50, 'L'],
  [40, 'XL'],
  [10, 'X'],
  [9, 'IX'],
  [5, 'V'],
  [4, 'IV'],
  [1, 'I'],
];

function roman(value: number): string {
  if (value < 0 || value > 3999) throw VALUE;
  let left = value;
  let result = '';
  for (const [worth, letters] of NUMERALS) {
    for (; left >= worth; left -= worth) result += letters;
  }
  return result;
}

function arabic(letters: string): number {
  const upper = letters.trim().toUpperCase();
  const negative = upper.startsWith('-');
  const worth: Record<string, number> = { I: 1, V: 5, X: 10, L: 50, C: 100, D: 500, M: 1000 };
  const values = [...upper.slice(negative ? 1 : 0)].map((letter) => worth[letter] ?? Number.NaN);
  if (values.some(Number.isNaN)) throw VALUE;
  const total = sum(values.map((one, index) => (one < (values[index + 1] ?? 0) ? -one : one)));
  return negative ? -total : total;
}

const BIT_LIMIT = 2 ** 48;

function bits(apply: (a: bigint, b: bigint) => bigint): (a: number, b: number) => number {
  return (a, b) => {
    check([a, b].every((one) => one >= 0 && one < BIT_LIMIT && Number.isInteger(one)));
    return Number(apply(BigInt(a), BigInt(b)));
  };
}

function shifted(value: number, by: number): number {
  check(value >= 0 && value < BIT_LIMIT && Number.isInteger(value) && Math.abs(by) <= 53);
  const result = by >= 0 ? value * 2 ** by : Math.floor(value / 2 ** -by);
  check(result < BIT_LIMIT);
  return result;
}

function series(x: number, start: number, step: number, given: Matrix): number {
  return sum(given.data.map((coefficient, index) => toNumber(coefficient) * x ** (start + index * step)));
}

const trigonometry: FunctionDefinition[] = [
  fn('SIN', [num], Math.sin),
  fn('COS', [num], Math.cos),
  fn('TAN', [num], Math.tan),
  fn('COT', [num], (x) => divided(1, Math.tan(x))),
  fn('SEC', [num], (x) => 1 / Math.cos(x)),
  fn('CSC', [num], (x) => divided(1, Math.sin(x))),
  fn('ASIN', [num], Math.asin),
  fn('ACOS', [num], Math.acos),
  fn('ATAN', [num], Math.atan),
  fn('ACOT', [num], (x) => Math.PI / 2 - Math.atan(x)),
  fn('ATAN2', [num, num], (x, y) => (x === 0 && y === 0 ? DIV0 : Math.atan2(y, x))),
  fn('SINH', [num], Math.sinh),
  fn('COSH', [num], Math.cosh),
  fn('TANH', [num], Math.tanh),
  fn('COTH', [num], (x) => divided(1, Math.tanh(x))),
  fn('SECH', [num], (x) => 1 / Math.cosh(x)),
  fn('CSCH', [num], (x) => divided(1, Math.sinh(x))),
  fn('ASINH', [num], Math.asinh),
  fn('ACOSH', [num], Math.acosh),
  fn('ATANH', [num], Math.atanh),
  fn('ACOTH', [num], (x) => (Math.abs(x) <= 1 ? NUM : Math.log((x + 1) / (x - 1)) / 2)),
  fn('RADIANS', [num], (x) => (x / 180) * Math.PI),
  fn('DEGREES', [num], (x) => (x / Math.PI) * 180),
  fn('PI', [], () => Math.PI),
];

const arithmetic: FunctionDefinition[] = [
  fn('ABS', [num], Math.abs),
  fn('SIGN', [num], Math.sign),
  fn('SQRT', [num], Math.sqrt),
  fn('SQRTPI', [num], (x) => Math.sqrt(x * Math.PI)),
  fn('EXP', [num], Math.exp),
  fn('LN', [num], (x) => (x <= 0 ? NUM : Math.log(x))),
  fn('LOG', [num, opt(num, 10)], logarithm),
  fn('LOG10', [num], (x) => logarithm(x)),
  fn('POWER', [num, num], power),
  fn('MOD', [num, num], modulo),
  fn('QUOTIENT', [num, num], (a, b) => (b === 0 ? DIV0 : Math.trunc(a / b))),
  fn('FACT', [num], (x) => factorial(x)),
  fn('FACTDOUBLE', [num], (x) => factorial(Math.trunc(x), 2)),
  fn('COMBIN', [int, int], combinations),
  fn('COMBINA', [int, int], (n, k) => (k === 0 ? 1 : combinations(n + k - 1, k))),
  fn('PERMUT', [int, int], (n, k) => {
    check(n > 0 && k >= 0 && k <= n);
    return factorial(n) < Infinity ? Math.round(factorial(n) / factorial(n - k)) : combinations(n, k) * factorial(k);
  }),
  fn('PERMUTATIONA', [int, int], (n, k) => {
    check(n >= 0 && k >= 0);
    return n ** k;
  }),
  fnIn('MULTINOMIAL', [rest(operand)], (rt, args) => {
    const numbers = wholes(rt, args);
    return factorial(sum(numbers)) / numbers.reduce((total, one) => total * factorial(one), 1);
  }),
  fnIn('GCD', [rest(operand)], (rt, args) => wholes(rt, args).reduce(greatestDivisor, 0)),
  fnIn('LCM', [rest(operand)], (rt, args) =>
    wholes(rt, args).reduce((a, b) => (a === 0 || b === 0 ? 0 : (a / greatestDivisor(a, b)) * b), 1),
  ),
  fn('BASE', [int, int, opt(int, 0)], inBase),
  fnIn('DECIMAL', [any, int], (_, digits, radix) =>
    fromBase(typeof digits === 'string' ? digits : String(toNumber(digits)), radix),
  ),
  fn('ROMAN', [int, opt(int, 0)], roman),
  fnIn('ARABIC', [any], (_, letters) => (typeof letters === 'string' ? arabic(letters) : letters === null ? 0 : VALUE)),
  fn(
    'BITAND',
    [num, num],
    bits((a, b) => a & b),
  ),
  fn(
    'BITOR',
    [num, num],
    bits((a, b) => a | b),
  ),
  fn(
    'BITXOR',
    [num, num],
    bits((a, b) => a ^ b),
  ),
  fn('BITLSHIFT', [num, int], shifted),
  fn('BITRSHIFT', [num, int], (value, by) => shifted(value, -by)),
  fn('DELTA', [num, opt(num, 0)], (a, b) => Number(a === b)),
  fn('GESTEP', [num, opt(num, 0)], (a, step) => Number(a >= step)),
];

const sums: FunctionDefinition[] = [
  fnIn('SUM', [rest(operand)], (rt, args) => {
    let total = 0;
    eachNumber(rt, args, (value) => {
      total = total + value;
    });
    return total;
  }),
  fnIn('PRODUCT', [rest(operand)], (rt, args) => {
    const numbers = numbersOf(
      rt,
      args.filter((arg) => arg !== null),
    );
    return numbers.length === 0 ? 0 : numbers.reduce((total, value) => total * value, 1);
  }),
  fnIn('SUMSQ', [rest(operand)], (rt, args) => sum(numbersOf(rt, args).map((value) => value * value))),
  fnIn('SUMPRODUCT', [rest(operand, ['array'])], sumProduct),
  fnIn('SUMX2MY2', [matrix, matrix], (rt, a, b) => sumOfPairs(rt, a, b, (x, y) => x * x - y * y)),
  fnIn('SUMX2PY2', [matrix, matrix], (rt, a, b) => sumOfPairs(rt, a, b, (x, y) => x * x + y * y)),
  fnIn('SUMXMY2', [matrix, matrix], (rt, a, b) => sumOfPairs(rt, a, b, (x, y) => (x - y) ** 2)),
  fn('SERIESSUM', [num, num, num, matrix], series),
];

const matrices: FunctionDefinition[] = [
  fnIn('MMULT', [matrix, matrix], product, { givesArray: true }),
  fnIn('MDETERM', [matrix], (rt, given) => eliminated(rt, given).determinant),
  fnIn(
    'MINVERSE',
    [matrix],
    (rt, given) => {
      const { inverse } = eliminated(rt, given);
      return inverse ? Matrix.ofRows(inverse) : NUM;
    },
    { givesArray: true },
  ),
  fn(
    'MUNIT',
    [int],
    (size) => (size < 1 || size > 1000 ? VALUE : Matrix.fill(size, size, (row, col) => Number(row === col))),
    {
      givesArray: true,
    },
  ),
  fnIn(
    'SEQUENCE',
    [num, orElse(num, 1), orElse(num, 1), orElse(num, 1)],
    (rt, rows, cols, start, step) => {
      const [height, width] = size(rt, rows, cols);
      return Matrix.fill(height, width, (row, col): Scalar => start + (row * width + col) * step);
    },
    { givesArray: true },
  ),
];

/** Dimensions of an array to be made: #CALC! for none, #NUM! or #VALUE! beyond what is allowed. */
function size(rt: Runtime, rows: number, cols: number): [number, number] {
  const height = Math.trunc(rows);
  const width = Math.trunc(cols);
  if (height < 0 || width < 0) throw VALUE;
  if (height === 0 || width === 0) throw CALC;
  if (height * width > rt.arrayCells) throw NUM;
  rt.spend(height * width);
  return [height, width];
}

const random: FunctionDefinition[] = [
  fnIn('RAND', [], (rt) => rt.random(), { volatility: 'random' }),
  fnIn(
    'RANDBETWEEN',
    [num, num],
    (rt, low, high) => {
      const from = Math.ceil(low);
      const to = Math.floor(high);
      check(from <= to);
      return from + Math.floor(rt.random() * (to - from + 1));
    },
    { volatility: 'random' },
  ),
  fnIn(
    'RANDARRAY',
    [orElse(num, 1), orElse(num, 1), orElse(num, 0), orElse(num, 1), orElse(bool, false)],
    (rt, rows, cols, low, high, whole) => {
      const [height, width] = size(rt, rows, cols);
      if (low > high) throw VALUE;
      return Matrix.fill(height, width, () =>
        whole ? low + Math.floor(rt.random() * (high - low + 1)) : low + rt.random() * (high - low),
      );
    },
    { volatility: 'random', givesArray: true },
  ),
];

export const mathFunctions: FunctionDefinition[] = [...trigonometry, ...arithmetic, ...sums, ...matrices, ...random];
