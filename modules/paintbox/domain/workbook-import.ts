import { decimal, multiply, round, toText } from '#app/values/decimal.ts';
import type { NewId } from '#app/values/id.ts';
import { currencyDigits } from '#app/values/money.ts';
import { formatLength, NANOMETRES, parseLength } from '#app/values/quantity.ts';
import { failed, ok, type Result } from '#app/values/result.ts';
import { type Estimate, estimateSchema } from './estimate.ts';
import type { Literal } from './sheet-description.ts';
import { documentFields } from './workbook-export.ts';

/** The values of a workbook's sheets, formulas calculated. */
export type SheetValues = { name: string; rows: readonly (readonly Literal[])[] };

export type ImportProblem = { sheet: string; row: number; message: string };

type Row = { sheet: string; number: number; at: (header: string) => Literal };

/**
 * Reads back a workbook that `estimateWorkbook` described, with what was changed in it: sizes, counts, coats, texts, rows removed or
 * added (a row without an id gets one). Changed rates are not read: they belong to the rate book. What cannot be read is listed.
 */
export function readEstimateWorkbook(
  sheets: readonly SheetValues[],
  newId: NewId,
): Result<Estimate, readonly ImportProblem[]> {
  const fields = documentValues(sheets);
  if (!fields)
    return failed([{ sheet: 'Document', row: 1, message: 'This workbook was not exported from an estimate.' }]);
  const units = fields.units === 'metric' ? 'metric' : 'imperial';
  const digits =
    typeof fields.currency === 'string' && /^[A-Z]{3}$/.test(fields.currency) ? currencyDigits(fields.currency) : 2;
  const read = { sheets, units, digits, newId } as const;
  const draft = {
    ...fields,
    areas: areas(read),
    extras: rowsOf(sheets, 'Extras').map((row) => ({
      id: idOf(row, newId),
      kind: row.at('Kind'),
      label: text(row.at('Description')),
      quantity: number(row.at('Quantity')),
      unit: text(row.at('Unit')),
      unitAmount: number(row.at('Unit amount')),
      basis: row.at('Amount is'),
      isTaxable: row.at('Taxed') === true,
      optionId: link(row.at('Option id')),
      note: text(row.at('Note')),
    })),
    workbookLines: rowsOf(sheets, 'Imported').map((row) => ({
      id: idOf(row, newId),
      workbookId: link(row.at('Workbook id')),
      sheet: text(row.at('Sheet')),
      cell: text(row.at('Cell')),
      label: text(row.at('Description')),
      amount: minor(row.at('Amount'), digits),
      isTaxable: row.at('Taxed') === true,
      optionId: link(row.at('Option id')),
    })),
    options: rowsOf(sheets, 'Options').map((row) => ({
      id: idOf(row, newId),
      name: text(row.at('Option')),
      description: text(row.at('Description')),
      groupId: link(row.at('Group id')),
      isSelectedByDefault: row.at('Selected by default') === true,
    })),
    alternateGroups: rowsOf(sheets, 'Alternates').map((row) => ({
      id: idOf(row, newId),
      name: text(row.at('Alternates')),
    })),
    discounts: rowsOf(sheets, 'Discounts').map((row) => ({
      id: idOf(row, newId),
      kind: row.at('Kind'),
      label: text(row.at('Discount')),
      ...(row.at('Kind') === 'amount' ? { amount: row.at('Minor units') } : { percent: number(row.at('Per cent')) }),
    })),
  };
  const parsed = estimateSchema.safeParse(draft);
  return parsed.success ? ok(parsed.data) : failed(parsed.error.issues.map((issue) => problemOf(issue, sheets)));
}

function documentValues(sheets: readonly SheetValues[]): Record<string, unknown> | undefined {
  const rows = sheets.find((sheet) => sheet.name === 'Document')?.rows;
  if (!rows) return undefined;
  const cells = new Map(rows.map((row) => [row[0], row[1]]));
  const entries = documentFields.map((field) => [field, fieldValue(field, cells.get(field))]);
  return Object.fromEntries(entries);
}

const jsonFields: readonly string[] = ['schema', 'rateBookVersion', 'validityDays', 'pricing', 'deposit'];

