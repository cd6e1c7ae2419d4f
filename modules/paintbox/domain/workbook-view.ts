import { cellName, columnName } from '#app/workbook/address.ts';
import { CellError } from '#app/workbook/cell-value.ts';
import { formatValue } from '#app/workbook/format/number-format.ts';
import { type Cell, plainStyle, type Sheet, type Workbook } from '#app/workbook/model.ts';

/** What a page without a script shows of a workbook: one sheet from its top left corner, as text. */
export interface SheetView {
  sheets: { index: number; name: string }[];
  /** Which of them is shown, by its place in the workbook. */
  shown: number;
  columns: string[];
  rows: ViewRow[];
  /** Rows and columns that the sheet has and that are left out here. */
  more: { rows: number; columns: number };
}

export interface ViewRow {
  /** As people count, from 1. */
  number: number;
  cells: ViewCell[];
}

export interface ViewCell {
  cell: string;
  text: string;
  align: 'left' | 'center' | 'right';
  isBold: boolean;
  isItalic: boolean;
  /** `RRGGBB`. */
  fill: string | null;
  isFormula: boolean;
  isError: boolean;
  isEdited: boolean;
}

/** A page is read, not searched: beyond this the sheet in the browser and the file itself are the better tools. */
const most = { rows: 200, columns: 40 };

/** The sheet of that name, or the first one that is not hidden. */
export function viewOf(book: Workbook, sheetName?: string): SheetView {
  const visible = book.sheets.flatMap((sheet, index) =>
    sheet.state === 'visible' ? [{ index, name: sheet.name }] : [],
  );
  const wanted = visible.find(({ name }) => name.toLowerCase() === sheetName?.toLowerCase()) ?? visible[0];
  const shown = wanted?.index ?? 0;
  const sheet = book.sheets[shown];
  if (!sheet) return { sheets: visible, shown, columns: [], rows: [], more: { rows: 0, columns: 0 } };
  const columns = visibleUpTo((sheet.cells.extent?.right ?? -1) + 1, sheet.hiddenColumns);
  const rows = visibleUpTo((sheet.cells.extent?.bottom ?? -1) + 1, sheet.hiddenRows);
  const shownColumns = columns.slice(0, most.columns);
  return {
    sheets: visible,
    shown,
    columns: shownColumns.map(columnName),
    rows: rows.slice(0, most.rows).map((row) => ({
      number: row + 1,
      cells: shownColumns.map((col) => cellView(book, sheet, row, col)),
    })),
    more: { rows: Math.max(0, rows.length - most.rows), columns: Math.max(0, columns.length - most.columns) },
  };
}

function visibleUpTo(count: number, hidden: ReadonlySet<number>): number[] {
  return Array.from({ length: count }, (_, index) => index).filter((index) => !hidden.has(index));
}

function cellView(book: Workbook, sheet: Sheet, row: number, col: number): ViewCell {
  const cell = sheet.cells.get(row, col);
  const style = book.styles[cell?.style ?? 0] ?? plainStyle;
  const value = cell?.value ?? null;
  return {
    cell: cellName(row, col),
    text: formatValue(value, style.numberFormat, book.date1904).text,
    align: style.align ?? usualAlign(cell),
    isBold: style.bold,
    isItalic: style.italic,
    fill: style.fill,
    isFormula: Boolean(cell?.formula ?? cell?.anchor),
    isError: value instanceof CellError,
    isEdited: cell?.edited ?? false,
  };
}

/** Numbers to the right, text to the left, truth and errors in the middle, as every spreadsheet does. */
export function usualAlign(cell: Cell | undefined): 'left' | 'center' | 'right' {
  if (typeof cell?.value === 'number') return 'right';
  return typeof cell?.value === 'boolean' || cell?.value instanceof CellError ? 'center' : 'left';
}
