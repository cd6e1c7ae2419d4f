import { CellError, NA, type Scalar, VALUE } from '../cell-value.ts';
import { toArrayOrScalar, toBoolean, toMatrix, toNumber } from '../evaluate/coerce.ts';
import { Lambda, Matrix, type Operand, Reference, type Runtime } from '../evaluate/operand.ts';
import { compare, stretched } from '../evaluate/operators.ts';
import { bool, type FunctionDefinition, fn, fnIn, type LazyArgument, lazy, operand, rest } from './define.ts';

/** Repeats a choice for every element of a matrix of conditions. */
function elementwise(rt: Runtime, parts: readonly Operand[], choose: (values: Scalar[]) => Scalar): Matrix {
  const matrices = parts.map((part) => toMatrix(rt, part));
  const picks = matrices.map(stretched);
  const rows = Math.max(...matrices.map((one) => one.rows));
  const cols = Math.max(...matrices.map((one) => one.cols));
  rt.spend(rows * cols);
  return Matrix.fill(rows, cols, (row, col) => {
    try {
      return choose(picks.map((pick) => pick(row, col) ?? NA));
    } catch (error) {
      if (error instanceof CellError) return error;
      throw error;
    }
  });
}

function single(value: Operand): Scalar {
  if (value instanceof Matrix || value instanceof Reference || value instanceof Lambda) throw VALUE;
  return value;
}

function conditional(rt: Runtime, [test, whenTrue, whenFalse]: readonly LazyArgument[]): Operand {
  const condition = test?.() ?? null;
  if (condition instanceof Matrix) {
    const parts = [condition, whenTrue?.() ?? true, whenFalse ? whenFalse() : false];
    return elementwise(rt, parts, ([c = null, yes = null, no = null]) => filled(toBoolean(c) ? yes : no));
  }
  if (toBoolean(single(condition))) return whenTrue ? filled(whenTrue()) : true;
  return whenFalse ? filled(whenFalse()) : false;
}

/** Nothing between two commas counts as 0. */
function filled<T extends Operand>(value: T): T | 0 {
  return value === null ? 0 : value;
}

function onError(isCaught: (error: CellError) => boolean) {
  return (rt: Runtime, [tested, instead]: readonly LazyArgument[]): Operand => {
    const value = tested?.() ?? null;
    const read = value instanceof Lambda ? value : toArrayOrScalarSafely(rt, value);
    if (read instanceof Matrix) {
      if (!read.data.some((one) => one instanceof CellError && isCaught(one))) return value;
      return elementwise(rt, [read, instead?.() ?? null], ([one = null, other = null]) =>
        one instanceof CellError && isCaught(one) ? filled(other) : filled(one),
      );
    }
    return read instanceof CellError && isCaught(read) ? filled(instead?.() ?? null) : value === null ? 0 : value;
  };
}

function toArrayOrScalarSafely(rt: Runtime, value: Operand): Scalar | Matrix {
  try {
    return toArrayOrScalar(rt, value);
  } catch (error) {
    if (error instanceof CellError) return error;
    throw error;
  }
}

function firstTrue(rt: Runtime, args: readonly LazyArgument[]): Operand {
  for (let index = 0; index + 1 < args.length; index += 2) {
    const condition = args[index]?.() ?? null;
    if (condition instanceof Matrix) return restOfConditions(rt, condition, args.slice(index + 1));
    if (toBoolean(single(condition))) return filled(args[index + 1]?.() ?? null);
  }
  return NA;
}

function restOfConditions(rt: Runtime, condition: Matrix, args: readonly LazyArgument[]): Operand {
  const [value, ...others] = args;
  const otherwise = others.length > 1 ? firstTrue(rt, others) : NA;
  return elementwise(rt, [condition, value?.() ?? null, otherwise], ([c = null, yes = null, no = null]) =>
    toBoolean(c) ? yes : no,
  );
}

