import { describe, expect, test } from 'vitest';
import { newId } from '#app/values/id.ts';
import { cellName } from '#app/workbook/address.ts';
import { Calculator } from '#app/workbook/calculate.ts';
import { CellError } from '#app/workbook/cell-value.ts';
import { type CellDescription, createWorkbook } from '#app/workbook/create.ts';
import type { Workbook } from '#app/workbook/model.ts';
import { readWorkbook } from '#app/workbook/read.ts';
import { writeWorkbook } from '#app/workbook/write.ts';
import { addRoom, emptyEstimate } from './edit.ts';
import { chance, randomBook, randomEstimate, randomSelection } from './estimate.fixture.ts';
import type { Estimate } from './estimate.ts';
import { priceEstimate } from './price.ts';
import type { Purchase, Totals } from './priced.ts';
import { quoteTotals } from './quote-totals.ts';
import type { RateBook } from './rate-book.ts';
import { defaultRateBook } from './rate-book-default.ts';
import type { Literal, SheetDescription, WorkbookDescription } from './sheet-description.ts';
import { estimateWorkbook } from './workbook-export.ts';
import { readEstimateWorkbook, type SheetValues } from './workbook-import.ts';

function opened({ sheets }: WorkbookDescription): Workbook {
  return createWorkbook({ sheets: sheets.map(({ name, rows }) => ({ name, cells: cellsOf(rows) })) });
}

function cellsOf(rows: SheetDescription['rows']): Record<string, CellDescription> {
  const cells = rows.flatMap((row, at) =>
    row.flatMap(({ value, formula, format }, col): [string, CellDescription][] =>
      value === null && !formula
        ? []
        : [[cellName(at, col), formula ? { formula, numberFormat: format } : { value, numberFormat: format }]],
    ),
  );
  return Object.fromEntries(cells);
}

function calculated(book: Workbook): SheetValues[] {
  const calculator = new Calculator(book);
  calculator.calculateAll();
  expect(calculator.notCalculated()).toEqual([]);
  return book.sheets.map((sheet) => {
    const rows: Literal[][] = [];
    sheet.cells.visitAll((cell) => {
      while (rows.length <= cell.row) rows.push([]);
      const row = rows[cell.row] ?? [];
      while (row.length <= cell.col) row.push(null);
      row[cell.col] = cell.value instanceof CellError ? cell.value.code : cell.value;
    });
    return { name: sheet.name, rows };
  });
}

function values(doc: Estimate, book: RateBook): SheetValues[] {
  return calculated(opened(estimateWorkbook(doc, book)));
}

/** `Total` of the summary, in minor units. */
function figure(sheets: readonly SheetValues[], label: string): number {
  const rows = sheets.find((sheet) => sheet.name === 'Summary')?.rows ?? [];
  return Math.round(Number(rows.findLast((row) => row[0] === label)?.[3]) * 100);
}

const RUNS = 150;

const feet = (value: number) => ({ typed: `${value}'`, nm: value * 304_800_000 });

describe('an estimate as a workbook', () => {
  const book = defaultRateBook();
  const room = addRoom(emptyEstimate(book, 'Repaint'), {
    area: { name: '=Living', shape: { kind: 'rectangle', length: feet(12), width: feet(15), height: feet(8) } },
    book,
    newId,
  });

  test('a changed size recalculates to what the application gives', () => {
    const workbook = opened(estimateWorkbook(room, book));
    const sheet = workbook.sheets.find((candidate) => candidate.name === 'Areas');
    const titles = calculated(workbook).find((candidate) => candidate.name === 'Areas')?.rows[0] ?? [];
    const height = sheet?.cells.ensure(1, titles.indexOf('Height'));
    if (height) Object.assign(height, { value: 9.5, formula: null });
    const sheets = calculated(workbook);
    const read = readEstimateWorkbook(sheets, newId);
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    expect(read.value.areas[0]?.shape).toMatchObject({ height: { typed: `9' 6"`, nm: 9.5 * 304_800_000 } });
    expect(figure(sheets, 'Total')).toBe(priceEstimate(read.value, book).totals.total);
  });

  test('text that begins with = stays text', () => {
    expect(values(room, book).find((sheet) => sheet.name === 'Areas')?.rows[1]).toContain('=Living');
  });

  test('what cannot be read is named by sheet and row', () => {
    const sheets = values(room, book).map((sheet) =>
      sheet.name === 'Takeoff'
        ? { ...sheet, rows: sheet.rows.map((row, at) => (at === 2 ? row.map((cell) => (cell === 1 ? 7 : cell)) : row)) }
        : sheet,
    );
    const read = readEstimateWorkbook(sheets, newId);
    expect(read.ok ? [] : read.error).toContainEqual({ sheet: 'Takeoff', row: 3, message: 'At most three coats.' });
    expect(readEstimateWorkbook([], newId).ok).toBe(false);
  });
});

