import { decimal, divide, scaled, toFixed, toText } from '#app/values/decimal.ts';
import type { Estimate } from './estimate.ts';
import { type FiguredArea, figureArea, figureExtraOnce, figureWorkbookLineOnce } from './price-area.ts';
import { groupPerLine, type PricedGroup, priceGroups } from './price-groups.ts';
import { type Figured, NO_COST } from './price-line.ts';
import type {
  Cost,
  Priced,
  PricedArea,
  PricedLine,
  PricedOption,
  Problem,
  Purchase,
  Totals,
  TotalsBasis,
} from './priced.ts';
import { type PricingContext, pricingContext } from './pricing-context.ts';
import { type Need, purchaseOf } from './purchase.ts';
import { quoteTotals } from './quote-totals.ts';
import type { RateBook } from './rate-book.ts';
import { defaultSelection } from './selection.ts';
import { PLACES } from './takeoff.ts';

/** The id of the line that lifts a small job to the minimum charge. */
export const MINIMUM_LINE_ID = 'minimum-charge';

/**
 * Prices an estimate with a version of the rate book. Pure and total: what cannot be priced is 0 and listed in `problems`. After an
 * edit that keeps the untouched parts of the document (every command in `edit.ts` does), only the touched line is figured again.
 */
export function priceEstimate(doc: Estimate, book: RateBook): Priced {
  const context = pricingContext(doc.pricing, doc.currency, book);
  const areas = doc.areas.map((area) => figureArea(context, area));
  const loose = [
    ...doc.extras.map((extra) => figureExtraOnce(context, extra)),
    ...doc.workbookLines.map((row) => figureWorkbookLineOnce(context, row)),
  ];
  const figured = [...areas.flatMap((area) => area.lines), ...loose];
  const { groups: ownGroups, reprinted } = priceGroups(context, doc.options, doc.discounts, figured);
  const minimum = minimumLine(context, doc, ownGroups);
  const groups = minimum ? withMinimum(context, doc, ownGroups, minimum) : ownGroups;
  const selection = defaultSelection(doc.options);
  const basis = totalsBasis(context, doc, groups);
  const totals = quoteTotals(basis, selection);
  const selected = new Set<string | null>([null, ...selection]);
  const taken = figured.filter((line) => selected.has(line.line.optionId));
  const lines = figured.map((line) => reprinted.get(line) ?? line.line);
  return {
    currency: doc.currency,
    rounding: context.rounding,
    tax: doc.pricing.tax,
    lines: minimum ? [...lines, minimum] : lines,
    areas: areas.map((area) => pricedArea(area, reprinted, selected)),
    options: pricedOptions(doc, groups, figured),
    totals,
    basis,
    ...money(totals, taken),
    ...workAndPaint(taken),
    ...purchasing(taken),
    problems: problemsOf(doc, book, areas, loose),
  };
}

/**
 * The least a client can take is the base with the cheapest alternate of every group. When that is under the minimum charge, one
 * line makes up the difference; it does not move with the client's choice. An estimate without lines has no minimum.
 */
function minimumLine(context: PricingContext, doc: Estimate, groups: readonly PricedGroup[]): PricedLine | null {
  const minimum = doc.pricing.minimumCharge ?? context.book.minimumCharge;
  const missing = minimum - leastPrice(doc, groups);
  if (missing <= 0 || groups.every((group) => group.lines.every((line) => line.isExcluded))) return null;
  return {
    id: MINIMUM_LINE_ID,
    source: 'minimum',
    areaId: null,
    optionId: null,
    label: 'Minimum charge',
    quantity: '1',
    unit: 'job',
    coats: null,
    productId: null,
    colour: '',
    isExcluded: false,
    hours: '0',
    prepHours: '0',
    volume: '0',
    cost: NO_COST,
    amount: missing,
    unitPrice: toText(scaled(missing, context.digits)),
    taxable: context.pricing.tax.mode === 'service' ? missing : 0,
  };
}

function withMinimum(
  context: PricingContext,
  doc: Estimate,
  groups: readonly PricedGroup[],
  line: PricedLine,
): PricedGroup[] {
  return groups.map((group) => {
    if (group.totals.id !== null) return group;
    const lines = [...group.lines, line];
    if (context.rounding !== 'document') return groupPerLine(context, null, lines, doc.discounts);
    const { amount, taxable } = group.totals;
    return { totals: { ...group.totals, amount: amount + line.amount, taxable: taxable + line.taxable }, lines };
  });
}

export function leastPrice(doc: Pick<Estimate, 'options'>, groups: readonly Pick<PricedGroup, 'totals'>[]): number {
  const amounts = new Map(groups.map((group) => [group.totals.id, group.totals.amount]));
  const cheapest = new Map<string, number>();
  for (const option of doc.options) {
    if (option.groupId === null) continue;
    const amount = amounts.get(option.id) ?? 0;
    cheapest.set(option.groupId, Math.min(amount, cheapest.get(option.groupId) ?? amount));
  }
  return [...cheapest.values()].reduce((sum, amount) => sum + amount, amounts.get(null) ?? 0);
}

