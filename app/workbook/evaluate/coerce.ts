import { CALC, CellError, type Scalar, VALUE } from '../cell-value.ts';
import { Lambda, Matrix, type Operand, Reference, type Runtime, Unsupported } from './operand.ts';
import { numberInText } from './text-number.ts';

/** Empty is 0, TRUE is 1, text is read as a number or is #VALUE!. Errors are thrown, to be caught where a cell ends. */
export function toNumber(value: Scalar): number {
  if (typeof value === 'number') return value;
  if (value === null) return 0;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof CellError) throw value;
  const number = numberInText(value);
  if (number === null) throw VALUE;
  return number;
}

export function toText(value: Scalar): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  if (typeof value === 'number') return numberToText(value);
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  throw value;
}

export function toBoolean(value: Scalar): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  if (value === null) return false;
  if (value instanceof CellError) throw value;
  const upper = value.toUpperCase();
  if (upper === 'TRUE') return true;
  if (upper === 'FALSE') return false;
  throw VALUE;
}

/** As the General format and `&` write a number: 15 significant digits, an exponent from 1E+21 and below 1E-9 or so. */
export function numberToText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value === 0 ? 0 : value);
  const rounded = Number(value.toPrecision(15));
  const magnitude = Math.abs(rounded);
  if (magnitude >= 1e21 || (magnitude < 1e-9 && magnitude > 0)) return scientific(rounded);
  if (magnitude < 1e-4 || magnitude >= 1e15) return decimal(rounded);
  return String(rounded);
}

function scientific(value: number): string {
  const [mantissa = '', exponent = '+0'] = value.toExponential().split('e');
  const digits = exponent.replace(/^[+-]/, '').padStart(2, '0');
  return `${mantissa}E${exponent.startsWith('-') ? '-' : '+'}${digits}`;
}

/** All digits, without an exponent; long tails fall back to one as Excel does past 20 characters. */
function decimal(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude >= 1)
    return BigInt(Math.round(value))
      .toString()
      .replace(/(?<=^-?\d{15})\d*/, (tail) => '0'.repeat(tail.length));
  const [mantissa = '', exponent = '0'] = magnitude.toExponential().split('e');
  const digits = mantissa.replace('.', '');
  const text = `0.${'0'.repeat(-Number(exponent) - 1)}${digits}`;
  if (text.length > 21) return scientific(value);
  return value < 0 ? `-${text}` : text;
}

/**
 * One value out of anything, as a formula that is not an array formula does: of a range the cell in this row or column
 * (implicit intersection), of an array its first.
 */
export function toScalar(rt: Runtime, value: Operand): Scalar {
  if (value instanceof Reference) return intersected(rt, value);
  if (value instanceof Matrix) return value.data[0] ?? null;
  if (value instanceof Lambda) throw CALC;
  return value;
}

function intersected(rt: Runtime, reference: Reference): Scalar {
  const [area] = reference.areas;
  if (!area || reference.areas.length > 1) return VALUE;
  const oneRow = area.top === area.bottom;
  const oneColumn = area.left === area.right;
  if (oneRow && oneColumn) return rt.read(area.sheet, area.top, area.left);
  const row = oneRow ? area.top : rt.row;
  const col = oneColumn ? area.left : rt.col;
  const isCrossed = row >= area.top && row <= area.bottom && col >= area.left && col <= area.right;
  return isCrossed ? rt.read(area.sheet, row, col) : VALUE;
}

/** All values as rows and columns; a single one is a 1 by 1 matrix. */
export function toMatrix(rt: Runtime, value: Operand): Matrix {
  if (value instanceof Matrix) return value;
  if (value instanceof Reference) return readReference(rt, value);
  if (value instanceof Lambda) throw CALC;
  return new Matrix(1, 1, [value]);
}

function readReference(rt: Runtime, reference: Reference): Matrix {
  const [first] = reference.areas;
  if (!first || reference.areas.length > 1) throw VALUE;
  const area = rt.clamp(first);
  const rows = area.bottom - area.top + 1;
  const cols = area.right - area.left + 1;
  if (rows * cols > rt.arrayCells) throw new Unsupported('the range is too large to calculate with as an array');
  rt.spend(rows * cols);
  const data = new Array<Scalar>(rows * cols).fill(null);
  rt.visit(area, (value, row, col) => {
    data[(row - area.top) * cols + (col - area.left)] = value;
  });
  return new Matrix(rows, cols, data);
}

/** A single value where there is one, a matrix where there are several. */
export function toArrayOrScalar(rt: Runtime, value: Operand): Scalar | Matrix {
  if (value instanceof Reference) {
    const [area] = value.areas;
    if (area && value.isOneCell) return rt.read(area.sheet, area.top, area.left);
    return readReference(rt, value);
  }
  if (value instanceof Lambda) throw CALC;
  return value;
}
