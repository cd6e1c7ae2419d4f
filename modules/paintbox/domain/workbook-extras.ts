import { scaled, toNumber } from '#app/values/decimal.ts';
import type { Extra, WorkbookLine } from './estimate.ts';
import { CARRIED_PLACES, type PricingContext } from './pricing-context.ts';
import { type Column, formula, literal, type Table, tableSheet } from './sheet-description.ts';
import {
  amountFormula,
  BASE,
  type LineSheets,
  overheadFormula,
  type PriceKey,
  priceColumns,
  strategyFormula,
  takenFormula,
  taxableFormula,
} from './workbook-formulas.ts';

type ExtraKey =
  | PriceKey
  | 'id'
  | 'kind'
  | 'label'
  | 'quantity'
  | 'unit'
  | 'unitAmount'
  | 'basis'
  | 'isTaxable'
  | 'direct'
  | 'materialTax'
  | 'overhead'
  | 'cost'
  | 'work'
  | 'material'
  | 'note'
  | 'optionId'
  | 'taken';

/** Materials, equipment, subcontracts and lump sums. */
export function extrasTable(sheets: LineSheets): Table {
  const { doc, context, settings } = sheets;
  const { digits } = context;
  const places = context.rounding === 'line' ? digits : CARRIED_PLACES;
  const isCost = (extra: Extra) => extra.basis === 'cost';
  const money = (text: string) => formula(text, '0.00');
  const columns: Column<Extra, ExtraKey>[] = [
    { key: 'id', header: 'Id', isHidden: true, cell: (extra) => literal(extra.id) },
    { key: 'kind', header: 'Kind', width: 14, cell: (extra) => literal(extra.kind) },
    { key: 'label', header: 'Description', width: 36, cell: (extra) => literal(extra.label) },
    { key: 'quantity', header: 'Quantity', cell: (extra) => literal(Number(extra.quantity)) },
    { key: 'unit', header: 'Unit', cell: (extra) => literal(extra.unit || null) },
    { key: 'unitAmount', header: 'Unit amount', cell: (extra) => literal(Number(extra.unitAmount)) },
    { key: 'basis', header: 'Amount is', cell: (extra) => literal(extra.basis) },
    { key: 'isTaxable', header: 'Taxed', cell: (extra) => literal(extra.isTaxable) },
    {
      key: 'direct',
      header: 'Direct cost',
      cell: (extra, at) => money(isCost(extra) ? `ROUND(${at('quantity')}*${at('unitAmount')},${digits})` : '0'),
    },
    {
      key: 'materialTax',
      header: 'Tax on materials',
      cell: (extra, at) =>
        money(
          extra.kind === 'material' ? `ROUND(${at('direct')}*${settings.at('taxOnMaterials')}/100,${digits})` : '0',
        ),
    },
    {
      key: 'overhead',
      header: 'Overhead',
      cell: (_, at) => money(overheadFormula(context, settings, `${at('direct')}+${at('materialTax')}`, '0')),
    },
    {
      key: 'cost',
      header: 'Cost',
      cell: (_, at) => money(`ROUND(${at('direct')}+${at('materialTax')}+${at('overhead')},${digits})`),
    },
    {
      key: 'work',
      header: 'Work, price',
      cell: (extra, at) => {
        const cost = extra.kind === 'material' ? at('overhead') : `(${at('direct')}+${at('overhead')})`;
        return money(strategyFormula(context, settings, 'strategy', cost, places));
      },
    },
    {
      key: 'material',
      header: 'Materials, price',
      cell: (extra, at) => {
        const cost = extra.kind === 'material' ? `(${at('direct')}+${at('materialTax')})` : '0';
        return money(strategyFormula(context, settings, 'materialStrategy', cost, places));
      },
    },
    { key: 'note', header: 'Note', width: 30, cell: (extra) => literal(extra.note || null) },
    { key: 'optionId', header: 'Option id', isHidden: true, cell: (extra) => literal(extra.optionId) },
    {
      key: 'belongs',
      header: 'Belongs to',
      cell: (_, at) => formula(`IF(${at('optionId')}="","${BASE}",${at('optionId')})`),
    },
    { key: 'taken', header: 'Taken', cell: (_, at) => formula(takenFormula(doc, at('belongs'))) },
    {
      key: 'amount',
      header: 'Price',
      cell: (extra, at) =>
        money(
          isCost(extra)
            ? amountFormula(context, `(${at('work')}+${at('material')})`, at('quantity'))
            : statedFormula(context, at('quantity'), at('unitAmount')),
        ),
    },
    {
      key: 'taxable',
      header: 'Taxable',
      cell: (_, at) => money(taxableFormula(context, at('isTaxable'), at('amount'))),
    },
    ...priceColumns<Extra>(sheets),
  ];
  return tableSheet('Extras', columns, doc.extras);
}

function statedFormula({ rounding, digits }: PricingContext, quantity: string, unitAmount: string): string {
  if (rounding === 'unit') return `ROUND(${quantity}*ROUND(${unitAmount},${digits}),${digits})`;
  return `ROUND(${quantity}*${unitAmount},${rounding === 'document' ? CARRIED_PLACES : digits})`;
}

type ImportedKey = PriceKey | 'id' | 'workbookId' | 'sheet' | 'cell' | 'label' | 'price' | 'isTaxable' | 'optionId';

/** Amounts taken from cells of an imported workbook. */
export function importedTable(sheets: LineSheets): Table {
  const { doc, context } = sheets;
  const columns: Column<WorkbookLine, ImportedKey>[] = [
    { key: 'id', header: 'Id', isHidden: true, cell: (row) => literal(row.id) },
    { key: 'workbookId', header: 'Workbook id', isHidden: true, cell: (row) => literal(row.workbookId) },
    { key: 'sheet', header: 'Sheet', cell: (row) => literal(row.sheet) },
    { key: 'cell', header: 'Cell', cell: (row) => literal(row.cell) },
    { key: 'label', header: 'Description', width: 36, cell: (row) => literal(row.label) },
    { key: 'price', header: 'Amount', cell: (row) => literal(toNumber(scaled(row.amount, context.digits)), '0.00') },
    { key: 'isTaxable', header: 'Taxed', cell: (row) => literal(row.isTaxable) },
    { key: 'optionId', header: 'Option id', isHidden: true, cell: (row) => literal(row.optionId) },
    {
      key: 'belongs',
      header: 'Belongs to',
      cell: (_, at) => formula(`IF(${at('optionId')}="","${BASE}",${at('optionId')})`),
    },
    { key: 'amount', header: 'Price', cell: (_, at) => formula(`ROUND(${at('price')},${context.digits})`, '0.00') },
    {
      key: 'taxable',
      header: 'Taxable',
      cell: (_, at) => formula(taxableFormula(context, at('isTaxable'), at('amount')), '0.00'),
    },
    ...priceColumns<WorkbookLine>(sheets),
  ];
  return tableSheet('Imported', columns, doc.workbookLines);
}
