import { type CellError, DIV0, NUM } from '../cell-value.ts';
import { toMatrix } from '../evaluate/coerce.ts';
import type { Operand, Runtime } from '../evaluate/operand.ts';
import { numberPairs, numbersOf, sum } from './collect.ts';
import { bool, type FunctionDefinition, fn, fnIn, int, matrix, named, num, operand, opt } from './define.ts';
import {
  betaI,
  bracket,
  chiSquareCdf,
  erf,
  erfc,
  fCdf,
  gamma,
  gammaP,
  inverse,
  logGamma,
  normalCdf,
  normalInverse,
  normalPdf,
  tCdf,
} from './distribution.ts';
import { combinations } from './math.ts';
import { mean, sampleVariance } from './statistics.ts';

function check(condition: boolean): void {
  if (!condition) throw NUM;
}

function share(p: number): number {
  check(p > 0 && p < 1);
  return p;
}

function normal(x: number, middle: number, deviation: number, cumulative: boolean): number {
  check(deviation > 0);
  const z = (x - middle) / deviation;
  return cumulative ? normalCdf(z) : normalPdf(z) / deviation;
}

function normalAt(p: number, middle: number, deviation: number): number {
  check(deviation > 0);
  return middle + deviation * normalInverse(share(p));
}

function binomial(k: number, n: number, p: number, cumulative: boolean): number {
  check(k >= 0 && k <= n && p >= 0 && p <= 1);
  if (cumulative) return k >= n ? 1 : 1 - betaI(p, k + 1, n - k);
  return combinations(n, k) * p ** k * (1 - p) ** (n - k);
}

function binomialInverse(n: number, p: number, alpha: number): number {
  check(n >= 0 && p > 0 && p < 1 && alpha > 0 && alpha < 1);
  for (let k = 0; k < n; k++) if (binomial(k, n, p, true) >= alpha) return k;
  return n;
}

function poisson(k: number, middle: number, cumulative: boolean): number {
  check(k >= 0 && middle >= 0);
  if (cumulative) return 1 - gammaP(k + 1, middle);
  return Math.exp(k * Math.log(middle) - middle - logGamma(k + 1));
}

function exponential(x: number, lambda: number, cumulative: boolean): number {
  check(x >= 0 && lambda > 0);
  return cumulative ? -Math.expm1(-lambda * x) : lambda * Math.exp(-lambda * x);
}

function weibull(x: number, alpha: number, beta: number, cumulative: boolean): number {
  check(x >= 0 && alpha > 0 && beta > 0);
  const power = (x / beta) ** alpha;
  return cumulative ? -Math.expm1(-power) : (alpha / beta) * (x / beta) ** (alpha - 1) * Math.exp(-power);
}

function gammaDistribution(x: number, alpha: number, beta: number, cumulative: boolean): number {
  check(x >= 0 && alpha > 0 && beta > 0);
  if (cumulative) return gammaP(alpha, x / beta);
  return (x ** (alpha - 1) * Math.exp(-x / beta)) / (beta ** alpha * gamma(alpha));
}

function positiveInverse(cdf: (x: number) => number, p: number): number {
  check(p >= 0 && p < 1);
  return p === 0 ? 0 : inverse(cdf, p, 0, bracket(cdf, p));
}

function studentDensity(t: number, freedom: number): number {
  const front = Math.exp(logGamma((freedom + 1) / 2) - logGamma(freedom / 2)) / Math.sqrt(freedom * Math.PI);
  return front * (1 + (t * t) / freedom) ** (-(freedom + 1) / 2);
}

function student(t: number, freedom: number, cumulative: boolean): number {
  check(freedom >= 1);
  return cumulative ? tCdf(t, freedom) : studentDensity(t, freedom);
}

function studentInverse(p: number, freedom: number): number {
  check(freedom >= 1);
  share(p);
  return p < 0.5 ? -studentInverse(1 - p, freedom) || 0 : positiveInverse((t) => 2 * tCdf(t, freedom) - 1, 2 * p - 1);
}

function twoTails(t: number, freedom: number): number {
  check(t >= 0 && freedom >= 1);
  return 2 * (1 - tCdf(t, freedom));
}

function chiSquare(x: number, freedom: number, cumulative: boolean): number {
  check(x >= 0 && freedom >= 1);
  return cumulative ? chiSquareCdf(x, freedom) : gammaDistribution(x, freedom / 2, 2, false);
}