function switched(rt: Runtime, [subject, ...cases]: readonly LazyArgument[]): Operand {
  const value = subject?.() ?? null;
  if (value instanceof Matrix) {
    const parts = cases.map((one) => one());
    return elementwise(rt, [value, ...parts], ([one = null, ...rest]) => switchedTo(one, rest));
  }
  const found = single(value);
  if (found instanceof CellError) return found;
  for (let index = 0; index + 1 < cases.length; index += 2) {
    const candidate = cases[index]?.() ?? null;
    const wanted = candidate instanceof Matrix ? (candidate.data[0] ?? null) : single(candidate);
    if (wanted instanceof CellError) return wanted;
    if (same(found, wanted)) return filled(cases[index + 1]?.() ?? null);
  }
  return cases.length % 2 === 1 ? filled(cases.at(-1)?.() ?? null) : NA;
}

function switchedTo(value: Scalar, cases: readonly Scalar[]): Scalar {
  if (value instanceof CellError) return value;
  for (let index = 0; index + 1 < cases.length; index += 2) {
    if (same(value, cases[index] ?? null)) return cases[index + 1] ?? null;
  }
  return cases.length % 2 === 1 ? (cases.at(-1) ?? null) : NA;
}

function same(a: Scalar, b: Scalar): boolean {
  return (a === null || b === null || typeof a === typeof b) && compare(a, b) === 0;
}

function chosen(rt: Runtime, [index, ...choices]: readonly LazyArgument[]): Operand {
  const which = index?.() ?? null;
  if (which instanceof Matrix) {
    return elementwise(rt, [which, ...choices.map((choice) => choice())], ([at = null, ...values]) => {
      const value = values[Math.trunc(toNumber(at)) - 1];
      return value === undefined ? VALUE : value;
    });
  }
  const choice = choices[Math.trunc(toNumber(single(which))) - 1];
  return choice ? filled(choice()) : VALUE;
}

/** Truth values as AND reads them: text and empty cells of ranges do not count; none at all is #VALUE!. */
function truths(rt: Runtime, args: readonly Operand[]): boolean[] {
  const result: boolean[] = [];
  const take = (value: Scalar): void => {
    if (value instanceof CellError) throw value;
    if (typeof value === 'number' || typeof value === 'boolean') result.push(Boolean(value));
  };
  for (const arg of args) {
    if (arg instanceof Reference) for (const area of arg.areas) rt.visit(area, take);
    else if (arg instanceof Matrix) arg.data.forEach(take);
    else if (arg instanceof Lambda) throw VALUE;
    else result.push(toBoolean(arg));
  }
  if (result.length === 0) throw VALUE;
  return result;
}

const firstScalar = (index: number) => (index === 0 ? 'scalar' : 'operand');

export const logicalFunctions: FunctionDefinition[] = [
  lazy('IF', 1, 3, firstScalar, conditional),
  lazy(
    'IFERROR',
    2,
    2,
    () => 'scalar',
    onError(() => true),
  ),
  lazy(
    'IFNA',
    2,
    2,
    () => 'scalar',
    onError((error) => error.code === '#N/A'),
  ),
  lazy('IFS', 2, 254, (index) => (index % 2 === 0 ? 'scalar' : 'operand'), firstTrue),
  lazy(
    'SWITCH',
    3,
    254,
    (index, count) => (index % 2 === 1 && index < count - 1 ? 'scalar' : index === 0 ? 'scalar' : 'operand'),
    switched,
  ),
  lazy('CHOOSE', 2, 255, firstScalar, chosen),
  fnIn('AND', [rest(operand)], (rt, args) => truths(rt, args).every(Boolean)),
  fnIn('OR', [rest(operand)], (rt, args) => truths(rt, args).some(Boolean)),
  fnIn('XOR', [rest(operand)], (rt, args) => truths(rt, args).filter(Boolean).length % 2 === 1),
  fn('NOT', [bool], (value) => !value),
  fn('TRUE', [], () => true),
  fn('FALSE', [], () => false),
];
