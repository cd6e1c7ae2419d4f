// One edit and everything that follows from it: in an estimate of 1,000 lines and in a workbook of 5,000 formulas.

import { newId } from '#app/values/id.ts';
import { Calculator } from '#app/workbook/calculate.ts';
import { newFormula, newWorkbook, type Workbook } from '#app/workbook/model.ts';
import { addRoom, emptyEstimate, setDimension } from '#modules/paintbox/domain/edit.ts';
import type { Estimate } from '#modules/paintbox/domain/estimate.ts';
import { priceEstimate } from '#modules/paintbox/domain/price.ts';
import { defaultRateBook } from '#modules/paintbox/domain/rate-book-default.ts';
import { type Figure, figure, median, note } from './figure.ts';

const edits = 200;
const foot = 304_800_000;

export async function run(): Promise<Figure[]> {
  const estimate = repriceTimes();
  const workbook = recalculateTimes();
  return [
    note('lines of the estimate', estimate.lines),
    figure('re-pricing it after one edit, median', median(estimate.times), { atMost: 5 }, ' ms'),
    note('pricing it from nothing', estimate.fresh, ' ms'),
    note('formulas of the workbook', workbook.formulas),
    figure(
      'recalculating it after one edit that half of it depends on, median',
      median(workbook.times),
      { atMost: 50 },
      ' ms',
    ),
    note('calculating it from nothing', workbook.fresh, ' ms'),
  ];
}

function repriceTimes() {
  const book = defaultRateBook('imperial', 'USD');
  let doc: Estimate = emptyEstimate(book);
  while (doc.areas.reduce((sum, { surfaces }) => sum + surfaces.length, 0) < 1000) {
    const side = (feet: number) => ({ typed: `${feet}`, nm: feet * foot });
    const shape = {
      kind: 'rectangle' as const,
      length: side(12 + (doc.areas.length % 9)),
      width: side(10),
      height: side(8),
    };
    doc = addRoom(doc, { area: { name: `Room ${doc.areas.length + 1}`, place: 'interior', shape }, book, newId });
  }
  const lines = priceEstimate(doc, book).lines.length;
  const times: number[] = [];
  for (let edit = 0; edit < edits; edit += 1) {
    const area = doc.areas[(edit * 37) % doc.areas.length];
    if (!area) continue;
    const started = performance.now();
    doc = setDimension(doc, {
      areaId: area.id,
      side: 'length',
      value: { typed: `${9 + (edit % 20)}`, nm: (9 + (edit % 20)) * foot },
    });
    priceEstimate(doc, book);
    times.push(performance.now() - started);
  }
  const started = performance.now();
  priceEstimate(structuredClone(doc), book);
  return { lines, times, fresh: performance.now() - started };
}

/** 2,500 rows of quantity x rate, each with a running total below the one above: an edit at the top reaches them all. */
function recalculateTimes() {
  const book: Workbook = newWorkbook(['Takeoff']);
  const cells = book.sheets[0]?.cells;
  if (!cells) throw new Error('A new workbook has a sheet.');
  for (let row = 0; row < 2500; row += 1) {
    cells.ensure(row, 0).value = row % 40;
    cells.ensure(row, 1).value = 1.25;
    cells.ensure(row, 2).formula = newFormula(`ROUND(A${row + 1}*B${row + 1},2)`, 'plain');
    cells.ensure(row, 3).formula = newFormula(row === 0 ? 'C1' : `D${row}+C${row + 1}`, 'plain');
  }
  const calculator = new Calculator(book);
  const began = performance.now();
  calculator.calculateAll();
  const fresh = performance.now() - began;
  const times: number[] = [];
  for (let edit = 0; edit < edits; edit += 1) {
    const cell = cells.ensure(0, 0);
    cell.value = edit;
    const started = performance.now();
    calculator.recalculate([{ sheet: 0, cell }]);
    times.push(performance.now() - started);
  }
  return { formulas: calculator.formulas().length, times, fresh };
}
