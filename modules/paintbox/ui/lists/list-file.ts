import { currencyDigits, minorToText } from '#app/values/money.ts';
import { onAt } from '#app/values/time.ts';
import { cellName } from '#app/workbook/address.ts';
import { type CellDescription, createWorkbook } from '#app/workbook/create.ts';
import { csvRecord } from '#app/workbook/csv.ts';
import { serialOf } from '#app/workbook/format/serial.ts';
import { writeWorkbook } from '#app/workbook/write.ts';
import type { EstimateStatus } from '../../domain/inputs/estimate.ts';
import { estimateStatusLabels, revisionNumber } from '../../domain/labels.ts';

/** The columns of the list on the page, in its order. */
const headings = ['Number', 'Title', 'Client', 'Status', 'Updated', 'Currency', 'Total'] as const;
const widths = { A: 14, B: 36, C: 28, D: 12, E: 12, F: 10, G: 14 };

export interface ListedEstimate {
  number: number;
  revision: number;
  title: string;
  clientName: string;
  status: EstimateStatus;
  updatedAt: Date;
  currency: string;
  totalMinor: number;
}

/** The list as comma-separated values with a byte order mark, without which Excel takes UTF-8 for something else. */
export function listAsCsv(rows: readonly ListedEstimate[], timeZone: string): string {
  const records = rows.map((row) => [...texts(row), onAt(row.updatedAt, timeZone), row.currency, major(row)]);
  return `\uFEFF${[headings, ...records].map((record) => `${csvRecord(record)}\r\n`).join('')}`;
}

/** The list as a workbook; in one currency its total is a live sum. */
export function listAsWorkbook(rows: readonly ListedEstimate[], timeZone: string): Uint8Array {
  const cells: Record<string, CellDescription> = {};
  headings.forEach((value, col) => {
    cells[cellName(0, col)] = { value, bold: true, align: value === 'Total' ? 'right' : 'left' };
  });
  rows.forEach((row, index) => {
    [...texts(row), dateSerial(row.updatedAt, timeZone), row.currency, major(row)].forEach((value, col) => {
      cells[cellName(index + 1, col)] = { value, ...(formats(row)[col] && { numberFormat: formats(row)[col] }) };
    });
  });
  const [first] = rows;
  if (first && rows.every(({ currency }) => currency === first.currency)) {
    cells[cellName(rows.length + 1, 0)] = { value: 'Total', bold: true };
    cells[cellName(rows.length + 1, 6)] = {
      formula: `SUM(G2:G${rows.length + 1})`,
      numberFormat: formats(first)[6],
      bold: true,
    };
  }
  return writeWorkbook(createWorkbook({ sheets: [{ name: 'Estimates', cells, widths, frozen: { rows: 1 } }] }));
}

function texts({ number, revision, title, clientName, status }: ListedEstimate): string[] {
  return [revisionNumber(number, revision), title, clientName, estimateStatusLabels[status]];
}

function major({ totalMinor, currency }: ListedEstimate): number {
  return Number(minorToText(totalMinor, currency));
}

function formats({ currency }: ListedEstimate): (string | undefined)[] {
  const digits = currencyDigits(currency);
  const money = digits === 0 ? '#,##0' : `#,##0.${'0'.repeat(digits)}`;
  return [undefined, undefined, undefined, undefined, 'yyyy-mm-dd', undefined, money];
}

/** Wall-clock day in the tenant's zone, as spreadsheets count days. */
function dateSerial(moment: Date, timeZone: string): number {
  const [year = 1900, month = 1, day = 1] = onAt(moment, timeZone).split('-').map(Number);
  return serialOf(year, month, day);
}
