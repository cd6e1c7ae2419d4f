import { CellError, DIV0, NA, NUM, REF, type Scalar, VALUE } from '../cell-value.ts';
import { toMatrix } from '../evaluate/coerce.ts';
import { Lambda, Matrix, type Operand, Reference, type Runtime } from '../evaluate/operand.ts';
import { compareNumbers } from '../evaluate/operators.ts';
import { floorOf } from '../evaluate/rounding.ts';
import { eachValue, numberPairs, numbersOf, numbersOfAll, sum } from './collect.ts';
import { bool, type FunctionDefinition, fn, fnIn, int, matrix, named, num, operand, opt, rest } from './define.ts';

function atLeast(count: number, numbers: readonly number[], otherwise: CellError = DIV0): void {
  if (numbers.length < count) throw otherwise;
}

export function mean(numbers: readonly number[]): number {
  atLeast(1, numbers);
  return sum(numbers) / numbers.length;
}

function squares(numbers: readonly number[]): number {
  const middle = mean(numbers);
  return sum(numbers.map((value) => (value - middle) ** 2));
}

export function sampleVariance(numbers: readonly number[]): number {
  atLeast(2, numbers);
  return squares(numbers) / (numbers.length - 1);
}

export function populationVariance(numbers: readonly number[]): number {
  atLeast(1, numbers);
  return squares(numbers) / numbers.length;
}

export function ascending(numbers: readonly number[]): number[] {
  return [...numbers].sort((a, b) => a - b);
}

export function median(numbers: readonly number[]): number {
  atLeast(1, numbers, NUM);
  return quantile(numbers, 0.5);
}

/** The value below which the share `p` lies, ends included, as PERCENTILE.INC interpolates. */
export function quantile(numbers: readonly number[], p: number): number {
  if (numbers.length === 0 || p < 0 || p > 1) throw NUM;
  return interpolated(ascending(numbers), p * (numbers.length - 1));
}

/** As `quantile`, ends excluded. */
export function quantileExclusive(numbers: readonly number[], p: number): number {
  const at = p * (numbers.length + 1) - 1;
  if (numbers.length === 0 || at < 0 || at > numbers.length - 1) throw NUM;
  return interpolated(ascending(numbers), at);
}

function interpolated(sorted: readonly number[], at: number): number {
  const below = floorOf(at);
  const low = sorted[below] ?? 0;
  const high = sorted[below + 1] ?? low;
  return low + (at - below) * (high - low);
}

export function kth(numbers: readonly number[], k: number, largest: boolean): number {
  const place = Math.ceil(k);
  if (place < 1 || place > numbers.length) throw NUM;
  const sorted = ascending(numbers);
  return sorted[largest ? sorted.length - place : place - 1] ?? 0;
}

/** The values that occur most often, in the order they first appear; #N/A when none occurs twice. */
export function modes(numbers: readonly number[]): number[] {
  const counts = new Map<number, number>();
  for (const value of numbers) counts.set(value, (counts.get(value) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  if (most < 2) throw NA;
  return [...counts].filter(([, count]) => count === most).map(([value]) => value);
}

function rank(value: number, numbers: readonly number[], risingOrder: number, averaged: boolean): number {
  const before = numbers.filter((other) =>
    risingOrder === 0 ? compareNumbers(other, value) > 0 : compareNumbers(other, value) < 0,
  ).length;
  const equal = numbers.filter((other) => compareNumbers(other, value) === 0).length;
  if (equal === 0) throw NA;
  return before + 1 + (averaged ? (equal - 1) / 2 : 0);
}

function percentRank(numbers: readonly number[], value: number, digits: number, exclusive: boolean): number {
  const sorted = ascending(numbers);
  const [first] = sorted;
  const last = sorted.at(-1);
  if (first === undefined || last === undefined || digits < 1) throw NUM;
  if (value < first || value > last) throw NA;
  const above = sorted.findIndex((other) => other >= value);
  const high = sorted[above] ?? value;
  const low = sorted[above - 1] ?? high;
  const place = high === value ? above : above - 1 + (value - low) / (high - low);
  const share = exclusive ? (place + 1) / (sorted.length + 1) : sorted.length === 1 ? 1 : place / (sorted.length - 1);
  return Math.floor(share * 10 ** digits + 1e-9) / 10 ** digits;
}

export function countNumbers(rt: Runtime, args: readonly Operand[]): number {
  let count = 0;
  for (const arg of args) {
    if (arg instanceof Reference || arg instanceof Matrix)
      eachValue(rt, arg, (value) => {
        if (typeof value === 'number') count++;
      });
    else if (arg === null || (!(arg instanceof Lambda) && isNumeric(arg))) count++;
  }
  return count;
}

function isNumeric(value: Scalar): boolean {
  return (
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)))
  );
}

