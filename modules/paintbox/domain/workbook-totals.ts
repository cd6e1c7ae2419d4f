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

const maxSuggestions = 8;

/** What totals are called, the likeliest first. */
const words: readonly RegExp[] = [
  /grand total|total (?:price|bid|due)|\bbid\b|amount due|payment due|contract sum/i,
  /\btotal\b|\bprice\b|\bquote\b/i,
  /\bdeposit\b|\btax\b|subtotal|sub-total/i,
];

interface Candidate extends TotalCell {
  /** Smaller comes first. */
  rank: number;
}

/**
 * Cells that look like totals: a formula giving a number of at least 1 beside a label that says so, or under a name that
 * does. Those of the last sheet come first, because that is where a workbook adds up.
 */
export function suggestTotals(book: Workbook): TotalCell[] {
  const found = new Map<string, TotalCell>();
  const candidates = [...namedTotals(book), ...book.sheets.toReversed().flatMap((sheet) => totalsOn(sheet))];
  for (const { sheet, cell, label } of candidates.sort((a, b) => a.rank - b.rank)) {
    const key = `${sheet}!${cell}`;
    if (!found.has(key)) found.set(key, { sheet, cell, label });
  }
  return [...found.values()].slice(0, maxSuggestions);
}

function totalsOn(sheet: Sheet): Candidate[] {
  const found: Candidate[] = [];
  if (sheet.state !== 'visible') return found;
  sheet.cells.visitAll((cell) => {
    if (typeof cell.value !== 'string' || cell.value.length > 80) return;
    const rank = words.findIndex((pattern) => pattern.test(String(cell.value)));
    const [amount, ...more] = rank < 0 ? [] : amountsRightOf(sheet, cell.row, cell.col);
    if (amount === undefined) return;
    // A row of many sums is the foot of a table; what a client pays stands alone beside its label.
    const isFoot = more.length > 0;
    found.push({
      sheet: sheet.name,
      cell: cellName(cell.row, amount),
      label: cell.value.trim(),
      rank: rank + (isFoot ? words.length : 0),
    });
  });
  // What stands further down sums up what is above it.
  return found.reverse();
}

function amountsRightOf(sheet: Sheet, row: number, col: number): number[] {
  const found: number[] = [];
  for (let next = col + 1; next <= col + 8; next++) if (isSum(sheet, row, next)) found.push(next);
  return found;
}

function isSum(sheet: Sheet, row: number, col: number): boolean {
  const cell = sheet.cells.get(row, col);
  return typeof cell?.value === 'number' && cell.formula !== null && Math.abs(cell.value) >= 1;
}

/** `GrandTotal` for `Bid!$B$17`. */
function namedTotals(book: Workbook): Candidate[] {
  return book.names.flatMap(({ name, text, hidden }) => {
    const label = name.replaceAll('_', ' ').replace(/([a-z])([A-Z])/g, '$1 $2');
    const rank = hidden ? -1 : words.findIndex((pattern) => pattern.test(label));
    const [, quoted, plain, cell = ''] = /^(?:'((?:[^']|'')+)'|([^'!]+))!(\$?[A-Z]{1,3}\$?\d+)$/.exec(text) ?? [];
    const sheet = book.sheets[sheetIndex(book, quoted?.replaceAll("''", "'") ?? plain ?? '')];
    const at = parseCell(cell);
    if (rank < 0 || !sheet || !at || !isSum(sheet, at.row, at.col)) return [];
    return [{ sheet: sheet.name, cell: cellName(at.row, at.col), label, rank }];
  });
}