function fieldValue(field: string, value: Literal | undefined): unknown {
  if (!jsonFields.includes(field)) return text(value ?? null);
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** Rows below the header that hold anything, read by header. */
function rowsOf(sheets: readonly SheetValues[], name: string): Row[] {
  const [header = [], ...body] = sheets.find((sheet) => sheet.name === name)?.rows ?? [];
  const columns = new Map(header.map((title, index) => [title, index]));
  return body.flatMap((cells, index) => {
    if (cells.every((cell) => cell === null || cell === '')) return [];
    const at = (title: string) => cells[columns.get(title) ?? -1] ?? null;
    return [{ sheet: name, number: index + 2, at }];
  });
}

function text(value: Literal): string {
  return value === null ? '' : String(value);
}

function link(value: Literal): string | null {
  return value === null || value === '' ? null : String(value);
}

function idOf(row: Row, newId: NewId): string {
  return link(row.at('Id')) ?? newId();
}

/** A number of a cell as decimal text, to six places: what a document holds. */
function number(value: Literal): string {
  if (typeof value !== 'number' || !Number.isFinite(value)) return text(value);
  return toText(round(decimal(plain(value)), 6));
}

/** Fifteen significant digits without an exponent: as many as a spreadsheet shows. */
function plain(value: number): string {
  const precise = Number(value.toPrecision(15));
  return precise.toFixed(Math.min(20, Math.max(0, 15 - Math.ceil(Math.log10(Math.abs(precise) || 1)))));
}

function minor(value: Literal, digits: number): unknown {
  if (typeof value !== 'number') return value;
  return Number(round(multiply(decimal(number(value)), decimal(10n ** BigInt(digits))), 0).units);
}

type Reading = { sheets: readonly SheetValues[]; units: 'imperial' | 'metric'; digits: number; newId: NewId };

function areas({ sheets, units, newId }: Reading) {
  const openings = Map.groupBy(rowsOf(sheets, 'Openings'), (row) => text(row.at('Area id')));
  const surfaces = Map.groupBy(rowsOf(sheets, 'Takeoff'), (row) => text(row.at('Area id')));
  return rowsOf(sheets, 'Areas').map((row) => {
    const id = idOf(row, newId);
    return {
      id,
      name: text(row.at('Area')),
      place: row.at('Place'),
      shape: shape(row, units),
      conditionId: text(row.at('Condition')),
      openings: (openings.get(id) ?? []).map((opening) => ({
        id: idOf(opening, newId),
        kind: opening.at('Kind'),
        count: opening.at('Count'),
        width: dimension(opening, 'Width', units),
        height: dimension(opening, 'Height', units),
      })),
      surfaces: (surfaces.get(id) ?? []).map((surface) => surfaceOf(surface, newId)),
      note: text(row.at('Note')),
      optionId: link(row.at('Option id')),
    };
  });
}

function shape(row: Row, units: Reading['units']) {
  const kind = row.at('Shape');
  const side = (name: string) => dimension(row, name, units);
  switch (kind) {
    case 'rectangle':
      return { kind, length: side('Length'), width: side('Width'), height: side('Height') };
    case 'wall':
      return { kind, length: side('Length'), height: side('Height') };
    case 'gable':
      return { kind, width: side('Width'), height: side('Height') };
    default:
      return {
        kind,
        wallArea: number(row.at('Stated walls')),
        floorArea: number(row.at('Stated floor')),
        perimeter: number(row.at('Stated perimeter')),
      };
  }
}

/** The number counts; what was typed stays as long as it says the same length. */
function dimension(row: Row, side: string, units: Reading['units']) {
  const value = row.at(side);
  if (typeof value !== 'number') return null;
  const nm = Math.round(value * Number(NANOMETRES[units === 'imperial' ? 'ft' : 'm']));
  const typed = text(row.at(`${side} typed`));
  const before = parseLength(typed, units);
  const isSame = before.ok && Math.abs(before.value - nm) <= 1;
  return isSame ? { typed, nm: before.value } : { typed: nm > 0 ? formatLength(nm, units) : text(value), nm };
}

function surfaceOf(row: Row, newId: NewId) {
  const isStated = row.at('Quantity is') === 'stated';
  const value = number(row.at('Stated'));
  const typed = text(row.at('Typed'));
  return {
    id: idOf(row, newId),
    kindId: text(row.at('Key')),
    quantity: isStated ? { kind: 'stated', typed: typed || value, value } : { kind: 'derived' },
    coats: row.at('Coats'),
    productId: link(row.at('Own product')),
    colour: text(row.at('Colour')),
    sheen: text(row.at('Sheen')),
    isPrepIncluded: row.at('With preparation') === true,
    isExcluded: row.at('Not included') === true,
    note: text(row.at('Note')),
    optionId: link(row.at('Option id')),
  };
}

const sheetNames: Record<string, string> = {
  areas: 'Areas',
  extras: 'Extras',
  workbookLines: 'Imported',
  options: 'Options',
  alternateGroups: 'Alternates',
  discounts: 'Discounts',
};

/** Where in the workbook a field of the document stands. */
function problemOf(issue: { path: PropertyKey[]; message: string }, sheets: readonly SheetValues[]): ImportProblem {
  const [list, index] = issue.path;
  const name = sheetNames[String(list)];
  if (!name || typeof index !== 'number') {
    const names: readonly PropertyKey[] = documentFields;
    const field = names.indexOf(list ?? '');
    return { sheet: 'Document', row: Math.max(1, field + 1), message: issue.message };
  }
  const [, , part, place] = issue.path;
  const inside = part === 'surfaces' ? 'Takeoff' : part === 'openings' ? 'Openings' : undefined;
  if (!inside || typeof place !== 'number') {
    return { sheet: name, row: rowsOf(sheets, name)[index]?.number ?? 1, message: issue.message };
  }
  const area = rowsOf(sheets, 'Areas')[index]?.at('Id');
  const row = rowsOf(sheets, inside).filter((candidate) => candidate.at('Area id') === area)[place];
  return { sheet: inside, row: row?.number ?? 1, message: issue.message };
}