export function countValues(rt: Runtime, args: readonly Operand[]): number {
  let count = 0;
  for (const arg of args) {
    if (arg instanceof Reference || arg instanceof Matrix)
      eachValue(rt, arg, (value) => {
        if (value !== null) count++;
      });
    else count++;
  }
  return count;
}

function meanDeviation(numbers: readonly number[]): number {
  const middle = mean(numbers);
  return mean(numbers.map((value) => Math.abs(value - middle)));
}

function positive(numbers: readonly number[]): readonly number[] {
  atLeast(1, numbers, NUM);
  if (numbers.some((value) => value <= 0)) throw NUM;
  return numbers;
}

function trimmed(numbers: readonly number[], share: number): number {
  if (share < 0 || share >= 1) throw NUM;
  const cut = Math.floor((numbers.length * share) / 2);
  return mean(ascending(numbers).slice(cut, numbers.length - cut));
}

function skewness(numbers: readonly number[], deviation: number): number {
  if (deviation === 0) throw DIV0;
  const middle = mean(numbers);
  return sum(numbers.map((value) => ((value - middle) / deviation) ** 3));
}

function kurtosis(numbers: readonly number[]): number {
  const n = numbers.length;
  atLeast(4, numbers);
  const deviation = Math.sqrt(sampleVariance(numbers));
  if (deviation === 0) throw DIV0;
  const middle = mean(numbers);
  const fourth = sum(numbers.map((value) => ((value - middle) / deviation) ** 4));
  return ((n * (n + 1)) / ((n - 1) * (n - 2) * (n - 3))) * fourth - (3 * (n - 1) ** 2) / ((n - 2) * (n - 3));
}

/** Sums of squares and products about the means: what every line through points is made of. */
function moments(pairs: readonly [number, number][]): {
  sxx: number;
  syy: number;
  sxy: number;
  mx: number;
  my: number;
} {
  if (pairs.length === 0) throw DIV0;
  const mx = mean(pairs.map(([x]) => x));
  const my = mean(pairs.map(([, y]) => y));
  return {
    mx,
    my,
    sxx: sum(pairs.map(([x]) => (x - mx) ** 2)),
    syy: sum(pairs.map(([, y]) => (y - my) ** 2)),
    sxy: sum(pairs.map(([x, y]) => (x - mx) * (y - my))),
  };
}

function correlation(pairs: readonly [number, number][]): number {
  const { sxx, syy, sxy } = moments(pairs);
  if (sxx === 0 || syy === 0) throw DIV0;
  return sxy / Math.sqrt(sxx * syy);
}

function line(pairs: readonly [number, number][]): { slope: number; intercept: number } {
  const { sxx, sxy, mx, my } = moments(pairs);
  if (sxx === 0) throw DIV0;
  return { slope: sxy / sxx, intercept: my - (sxy / sxx) * mx };
}

function standardError(pairs: readonly [number, number][]): number {
  const { sxx, syy, sxy } = moments(pairs);
  if (pairs.length < 3 || sxx === 0) throw DIV0;
  return Math.sqrt(Math.max(0, syy - (sxy * sxy) / sxx) / (pairs.length - 2));
}

