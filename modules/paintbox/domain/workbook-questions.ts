import { type Box, boxName, cellName, intersect, parseBox } from '#app/workbook/address.ts';
import { formatValue } from '#app/workbook/format/number-format.ts';
import { type Cell, plainStyle, type Sheet, sheetIndex, type Workbook } from '#app/workbook/model.ts';
import { type Feeds, feedsOf } from './workbook-feeds.ts';

/** A cell in words, as the sheet shows it. */
export interface CellText {
  cell: string;
  text: string;
  formula: string | null;
}

/** Part of a sheet, row by row, without its empty cells. */
export interface SheetPart {
  sheets: string[];
  sheet: string;
  /** What was read: less than was asked for when that was too much. */
  range: string;
  rows: CellText[][];
  isCut: boolean;
  /** Of a single cell: what it is calculated from, and what is calculated from it. */
  feeds: Feeds | null;
}

/** More than a conversation is for: the workbook's own page shows it all. */
const mostRows = 60;
const mostColumns = 20;

/** Undefined when there is no such sheet or range. Sheets that are hidden are not read. */
export function partOf(
  book: Workbook,
  sheetName: string | undefined,
  range: string | undefined,
): SheetPart | undefined {
  const visible = book.sheets.filter(({ state }) => state === 'visible');
  const sheet = sheetName === undefined ? visible[0] : book.sheets[sheetIndex(book, sheetName)];
  const wanted = range === undefined ? undefined : parseBox(range.replaceAll('$', ''));
  if (sheet?.state !== 'visible' || wanted === null) return undefined;
  const extent: Box = sheet.cells.extent ?? { top: 0, left: 0, bottom: 0, right: 0 };
  const asked =
    wanted === undefined
      ? extent
      : (intersect(wanted, extent) ?? { ...wanted, bottom: wanted.top, right: wanted.left });
  const box = {
    ...asked,
    bottom: Math.min(asked.bottom, asked.top + mostRows - 1),
    right: Math.min(asked.right, asked.left + mostColumns - 1),
  };
  return {
    sheets: visible.map(({ name }) => name),
    sheet: sheet.name,
    range: boxName(box),
    rows: rowsIn(book, sheet, box),
    isCut: box.bottom < asked.bottom || box.right < asked.right,
    feeds: wanted && isOne(wanted) ? feedsOf(book, sheet, wanted.top, wanted.left) : null,
  };
}

function isOne({ top, left, bottom, right }: Box): boolean {
  return top === bottom && left === right;
}

function rowsIn(book: Workbook, sheet: Sheet, box: Box): CellText[][] {
  const rows: CellText[][] = [];
  for (let row = box.top; row <= box.bottom; row += 1) {
    const cells: CellText[] = [];
    for (let col = box.left; col <= box.right; col += 1) {
      const cell = sheet.cells.get(row, col);
      if (cell && cell.value !== null)
        cells.push({ cell: cellName(row, col), text: textOf(book, cell), formula: cell.formula?.text ?? null });
    }
    if (cells.length > 0) rows.push(cells);
  }
  return rows;
}

/** A cell that shows what was looked for, with what stands in its row to the right and, for a heading, below it. */
export interface FoundCell extends CellText {
  sheet: string;
  beside: CellText[];
  below: CellText | null;
}

const mostFound = 20;

/** Cells whose text holds all the words, those that show exactly them first. */
export function searchCells(book: Workbook, query: string): FoundCell[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found: FoundCell[] = [];
  for (const sheet of book.sheets) {
    if (sheet.state !== 'visible') continue;
    sheet.cells.visitAll((cell) => {
      if (cell.value === null || found.length >= mostFound * 10) return;
      const text = textOf(book, cell);
      if (words.every((word) => text.toLowerCase().includes(word))) found.push(foundAt(book, sheet, cell, text));
    });
  }
  const wanted = query.trim().toLowerCase();
  const isExact = ({ text }: FoundCell) => text.trim().toLowerCase() === wanted;
  return [...found.filter(isExact), ...found.filter((each) => !isExact(each))].slice(0, mostFound);
}

function foundAt(book: Workbook, sheet: Sheet, { row, col, formula }: Cell, text: string): FoundCell {
  const beside = rowsIn(book, sheet, { top: row, bottom: row, left: col + 1, right: col + 6 })[0] ?? [];
  const below = rowsIn(book, sheet, { top: row + 1, bottom: row + 1, left: col, right: col })[0]?.[0] ?? null;
  return { sheet: sheet.name, cell: cellName(row, col), text, formula: formula?.text ?? null, beside, below };
}

function textOf(book: Workbook, cell: Cell): string {
  const style = book.styles[cell.style] ?? plainStyle;
  return formatValue(cell.value, style.numberFormat, book.date1904).text;
}
