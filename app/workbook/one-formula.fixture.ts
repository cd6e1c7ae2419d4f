import { cellName } from './address.ts';
import { CellError, type Scalar } from './cell-value.ts';
import { type CellDescription, createWorkbook } from './create.ts';

export type Plain = number | string | boolean | null;

/** The value of one formula in Z1 of a sheet with these cells; errors as their spelling. */
export function calculate(formula: string, cells: Record<string, Plain | `=${string}`> = {}): Plain {
  const described: Record<string, CellDescription> = { Z1: { formula } };
  for (const [address, value] of Object.entries(cells)) {
    described[address] = typeof value === 'string' && value.startsWith('=') ? { formula: value.slice(1) } : { value };
  }
  const book = createWorkbook({ sheets: [{ name: 'Sheet1', cells: described }] });
  return plain(book.sheets[0]?.cells.get(0, 25)?.value ?? null);
}

export function plain(value: Scalar): Plain {
  return value instanceof CellError ? value.code : value;
}

/** Rows of values from A1. */
export function grid(rows: readonly (readonly Plain[])[]): Record<string, Plain> {
  const cells: Record<string, Plain> = {};
  rows.forEach((row, index) => {
    row.forEach((value, col) => {
      if (value !== null) cells[cellName(index, col)] = value;
    });
  });
  return cells;
}
