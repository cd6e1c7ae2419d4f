import type { Area } from '../address.ts';
import type { Scalar } from '../cell-value.ts';
import type { Workbook } from '../model.ts';

/** Values in rows and columns, row by row. */
export class Matrix {
  readonly rows: number;
  readonly cols: number;
  readonly data: Scalar[];

  constructor(rows: number, cols: number, data: Scalar[]) {
    this.rows = rows;
    this.cols = cols;
    this.data = data;
  }

  at(row: number, col: number): Scalar {
    return this.data[row * this.cols + col] ?? null;
  }

  row(index: number): Scalar[] {
    return this.data.slice(index * this.cols, (index + 1) * this.cols);
  }

  static fill(rows: number, cols: number, value: (row: number, col: number) => Scalar): Matrix {
    const data: Scalar[] = new Array(rows * cols);
    for (let row = 0; row < rows; row++) {
      for (let col = 0; col < cols; col++) data[row * cols + col] = value(row, col);
    }
    return new Matrix(rows, cols, data);
  }

  static ofRows(rows: readonly (readonly Scalar[])[]): Matrix {
    return new Matrix(rows.length, rows[0]?.length ?? 0, rows.flat());
  }
}

/** Cells that are pointed at, not yet read. Several areas come from a union or a 3-D reference. */
export class Reference {
  readonly areas: readonly Area[];

  constructor(areas: readonly Area[]) {
    this.areas = areas;
  }

  get isOneCell(): boolean {
    const [area] = this.areas;
    return this.areas.length === 1 && area !== undefined && area.top === area.bottom && area.left === area.right;
  }
}

/** A function made by LAMBDA; `missing` parameters arrive as undefined. */
export class Lambda {
  readonly arity: number;
  readonly call: (args: readonly (Operand | undefined)[]) => Operand;

  constructor(arity: number, call: (args: readonly (Operand | undefined)[]) => Operand) {
    this.arity = arity;
    this.call = call;
  }
}

export type Operand = Scalar | Matrix | Reference | Lambda;

/** A call or reference the engine does not perform: the cell keeps the value that the file stored. */
export class Unsupported {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/** What evaluating needs from its surroundings. */
export interface Runtime {
  readonly book: Workbook;
  /** The cell being computed. */
  readonly sheet: number;
  readonly row: number;
  readonly col: number;
  /** Largest range or array that may be materialised. */
  readonly arrayCells: number;
  read(sheet: number, row: number, col: number): Scalar;
  /** Every existing cell of the area, row by row; empty ones are passed over. */
  visit(area: Area, each: (value: Scalar, row: number, col: number) => void): void;
  /** Where in a single row or column the value stands, from 0, as equality of lookups has it; made once per calculation. */
  positions(area: Area, value: number | string | boolean): readonly number[];
  /** The area with an open end (last row or column of the sheet) drawn in to what the workbook uses. */
  clamp(area: Area): Area;
  formulaText(sheet: number, row: number, col: number): string | null;
  /** The area a dynamic array formula at that cell fills now. */
  spillArea(sheet: number, row: number, col: number): Area | null;
  /** Compiles and evaluates reference text, for INDIRECT. */
  indirect(text: string): Operand;
  isRowHidden(sheet: number, row: number): boolean;
  isSubtotal(sheet: number, row: number, col: number): boolean;
  /** Takes from the budget of the calculation; throws WorkbookError when it is used up. */
  spend(steps: number): void;
  /** Wall-clock serial number of this moment, 1900 system. */
  now(): number;
  random(): number;
}

export function areaRows(area: Area): number {
  return area.bottom - area.top + 1;
}

export function areaCols(area: Area): number {
  return area.right - area.left + 1;
}
