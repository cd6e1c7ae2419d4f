import { scaled, toNumber } from '#app/values/decimal.ts';
import type { Discount, Estimate } from './estimate.ts';
import { MINIMUM_LINE_ID } from './price.ts';
import type { Priced } from './priced.ts';
import type { PricingContext } from './pricing-context.ts';
import { defaultSelection } from './selection.ts';
import {
  BLANK,
  columnName,
  formula,
  literal,
  type SheetCell,
  type SheetDescription,
  type Table,
} from './sheet-description.ts';
import { BASE, GROUPS_ROW, TAKEN, taxFormula } from './workbook-formulas.ts';
import type { Settings } from './workbook-rates.ts';

type Parts = { doc: Estimate; priced: Priced; context: PricingContext; settings: Settings; tables: readonly Table[] };

const AMOUNT = 'D';
const TAXABLE = 'E';
const FIRST_STEP = 5;

/**
 * The summary: what the base and each option come to, which options are taken (1 or 0, to try out), discounts, tax and total. It makes
 * the same sums as `quoteTotals`, by the estimate's rounding rule.
 */
export function summarySheet(parts: Parts): SheetDescription {
  const { doc } = parts;
  const rows: SheetCell[][] = [
    [{ value: doc.title, isBold: true }],
    [literal(`${doc.currency}, rounded per ${parts.context.rounding}`)],
    [],
    header(parts),
    groupRow(parts, BASE, 'Base price', 1, GROUPS_ROW + 1),
    minimumRow(parts, GROUPS_ROW + 2),
    ...doc.options.map((option, index) => {
      const taken = defaultSelection(doc.options).includes(option.id) ? 1 : 0;
      return groupRow(parts, option.id, option.name, taken, GROUPS_ROW + 3 + index);
    }),
    [],
    ...totalRows(parts, GROUPS_ROW + 4 + doc.options.length),
  ];
  return { name: 'Summary', widths: [34, 38, 10, 14, 14], hiddenColumns: [1], frozenRows: 0, rows };
}

function isPerLine({ context }: Parts): boolean {
  return context.rounding !== 'document';
}

function header(parts: Parts): SheetCell[] {
  const steps = isPerLine(parts)
    ? [...parts.doc.discounts.map((step) => `Less: ${step.label}`), 'Taxable left', 'Tax']
    : [];
  return ['Part', 'Id', 'Taken', 'Price', 'Taxable', ...steps].map((value) => ({ value, isBold: true }));
}

function groupRow(parts: Parts, id: string, name: string, taken: number, row: number): SheetCell[] {
  const { doc, context, tables } = parts;
  const sum = (column: string) => {
    const sums = tables.map((table) => `SUMIF(${table.column('belongs')},$B${row},${table.column(column)})`);
    return formula(`ROUND(${sums.join('+')},${context.digits})`, '0.00');
  };
  const steps = isPerLine(parts)
    ? [...doc.discounts.map((_, index) => sum(`off${index}`)), sum('taxableLeft'), sum('tax')]
    : [];
  return [literal(name), literal(id), literal(taken), sum('amount'), sum('taxable'), ...steps];
}

/** What lifts the job to the minimum charge: as one more line of the base. */
function minimumRow(parts: Parts, row: number): SheetCell[] {
  const { doc, context, settings } = parts;
  const groups = new Map<string, number[]>();
  doc.options.forEach((option, index) => {
    if (option.groupId === null) return;
    groups.set(option.groupId, [...(groups.get(option.groupId) ?? []), GROUPS_ROW + 3 + index]);
  });
  const cheapest = [...groups.values()].map((rows) => `+MIN(${rows.map((at) => `${AMOUNT}${at}`).join(',')})`).join('');
  const isEmpty = parts.priced.lines.every((line) => line.isExcluded || line.id === MINIMUM_LINE_ID);
  const missing = `ROUND(MAX(0,${settings.at('minimum')}-(${AMOUNT}${GROUPS_ROW + 1}${cheapest})),${context.digits})`;
  const cells = [
    literal('Minimum charge'),
    literal('minimum'),
    literal(1),
    formula(isEmpty ? '0' : missing, '0.00'),
    formula(context.pricing.tax.mode === 'service' ? `${AMOUNT}${row}` : '0', '0.00'),
  ];
  if (!isPerLine(parts)) return cells;
  const chain = (start: string, which: 'off' | 'left') => {
    let left = start;
    return doc.discounts.map((step) => {
      const off = step.kind === 'percent' ? `ROUND(${left}*${step.percent}/100,${context.digits})` : '0';
      left = `ROUND(${left}-${off},${context.digits})`;
      return which === 'off' ? off : left;
    });
  };
  const offs = chain(`${AMOUNT}${row}`, 'off');
  const taxableLeft = chain(`${TAXABLE}${row}`, 'left').at(-1) ?? `${TAXABLE}${row}`;
  const taxCell = `${columnName(FIRST_STEP + doc.discounts.length)}${row}`;
  return [
    ...cells,
    ...offs.map((text) => formula(text, '0.00')),
    formula(taxableLeft, '0.00'),
    formula(taxFormula(taxCell, context, settings), '0.00'),
  ];
}

