import { divideHalfAway } from '#app/values/decimal.ts';
import type { Discount, Option } from './estimate.ts';
import type { Figured } from './price-line.ts';
import type { PricedLine, TotalsGroup } from './priced.ts';
import { CARRIED_PLACES, type PricingContext } from './pricing-context.ts';
import { lineTax, percentOf } from './quote-totals.ts';

/** The lines of the base price (`id` null) or of one option, as printed, with the block that totals are made from. */
export type PricedGroup = { totals: TotalsGroup; lines: readonly PricedLine[] };

/** Groups, and the lines that print something else than their own rounding (per-document rounding only). */
export type PricedGroups = { groups: PricedGroup[]; reprinted: ReadonlyMap<Figured, PricedLine> };

/** Splits figured lines into the base and the options, rounds them by the tenant's rule and sums each group. */
export function priceGroups(
  context: PricingContext,
  options: readonly Option[],
  discounts: readonly Discount[],
  figured: readonly Figured[],
): PricedGroups {
  const byOption = new Map<string | null, Figured[]>([[null, []]]);
  for (const option of options) byOption.set(option.id, []);
  for (const line of figured) (byOption.get(line.line.optionId) ?? byOption.get(null))?.push(line);
  const reprinted = new Map<Figured, PricedLine>();
  const groups = [...byOption].map(([id, lines]) =>
    context.rounding === 'document'
      ? groupPerDocument(context, id, lines, reprinted)
      : groupPerLine(
          context,
          id,
          lines.map((line) => line.line),
          discounts,
        ),
  );
  return { groups, reprinted };
}

type LineTotals = { discounts: readonly number[]; taxableLeft: number; tax: number };

const lineTotalsOnce = new WeakMap<
  PricedLine,
  { context: PricingContext; steps: readonly Discount[]; totals: LineTotals }
>();

/** Also used for the group that the minimum charge line was added to. */
export function groupPerLine(
  context: PricingContext,
  id: string | null,
  lines: readonly PricedLine[],
  steps: readonly Discount[],
): PricedGroup {
  const group = { id, amount: 0, taxable: 0, discounts: steps.map(() => 0), taxableLeft: 0, tax: 0 };
  for (const line of lines) {
    const totals = lineTotals(context, line, steps);
    group.amount += line.amount;
    group.taxable += line.taxable;
    group.taxableLeft += totals.taxableLeft;
    group.tax += totals.tax;
    for (let index = 0; index < steps.length; index += 1) {
      group.discounts[index] = (group.discounts[index] ?? 0) + (totals.discounts[index] ?? 0);
    }
  }
  return { totals: group, lines };
}

function lineTotals(context: PricingContext, line: PricedLine, steps: readonly Discount[]): LineTotals {
  const known = lineTotalsOnce.get(line);
  if (known?.context === context && known.steps === steps) return known.totals;
  let left = line.amount;
  let taxableLeft = line.taxable;
  const discounts = steps.map((step) => {
    if (step.kind === 'amount') return 0;
    const amount = percentOf(left, step.percent);
    left -= amount;
    taxableLeft -= percentOf(taxableLeft, step.percent);
    return amount;
  });
  const tax = lineTax(taxableLeft, context.taxPercent, context.pricing.tax.pricesIncludeTax);
  const totals = { discounts, taxableLeft, tax };
  lineTotalsOnce.set(line, { context, steps, totals });
  return totals;
}

const adjusted = new WeakMap<PricedLine, PricedLine>();

/**
 * Per-document rounding: exact prices are added up and a line prints the difference of two rounded running sums. It is off its own
 * rounding by at most one minor unit, and the lines add up to the group's rounded sum.
 */
function groupPerDocument(
  context: PricingContext,
  id: string | null,
  figured: readonly Figured[],
  reprinted: Map<Figured, PricedLine>,
): PricedGroup {
  const unit = 10n ** BigInt(CARRIED_PLACES - context.digits);
  const running = { exact: 0n, taxable: 0n, amount: 0, printedTaxable: 0 };
  const lines = figured.map((line) => {
    running.exact += line.exact;
    running.taxable += line.exactTaxable;
    const amount = Number(divideHalfAway(running.exact, unit));
    const taxable = Number(divideHalfAway(running.taxable, unit));
    const printed = printing(line.line, amount - running.amount, taxable - running.printedTaxable);
    if (printed !== line.line) reprinted.set(line, printed);
    running.amount = amount;
    running.printedTaxable = taxable;
    return printed;
  });
  const totals = { id, amount: running.amount, taxable: running.printedTaxable, discounts: [], taxableLeft: 0, tax: 0 };
  return { totals, lines };
}

/** The same object while it prints the same, so that views of unchanged lines need not redraw. */
function printing(line: PricedLine, amount: number, taxable: number): PricedLine {
  if (line.amount === amount && line.taxable === taxable) return line;
  const before = adjusted.get(line);
  if (before?.amount === amount && before.taxable === taxable) return before;
  const printed = { ...line, amount, taxable };
  adjusted.set(line, printed);
  return printed;
}
