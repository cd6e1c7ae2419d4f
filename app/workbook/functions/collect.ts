import { CellError, NA, type Scalar, VALUE } from '../cell-value.ts';
import { toMatrix, toNumber } from '../evaluate/coerce.ts';
import { Lambda, Matrix, type Operand, Reference, type Runtime } from '../evaluate/operand.ts';

/**
 * The numbers of arguments as SUM reads them: of ranges and arrays only numbers count, of values written directly also
 * TRUE, FALSE and text that reads as a number. The first error met is thrown.
 */
export function eachNumber(rt: Runtime, args: readonly Operand[], each: (value: number) => void): void {
  const take = (value: Scalar): void => {
    if (typeof value === 'number') each(value);
    else if (value instanceof CellError) throw value;
  };
  for (const arg of args) {
    if (arg instanceof Reference) visitReference(rt, arg, take);
    else if (arg instanceof Matrix) arg.data.forEach(take);
    else if (arg instanceof Lambda) throw VALUE;
    else if (arg !== null) each(toNumber(arg));
    else each(0);
  }
}

export function numbersOf(rt: Runtime, args: readonly Operand[]): number[] {
  const numbers: number[] = [];
  eachNumber(rt, args, (value) => numbers.push(value));
  return numbers;
}

/** As AVERAGEA and the like read: text in a range counts as 0, booleans as 1 and 0. */
export function numbersOfAll(rt: Runtime, args: readonly Operand[]): number[] {
  const numbers: number[] = [];
  for (const arg of args) {
    if (arg instanceof Reference || arg instanceof Matrix) {
      eachValue(rt, arg, (value) => {
        if (value instanceof CellError) throw value;
        if (value !== null) numbers.push(typeof value === 'string' ? 0 : Number(value));
      });
    } else if (arg instanceof Lambda) throw VALUE;
    else numbers.push(toNumber(arg));
  }
  return numbers;
}

/** Every value that is there, errors too; cells that do not exist are passed over. */
export function eachValue(rt: Runtime, arg: Operand, each: (value: Scalar) => void): void {
  if (arg instanceof Reference) visitReference(rt, arg, each);
  else if (arg instanceof Matrix) for (const value of arg.data) each(value);
  else if (arg instanceof Lambda) throw VALUE;
  else each(arg);
}

function visitReference(rt: Runtime, reference: Reference, each: (value: Scalar) => void): void {
  for (const area of reference.areas) rt.visit(area, each);
}

/** Numbers of one argument in their order, for functions that need pairs: null where there is none. */
export function numbersInPlace(rt: Runtime, arg: Operand): (number | null)[] {
  return toMatrix(rt, arg).data.map((value) => {
    if (value instanceof CellError) throw value;
    return typeof value === 'number' ? value : null;
  });
}

/** Pairs of numbers that stand at the same place of two arguments; #N/A when these differ in size. */
export function numberPairs(rt: Runtime, first: Operand, second: Operand): [number, number][] {
  const a = numbersInPlace(rt, first);
  const b = numbersInPlace(rt, second);
  if (a.length !== b.length) throw NA;
  const pairs: [number, number][] = [];
  a.forEach((x, index) => {
    const y = b[index];
    if (x !== null && y !== null && y !== undefined) pairs.push([x, y]);
  });
  return pairs;
}

export function sum(numbers: readonly number[]): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
