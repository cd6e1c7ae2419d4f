import { CellError, type Scalar, VALUE } from '../cell-value.ts';
import { Matrix, type Operand, Reference, type Runtime } from '../evaluate/operand.ts';
import { sum } from './collect.ts';
import { type FunctionDefinition, fnIn, int, operand, rest } from './define.ts';
import {
  highest,
  kth,
  lowest,
  mean,
  median,
  modes,
  populationVariance,
  quantile,
  quantileExclusive,
  sampleVariance,
} from './statistics.ts';

type Reduction = (numbers: readonly number[], values: readonly Scalar[]) => number;

/** The functions that SUBTOTAL and AGGREGATE know by number, 1 to 13. */
const reductions: Record<number, Reduction> = {
  1: mean,
  2: (numbers) => numbers.length,
  3: (_, values) => values.length,
  4: highest,
  5: lowest,
  6: (numbers) => (numbers.length === 0 ? 0 : numbers.reduce((a, b) => a * b, 1)),
  7: (numbers) => Math.sqrt(sampleVariance(numbers)),
  8: (numbers) => Math.sqrt(populationVariance(numbers)),
  9: sum,
  10: sampleVariance,
  11: populationVariance,
  12: median,
  13: (numbers) => modes(numbers)[0] ?? 0,
};

/** Those that take a second argument, 14 to 19. */
const ranked: Record<number, (numbers: readonly number[], k: number) => number> = {
  14: (numbers, k) => kth(numbers, k, true),
  15: (numbers, k) => kth(numbers, k, false),
  16: quantile,
  17: (numbers, k) => quantile(numbers, Math.trunc(k) / 4),
  18: quantileExclusive,
  19: (numbers, k) => quantileExclusive(numbers, Math.trunc(k) / 4),
};

interface Ignoring {
  hidden: boolean;
  errors: boolean;
  nested: boolean;
}

/** Values of the ranges without those that are to be ignored. */
function gathered(rt: Runtime, args: readonly Operand[], ignoring: Ignoring): Scalar[] {
  const values: Scalar[] = [];
  const take = (value: Scalar): void => {
    if (value === null || (ignoring.errors && value instanceof CellError)) return;
    values.push(value);
  };
  for (const arg of args) {
    if (arg instanceof Reference) {
      for (const area of arg.areas) {
        rt.visit(area, (value, row, col) => {
          if (ignoring.hidden && rt.isRowHidden(area.sheet, row)) return;
          if (ignoring.nested && rt.isSubtotal(area.sheet, row, col)) return;
          take(value);
        });
      }
    } else if (arg instanceof Matrix) arg.data.forEach(take);
    else throw arg instanceof CellError ? arg : VALUE;
  }
  return values;
}

function numbersIn(values: readonly Scalar[], counting: boolean): number[] {
  return values.filter((value) => {
    if (value instanceof CellError && !counting) throw value;
    return typeof value === 'number';
  });
}

function subtotal(rt: Runtime, code: number, args: readonly Operand[]): number {
  const reduce = code > 100 ? reductions[code - 100] : reductions[code];
  if (!reduce || (code > 11 && code < 101) || code > 111) throw VALUE;
  if (args.some((arg) => !(arg instanceof Reference))) throw VALUE;
  const values = gathered(rt, args, { hidden: code > 100, errors: false, nested: true });
  const counting = code % 100 === 2 || code % 100 === 3;
  return reduce(numbersIn(values, counting), values);
}

function aggregate(rt: Runtime, code: number, option: number, args: readonly Operand[]): number {
  if (option < 0 || option > 7) throw VALUE;
  const ignoring = {
    hidden: [1, 3, 5, 7].includes(option),
    errors: [2, 3, 6, 7].includes(option),
    nested: option < 4,
  };
  const withRank = ranked[code];
  if (withRank) {
    const k = args[1];
    const values = gathered(rt, args.slice(0, 1), ignoring);
    const [number] = gathered(
      rt,
      [k instanceof Reference || k instanceof Matrix ? k : new Matrix(1, 1, [scalarOf(k)])],
      ignoring,
    );
    if (typeof number !== 'number') throw VALUE;
    return withRank(numbersIn(values, false), number);
  }
  const reduce = reductions[code];
  if (!reduce) throw VALUE;
  const values = gathered(rt, args, ignoring);
  return reduce(numbersIn(values, code === 2 || code === 3), values);
}

function scalarOf(value: Operand | undefined): Scalar {
  return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean' ? value : null;
}

export const subtotalFunctions: FunctionDefinition[] = [
  fnIn('SUBTOTAL', [int, rest(operand)], subtotal),
  fnIn('AGGREGATE', [int, int, rest(operand, ['array'])], aggregate),
];