function confidence(alpha: number, deviation: number, size: number, factor: (alpha: number) => number): number {
  check(alpha > 0 && alpha < 1 && deviation > 0 && size >= 1);
  return (factor(alpha) * deviation) / Math.sqrt(size);
}

/** Probability of a difference at least this large, by Student's test: 1 paired, 2 equal and 3 unequal variances. */
function studentTest(rt: Runtime, first: Operand, second: Operand, tails: number, kind: number): number | CellError {
  check((tails === 1 || tails === 2) && kind >= 1 && kind <= 3);
  const [t, freedom] =
    kind === 1
      ? pairedTest(rt, first, second)
      : unpairedTest(numbersOf(rt, [first]), numbersOf(rt, [second]), kind === 2);
  if (!Number.isFinite(t)) return DIV0;
  return tails * (1 - tCdf(Math.abs(t), freedom));
}

function pairedTest(rt: Runtime, first: Operand, second: Operand): [number, number] {
  const differences = numberPairs(rt, first, second).map(([a, b]) => a - b);
  return [mean(differences) / Math.sqrt(sampleVariance(differences) / differences.length), differences.length - 1];
}

function unpairedTest(a: readonly number[], b: readonly number[], equal: boolean): [number, number] {
  const [va, vb] = [sampleVariance(a) / a.length, sampleVariance(b) / b.length];
  if (equal) {
    const freedom = a.length + b.length - 2;
    const pooled = ((a.length - 1) * sampleVariance(a) + (b.length - 1) * sampleVariance(b)) / freedom;
    return [(mean(a) - mean(b)) / Math.sqrt(pooled * (1 / a.length + 1 / b.length)), freedom];
  }
  const freedom = (va + vb) ** 2 / (va ** 2 / (a.length - 1) + vb ** 2 / (b.length - 1));
  return [(mean(a) - mean(b)) / Math.sqrt(va + vb), freedom];
}

function chiTest(rt: Runtime, actual: Operand, expected: Operand): number {
  const shape = toMatrix(rt, actual);
  const pairs = numberPairs(rt, actual, expected);
  const statistic = sum(pairs.map(([a, e]) => (a - e) ** 2 / e));
  const freedom = shape.rows > 1 && shape.cols > 1 ? (shape.rows - 1) * (shape.cols - 1) : shape.data.length - 1;
  return 1 - chiSquareCdf(statistic, freedom);
}