/** Values on the straight line (or, exponential, on the growth curve) through known points. */
function fitted(
  rt: Runtime,
  ys: Operand,
  xs: Operand | undefined,
  news: Operand | undefined,
  through0: boolean,
  exponential: boolean,
): Matrix {
  const y = toMatrix(rt, ys);
  const x =
    xs === undefined || xs === null
      ? Matrix.fill(y.rows, y.cols, (row, col) => row * y.cols + col + 1)
      : toMatrix(rt, xs);
  const at = news === undefined || news === null ? x : toMatrix(rt, news);
  if (x.data.length !== y.data.length) throw REF;
  const { slope, intercept } = lineFor(rt, y, x, through0, exponential);
  return new Matrix(
    at.rows,
    at.cols,
    at.data.map((value) => {
      if (typeof value !== 'number') return VALUE;
      const result = intercept + slope * value;
      return exponential ? Math.exp(result) : result;
    }),
  );
}

function lineFor(
  rt: Runtime,
  y: Matrix,
  x: Matrix,
  through0: boolean,
  exponential: boolean,
): { slope: number; intercept: number } {
  const pairs = numberPairs(rt, x, y).map(([a, b]): [number, number] => {
    if (exponential && b <= 0) throw NUM;
    return [a, exponential ? Math.log(b) : b];
  });
  if (!through0) return line(pairs);
  return { slope: sum(pairs.map(([a, b]) => a * b)) / sum(pairs.map(([a]) => a * a)), intercept: 0 };
}

function lineParameters(
  rt: Runtime,
  ys: Operand,
  xs: Operand | undefined,
  withIntercept: boolean,
  stats: boolean,
  exponential: boolean,
): Matrix {
  const y = toMatrix(rt, ys);
  const x =
    xs === undefined || xs === null
      ? Matrix.fill(y.rows, y.cols, (row, col) => row * y.cols + col + 1)
      : toMatrix(rt, xs);
  if (x.data.length !== y.data.length) throw REF;
  const { slope, intercept } = lineFor(rt, y, x, !withIntercept, exponential);
  const first = exponential ? [Math.exp(slope), Math.exp(intercept)] : [slope, intercept];
  if (!stats) return new Matrix(1, 2, first);
  const pairs = numberPairs(rt, x, y).map(([a, b]): [number, number] => [a, exponential ? Math.log(b) : b]);
  return regressionStatistics(pairs, slope, intercept, withIntercept, first);
}

function regressionStatistics(
  pairs: [number, number][],
  slope: number,
  intercept: number,
  withIntercept: boolean,
  first: number[],
): Matrix {
  const { sxx, mx, my } = moments(pairs);
  const freedom = pairs.length - (withIntercept ? 2 : 1);
  const residual = sum(pairs.map(([x, y]) => (y - intercept - slope * x) ** 2));
  const explained = sum(pairs.map(([x]) => (intercept + slope * x - (withIntercept ? my : 0)) ** 2));
  const error = Math.sqrt(residual / freedom);
  const spread = withIntercept ? sxx : sum(pairs.map(([x]) => x * x));
  const errorOfIntercept = withIntercept ? error * Math.sqrt(1 / pairs.length + (mx * mx) / sxx) : NA;
  return Matrix.ofRows([
    first,
    [error / Math.sqrt(spread), errorOfIntercept],
    [explained / (explained + residual), error],
    [residual === 0 ? NUM : (explained * freedom) / residual, freedom],
    [explained, residual],
  ]);
}

function frequencies(rt: Runtime, data: Matrix, bins: Matrix): Matrix {
  const limits = bins.data.filter((value) => typeof value === 'number');
  const sorted = [...new Set(ascending(limits))];
  const counts = new Map<number, number>();
  let above = 0;
  rt.spend(data.data.length);
  for (const value of data.data) {
    if (value instanceof CellError) throw value;
    if (typeof value !== 'number') continue;
    const limit = sorted.find((one) => value <= one);
    if (limit === undefined) above++;
    else counts.set(limit, (counts.get(limit) ?? 0) + 1);
  }
  const result = limits.map((limit, index) => (limits.indexOf(limit) < index ? 0 : (counts.get(limit) ?? 0)));
  return new Matrix(result.length + 1, 1, [...result, above]);
}

