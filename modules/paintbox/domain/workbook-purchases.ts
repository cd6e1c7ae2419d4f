import { scaled, toNumber } from '#app/values/decimal.ts';
import type { Estimate, Extra } from './estimate.ts';
import { type PaintNeed, paintKey, paintNeed } from './price-line.ts';
import type { Priced, Purchase } from './priced.ts';
import type { PricingContext } from './pricing-context.ts';
import { BLANK, formula, literal, type SheetCell, type SheetDescription, type Table } from './sheet-description.ts';

type Parts = { doc: Estimate; context: PricingContext; priced: Priced; takeoff: Table; extras: Table };

type Can = { size: string; count: number; price: number };

const headers = [
  'Paint key',
  'Product',
  'Colour',
  'Sheen',
  'Needed',
  'Unit',
  'Can holds',
  'Price',
  'Cans',
  'More cans',
  'Cost',
];

/**
 * What to buy. Paint is summed over the job by product, colour and sheen, as far as its lines are taken; then a row for each size of can.
 * The cheapest mix of cans is found by a search that no formula can make, so their counts are figures; when more is needed than they hold,
 * "More cans" says how many to add. Materials that were listed as extras follow.
 */
export function purchasesSheet(parts: Parts): SheetDescription {
  const rows: SheetCell[][] = [headers.map((value) => ({ value, isBold: true }))];
  for (const need of paintNeeds(parts)) rows.push(...paintRows(parts, need, rows.length + 1));
  parts.doc.extras.forEach((extra, index) => {
    if (extra.kind === 'material') rows.push(materialRow(parts, extra, index, rows.length + 1));
  });
  rows.push([
    BLANK,
    { value: 'To buy', isBold: true },
    ...headers.slice(3).map(() => BLANK),
    formula(rows.length > 1 ? `SUM(K2:K${rows.length})` : '0', '0.00'),
  ]);
  return {
    name: 'Purchases',
    widths: [38, 34, 20, 16, 10, 8, 10, 10, 8, 11, 12],
    hiddenColumns: [0],
    frozenRows: 1,
    rows,
  };
}

/** Every paint of the estimate, taken or not, in the order of its surfaces. */
function paintNeeds({ doc, context, priced }: Parts): PaintNeed[] {
  const lines = new Map(priced.lines.map((line) => [line.id, line]));
  const needs = new Map<string, PaintNeed>();
  for (const surface of doc.areas.flatMap((area) => area.surfaces)) {
    const line = lines.get(surface.id);
    const product = context.products.get(line?.productId ?? '');
    if (!product || Number(line?.volume ?? 0) === 0) continue;
    const need = paintNeed(surface, product);
    if (!needs.has(need.key)) needs.set(need.key, need);
  }
  return [...needs.values()];
}

function paintRows({ context, priced, takeoff }: Parts, need: PaintNeed, top: number): SheetCell[][] {
  const { product, colour, sheen } = need;
  const cans = cansOf(priced.purchases, need);
  const last = top + cans.length - 1;
  const volume = `(${takeoff.column('paint')}=A${top})*${takeoff.column('taken')}*${takeoff.column('volume')}`;
  return cans.map((can, index) => {
    const row = top + index;
    const isFirst = index === 0;
    const short = `MAX(0,ROUND(E${top}-SUMPRODUCT(G${top}:G${last},I${top}:I${last}),3))`;
    return [
      isFirst ? formula(`"${quoted(product.id)}|"&C${row}&"|"&D${row}`) : BLANK,
      literal(product.name),
      literal(colour || null),
      literal(sheen || null),
      isFirst ? formula(`ROUND(SUMPRODUCT(${volume}),3)`, '0.000') : BLANK,
      literal(context.units === 'imperial' ? 'gal' : 'L'),
      literal(Number(can.size)),
      literal(toNumber(scaled(can.price, context.digits)), '0.00'),
      literal(can.count),
      row === last ? formula(`ROUNDUP(${short}/G${row},0)`) : BLANK,
      formula(`ROUND((I${row}+J${row})*H${row},${context.digits})`, '0.00'),
    ];
  });
}

function quoted(text: string): string {
  return text.replaceAll('"', '""');
}

/** The cans the application would buy; none yet of the first size for a paint that only untaken options need. */
function cansOf(purchases: readonly Purchase[], { key, product }: PaintNeed): Can[] {
  const bought = purchases.find(({ productId, colour, sheen }) => paintKey(productId, colour, sheen) === key);
  const [first] = product.cans;
  return bought && bought.cans.length > 0 ? [...bought.cans] : first ? [{ ...first, count: 0 }] : [];
}

function materialRow({ context, extras }: Parts, extra: Extra, index: number, row: number): SheetCell[] {
  const isCost = extra.basis === 'cost';
  return [
    BLANK,
    literal(extra.label),
    BLANK,
    BLANK,
    formula(`${extras.cell('quantity', index)}*${extras.cell('taken', index)}`),
    literal(extra.unit || null),
    BLANK,
    isCost ? formula(extras.cell('unitAmount', index), '0.00') : BLANK,
    BLANK,
    BLANK,
    isCost ? formula(`ROUND(E${row}*H${row},${context.digits})`, '0.00') : BLANK,
  ];
}
