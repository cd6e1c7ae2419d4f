import { type Box, LAST_COLUMN, LAST_ROW } from './address.ts';
import type { Scalar } from './cell-value.ts';
import type { Restructure } from './formula/move.ts';

/**
 * How a formula fills cells: `plain` gives one value (a range in it means the cell of the same row or column), `array` is
 * a legacy {=...} over a fixed range, `dynamic` spills, `data-table` is a what-if table, which is kept but not calculated.
 */
export type FormulaKind = 'plain' | 'array' | 'dynamic' | 'data-table';

export interface Formula {
  /** Without the leading `=`, as a person would type it. */
  text: string;
  kind: FormulaKind;
  /** Cells an `array` formula fills, and those a `dynamic` one fills at the moment. */
  range: Box | null;
  /** Its value is out of date and is computed before anyone reads it. */
  pending: boolean;
  /** What its value rests on, as bits of `Taint`. */
  taint: number;
}

/** Marks of a value that was not, or not only, calculated from the workbook itself; they pass on to dependents. */
export const Taint = {
  /** A cell that cannot be calculated kept its stored value. */
  unsupported: 1,
  /** The clock or chance. */
  volatile: 2,
  /** A circular reference. */
  circular: 4,
} as const;

export function newFormula(text: string, kind: FormulaKind, range: Box | null = null): Formula {
  return { text, kind, range, pending: true, taint: 0 };
}

export interface Cell {
  row: number;
  col: number;
  value: Scalar;
  formula: Formula | null;
  /** Place in `Workbook.styles`. */
  style: number;
  /** The cell whose array formula fills this one. */
  anchor: Cell | null;
  /** What the file said: the audit compares with it and an export leaves it alone when it still holds. */
  stored: Scalar;
  /** True once a person changed the content. */
  edited: boolean;
}

export function newCell(row: number, col: number): Cell {
  return { row, col, value: null, formula: null, style: 0, anchor: null, stored: null, edited: false };
}

const BLOCK = 256;
type Block = (Cell | undefined)[];

/** Cells of one sheet, in blocks of 256 rows by column, so that a scan down a column touches only what is there. */
export class CellStore {
  private readonly columns: (Block | undefined)[][] = [];
  private used = 0;
  private bottomRow = -1;
  private rightColumn = -1;

  get size(): number {
    return this.used;
  }

  /** The rectangle from A1 that holds every cell ever put here; null while there is none. */
  get extent(): Box | null {
    return this.used === 0 ? null : { top: 0, left: 0, bottom: this.bottomRow, right: this.rightColumn };
  }

  get(row: number, col: number): Cell | undefined {
    return this.columns[col]?.[row >> 8]?.[row & 255];
  }

  ensure(row: number, col: number): Cell {
    const found = this.get(row, col);
    if (found) return found;
    const cell = newCell(row, col);
    this.put(cell);
    return cell;
  }

  put(cell: Cell): void {
    const { row, col } = cell;
    if (row < 0 || col < 0 || row > LAST_ROW || col > LAST_COLUMN) throw new RangeError('Outside of the sheet.');
    while (this.columns.length <= col) this.columns.push([]);
    const column = this.columns[col];
    if (!column) return;
    while (column.length <= row >> 8) column.push(undefined);
    let block = column[row >> 8];
    if (!block) {
      block = new Array<Cell | undefined>(BLOCK).fill(undefined);
      column[row >> 8] = block;
    }
    if (!block[row & 255]) this.used++;
    block[row & 255] = cell;
    if (row > this.bottomRow) this.bottomRow = row;
    if (col > this.rightColumn) this.rightColumn = col;
  }

  delete(row: number, col: number): void {
    const block = this.columns[col]?.[row >> 8];
    if (!block?.[row & 255]) return;
    block[row & 255] = undefined;
    this.used--;
  }

  clear(): void {
    this.columns.length = 0;
    this.used = 0;
    this.bottomRow = -1;
    this.rightColumn = -1;
  }

  /** Calls back for each existing cell of the rectangle, row by row. */
  visit(box: Box, each: (cell: Cell) => void): void {
    const right = Math.min(box.right, this.columns.length - 1);
    const bottom = Math.min(box.bottom, this.bottomRow);
    if (box.left === right) this.visitColumn(this.columns[right] ?? [], box.top, bottom, each);
    else this.visitColumns(this.columns.slice(box.left, right + 1), box.top, bottom, each);
  }