/** `SUMPRODUCT` of a column of the groups with what is taken. */
function takenSum(parts: Parts, column: string): string {
  const [first, last] = [GROUPS_ROW + 1, GROUPS_ROW + 2 + parts.doc.options.length];
  const product = `SUMPRODUCT($${TAKEN}$${first}:$${TAKEN}$${last},$${column}$${first}:$${column}$${last})`;
  return `ROUND(${product},${parts.context.digits})`;
}

/** Subtotal, one row per discount, net, tax, total. Columns F and on carry what a discount leaves. */
function totalRows(parts: Parts, top: number): SheetCell[][] {
  const { doc, context } = parts;
  const { digits } = context;
  const subtotal: SheetCell[] = [
    literal('Subtotal'),
    BLANK,
    BLANK,
    formula(takenSum(parts, AMOUNT), '0.00'),
    formula(takenSum(parts, TAXABLE), '0.00'),
  ];
  const steps = isPerLine(parts) ? lineSteps(parts, top) : documentSteps(parts, top);
  const below = top + 1 + doc.discounts.length;
  const afterDiscounts = `ROUND(${AMOUNT}${top}${doc.discounts.map((_, index) => `-${AMOUNT}${top + 1 + index}`).join('')},${digits})`;
  const net = below + 1;
  const { pricesIncludeTax, label } = context.pricing.tax;
  const tax = isPerLine(parts) ? lineTaxFormula(parts, top) : documentTaxFormula(parts, top, below);
  return [
    subtotal,
    ...steps,
    [literal('After discounts'), BLANK, BLANK, formula(afterDiscounts, '0.00')],
    [
      literal('Net'),
      BLANK,
      BLANK,
      formula(
        pricesIncludeTax ? `ROUND(${AMOUNT}${below}-${AMOUNT}${net + 1},${digits})` : `${AMOUNT}${below}`,
        '0.00',
      ),
    ],
    [literal(label), BLANK, BLANK, formula(tax, '0.00')],
    [
      { value: 'Total', isBold: true },
      BLANK,
      BLANK,
      formula(`ROUND(${AMOUNT}${net}+${AMOUNT}${net + 1},${digits})`, '0.00'),
    ],
  ];
}

/** Column of what an amount off has left after a step, and of its taxed part. */
function leftColumn(step: number): string {
  return columnName(FIRST_STEP + 2 * step);
}

function taxedColumn(step: number): string {
  return columnName(FIRST_STEP + 2 * step + 1);
}

/** Per line: percentages come from the lines; an amount off is a line below zero that later percentages shrink. */
function lineSteps(parts: Parts, top: number): SheetCell[][] {
  const { doc, context } = parts;
  return doc.discounts.map((step, index) => {
    const row = top + 1 + index;
    const label = [literal(step.label), BLANK, BLANK];
    if (step.kind === 'percent') {
      const shrinking = doc.discounts.slice(0, index).flatMap((earlier, at) => {
        if (earlier.kind !== 'amount') return [];
        return `-(${leftColumn(index - 1)}${top + 1 + at}-${leftColumn(index)}${top + 1 + at})`;
      });
      const fromLines = takenSum(parts, columnName(FIRST_STEP + index));
      return [...label, formula(`ROUND(${fromLines}${shrinking.join('')},${context.digits})`, '0.00'), BLANK];
    }
    return [
      ...label,
      formula(amountOff(parts, step, top, index), '0.00'),
      BLANK,
      ...amountChain(parts, top, index, row),
    ];
  });
}

