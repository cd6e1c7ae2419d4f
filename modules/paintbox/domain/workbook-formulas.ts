import type { Discount, Estimate } from './estimate.ts';
import type { PricedLine } from './priced.ts';
import { CARRIED_PLACES, type PricingContext } from './pricing-context.ts';
import { type Column, formula, type Table } from './sheet-description.ts';
import type { Settings } from './workbook-rates.ts';

/** What the tables of priced lines share. */
export type LineSheets = {
  doc: Estimate;
  context: PricingContext;
  settings: Settings;
  areas: Table;
  rates: Table;
  products: Table;
  prep: Table;
  /** By line id: what the application made of the line. */
  lines: ReadonlyMap<string, PricedLine>;
};

/** The columns that totals read; every table of lines ends with them. */
export type PriceKey = 'amount' | 'taxable' | 'belongs' | `off${number}` | `left${number}` | 'taxableLeft' | 'tax';

/** The row above the summary's parts, which are: base price, minimum charge, then the options. */
export const GROUPS_ROW = 4;
/** The summary's column of what is taken: 1 or 0, to try out. */
export const TAKEN = 'C';

/** Whether what belongs to the base or to an option is taken in the summary: 1 or 0. */
export function takenFormula(doc: Estimate, belongs: string): string {
  const column = (letter: string) =>
    `Summary!$${letter}$${GROUPS_ROW + 1}:$${letter}$${GROUPS_ROW + 2 + doc.options.length}`;
  return `SUMIF(${column('B')},${belongs},${column(TAKEN)})`;
}

type PriceAt = (key: PriceKey) => string;

/** The name of the base price in the column that says what a line belongs to. */
export const BASE = 'base';

/** Discount steps and tax of one line, each rounded to the cent; nothing where rounding is per document. */
export function priceColumns<Row>({
  doc,
  context,
  settings,
}: Pick<LineSheets, 'doc' | 'context' | 'settings'>): Column<Row, PriceKey>[] {
  if (context.rounding === 'document') return [];
  const { digits } = context;
  const off = (at: PriceAt, step: Discount, index: number) => {
    const before = doc.discounts
      .slice(0, index)
      .map((_, earlier) => `-${at(`off${earlier}`)}`)
      .join('');
    return step.kind === 'percent' ? `ROUND((${at('amount')}${before})*${step.percent}/100,${digits})` : '0';
  };
  const left = (at: PriceAt, step: Discount, index: number) => {
    const before = index === 0 ? at('taxable') : at(`left${index - 1}`);
    return step.kind === 'percent'
      ? `ROUND(${before}-ROUND(${before}*${step.percent}/100,${digits}),${digits})`
      : before;
  };
  const last = (at: PriceAt) => (doc.discounts.length === 0 ? at('taxable') : at(`left${doc.discounts.length - 1}`));
  return [
    ...doc.discounts.flatMap((step, index): Column<Row, PriceKey>[] => [
      { key: `off${index}`, header: `Less: ${step.label}`, cell: (_, at) => formula(off(at, step, index), '0.00') },
      {
        key: `left${index}`,
        header: `Taxable after ${index + 1}`,
        cell: (_, at) => formula(left(at, step, index), '0.00'),
      },
    ]),
    { key: 'taxableLeft', header: 'Taxable left', cell: (_, at) => formula(last(at), '0.00') },
    { key: 'tax', header: 'Tax', cell: (_, at) => formula(taxFormula(at('taxableLeft'), context, settings), '0.00') },
  ];
}

/** Tax on a net amount, or the tax in an amount that includes it. */
export function taxFormula(taxable: string, context: PricingContext, settings: Settings): string {
  const { digits } = context;
  const rate = settings.at('taxCharged');
  return context.pricing.tax.pricesIncludeTax
    ? `ROUND(${taxable}-ROUND(${taxable}/(1+${rate}/100),${digits}),${digits})`
    : `ROUND(${taxable}*${rate}/100,${digits})`;
}

export function overheadFormula(context: PricingContext, settings: Settings, direct: string, hours: string): string {
  const rate = settings.at('overhead');
  return context.overhead.kind === 'percent'
    ? `ROUND((${direct})*${rate}/100,${context.digits})`
    : `ROUND((${hours})*${rate},${context.digits})`;
}

export function strategyFormula(
  context: PricingContext,
  settings: Settings,
  which: 'strategy' | 'materialStrategy',
  cost: string,
  places: number,
): string {
  const rate = settings.at(which);
  return context[which].kind === 'markup'
    ? `ROUND(${cost}*(1+${rate}/100),${places})`
    : `ROUND(${cost}/(1-${rate}/100),${places})`;
}

/** Rounds a line's price by the tenant's rule: the unit price first, the line, or not yet. */
export function amountFormula({ rounding, digits }: PricingContext, whole: string, quantity: string): string {
  if (rounding === 'unit')
    return `IF(${quantity}=0,0,ROUND(ROUND(${whole}/${quantity},${digits})*${quantity},${digits}))`;
  return `ROUND(${whole},${rounding === 'line' ? digits : CARRIED_PLACES})`;
}

export function taxableFormula({ pricing }: PricingContext, isTaxable: string, amount: string): string {
  return pricing.tax.mode === 'service' || pricing.tax.mode === 'retailer' ? `IF(${isTaxable},${amount},0)` : '0';
}
