import type { Area, Surface } from './estimate.ts';
import { CARRIED_PLACES } from './pricing-context.ts';
import type { Derivation } from './rate-book.ts';
import { type Column, formula, literal, type SheetCell, type Table, tableSheet } from './sheet-description.ts';
import {
  amountFormula,
  BASE,
  type LineSheets,
  overheadFormula,
  type PriceKey,
  priceColumns,
  strategyFormula,
  takenFormula,
} from './workbook-formulas.ts';

type SurfaceRow = { area: Area; surface: Surface; index: number };

type TakeoffKey =
  | PriceKey
  | 'id'
  | 'areaId'
  | 'area'
  | 'kindId'
  | 'kind'
  | 'basis'
  | 'typed'
  | 'stated'
  | 'quantity'
  | 'coats'
  | 'rate'
  | 'hours'
  | 'withPrep'
  | 'prepHours'
  | 'ownProduct'
  | 'product'
  | 'coverage'
  | 'volume'
  | 'materials'
  | 'materialTax'
  | 'labour'
  | 'overhead'
  | 'cost'
  | 'work'
  | 'material'
  | 'excluded'
  | 'colour'
  | 'sheen'
  | 'note'
  | 'optionId'
  | 'taken'
  | 'paint';

type At = (key: TakeoffKey) => string;

const derivedColumn: Record<Exclude<Derivation, 'none'>, string> = {
  walls: 'walls',
  ceiling: 'ceiling',
  floor: 'ceiling',
  baseboard: 'baseboard',
  perimeter: 'perimeter',
  doors: 'doors',
  windows: 'windows',
};

/** The takeoff: one row per surface, from quantity to price. */
export function takeoffTable(sheets: LineSheets): Table {
  const { doc, context, settings } = sheets;
  const rows = doc.areas.flatMap((area, index) => area.surfaces.map((surface) => ({ area, surface, index })));
  const places = context.rounding === 'line' ? context.digits : CARRIED_PLACES;
  const money = (text: string) => formula(text, '0.00');
  const columns: Column<SurfaceRow, TakeoffKey>[] = [
    { key: 'id', header: 'Id', isHidden: true, cell: ({ surface }) => literal(surface.id) },
    { key: 'areaId', header: 'Area id', isHidden: true, cell: ({ area }) => literal(area.id) },
    { key: 'area', header: 'Area', width: 24, cell: ({ area }) => literal(area.name) },
    { key: 'kindId', header: 'Key', isHidden: true, cell: ({ surface }) => literal(surface.kindId) },
    { key: 'kind', header: 'Surface', width: 24, cell: (_, at) => formula(lookUp(sheets.rates, 'name', at('kindId'))) },
    { key: 'basis', header: 'Quantity is', cell: ({ surface }) => literal(surface.quantity.kind) },
    { key: 'typed', header: 'Typed', cell: ({ surface }) => statedCell(surface, 'typed') },
    { key: 'stated', header: 'Stated', cell: ({ surface }) => statedCell(surface, 'value') },
    { key: 'quantity', header: 'Quantity', cell: (row, at) => formula(quantityFormula(sheets, row, at), '0.00') },
    { key: 'coats', header: 'Coats', cell: ({ surface }) => literal(surface.coats) },
    { key: 'rate', header: 'Rate', cell: (_, at) => formula(rateFormula(sheets.rates, at)) },
    {
      key: 'hours',
      header: 'Hours',
      cell: (row, at) => formula(whenPriced(sheets, row, hoursFormula(sheets, row, at)), '0.00'),
    },
    { key: 'withPrep', header: 'With preparation', cell: ({ surface }) => literal(surface.isPrepIncluded) },
    {
      key: 'prepHours',
      header: 'Preparation hours',
      cell: (row, at) => formula(whenPriced(sheets, row, prepFormula(sheets, row, at)), '0.00'),
    },
    { key: 'ownProduct', header: 'Own product', isHidden: true, cell: ({ surface }) => literal(surface.productId) },
    {
      key: 'product',
      header: 'Product',
      width: 22,
      cell: (_, at) =>
        formula(`IF(${at('ownProduct')}="",${lookUp(sheets.rates, 'product', at('kindId'))},${at('ownProduct')})`),
    },
    { key: 'coverage', header: 'Coverage', cell: (row, at) => formula(coverageFormula(sheets, row, at)) },
    {
      key: 'volume',
      header: 'Paint',
      cell: (row, at) => formula(whenPriced(sheets, row, volumeFormula(sheets, row, at)), '0.000'),
    },
    {
      key: 'materials',
      header: 'Materials',
      cell: (row, at) => money(whenPriced(sheets, row, materialsFormula(sheets, at))),
    },
    {
      key: 'materialTax',
      header: 'Tax on materials',
      cell: (_, at) => money(`ROUND(${at('materials')}*${settings.at('taxOnMaterials')}/100,${context.digits})`),
    },
    {
      key: 'labour',
      header: 'Labour',
      cell: (_, at) =>
        money(
          `ROUND((${at('hours')}+${at('prepHours')})*${settings.at('wage')}*(1+${settings.at('burden')}/100),${context.digits})`,
        ),
    },
    {
      key: 'overhead',
      header: 'Overhead',
      cell: (_, at) =>
        money(
          overheadFormula(
            context,
            settings,
            `${at('labour')}+${at('materials')}+${at('materialTax')}`,
            `${at('hours')}+${at('prepHours')}`,
          ),
        ),
    },
    {
      key: 'cost',
      header: 'Cost',
      cell: (_, at) =>
        money(`ROUND(${at('labour')}+${at('materials')}+${at('materialTax')}+${at('overhead')},${context.digits})`),
    },
    {
      key: 'work',
      header: 'Work, price',
      cell: (_, at) =>
        money(strategyFormula(context, settings, 'strategy', `(${at('labour')}+${at('overhead')})`, places)),
    },
    {
      key: 'material',
      header: 'Materials, price',
      cell: (_, at) =>
        money(
          strategyFormula(context, settings, 'materialStrategy', `(${at('materials')}+${at('materialTax')})`, places),
        ),
    },
    { key: 'excluded', header: 'Not included', cell: ({ surface }) => literal(surface.isExcluded) },
    { key: 'colour', header: 'Colour', cell: ({ surface }) => literal(surface.colour || null) },
    { key: 'sheen', header: 'Sheen', cell: ({ surface }) => literal(surface.sheen || null) },
    { key: 'note', header: 'Note', width: 30, cell: ({ surface }) => literal(surface.note || null) },
    { key: 'optionId', header: 'Option id', isHidden: true, cell: ({ surface }) => literal(surface.optionId) },
    {
      key: 'belongs',
      header: 'Belongs to',
      cell: ({ index }, at) => formula(belongsFormula(at('optionId'), sheets.areas.cell('optionId', index))),
    },
    { key: 'taken', header: 'Taken', cell: (_, at) => formula(takenFormula(doc, at('belongs'))) },
    { key: 'paint', header: 'Paint key', isHidden: true, cell: (_, at) => formula(paintFormula(sheets, at)) },
    {
      key: 'amount',
      header: 'Price',
      cell: (_, at) => money(amountFormula(context, `(${at('work')}+${at('material')})`, at('quantity'))),
    },
    {
      key: 'taxable',
      header: 'Taxable',
      cell: (_, at) => {
        const { mode } = context.pricing.tax;
        if (mode === 'retailer') return money(amountFormula(context, at('material'), at('quantity')));
        return money(mode === 'service' ? at('amount') : '0');
      },
    },
    ...priceColumns<SurfaceRow>(sheets),
  ];
  return tableSheet('Takeoff', columns, rows);
}