function amountOff({ doc, context }: Parts, step: Discount & { kind: 'amount' }, top: number, index: number): string {
  const before = doc.discounts
    .slice(0, index)
    .map((_, at) => `-${AMOUNT}${top + 1 + at}`)
    .join('');
  const amount = toNumber(scaled(step.amount, context.digits));
  return `MAX(0,MIN(${amount},ROUND(${AMOUNT}${top}${before},${context.digits})))`;
}

function amountChain({ doc, context }: Parts, top: number, index: number, row: number): SheetCell[] {
  const { digits } = context;
  const cells: SheetCell[] = Array.from({ length: 2 * index }, () => BLANK);
  doc.discounts.slice(index).forEach((step, offset) => {
    const at = index + offset;
    if (offset === 0) {
      cells.push(formula(`${AMOUNT}${row}`, '0.00'), formula(taxedShare(`${AMOUNT}${row}`, top, digits), '0.00'));
      return;
    }
    for (const column of [leftColumn(at - 1), taxedColumn(at - 1)]) {
      const before = `${column}${row}`;
      const after =
        step.kind === 'percent' ? `ROUND(${before}-ROUND(${before}*${step.percent}/100,${digits}),${digits})` : before;
      cells.push(formula(after, '0.00'));
    }
  });
  return cells;
}

/** The part of an amount off that reduces what is taxed: in the proportion that the subtotal is taxed. */
function taxedShare(off: string, top: number, digits: number): string {
  return `IF(${TAXABLE}${top}=${AMOUNT}${top},${off},ROUND(${off}*${TAXABLE}${top}/${AMOUNT}${top},${digits}))`;
}

function lineTaxFormula(parts: Parts, top: number): string {
  const { doc, context, settings } = parts;
  const lines = takenSum(parts, columnName(FIRST_STEP + doc.discounts.length + 1));
  const less = doc.discounts.flatMap((step, index) => {
    if (step.kind !== 'amount') return [];
    return `-${taxFormula(`${taxedColumn(doc.discounts.length - 1)}${top + 1 + index}`, context, settings)}`;
  });
  return `ROUND(${lines}${less.join('')},${context.digits})`;
}

/** Per document: columns F and G carry what is left, unrounded; printed discounts are differences of rounded sums. */
function documentSteps({ doc, context }: Parts, top: number): SheetCell[][] {
  const { digits } = context;
  return doc.discounts.map((step, index) => {
    const row = top + 1 + index;
    const [left, taxed] = index === 0 ? [`${AMOUNT}${top}`, `${TAXABLE}${top}`] : [`F${row - 1}`, `G${row - 1}`];
    const printed = `ROUND(ROUND(${left},${digits})-ROUND(F${row},${digits}),${digits})`;
    const label = [literal(step.label), BLANK, BLANK, formula(printed, '0.00')];
    if (step.kind === 'percent') {
      const share = `(1-${step.percent}/100)`;
      return [...label, BLANK, formula(`${left}*${share}`), formula(`${taxed}*${share}`)];
    }
    const amount = toNumber(scaled(step.amount, digits));
    const off = `MAX(0,MIN(${amount},${left}))`;
    return [...label, BLANK, formula(`${left}-${off}`), formula(`${taxed}-${taxedShare(off, top, digits)}`)];
  });
}

function documentTaxFormula({ doc, context, settings }: Parts, top: number, below: number): string {
  const { digits } = context;
  const last = top + doc.discounts.length;
  const [left, taxed] = doc.discounts.length === 0 ? [`${AMOUNT}${top}`, `${TAXABLE}${top}`] : [`F${last}`, `G${last}`];
  const rate = settings.at('taxCharged');
  return context.pricing.tax.pricesIncludeTax
    ? `ROUND(${AMOUNT}${below}-ROUND(${left}-${taxed}+${taxed}/(1+${rate}/100),${digits}),${digits})`
    : `ROUND(ROUND(${left}+${taxed}*${rate}/100,${digits})-${AMOUNT}${below},${digits})`;
}
