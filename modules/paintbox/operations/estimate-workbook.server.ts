import { Refusal } from '#app/errors/refusal.ts';
import { newId } from '#app/values/id.ts';
import { cellName } from '#app/workbook/address.ts';
import { CellError } from '#app/workbook/cell-value.ts';
import { type CellDescription, createWorkbook } from '#app/workbook/create.ts';
import type { Workbook } from '#app/workbook/model.ts';
import { writeWorkbook } from '#app/workbook/write.ts';
import type { Estimate } from '../domain/estimate.ts';
import type { RateBook } from '../domain/rate-book.ts';
import { columnName, type Literal, type SheetDescription } from '../domain/sheet-description.ts';
import { estimateWorkbook } from '../domain/workbook-export.ts';
import { type ImportProblem, readEstimateWorkbook, type SheetValues } from '../domain/workbook-import.ts';
import { openFile } from './workbook-engine.server.ts';

/** The estimate as an .xlsx file whose formulas give the same cents. */
export function estimateFile(doc: Estimate, book: RateBook): Uint8Array {
  const { sheets } = estimateWorkbook(doc, book);
  return writeWorkbook(createWorkbook({ sheets: sheets.map(described) }));
}

function described({ name, rows, widths, hiddenColumns, frozenRows }: SheetDescription) {
  const cells: Record<string, CellDescription> = {};
  rows.forEach((row, at) => {
    row.forEach(({ value, formula, format, isBold }, col) => {
      if (value === null && formula === undefined) return;
      cells[cellName(at, col)] = {
        ...(formula === undefined ? { value } : { formula }),
        numberFormat: format,
        bold: isBold,
      };
    });
  });
  return {
    name,
    cells,
    widths: Object.fromEntries(widths.map((width, col) => [columnName(col), width])),
    hidden: hiddenColumns.map(columnName),
    frozen: { rows: frozenRows },
  };
}

/** The estimate in an .xlsx file that was exported here, with what was changed in it since. */
export function readEstimateFile(bytes: Uint8Array): Estimate {
  const found = readEstimateWorkbook(valuesOf(openFile(bytes).book), newId);
  if (found.ok) return found.value;
  throw new Refusal('invalid', 'This workbook cannot be read as an estimate.', {
    fieldErrors: { file: found.error.slice(0, 10).map(problemText) },
  });
}

function problemText({ sheet, row, message }: ImportProblem): string {
  return `${sheet}, row ${row}: ${message}`;
}

/** What the formulas give now, not what they gave when the file was stored. */
function valuesOf(workbook: Workbook): SheetValues[] {
  return workbook.sheets.map((sheet) => {
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