const overNumbers = (name: string, reduce: (numbers: number[]) => number): FunctionDefinition =>
  fnIn(name, [rest(operand)], (rt, args) => reduce(numbersOf(rt, args)));
const overAll = (name: string, reduce: (numbers: number[]) => number): FunctionDefinition =>
  fnIn(name, [rest(operand)], (rt, args) => reduce(numbersOfAll(rt, args)));
const overList = (name: string, reduce: (numbers: number[], k: number) => number): FunctionDefinition =>
  fnIn(name, [operand, num], (rt, list, k) => reduce(numbersOf(rt, [list]), k));
const overPairs = (name: string, reduce: (pairs: [number, number][]) => number): FunctionDefinition =>
  fnIn(name, [matrix, matrix], (rt, a, b) => reduce(numberPairs(rt, a, b)));

export function lowest(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : numbers.reduce((a, b) => Math.min(a, b));
}

export function highest(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : numbers.reduce((a, b) => Math.max(a, b));
}

const ranks: FunctionDefinition[] = [
  ...named(
    fnIn('RANK', [num, operand, opt(num, 0)], (rt, value, list, order) =>
      rank(value, numbersOf(rt, [list]), order, false),
    ),
    'RANK.EQ',
  ),
  fnIn('RANK.AVG', [num, operand, opt(num, 0)], (rt, value, list, order) =>
    rank(value, numbersOf(rt, [list]), order, true),
  ),
  ...named(
    fnIn('PERCENTRANK', [operand, num, opt(int, 3)], (rt, list, value, digits) =>
      percentRank(numbersOf(rt, [list]), value, digits, false),
    ),
    'PERCENTRANK.INC',
  ),
  fnIn('PERCENTRANK.EXC', [operand, num, opt(int, 3)], (rt, list, value, digits) =>
    percentRank(numbersOf(rt, [list]), value, digits, true),
  ),
  overList('LARGE', (numbers, k) => kth(numbers, k, true)),
  overList('SMALL', (numbers, k) => kth(numbers, k, false)),
  ...named(overList('PERCENTILE', quantile), 'PERCENTILE.INC'),
  overList('PERCENTILE.EXC', quantileExclusive),
  ...named(
    overList('QUARTILE', (numbers, k) => quantile(numbers, Math.trunc(k) / 4)),
    'QUARTILE.INC',
  ),
  overList('QUARTILE.EXC', (numbers, k) => quantileExclusive(numbers, Math.trunc(k) / 4)),
  overList('TRIMMEAN', trimmed),
];

const regression: FunctionDefinition[] = [
  ...named(
    fnIn('CORREL', [matrix, matrix], (rt, a, b) => correlation(numberPairs(rt, a, b))),
    'PEARSON',
  ),
  overPairs('RSQ', (pairs) => correlation(pairs) ** 2),
  ...named(
    overPairs('COVAR', (pairs) => moments(pairs).sxy / pairs.length),
    'COVARIANCE.P',
  ),
  overPairs('COVARIANCE.S', (pairs) => (pairs.length < 2 ? Number.NaN : moments(pairs).sxy / (pairs.length - 1))),
  fnIn('SLOPE', [matrix, matrix], (rt, ys, xs) => line(numberPairs(rt, xs, ys)).slope),
  fnIn('INTERCEPT', [matrix, matrix], (rt, ys, xs) => line(numberPairs(rt, xs, ys)).intercept),
  fnIn('STEYX', [matrix, matrix], (rt, ys, xs) => standardError(numberPairs(rt, xs, ys))),
  ...named(
    fnIn('FORECAST', [num, matrix, matrix], (rt, at, ys, xs) => {
      const { slope, intercept } = line(numberPairs(rt, xs, ys));
      return intercept + slope * at;
    }),
    'FORECAST.LINEAR',
  ),
  fnIn(
    'TREND',
    [matrix, opt(operand, undefined), opt(operand, undefined), opt(bool, true)],
    (rt, ys, xs, news, keep) => fitted(rt, ys, xs, news, !keep, false),
    { givesArray: true },
  ),
  fnIn(
    'GROWTH',
    [matrix, opt(operand, undefined), opt(operand, undefined), opt(bool, true)],
    (rt, ys, xs, news, keep) => fitted(rt, ys, xs, news, !keep, true),
    { givesArray: true },
  ),
  fnIn(
    'LINEST',
    [matrix, opt(operand, undefined), opt(bool, true), opt(bool, false)],
    (rt, ys, xs, keep, stats) => lineParameters(rt, ys, xs, keep, stats, false),
    { givesArray: true },
  ),
  fnIn(
    'LOGEST',
    [matrix, opt(operand, undefined), opt(bool, true), opt(bool, false)],
    (rt, ys, xs, keep, stats) => lineParameters(rt, ys, xs, keep, stats, true),
    { givesArray: true },
  ),
];