test('random estimates recalculate to the same cents and read back unchanged', { timeout: 120_000 }, () => {
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const random = chance(seed);
    const book = randomBook(random);
    const doc = randomEstimate(random, book);
    const { basis, totals } = priceEstimate(doc, book);
    const workbook = opened(estimateWorkbook(doc, book));
    const sheets = calculated(workbook);
    expect(printedIn(sheets), `seed ${seed}`).toEqual(printedOf(totals));
    expect(readEstimateWorkbook(sheets, newId), `seed ${seed}`).toEqual({ ok: true, value: doc });

    const selection = randomSelection(random, doc.options);
    take(workbook, doc, selection);
    const chosen = printedOf(quoteTotals(basis, selection));
    expect(printedIn(calculated(workbook)), `seed ${seed}, other options`).toEqual(chosen);
  }
});

test('the purchase list follows what is taken, and always holds enough', { timeout: 120_000 }, () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    const random = chance(seed);
    const book = randomBook(random);
    const doc = randomEstimate(random, book);
    const priced = priceEstimate(doc, book);
    const workbook = opened(estimateWorkbook(doc, book));
    const bought = purchasesIn(calculated(workbook));
    expect(bought.needed, `seed ${seed}`).toEqual(neededOf(priced.purchases));
    expect(bought.paintCost, `seed ${seed}`).toBe(priced.purchaseCost);
    expect(bought.more, `seed ${seed}`).toBe(0);

    const selection = randomSelection(random, doc.options);
    take(workbook, doc, selection);
    const options = doc.options.map((option) => ({ ...option, isSelectedByDefault: selection.includes(option.id) }));
    const chosen = priceEstimate({ ...doc, options }, book);
    const other = purchasesIn(calculated(workbook));
    expect(other.needed, `seed ${seed}, other options`).toEqual(neededOf(chosen.purchases));
    expect(other.isEnough, `seed ${seed}, other options`).toBe(true);
    expect(other.paintCost).toBeGreaterThanOrEqual(chosen.purchaseCost);
  }
});

function neededOf(purchases: readonly Purchase[]): string[] {
  return purchases
    .filter(({ volume }) => Number(volume) > 0)
    .map(({ productName, colour, sheen, volume }) =>
      [productName, colour, sheen, Number(volume)].join(' ').toLowerCase(),
    )
    .sort();
}

/** What the sheet of purchases says: each paint that is needed, and whether its cans hold it. */
function purchasesIn(sheets: readonly SheetValues[]) {
  const [, ...rows] = sheets.find((sheet) => sheet.name === 'Purchases')?.rows ?? [];
  const cans = rows.filter((row) => typeof row[6] === 'number');
  const paints = cans.flatMap((row, at) => {
    if (typeof row[4] !== 'number') return [];
    const next = cans.findIndex((later, index) => index > at && typeof later[4] === 'number');
    const own = cans.slice(at, next < 0 ? undefined : next);
    const holds = own.reduce((sum, can) => sum + Number(can[6]) * (Number(can[8]) + Number(can[9] ?? 0)), 0);
    return [{ row, needed: row[4], holds }];
  });
  return {
    needed: paints
      .filter(({ needed }) => needed > 0)
      .map(({ row, needed }) => [row[1], row[2] ?? '', row[3] ?? '', needed].join(' ').toLowerCase())
      .sort(),
    isEnough: paints.every(({ needed, holds }) => holds >= needed - 1e-9),
    paintCost: Math.round(cans.reduce((sum, row) => sum + Number(row[10]), 0) * 100),
    more: cans.reduce((sum, row) => sum + Number(row[9] ?? 0), 0),
  };
}

test('through a file and back, twice, nothing changes', { timeout: 120_000 }, () => {
  for (let seed = 1; seed <= 15; seed += 1) {
    const random = chance(seed);
    const book = randomBook(random);
    const doc = { ...randomEstimate(random, book), clientNote: '=1+1', terms: 'One <b> & two\nthree' };
    const file = (estimate: Estimate) => readWorkbook(writeWorkbook(opened(estimateWorkbook(estimate, book))));
    const once = readEstimateWorkbook(calculated(file(doc)), newId);
    expect(once, `seed ${seed}`).toEqual({ ok: true, value: doc });
    if (once.ok) expect(readEstimateWorkbook(calculated(file(once.value)), newId)).toEqual(once);
  }
});

function printedOf({ subtotal, net, tax, total }: Totals) {
  return { subtotal, net, tax, total };
}

function printedIn(sheets: readonly SheetValues[]) {
  return {
    subtotal: figure(sheets, 'Subtotal'),
    net: figure(sheets, 'Net'),
    tax: figure(sheets, 'Sales tax'),
    total: figure(sheets, 'Total'),
  };
}

/** Types 1 or 0 into the summary's column of what is taken. */
function take(workbook: Workbook, doc: Estimate, selection: readonly string[]) {
  doc.options.forEach((option, index) => {
    const cell = workbook.sheets[0]?.cells.ensure(6 + index, 2);
    if (cell) cell.value = selection.includes(option.id) ? 1 : 0;
  });
}
