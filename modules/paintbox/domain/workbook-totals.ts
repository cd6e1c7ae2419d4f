import { type Decimal, decimal } from '#app/values/decimal.ts';
import { MAX_MINOR, toMinor } from '#app/values/money.ts';
import { failed, ok, type Result } from '#app/values/result.ts';
import { cellName, parseCell } from '#app/workbook/address.ts';
import { CellError } from '#app/workbook/cell-value.ts';
import { type Sheet, sheetIndex, type Workbook } from '#app/workbook/model.ts';

/** A cell whose amount a quote takes. */
export interface TotalCell {
  sheet: string;
  cell: string;
  label: string;
}

/**
 * The amount in a cell, in minor units, rounded half away from zero on the 15 significant digits that Excel shows:
 * 2069.345 is 2,069.35 whatever its binary neighbour. Refuses what is no amount, in words.
 */
export function amountIn(
  book: Workbook,
  at: { sheet: string; cell: string },
  currency: string,
): Result<number, string> {
  const sheet = book.sheets[sheetIndex(book, at.sheet)];
  const place = parseCell(at.cell);
  if (!sheet || !place) return failed(`There is no cell ${at.cell} on a sheet “${at.sheet}”.`);
  const value = sheet.cells.get(place.row, place.col)?.value ?? null;
  const name = `${at.sheet}!${at.cell}`;
  if (value instanceof CellError) return failed(`${name} shows ${value.code}: mend the formula before you take it.`);
  if (typeof value !== 'number') return failed(`${name} holds no number.`);
  if (Math.abs(value) > MAX_MINOR / 1000) return failed(`The number in ${name} is too large for an amount.`);
  return ok(toMinor(shown(value), currency));
}

function shown(value: number): Decimal {
  return Math.abs(value) < 1e-6 ? decimal(0) : decimal(value.toPrecision(15));
}

const totalWords = /\b(grand total|total|bid|price|amount due|contract sum|quote|subtotal)\b/i;
const maxSuggestions = 8;

/**
 * Cells that look like totals: a formula giving a number of at least 1, beside or under a label that says so. The last
 * ones of a sheet come first, because that is where totals stand.
 */
export function suggestTotals(book: Workbook): TotalCell[] {
  return book.sheets
    .filter((sheet) => sheet.state === 'visible')
    .flatMap(totalsOn)
    .sort((a, b) => rank(b.label) - rank(a.label))
    .slice(0, maxSuggestions);
}

function totalsOn(sheet: Sheet): TotalCell[] {
  const found: TotalCell[] = [];
  sheet.cells.visitAll((cell) => {
    if (typeof cell.value !== 'string' || cell.value.length > 80 || !totalWords.test(cell.value)) return;
    const amount = rightOf(sheet, cell.row, cell.col);
    if (amount !== null) found.push({ sheet: sheet.name, cell: cellName(cell.row, amount), label: cell.value.trim() });
  });
  return found.reverse();
}

function rightOf(sheet: Sheet, row: number, col: number): number | null {
  for (let next = col + 1; next <= col + 8; next++) {
    const cell = sheet.cells.get(row, next);
    if (typeof cell?.value === 'number' && cell.formula && Math.abs(cell.value) >= 1) return next;
  }
  return null;
}

function rank(label: string): number {
  if (/grand total|bid|amount due|contract sum/i.test(label)) return 3;
  if (/subtotal/i.test(label)) return 1;
  return 2;
}
