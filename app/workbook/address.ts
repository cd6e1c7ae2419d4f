/** Rows and columns are counted from 0 here; people and files count rows from 1. Limits are those of the .xlsx format. */
export const MAX_ROWS = 1_048_576;
export const MAX_COLUMNS = 16_384;
export const LAST_ROW = MAX_ROWS - 1;
export const LAST_COLUMN = MAX_COLUMNS - 1;

export interface Position {
  row: number;
  col: number;
}

/** A rectangle of cells, both ends included. */
export interface Box {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

/** A rectangle on one sheet, the sheet by its place in the workbook. */
export interface Area extends Box {
  sheet: number;
}

/** 0 -> `A`, 26 -> `AA`, 16383 -> `XFD`. */
export function columnName(col: number): string {
  let name = '';
  for (let rest = col + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  }
  return name;
}

/** `A` -> 0; -1 when the letters name no column. */
export function columnIndex(letters: string): number {
  let index = 0;
  for (const letter of letters.toUpperCase()) {
    const digit = letter.charCodeAt(0) - 64;
    if (digit < 1 || digit > 26) return -1;
    index = index * 26 + digit;
    if (index > MAX_COLUMNS) return -1;
  }
  return index - 1;
}

/** `cellName(0, 0)` is `A1`. */
export function cellName(row: number, col: number): string {
  return `${columnName(col)}${row + 1}`;
}

/** `A1:B3`, or `A1` for one cell. */
export function boxName(box: Box): string {
  const first = cellName(box.top, box.left);
  return box.top === box.bottom && box.left === box.right ? first : `${first}:${cellName(box.bottom, box.right)}`;
}

/** `$B$7` or `b7` -> its position; null when it names no cell. */
export function parseCell(text: string): Position | null {
  const match = /^\$?([A-Za-z]{1,3})\$?(\d{1,7})$/.exec(text);
  if (!match) return null;
  const col = columnIndex(match[1] ?? '');
  const row = Number(match[2]) - 1;
  return col < 0 || row < 0 || row > LAST_ROW ? null : { row, col };
}

/** `A1`, `A1:C9`, `A:C` or `1:9` -> its rectangle; null when it is none. */
export function parseBox(text: string): Box | null {
  const [from = '', to = from, ...more] = text.replaceAll('$', '').split(':');
  if (more.length > 0) return null;
  const start = parseCell(from);
  const end = parseCell(to);
  if (start && end) return span(start, end);
  if (/^\d+$/.test(from) && /^\d+$/.test(to)) return wholeRows(Number(from) - 1, Number(to) - 1);
  if (/^[A-Za-z]+$/.test(from) && /^[A-Za-z]+$/.test(to)) return wholeColumns(columnIndex(from), columnIndex(to));
  return null;
}

function wholeRows(from: number, to: number): Box | null {
  const top = Math.min(from, to);
  const bottom = Math.max(from, to);
  return top < 0 || bottom > LAST_ROW ? null : { top, bottom, left: 0, right: LAST_COLUMN };
}

function wholeColumns(from: number, to: number): Box | null {
  const left = Math.min(from, to);
  return left < 0 ? null : { left, right: Math.max(from, to), top: 0, bottom: LAST_ROW };
}

/** The smallest rectangle that holds both positions. */
export function span(a: Position, b: Position): Box {
  return {
    top: Math.min(a.row, b.row),
    left: Math.min(a.col, b.col),
    bottom: Math.max(a.row, b.row),
    right: Math.max(a.col, b.col),
  };
}

export function contains(box: Box, row: number, col: number): boolean {
  return row >= box.top && row <= box.bottom && col >= box.left && col <= box.right;
}

export function intersect(a: Box, b: Box): Box | null {
  const top = Math.max(a.top, b.top);
  const left = Math.max(a.left, b.left);
  const bottom = Math.min(a.bottom, b.bottom);
  const right = Math.min(a.right, b.right);
  return top > bottom || left > right ? null : { top, left, bottom, right };
}
