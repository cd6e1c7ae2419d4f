import { divideHalfAway } from '#app/values/decimal.ts';
import type { DiscountStep, Totals, TotalsBasis, TotalsGroup } from './priced.ts';

/*
 * Totals for any selection of options, from the reduced groups of a priced estimate. It runs on the client's phone: nothing but
 * integers, no rate book, no takeoff, no Zod.
 */

/** A fraction as BigInt: `top / bottom`. Percentages and tax rates are exact fractions, so nothing rounds before it should. */
type Fraction = { top: bigint; bottom: bigint };

/** `'22'` -> 22/100; canonical decimal text. */
function percentFraction(text: string): Fraction {
  const [whole = '0', digits = ''] = text.split('.');
  return { top: BigInt(whole + digits), bottom: 10n ** BigInt(digits.length + 2) };
}

/** Minor units times a fraction, half away from zero. */
export function share(minor: number | bigint, fraction: Fraction): number {
  return Number(divideHalfAway(BigInt(minor) * fraction.top, fraction.bottom));
}

/** A percentage of an amount in minor units, rounded to the minor unit: what one line's discount or tax is. */
export function percentOf(minor: number, percent: string): number {
  return minor === 0 ? 0 : share(minor, percentFraction(percent));
}

/** Tax of one line: on top of a net amount, or contained in an amount that includes it. */
export function lineTax(taxable: number, taxPercent: string, isIncluded: boolean): number {
  if (taxable === 0) return 0;
  if (!isIncluded) return percentOf(taxable, taxPercent);
  const rate = percentFraction(taxPercent);
  return taxable - share(taxable, { top: rate.bottom, bottom: rate.bottom + rate.top });
}

/** Which groups count: the base price and every option of the selection. Unknown ids are ignored; `checkSelection` refuses them. */
export function quoteTotals(basis: TotalsBasis, selection: readonly string[]): Totals {
  const chosen = new Set(selection);
  const groups = basis.groups.filter((group) => group.id === null || chosen.has(group.id));
  return basis.rounding === 'document' ? perDocument(basis, groups) : perLine(basis, groups);
}

function sumOf(groups: readonly TotalsGroup[], figure: (group: TotalsGroup) => number): number {
  return groups.reduce((sum, group) => sum + figure(group), 0);
}

/** Every line is rounded already. An amount off acts as one more line below zero, taxed in the proportion the rest is. */
function perLine(basis: TotalsBasis, groups: readonly TotalsGroup[]): Totals {
  const subtotal = sumOf(groups, (group) => group.amount);
  const taxable = sumOf(groups, (group) => group.taxable);
  const amountsOff: { left: number; taxable: number }[] = [];
  let left = subtotal;
  const discounts = basis.discounts.map((step, index) => {
    let amount: number;
    if (step.kind === 'amount') {
      amount = Math.max(0, Math.min(step.amount, left));
      amountsOff.push({ left: amount, taxable: subtotal === 0 ? 0 : proportion(amount, taxable, subtotal) });
    } else {
      amount = sumOf(groups, (group) => group.discounts[index] ?? 0);
      for (const off of amountsOff) {
        const reduction = percentOf(off.left, step.percent);
        off.taxable -= percentOf(off.taxable, step.percent);
        off.left -= reduction;
        amount -= reduction;
      }
    }
    left -= amount;
    return { id: step.id, label: step.label, amount };
  });
  const tax =
    sumOf(groups, (group) => group.tax) -
    amountsOff.reduce((sum, off) => sum + lineTax(off.taxable, basis.taxPercent, basis.pricesIncludeTax), 0);
  return printed(basis, subtotal, discounts, left, tax);
}

function proportion(amount: number, part: number, whole: number): number {
  return part === whole ? amount : share(amount, { top: BigInt(part), bottom: BigInt(whole) });
}

function printed(
  basis: TotalsBasis,
  subtotal: number,
  discounts: Totals['discounts'],
  afterDiscounts: number,
  tax: number,
): Totals {
  const net = basis.pricesIncludeTax ? afterDiscounts - tax : afterDiscounts;
  return {
    subtotal,
    discounts,
    afterDiscounts,
    net,
    taxLabel: basis.taxLabel,
    taxPercent: basis.taxPercent,
    tax,
    total: net + tax,
  };
}

/**
 * Group prices are whole coins (an option is an offer of its own); from there everything is carried exactly and rounded once.
 * Printed parts are differences of rounded running sums, so they add up to the printed total.
 */
function perDocument(basis: TotalsBasis, groups: readonly TotalsGroup[]): Totals {
  const subtotal = sumOf(groups, (group) => group.amount);
  const subtotalTaxable = sumOf(groups, (group) => group.taxable);
  let left: Running = { amount: BigInt(subtotal), taxable: BigInt(subtotalTaxable), scale: 1n };
  let shown = subtotal;
  const discounts = basis.discounts.map((step) => {
    left = discounted(left, step, subtotalTaxable, subtotal);
    const next = Number(divideHalfAway(left.amount, left.scale));
    const amount = shown - next;
    shown = next;
    return { id: step.id, label: step.label, amount };
  });
  return printed(basis, subtotal, discounts, shown, documentTax(basis, left, shown));
}

/** What is left, as exact fractions of a minor unit: `amount / scale`. */
type Running = { amount: bigint; taxable: bigint; scale: bigint };

function discounted(left: Running, step: DiscountStep, taxable: number, subtotal: number): Running {
  if (step.kind === 'percent') {
    const { top, bottom } = percentFraction(step.percent);
    return {
      amount: left.amount * (bottom - top),
      taxable: left.taxable * (bottom - top),
      scale: left.scale * bottom,
    };
  }
  const wanted = BigInt(step.amount) * left.scale;
  const off = left.amount < 0n ? 0n : wanted < left.amount ? wanted : left.amount;
  const isAllTaxed = taxable === subtotal;
  const offTaxable = isAllTaxed
    ? off
    : divideHalfAway(off * BigInt(taxable), left.scale * BigInt(subtotal || 1)) * left.scale;
  return { amount: left.amount - off, taxable: left.taxable - offTaxable, scale: left.scale };
}

function documentTax(basis: TotalsBasis, left: Running, afterDiscounts: number): number {
  const rate = percentFraction(basis.taxPercent);
  if (basis.pricesIncludeTax) {
    const whole = rate.bottom + rate.top;
    const net = divideHalfAway((left.amount - left.taxable) * whole + left.taxable * rate.bottom, left.scale * whole);
    return afterDiscounts - Number(net);
  }
  const total = divideHalfAway(left.amount * rate.bottom + left.taxable * rate.top, left.scale * rate.bottom);
  return Number(total) - afterDiscounts;
}
