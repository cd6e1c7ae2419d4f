import { type CellError, NUM, REF, type Scalar, VALUE } from '../cell-value.ts';
import { toBoolean, toMatrix, toNumber, toScalar, toText } from '../evaluate/coerce.ts';
import { Lambda, type Matrix, type Operand, Reference, type Runtime } from '../evaluate/operand.ts';

/**
 * How an argument reaches a function: `scalar` one value at a time (the function is repeated over an array given there),
 * `operand` as it is, `array` after its formula was evaluated as an array formula.
 */
export type ArgumentMode = 'scalar' | 'operand' | 'array';

/** `clock` and `random` results differ between calculations; `reference` depends on cells that cannot be foreseen. */
export type Volatility = 'clock' | 'random' | 'reference';

/** An argument that is evaluated only when asked for. */
export interface LazyArgument {
  (): Operand;
  /** Nothing was written between the commas. */
  isMissing: boolean;
}

export interface FunctionDefinition {
  name: string;
  min: number;
  max: number;
  mode(index: number, count: number): ArgumentMode;
  volatility: Volatility | null;
  /** It may give several values, so a formula typed by a person spills. */
  givesArray: boolean;
  call: ((rt: Runtime, args: readonly Operand[]) => Operand) | null;
  lazy: ((rt: Runtime, args: readonly LazyArgument[]) => Operand) | null;
}

export interface Param<T> {
  mode: ArgumentMode;
  optional: boolean;
  /** For the last parameter only: it takes all that is left, in turns of these modes. */
  rest: readonly ArgumentMode[] | null;
  read(value: Operand | undefined, rt: Runtime): T;
}

type Values<P extends readonly Param<unknown>[]> = { [K in keyof P]: P[K] extends Param<infer T> ? T : never };

interface Extras {
  volatility?: Volatility;
  givesArray?: boolean;
}

/** A function whose arguments are read by its parameters. A thrown CellError is the result; an endless number is #NUM!. */
export function fn<const P extends readonly Param<unknown>[]>(
  name: string,
  params: P,
  body: (...values: Values<P>) => Operand,
  extras: Extras = {},
): FunctionDefinition {
  return fnIn(name, params, (_, ...values) => body(...values), extras);
}

/** As `fn`, for a function that needs to know where it stands. */
export function fnIn<const P extends readonly Param<unknown>[]>(
  name: string,
  params: P,
  body: (rt: Runtime, ...values: Values<P>) => Operand,
  extras: Extras = {},
): FunctionDefinition {
  const last = params.at(-1);
  const rest = last?.rest ?? null;
  const fixed = rest ? params.length - 1 : params.length;
  return {
    name,
    min: params.filter((param) => !param.optional).length,
    max: rest ? 255 : params.length,
    mode: (index) =>
      index < fixed ? (params[index]?.mode ?? 'scalar') : (rest?.[(index - fixed) % rest.length] ?? 'scalar'),
    volatility: extras.volatility ?? null,
    givesArray: extras.givesArray ?? false,
    lazy: null,
    call: (rt, args) => {
      const values: unknown[] = [];
      for (let index = 0; index < fixed; index++) values.push(params[index]?.read(args[index], rt));
      if (rest) values.push(args.slice(fixed).map((arg) => last?.read(arg, rt)));
      // Each value was made by the parameter of its place, which is what Values<P> says.
      const result = body(rt, ...(values as Values<P>));
      return typeof result === 'number' && !Number.isFinite(result) ? NUM : result;
    },
  };
}

/** A function that decides which of its arguments to evaluate. */
export function lazy(
  name: string,
  min: number,
  max: number,
  mode: (index: number, count: number) => ArgumentMode,
  body: (rt: Runtime, args: readonly LazyArgument[]) => Operand,
): FunctionDefinition {
  return { name, min, max, mode, volatility: null, givesArray: false, call: null, lazy: body };
}

/** The same function under other names. */
export function named(definition: FunctionDefinition, ...names: string[]): FunctionDefinition[] {
  return [definition, ...names.map((name) => ({ ...definition, name }))];
}

function param<T>(mode: ArgumentMode, read: (value: Operand | undefined, rt: Runtime) => T): Param<T> {
  return { mode, optional: false, rest: null, read };
}

function scalar(value: Operand | undefined, rt: Runtime): Scalar {
  return value === undefined ? null : toScalar(rt, value);
}

export const num = param('scalar', (value, rt) => (typeof value === 'number' ? value : toNumber(scalar(value, rt))));
/** A number cut to an integer, towards zero. */
export const int = param('scalar', (value, rt) => Math.trunc(num.read(value, rt) + 0));
export const text = param('scalar', (value, rt) => toText(scalar(value, rt)));
export const bool = param('scalar', (value, rt) => toBoolean(scalar(value, rt)));
/** Any single value but an error. */
export const value = param('scalar', (given, rt): Exclude<Scalar, CellError> => {
  const found = scalar(given, rt);
  if (isError(found)) throw found;
  return found;
});
/** Any single value, errors too. */
export const any = param('scalar', scalar);
export const operand = param('operand', (given): Operand => given ?? null);
/** Values in rows and columns, read at once. */
export const matrix = param('array', (given, rt): Matrix => toMatrix(rt, given ?? null));
/** A range or array kept as it is, its formula evaluated as an array. */
export const arrayOperand = param('array', (given): Operand => given ?? null);
export const reference = param('operand', (given): Reference => {
  if (given instanceof Reference) return given;
  throw isError(given) ? given : VALUE;
});
export const lambda = param('operand', (given): Lambda => {
  if (given instanceof Lambda) return given;
  throw isError(given) ? given : VALUE;
});

/** Absent gives the fallback; an empty argument counts as 0, "" or FALSE. */
export function opt<T, F>(inner: Param<T>, fallback: F): Param<T | F> {
  return {
    ...inner,
    optional: true,
    read: (given, rt) => (given === undefined ? fallback : inner.read(given, rt)),
  };
}

/** Absent and empty both give the fallback. */
export function orElse<T, F>(inner: Param<T>, fallback: F): Param<T | F> {
  return {
    ...inner,
    optional: true,
    read: (given, rt) => (given === undefined || given === null ? fallback : inner.read(given, rt)),
  };
}

/** All arguments from here on; at least one. */
export function rest<T>(inner: Param<T>, modes: readonly ArgumentMode[] = [inner.mode]): Param<T[]> {
  return {
    mode: inner.mode,
    optional: false,
    rest: modes,
    // The builder reads each argument with it and collects the results, so the list is its type there.
    read: inner.read as unknown as Param<T[]>['read'],
  };
}

export function isError(value: Operand | undefined): value is CellError {
  return typeof value === 'object' && value !== null && 'code' in value;
}

/** The single area of a reference; #VALUE! for a union, #REF! for nothing. */
export function onlyArea(reference: Reference) {
  const [area] = reference.areas;
  if (!area) throw REF;
  if (reference.areas.length > 1) throw VALUE;
  return area;
}