export const statisticalFunctions: FunctionDefinition[] = [
  overNumbers('AVERAGE', mean),
  overNumbers('MIN', lowest),
  overNumbers('MAX', highest),
  overNumbers('MEDIAN', median),
  ...named(
    overNumbers('MODE', (numbers) => modes(numbers)[0] ?? 0),
    'MODE.SNGL',
  ),
  fnIn(
    'MODE.MULT',
    [rest(operand)],
    (rt, args) => {
      const found = modes(numbersOf(rt, args));
      return new Matrix(found.length, 1, found);
    },
    { givesArray: true },
  ),
  ...named(overNumbers('VAR', sampleVariance), 'VAR.S'),
  ...named(overNumbers('VARP', populationVariance), 'VAR.P'),
  ...named(
    overNumbers('STDEV', (numbers) => Math.sqrt(sampleVariance(numbers))),
    'STDEV.S',
  ),
  ...named(
    overNumbers('STDEVP', (numbers) => Math.sqrt(populationVariance(numbers))),
    'STDEV.P',
  ),
  overNumbers('AVEDEV', meanDeviation),
  overNumbers('DEVSQ', squares),
  overNumbers('GEOMEAN', (numbers) => Math.exp(mean(positive(numbers).map(Math.log)))),
  overNumbers('HARMEAN', (numbers) => numbers.length / sum(positive(numbers).map((value) => 1 / value))),
  overNumbers('SKEW', (numbers) => {
    atLeast(3, numbers);
    const n = numbers.length;
    return (n / ((n - 1) * (n - 2))) * skewness(numbers, Math.sqrt(sampleVariance(numbers)));
  }),
  overNumbers('SKEW.P', (numbers) => {
    atLeast(3, numbers);
    return skewness(numbers, Math.sqrt(populationVariance(numbers))) / numbers.length;
  }),
  overNumbers('KURT', kurtosis),
  overAll('AVERAGEA', mean),
  overAll('MINA', lowest),
  overAll('MAXA', highest),
  overAll('VARA', sampleVariance),
  overAll('VARPA', populationVariance),
  overAll('STDEVA', (numbers) => Math.sqrt(sampleVariance(numbers))),
  overAll('STDEVPA', (numbers) => Math.sqrt(populationVariance(numbers))),
  fnIn('COUNT', [rest(operand)], countNumbers),
  fnIn('COUNTA', [rest(operand)], countValues),
  fn('STANDARDIZE', [num, num, num], (x, middle, deviation) => (deviation <= 0 ? NUM : (x - middle) / deviation)),
  fnIn('FREQUENCY', [matrix, matrix], frequencies, { givesArray: true }),
  fnIn('PROB', [matrix, matrix, num, opt(num, undefined)], (rt, xs, weights, low, high) => {
    const pairs = numberPairs(rt, xs, weights);
    if (pairs.some(([, p]) => p < 0 || p > 1) || Math.abs(sum(pairs.map(([, p]) => p)) - 1) > 1e-9) return NUM;
    return sum(pairs.filter(([x]) => x >= low && x <= (high ?? low)).map(([, p]) => p));
  }),
  ...ranks,
  ...regression,
];