function statedCell({ quantity }: Surface, part: 'typed' | 'value'): SheetCell {
  if (quantity.kind === 'derived') return literal(null);
  return part === 'typed' ? literal(quantity.typed) : literal(Number(quantity.value));
}

function lookUp(table: Table, column: string, key: string): string {
  return `INDEX(${table.column(column)},MATCH(${key},${table.column('id')},0))`;
}

/** Zero where the line is excluded or could not be priced; the figures that explain it stay visible. */
function whenPriced({ context, lines }: LineSheets, { area, surface }: SurfaceRow, text: string): string {
  const line = lines.get(surface.id);
  const isKnown =
    context.kinds.has(surface.kindId) &&
    context.products.has(line?.productId ?? '') &&
    context.conditions.has(area.conditionId);
  return surface.isExcluded || !isKnown ? '0' : text;
}

function quantityFormula({ context, areas }: LineSheets, { surface, index }: SurfaceRow, at: At): string {
  const derive = context.kinds.get(surface.kindId)?.kind.derive ?? 'none';
  if (surface.quantity.kind === 'stated') return `ROUND(${at('stated')},2)`;
  return derive === 'none' ? '0' : areas.cell(derivedColumn[derive], index);
}

function rateFormula(rates: Table, at: At): string {
  const row = `MATCH(${at('kindId')},${rates.column('id')},0)`;
  const rate = (column: string) => `INDEX(${rates.column(column)},${row})`;
  return `IF(${at('coats')}=1,${rate('one')},IF(${at('coats')}=2,${rate('two')},${rate('three')}))`;
}

function isEach({ context }: LineSheets, { surface }: SurfaceRow): boolean {
  return context.kinds.get(surface.kindId)?.kind.measure === 'each';
}

function hoursFormula(sheets: LineSheets, row: SurfaceRow, at: At): string {
  return `ROUND(${at('quantity')}${isEach(sheets, row) ? '*' : '/'}${at('rate')},2)`;
}

function prepFormula({ context, prep }: LineSheets, { area, surface }: SurfaceRow, at: At): string {
  const index = context.book.prepRules.findLastIndex(
    (rule) => rule.conditionId === area.conditionId && rule.surfaceKindId === surface.kindId,
  );
  const rule = context.book.prepRules[index];
  if (!rule) return '0';
  const value = prep.cell('value', index);
  const hours = rule.kind === 'percent' ? `${at('hours')}*${value}/100` : `${at('quantity')}*${value}`;
  return `IF(${at('withPrep')},ROUND(${hours},2),0)`;
}

function coverageFormula({ context, rates, products }: LineSheets, { surface }: SurfaceRow, at: At): string {
  return context.kinds.get(surface.kindId)?.coverage
    ? lookUp(rates, 'coverage', at('kindId'))
    : lookUp(products, 'coverage', at('product'));
}

function volumeFormula(sheets: LineSheets, row: SurfaceRow, at: At): string {
  const operator = isEach(sheets, row) ? '*' : '/';
  return `ROUND(${at('quantity')}*${at('coats')}${operator}${at('coverage')},3)`;
}

function materialsFormula({ context, products }: LineSheets, at: At): string {
  const price = lookUp(products, 'price', at('product'));
  return `ROUND(${at('volume')}*${price}/${lookUp(products, 'size', at('product'))},${context.digits})`;
}

/** Product, colour and sheen in one text; lines with the same are bought together. */
function paintFormula({ products }: LineSheets, at: At): string {
  const sheen = `IF(${at('sheen')}="",${lookUp(products, 'sheen', at('product'))}&"",${at('sheen')})`;
  return `IFERROR(${at('product')}&"|"&${at('colour')}&"|"&${sheen},"")`;
}

function belongsFormula(own: string, area: string): string {
  return `IF(${own}<>"",${own},IF(${area}<>"",${area},"${BASE}"))`;
}
