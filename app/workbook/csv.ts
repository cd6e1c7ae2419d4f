import { formatValue } from './format/number-format.ts';
import type { Cell, Sheet, Workbook } from './model.ts';

/**
 * One record of comma-separated values (RFC 4180), without its line end. Text that a spreadsheet would run as a formula
 * gets an apostrophe in front; numbers are left alone.
 */
export function csvRecord(values: readonly (string | number | boolean | null)[]): string {
  return values.map((value) => (typeof value === 'string' ? quoted(disarmed(value)) : plainField(value))).join(',');
}

/** A sheet as it shows, as comma-separated text with CRLF line ends. */
export function sheetToCsv(book: Workbook, sheet: Sheet): string {
  const { extent } = sheet.cells;
  if (!extent) return '';
  const lines = Array.from({ length: extent.bottom + 1 }, (_, row) =>
    Array.from({ length: extent.right + 1 }, (_, col) => shownField(book, sheet.cells.get(row, col))).join(','),
  );
  return `${lines.join('\r\n')}\r\n`;
}

function shownField(book: Workbook, cell: Cell | undefined): string {
  if (!cell || cell.value === null) return '';
  if (typeof cell.value === 'string') return quoted(disarmed(cell.value));
  const format = book.styles[cell.style]?.numberFormat ?? 'General';
  if (typeof cell.value === 'number' && format === 'General') return plainField(cell.value);
  return quoted(formatValue(cell.value, format, book.date1904).text.trim());
}

function plainField(value: number | boolean | null): string {
  if (value === null) return '';
  return typeof value === 'boolean' ? (value ? 'TRUE' : 'FALSE') : String(value);
}

/** Spreadsheets skip leading blanks, and take the wide signs of East Asian keyboards for the plain ones. */
function disarmed(text: string): string {
  return /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(text) ? `'${text}` : text;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
