import { formatValue } from './format/number-format.ts';
import type { Sheet, Workbook } from './model.ts';

/**
 * One record of comma-separated values (RFC 4180), without its line end. Text that a spreadsheet would run as a formula
 * gets an apostrophe in front; numbers are left alone.
 */
export function csvRecord(values: readonly (string | number | boolean | null)[]): string {
  return values.map(csvField).join(',');
}

function csvField(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value !== 'string') return typeof value === 'boolean' ? (value ? 'TRUE' : 'FALSE') : String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A sheet as it shows, as comma-separated text with CRLF line ends. */
export function sheetToCsv(book: Workbook, sheet: Sheet): string {
  const extent = sheet.cells.extent;
  if (!extent) return '';
  const lines: string[] = [];
  for (let row = 0; row <= extent.bottom; row++) {
    const values: (string | number | boolean | null)[] = [];
    for (let col = 0; col <= extent.right; col++) {
      const cell = sheet.cells.get(row, col);
      const format = book.styles[cell?.style ?? 0]?.numberFormat ?? 'General';
      if (!cell || cell.value === null) values.push(null);
      else if (typeof cell.value === 'string' || typeof cell.value === 'boolean') values.push(cell.value);
      else if (typeof cell.value === 'number' && format === 'General') values.push(cell.value);
      else values.push(shownNumber(formatValue(cell.value, format, book.date1904).text.trim()));
    }
    lines.push(csvRecord(values));
  }
  return `${lines.join('\r\n')}\r\n`;
}

/** A formatted negative number begins with a minus and is no formula. */
function shownNumber(text: string): string | number {
  return /^-\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
}