function totalsBasis(context: PricingContext, doc: Estimate, groups: readonly PricedGroup[]): TotalsBasis {
  return {
    rounding: context.rounding,
    taxPercent: context.taxPercent,
    taxLabel: doc.pricing.tax.label,
    pricesIncludeTax: doc.pricing.tax.pricesIncludeTax,
    discounts: doc.discounts,
    groups: groups.map((group) => group.totals),
  };
}

function pricedArea(
  figured: FiguredArea,
  reprinted: ReadonlyMap<Figured, PricedLine>,
  selected: ReadonlySet<string | null>,
): PricedArea {
  const taken = figured.lines.filter((line) => selected.has(line.line.optionId));
  return {
    id: figured.area.id,
    name: figured.area.name,
    lineIds: figured.lines.map((line) => line.line.id),
    amount: taken.reduce((sum, line) => sum + (reprinted.get(line) ?? line.line).amount, 0),
    cost: taken.reduce((sum, line) => sum + line.line.cost.total, 0),
    ...workAndPaint(taken),
  };
}

function pricedOptions(doc: Estimate, groups: readonly PricedGroup[], figured: readonly Figured[]): PricedOption[] {
  const amounts = new Map(groups.map((group) => [group.totals.id, group.totals.amount]));
  return doc.options.map((option) => {
    const lines = figured.filter((line) => line.line.optionId === option.id);
    return {
      id: option.id,
      name: option.name,
      groupId: option.groupId,
      isSelectedByDefault: option.isSelectedByDefault,
      amount: amounts.get(option.id) ?? 0,
      cost: lines.reduce((sum, line) => sum + line.line.cost.total, 0),
      hours: workAndPaint(lines).hours,
    };
  });
}

function money(totals: Totals, taken: readonly Figured[]) {
  const cost = totalCost(taken);
  const profit = totals.net - cost.total;
  return {
    cost,
    isCostComplete: !taken.some((line) => line.isUncosted),
    profit,
    marginPercent: totals.net === 0 ? null : toFixed(divide(scaled(profit, -2), decimal(totals.net), 1), 1),
  };
}

function totalCost(lines: readonly Figured[]): Cost {
  const sum = { ...NO_COST };
  for (const { line } of lines) {
    sum.labour += line.cost.labour;
    sum.materials += line.cost.materials;
    sum.equipment += line.cost.equipment;
    sum.subcontract += line.cost.subcontract;
    sum.other += line.cost.other;
    sum.materialTax += line.cost.materialTax;
    sum.overhead += line.cost.overhead;
    sum.total += line.cost.total;
  }
  return sum;
}

/** `hours` is painting, `prepHours` preparation; volume in gallons or litres. */
function workAndPaint(lines: readonly Figured[]): { hours: string; prepHours: string; volume: string } {
  const total = { hours: 0, prepHours: 0, volume: 0 };
  for (const line of lines) {
    total.hours += line.hours;
    total.prepHours += line.prepHours;
    total.volume += line.volume;
  }
  return {
    hours: toText(scaled(total.hours, PLACES.hours)),
    prepHours: toText(scaled(total.prepHours, PLACES.hours)),
    volume: toText(scaled(total.volume, PLACES.volume)),
  };
}

/** Paint is summed over the job by product, colour and sheen before it is rounded up to cans; never per room. */
function purchasing(taken: readonly Figured[]): { purchases: Purchase[]; purchaseCost: number } {
  const needs = new Map<string, Need>();
  for (const { paint, volume } of taken) {
    if (!paint || volume === 0) continue;
    const need = needs.get(paint.key);
    if (need) need.volume += volume;
    else needs.set(paint.key, { ...paint, volume });
  }
  const purchases = [...needs.values()].map(purchaseOf);
  return { purchases, purchaseCost: purchases.reduce((sum, purchase) => sum + purchase.cost, 0) };
}

function problemsOf(
  doc: Estimate,
  book: RateBook,
  areas: readonly FiguredArea[],
  loose: readonly Figured[],
): Problem[] {
  const problems: Problem[] = [];
  const add = (areaId: string | null, lineId: string | null, message: string | null) => {
    if (message !== null) problems.push({ areaId, lineId, message });
  };
  if (doc.units !== book.units) add(null, null, `The estimate is ${doc.units}, but its rate book is ${book.units}.`);
  if (doc.currency !== book.currency)
    add(null, null, `The estimate is in ${doc.currency}, but its rate book is in ${book.currency}.`);
  for (const { area, lines, problem } of areas) {
    add(area.id, null, problem);
    for (const line of lines) add(area.id, line.line.id, line.problem);
  }
  for (const line of loose) add(null, line.line.id, line.problem);
  return problems;
}
