import { type CellError, DIV0, NUM } from '../cell-value.ts';
import { ceilingOf, fifteenDigits, floorOf, roundTo } from '../evaluate/rounding.ts';
import { type FunctionDefinition, fn, named, num, opt } from './define.ts';

/** CEILING: away from zero for a negative number with a negative step, up otherwise. */
function ceiling(value: number, step: number): number | CellError {
  if (value === 0 || step === 0) return 0;
  if (value > 0 && step < 0) return NUM;
  return clean(ceilingOf(value / step) * step);
}

function floor(value: number, step: number): number | CellError {
  if (value === 0) return 0;
  if (step === 0) return DIV0;
  if (value > 0 && step < 0) return NUM;
  return clean(floorOf(value / step) * step);
}

/** A multiple such as 3 * 0.1 shows 0.30000000000000004; people see 15 digits and so does Excel. */
function clean(value: number): number {
  return fifteenDigits(value) || 0;
}

function ceilingMath(value: number, step: number, mode: number): number {
  const size = Math.abs(step);
  if (size === 0 || value === 0) return 0;
  const away = value < 0 && mode !== 0;
  return clean((away ? floorOf(value / size) : ceilingOf(value / size)) * size);
}

function floorMath(value: number, step: number, mode: number): number {
  const size = Math.abs(step);
  if (size === 0 || value === 0) return 0;
  const towards = value < 0 && mode !== 0;
  return clean((towards ? ceilingOf(value / size) : floorOf(value / size)) * size);
}

function multiple(value: number, step: number): number | CellError {
  if (step === 0 || value === 0) return 0;
  if (value < 0 !== step < 0) return NUM;
  return clean(roundTo(value / step, 0) * step);
}

/** To the next even (or odd) integer away from zero. */
function awayTo(value: number, remainder: 0 | 1): number {
  const size = ceilingOf(Math.abs(value));
  const result = size % 2 === remainder ? size : size + 1;
  return value < 0 ? -result : result;
}

export const roundingFunctions: FunctionDefinition[] = [
  fn('ROUND', [num, num], (value, digits) => roundTo(value, digits)),
  fn('ROUNDUP', [num, num], (value, digits) => roundTo(value, digits, 'up')),
  fn('ROUNDDOWN', [num, num], (value, digits) => roundTo(value, digits, 'down')),
  fn('TRUNC', [num, opt(num, 0)], (value, digits) => roundTo(value, digits, 'down')),
  fn('INT', [num], floorOf),
  fn('CEILING', [num, num], ceiling),
  fn('FLOOR', [num, num], floor),
  fn('CEILING.MATH', [num, opt(num, 1), opt(num, 0)], ceilingMath),
  fn('FLOOR.MATH', [num, opt(num, 1), opt(num, 0)], floorMath),
  ...named(
    fn('CEILING.PRECISE', [num, opt(num, 1)], (value, step) => ceilingMath(value, step, 0)),
    'ISO.CEILING',
  ),
  fn('FLOOR.PRECISE', [num, opt(num, 1)], (value, step) => floorMath(value, step, 0)),
  fn('MROUND', [num, num], multiple),
  fn('EVEN', [num], (value) => awayTo(value, 0)),
  fn('ODD', [num], (value) => awayTo(value, 1)),
];
