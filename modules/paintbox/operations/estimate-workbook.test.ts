import { describe, expect, it } from 'vitest';
import { newId } from '#app/values/id.ts';
import { auditWorkbook } from '#app/workbook/audit.ts';
import type { Workbook } from '#app/workbook/model.ts';
import { readWorkbook } from '#app/workbook/read.ts';
import { writeWorkbook } from '#app/workbook/write.ts';
import { isLibreOfficeHere, recalculatedByLibreOffice } from '#tests/support/libreoffice.ts';
import { refusalOf } from '#tests/support/paintbox.ts';
import { demoDocument } from '../domain/demo/documents.ts';
import type { DemoJobName } from '../domain/demo/jobs.ts';
import { chance, randomBook, randomEstimate, randomSelection } from '../domain/estimate.fixture.ts';
import { priceEstimate } from '../domain/price.ts';
import { quoteTotals } from '../domain/quote-totals.ts';
import { defaultRateBook } from '../domain/rate-book-default.ts';
import { estimateFile, readEstimateFile } from './estimate-workbook.server.ts';
import { auditOf, openFile } from './workbook-engine.server.ts';

const book = defaultRateBook();

describe('an estimate as a file', () => {
  it.each<DemoJobName>(['bedrooms', 'exterior', 'deck'])('of the job %s comes back as it was', (job) => {
    const document = demoDocument(job, `=${job}`, book, 1, newId);
    expect(readEstimateFile(estimateFile(document, book))).toEqual(document);
  });

  it('has live formulas that store the total of the estimate', () => {
    const document = demoDocument('main-floor', 'Main floor', book, 5, newId);
    const editor = openFile(estimateFile(document, book));
    const { summary } = auditOf(editor);
    expect(summary).toMatchObject({ differ: 0, unsupported: 0, circular: 0, notStored: 0 });
    expect(summary.formulas).toBeGreaterThan(50);
    const amounts = new Set<unknown>();
    editor.book.sheets[0]?.cells.visitAll((cell) => {
      amounts.add(typeof cell.value === 'number' ? Math.round(cell.value * 100) : cell.value);
    });
    expect(amounts).toContain(priceEstimate(document, book).totals.total);
  });

  it('hides the columns of ids and names what to buy', () => {
    const document = demoDocument('main-floor', 'Main floor', book, 5, newId);
    const { sheets } = openFile(estimateFile(document, book)).book;
    for (const sheet of sheets) {
      const titles = [...Array(40).keys()].map((col) => sheet.cells.get(0, col)?.value);
      const ids = titles.flatMap((title, col) =>
        /^(Id|Area id|Option id|Workbook id|Group id)$/.test(String(title)) ? col : [],
      );
      expect([...sheet.hiddenColumns], sheet.name).toEqual(expect.arrayContaining(ids));
    }
    const purchases = sheets.find(({ name }) => name === 'Purchases');
    expect(purchases?.cells.get(1, 1)?.value).toBe(priceEstimate(document, book).purchases[0]?.productName);
  });

  const opinion = isLibreOfficeHere
    ? 'recalculates to equal cents in LibreOffice too'
    : 'recalculates to equal cents; LibreOffice is not installed to be asked';
  it(opinion, { timeout: 180_000 }, () => {
    const cases = [3, 8, 21, 34, 55, 89].map(caseOf);
    for (const { book: own, file, total } of cases) {
      expect(totalIn(openFile(file).book), `rounding ${own.rounding}`).toBe(total);
    }
    if (!isLibreOfficeHere) return;
    recalculatedByLibreOffice(cases.map(({ file }) => file)).forEach((file, at) => {
      // Read without calculating: these are the values that LibreOffice stored.
      expect(totalIn(readWorkbook(file)), `case ${at}`).toBe(cases[at]?.total);
      expect(auditWorkbook(file), `case ${at}`).toMatchObject({ differ: [], unsupported: [] });
    });
  });

  it('is refused in words when it is something else', async () => {
    const text = Promise.resolve().then(() => readEstimateFile(new TextEncoder().encode('Room,Length')));
    expect(await refusalOf(text)).toMatchObject({ code: 'unsupported' });
  });
});

/** A random estimate as a file whose stored values are stale: other options are taken than those it was calculated with. */
function caseOf(seed: number) {
  const random = chance(seed);
  const own = randomBook(random);
  const document = randomEstimate(random, own);
  const selection = randomSelection(random, document.options);
  const workbook = readWorkbook(estimateFile(document, own));
  document.options.forEach((option, index) => {
    const cell = workbook.sheets[0]?.cells.ensure(6 + index, 2);
    if (cell) Object.assign(cell, { value: selection.includes(option.id) ? 1 : 0, edited: true });
  });
  const { total } = quoteTotals(priceEstimate(document, own).basis, selection);
  return { book: own, file: writeWorkbook(workbook), total };
}

/** `Total` of the summary, in minor units. */
function totalIn({ sheets: [summary] }: Workbook): number {
  let total = Number.NaN;
  summary?.cells.visitAll((cell) => {
    if (cell.value === 'Total') total = Math.round(Number(summary.cells.get(cell.row, 3)?.value) * 100);
  });
  return total;
}