  private visitColumn(
    column: readonly (Block | undefined)[],
    top: number,
    bottom: number,
    each: (cell: Cell) => void,
  ): void {
    for (let index = top >> 8; index <= bottom >> 8; index++) {
      const block = column[index];
      if (!block) continue;
      const last = Math.min(bottom - index * BLOCK, BLOCK - 1);
      for (let offset = Math.max(top - index * BLOCK, 0); offset <= last; offset++) {
        const cell = block[offset];
        if (cell) each(cell);
      }
    }
  }

  private visitColumns(
    columns: readonly (Block | undefined)[][],
    top: number,
    bottom: number,
    each: (cell: Cell) => void,
  ): void {
    for (let index = top >> 8; index <= bottom >> 8; index++) {
      const blocks = columns.map((column) => column[index]).filter((block) => block !== undefined);
      if (blocks.length > 0) visitBlocks(blocks, Math.max(top - index * BLOCK, 0), bottom - index * BLOCK, each);
    }
  }

  /** Every cell, row by row. */
  visitAll(each: (cell: Cell) => void): void {
    const box = this.extent;
    if (box) this.visit(box, each);
  }
}

function visitBlocks(blocks: Block[], from: number, to: number, each: (cell: Cell) => void): void {
  const last = Math.min(to, BLOCK - 1);
  for (let offset = from; offset <= last; offset++) {
    for (const block of blocks) {
      const cell = block[offset];
      if (cell) each(cell);
    }
  }
}

export interface Sheet {
  name: string;
  state: 'visible' | 'hidden' | 'veryHidden';
  cells: CellStore;
  merges: Box[];
  /** Widths in characters of the default font, by column. */
  widths: Map<number, number>;
  defaultWidth: number;
  hiddenRows: Set<number>;
  hiddenColumns: Set<number>;
  /** Rows and columns that stay in view. */
  frozen: { rows: number; columns: number };
  /** Path of the worksheet in the package; null for a sheet that has none yet. */
  part: string | null;
  /** Rows and columns inserted or removed since the file was read, in order: its part is moved along when it is written. */
  moves: Restructure[];
}

export interface DefinedName {
  name: string;
  /** Index of the sheet the name belongs to; null for the whole workbook. */
  scope: number | null;
  text: string;
  hidden: boolean;
}

export interface Table {
  name: string;
  sheet: number;
  range: Box;
  columns: string[];
  headerRows: number;
  totalRows: number;
  part: string;
}

export interface CellStyle {
  numberFormat: string;
  bold: boolean;
  italic: boolean;
  /** `RRGGBB` of a solid fill and of the text where the file names them plainly. */
  fill: string | null;
  color: string | null;
  align: 'left' | 'center' | 'right' | null;
  wrap: boolean;
  quotePrefix: boolean;
  /** The style of the file this one was made from, whose borders and the like it shares. */
  base: number;
}

export interface Workbook {
  sheets: Sheet[];
  names: DefinedName[];
  tables: Table[];
  styles: CellStyle[];
  /** How many of `styles` the file brought. */
  fileStyles: number;
  date1904: boolean;
  /** The file asks for iterative calculation, which is not performed: cycles keep their stored values. */
  iterative: boolean;
  /** The package holds macros: they are kept and never run. */
  hasMacros: boolean;
  externalLinks: number;
  /** The program that saved the file, as it names itself; null when it does not. */
  producer: string | null;
  /** Every file of the package as it came, by path, in its order. */
  parts: Map<string, Uint8Array>;
  workbookPart: string;
}

export const plainStyle: CellStyle = {
  numberFormat: 'General',
  bold: false,
  italic: false,
  fill: null,
  color: null,
  align: null,
  wrap: false,
  quotePrefix: false,
  base: 0,
};

export function newSheet(name: string): Sheet {
  return {
    name,
    state: 'visible',
    cells: new CellStore(),
    merges: [],
    widths: new Map(),
    defaultWidth: 8.43,
    hiddenRows: new Set(),
    hiddenColumns: new Set(),
    frozen: { rows: 0, columns: 0 },
    part: null,
    moves: [],
  };
}

/** A workbook of empty sheets. */
export function newWorkbook(sheetNames: readonly string[] = ['Sheet1']): Workbook {
  return {
    sheets: sheetNames.map(newSheet),
    names: [],
    tables: [],
    styles: [plainStyle],
    fileStyles: 1,
    date1904: false,
    iterative: false,
    hasMacros: false,
    externalLinks: 0,
    producer: null,
    parts: new Map(),
    workbookPart: 'xl/workbook.xml',
  };
}

/** Index of the sheet of that name (case does not count); -1 when there is none. */
export function sheetIndex(book: Workbook, name: string): number {
  const wanted = name.toLowerCase();
  return book.sheets.findIndex((sheet) => sheet.name.toLowerCase() === wanted);
}