export const probabilityFunctions: FunctionDefinition[] = [
  ...named(fn('NORM.DIST', [num, num, num, bool], normal), 'NORMDIST'),
  ...named(fn('NORM.INV', [num, num, num], normalAt), 'NORMINV'),
  fn('NORM.S.DIST', [num, bool], (z, cumulative) => normal(z, 0, 1, cumulative)),
  fn('NORMSDIST', [num], normalCdf),
  ...named(
    fn('NORM.S.INV', [num], (p) => normalInverse(share(p))),
    'NORMSINV',
  ),
  fn('GAUSS', [num], (z) => normalCdf(z) - 0.5),
  fn('PHI', [num], normalPdf),
  fn('LOGNORM.DIST', [num, num, num, bool], (x, middle, deviation, cumulative) => {
    check(x > 0);
    return normal(Math.log(x), middle, deviation, cumulative) / (cumulative ? 1 : x);
  }),
  fn('LOGNORMDIST', [num, num, num], (x, middle, deviation) =>
    x <= 0 ? NUM : normal(Math.log(x), middle, deviation, true),
  ),
  ...named(
    fn('LOGNORM.INV', [num, num, num], (p, middle, deviation) => Math.exp(normalAt(p, middle, deviation))),
    'LOGINV',
  ),
  ...named(fn('BINOM.DIST', [int, int, num, bool], binomial), 'BINOMDIST'),
  ...named(fn('BINOM.INV', [int, num, num], binomialInverse), 'CRITBINOM'),
  ...named(fn('POISSON.DIST', [int, num, bool], poisson), 'POISSON'),
  ...named(fn('EXPON.DIST', [num, num, bool], exponential), 'EXPONDIST'),
  ...named(fn('WEIBULL.DIST', [num, num, num, bool], weibull), 'WEIBULL'),
  ...named(fn('GAMMA.DIST', [num, num, num, bool], gammaDistribution), 'GAMMADIST'),
  ...named(
    fn('GAMMA.INV', [num, num, num], (p, alpha, beta) => beta * positiveInverse((x) => gammaP(alpha, x), p)),
    'GAMMAINV',
  ),
  fn('GAMMA', [num], (x) => (x <= 0 && Number.isInteger(x) ? NUM : gamma(x))),
  ...named(
    fn('GAMMALN', [num], (x) => (x <= 0 ? NUM : logGamma(x))),
    'GAMMALN.PRECISE',
  ),
  fn('BETADIST', [num, num, num, opt(num, 0), opt(num, 1)], (x, a, b, low, high) => {
    check(a > 0 && b > 0 && x >= low && x <= high && low !== high);
    return betaI((x - low) / (high - low), a, b);
  }),
  fn('ERF', [num, opt(num, undefined)], (a, b) => (b === undefined ? erf(a) : erf(b) - erf(a))),
  fn('ERF.PRECISE', [num], erf),
  ...named(fn('ERFC', [num], erfc), 'ERFC.PRECISE'),
  fn('T.DIST', [num, int, bool], student),
  fn('T.DIST.2T', [num, int], twoTails),
  fn('T.DIST.RT', [num, int], (t, freedom) => 1 - student(t, freedom, true)),
  fn('TDIST', [num, int, int], (t, freedom, tails) => {
    check(tails === 1 || tails === 2);
    return (twoTails(t, freedom) * tails) / 2;
  }),
  fn('T.INV', [num, int], studentInverse),
  ...named(
    fn('T.INV.2T', [num, int], (p, freedom) => (p === 1 ? 0 : studentInverse(1 - p / 2, freedom))),
    'TINV',
  ),
  ...named(fnIn('T.TEST', [matrix, matrix, int, int], studentTest), 'TTEST'),
  fn('CHISQ.DIST', [num, int, bool], chiSquare),
  ...named(
    fn('CHISQ.DIST.RT', [num, int], (x, freedom) => 1 - chiSquare(x, freedom, true)),
    'CHIDIST',
  ),
  fn('CHISQ.INV', [num, int], (p, freedom) => positiveInverse((x) => chiSquareCdf(x, freedom), p)),
  ...named(
    fn('CHISQ.INV.RT', [num, int], (p, freedom) => positiveInverse((x) => chiSquareCdf(x, freedom), 1 - p)),
    'CHIINV',
  ),
  ...named(fnIn('CHISQ.TEST', [matrix, matrix], chiTest), 'CHITEST'),
  ...named(
    fn('F.DIST.RT', [num, int, int], (x, a, b) => 1 - fCdf(x, a, b)),
    'FDIST',
  ),
  ...named(
    fn('F.INV.RT', [num, int, int], (p, a, b) => positiveInverse((x) => fCdf(x, a, b), 1 - p)),
    'FINV',
  ),
  fn('F.INV', [num, int, int], (p, a, b) => positiveInverse((x) => fCdf(x, a, b), p)),
  ...named(
    fnIn('F.TEST', [operand, operand], (rt, first, second) => {
      const [a, b] = [numbersOf(rt, [first]), numbersOf(rt, [second])];
      const upper = 1 - fCdf(sampleVariance(a) / sampleVariance(b), a.length - 1, b.length - 1);
      return 2 * Math.min(upper, 1 - upper);
    }),
    'FTEST',
  ),
  ...named(
    fnIn('Z.TEST', [operand, num, opt(num, undefined)], (rt, list, x, deviation) => {
      const numbers = numbersOf(rt, [list]);
      return (
        1 -
        normalCdf((mean(numbers) - x) / ((deviation ?? Math.sqrt(sampleVariance(numbers))) / Math.sqrt(numbers.length)))
      );
    }),
    'ZTEST',
  ),
  ...named(
    fn('CONFIDENCE.NORM', [num, num, int], (alpha, deviation, size) =>
      confidence(alpha, deviation, size, (a) => -normalInverse(a / 2)),
    ),
    'CONFIDENCE',
  ),
  fn('CONFIDENCE.T', [num, num, int], (alpha, deviation, size) =>
    confidence(alpha, deviation, size, (a) => studentInverse(1 - a / 2, size - 1)),
  ),
  ...named(
    fn(
      'HYPGEOMDIST',
      [int, int, int, int],
      (k, draws, successes, all) =>
        (combinations(successes, k) * combinations(all - successes, draws - k)) / combinations(all, draws),
    ),
  ),
  ...named(
    fn(
      'NEGBINOMDIST',
      [int, int, num],
      (failures, successes, p) =>
        combinations(failures + successes - 1, successes - 1) * p ** successes * (1 - p) ** failures,
    ),
  ),
  ...named(fn('FISHER', [num], (x) => (Math.abs(x) >= 1 ? NUM : Math.atanh(x)))),
  fn('FISHERINV', [num], Math.tanh),
];
