import type { Estimate } from './estimate.ts';
import { priceEstimate } from './price.ts';
import { pricingContext } from './pricing-context.ts';
import type { RateBook } from './rate-book.ts';
import {
  type Column,
  literal,
  type SheetDescription,
  tableSheet,
  type WorkbookDescription,
} from './sheet-description.ts';
import { extrasTable, importedTable } from './workbook-extras.ts';
import { purchasesSheet } from './workbook-purchases.ts';
import { prepTable, productsTable, ratesTable, settingsSheet } from './workbook-rates.ts';
import { summarySheet } from './workbook-summary.ts';
import { takeoffTable } from './workbook-surfaces.ts';
import { areasTable, openingsTable } from './workbook-takeoff.ts';

/** The rows of the sheet that holds what has no formula: names and their fields of the document. */
export const documentFields = [
  'schema',
  'title',
  'units',
  'currency',
  'rateBookVersion',
  'clientDetail',
  'clientNote',
  'internalNote',
  'terms',
  'validityDays',
  'pricing',
  'deposit',
] as const satisfies readonly (keyof Estimate)[];

/**
 * An estimate as a workbook with live formulas: change a size, a rate, a count of coats or what is taken, and it recalculates to the
 * cents that the application would give. Every field of the document is in a cell, so that `readEstimateWorkbook` gives it back.
 */
export function estimateWorkbook(doc: Estimate, book: RateBook): WorkbookDescription {
  const context = pricingContext(doc.pricing, doc.currency, book);
  const priced = priceEstimate(doc, book);
  const settings = settingsSheet(context);
  const openings = openingsTable(doc, context, settings);
  const areas = areasTable(doc, context, openings);
  const [rates, products, prep] = [ratesTable(context), productsTable(context), prepTable(context)];
  const lines = new Map(priced.lines.map((line) => [line.id, line]));
  const sheets = { doc, context, settings, areas, rates, products, prep, lines };
  const [takeoff, extras] = [takeoffTable(sheets), extrasTable(sheets)];
  const tables = [takeoff, extras, importedTable(sheets)];
  return {
    sheets: [
      summarySheet({ doc, priced, context, settings, tables }),
      ...tables.map((table) => table.sheet),
      purchasesSheet({ doc, context, priced, takeoff, extras }),
      areas.sheet,
      openings.sheet,
      optionsSheet(doc),
      groupsSheet(doc),
      discountsSheet(doc),
      settings.sheet,
      rates.sheet,
      products.sheet,
      prep.sheet,
      documentSheet(doc),
    ],
  };
}

function optionsSheet(doc: Estimate): SheetDescription {
  const columns: Column<Estimate['options'][number], 'id' | 'name' | 'description' | 'groupId' | 'default'>[] = [
    { key: 'id', header: 'Id', isHidden: true, cell: (option) => literal(option.id) },
    { key: 'name', header: 'Option', width: 30, cell: (option) => literal(option.name) },
    { key: 'description', header: 'Description', width: 50, cell: (option) => literal(option.description || null) },
    { key: 'groupId', header: 'Group id', isHidden: true, cell: (option) => literal(option.groupId) },
    { key: 'default', header: 'Selected by default', cell: (option) => literal(option.isSelectedByDefault) },
  ];
  return tableSheet('Options', columns, doc.options).sheet;
}

function groupsSheet(doc: Estimate): SheetDescription {
  const columns: Column<Estimate['alternateGroups'][number], 'id' | 'name'>[] = [
    { key: 'id', header: 'Id', isHidden: true, cell: (group) => literal(group.id) },
    { key: 'name', header: 'Alternates', width: 30, cell: (group) => literal(group.name) },
  ];
  return tableSheet('Alternates', columns, doc.alternateGroups).sheet;
}

function discountsSheet(doc: Estimate): SheetDescription {
  const columns: Column<Estimate['discounts'][number], 'id' | 'kind' | 'label' | 'percent' | 'amount'>[] = [
    { key: 'id', header: 'Id', isHidden: true, cell: (discount) => literal(discount.id) },
    { key: 'kind', header: 'Kind', cell: (discount) => literal(discount.kind) },
    { key: 'label', header: 'Discount', width: 30, cell: (discount) => literal(discount.label) },
    {
      key: 'percent',
      header: 'Per cent',
      cell: (discount) => literal(discount.kind === 'percent' ? Number(discount.percent) : null),
    },
    {
      key: 'amount',
      header: 'Minor units',
      cell: (discount) => literal(discount.kind === 'amount' ? discount.amount : null),
    },
  ];
  return tableSheet('Discounts', columns, doc.discounts).sheet;
}

/** One field per row; what is not text is written as JSON. */
function documentSheet(doc: Estimate): SheetDescription {
  const rows = documentFields.map((field) => {
    const value = doc[field];
    return [literal(field), literal(typeof value === 'string' ? value : JSON.stringify(value))];
  });
  return { name: 'Document', widths: [20, 80], hiddenColumns: [], frozenRows: 0, rows };
}
