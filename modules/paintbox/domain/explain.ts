import type { Estimate } from './estimate.ts';
import { explainLine } from './explain-line.ts';
import { type Explanation, type Input, money, number, type Target, type TotalFigure } from './explanation.ts';
import { MINIMUM_LINE_ID } from './price.ts';
import type { Priced } from './priced.ts';
import { type PricingContext, pricingContext } from './pricing-context.ts';
import type { RateBook } from './rate-book.ts';
import { defaultSelection } from './selection.ts';

/**
 * Opens a figure of a priced estimate: the rule, the inputs with where each was read, the steps, and what was rounded. Give it the
 * document and rate book that `priced` was made from. Undefined when there is no such figure.
 */
export function explain(doc: Estimate, book: RateBook, priced: Priced, target: Target): Explanation | undefined {
  const context = pricingContext(doc.pricing, doc.currency, book);
  switch (target.of) {
    case 'line': {
      const line = priced.lines.find((candidate) => candidate.id === target.id);
      if (!line || line.isExcluded) return undefined;
      return line.source === 'minimum'
        ? minimum(context, doc, priced)
        : explainLine(context, doc, priced, line, target.figure);
    }
    case 'area':
      return area(priced, target.id, takenIds(doc));
    case 'option':
      return option(priced, target.id);
    case 'discount':
      return discount(doc, priced, target.id);
    case 'total':
      return total(context, doc, priced, target.figure);
  }
}

function takenIds(doc: Estimate): ReadonlySet<string | null> {
  return new Set<string | null>([null, ...defaultSelection(doc.options)]);
}

function amountInput(line: { id: string; label: string; amount: number }): Input {
  return {
    label: line.label,
    value: money(line.amount),
    source: { kind: 'figure', target: { of: 'line', id: line.id, figure: 'amount' } },
  };
}

function sumOf(
  title: string,
  formula: string,
  inputs: readonly Input[],
  minor: number,
  rounding: string | null,
): Explanation {
  const value = money(minor);
  return { title, value, rule: { name: 'Sum', formula }, inputs, steps: [{ label: title, value }], rounding };
}

function area(priced: Priced, id: string, taken: ReadonlySet<string | null>): Explanation | undefined {
  const found = priced.areas.find((candidate) => candidate.id === id);
  if (!found) return undefined;
  const lines = priced.lines.filter((line) => line.areaId === id && taken.has(line.optionId) && !line.isExcluded);
  return sumOf(found.name, 'sum of its lines', lines.map(amountInput), found.amount, null);
}

function option(priced: Priced, id: string): Explanation | undefined {
  const found = priced.options.find((candidate) => candidate.id === id);
  if (!found) return undefined;
  const lines = priced.lines.filter((line) => line.optionId === id && !line.isExcluded);
  return sumOf(
    found.name,
    'sum of the lines that belong to it',
    lines.map(amountInput),
    found.amount,
    groupRounding(priced),
  );
}

function groupRounding(priced: Priced): string | null {
  return priced.rounding === 'document' ? 'Lines are added at 0.0001 and the sum is rounded once.' : null;
}

function discount(doc: Estimate, priced: Priced, id: string): Explanation | undefined {
  const step = doc.discounts.find((candidate) => candidate.id === id);
  const at = priced.totals.discounts.findIndex((candidate) => candidate.id === id);
  const found = priced.totals.discounts[at];
  if (!step || !found) return undefined;
  const before = priced.totals.discounts
    .slice(0, at)
    .reduce((left, other) => left - other.amount, priced.totals.subtotal);
  const value = money(found.amount);
  return {
    title: step.label,
    value,
    rule: {
      name: step.kind === 'percent' ? 'Percentage of what is left' : 'Amount off',
      formula: step.kind === 'percent' ? 'left before × per cent' : 'the amount, but no more than is left',
    },
    inputs: [
      {
        label: 'Left before this discount',
        value: money(before),
        source: { kind: 'figure', target: { of: 'total', figure: 'subtotal' } },
      },
      {
        label: 'Discount',
        value: step.kind === 'percent' ? number(step.percent, '%') : money(step.amount),
        source: { kind: 'document', path: `discounts/${id}` },
      },
    ],
    steps: [{ label: step.label, value }],
    rounding: step.kind === 'amount' ? null : stepRounding(priced),
  };
}

function stepRounding(priced: Priced): string {
  return priced.rounding === 'document'
    ? 'Carried exactly; what is printed is the difference of the rounded sums before and after.'
    : 'Rounded to the cent on every line, then added up.';
}

function total(context: PricingContext, doc: Estimate, priced: Priced, figure: TotalFigure): Explanation | undefined {
  const { totals } = priced;
  const figureInput = (label: string, of: TotalFigure, minor: number): Input => ({
    label,
    value: money(minor),
    source: { kind: 'figure', target: { of: 'total', figure: of } },
  });
  switch (figure) {
    case 'subtotal':
      return sumOf(
        'Subtotal',
        'sum of the lines and the options taken',
        groupInputs(doc, priced),
        totals.subtotal,
        groupRounding(priced),
      );
    case 'net':
      return sumOf(
        'Net',
        priced.basis.pricesIncludeTax ? 'total less the tax in it' : 'subtotal less discounts',
        [
          figureInput('Subtotal', 'subtotal', totals.subtotal),
          ...discountInputs(priced),
          ...(priced.basis.pricesIncludeTax ? [figureInput('Tax', 'tax', totals.tax)] : []),
        ],
        totals.net,
        null,
      );
    case 'tax':
      return tax(context, priced);
    case 'total':
      return sumOf(
        'Total',
        'net + tax',
        [figureInput('Net', 'net', totals.net), figureInput(totals.taxLabel, 'tax', totals.tax)],
        totals.total,
        priced.rounding === 'document' ? 'Rounded once, here; the tax printed is the total less the net.' : null,
      );
    case 'cost':
      return sumOf('Cost', 'sum of what the lines cost', costInputs(priced), priced.cost.total, null);
    case 'profit':
      return sumOf(
        'Profit',
        'net − cost',
        [figureInput('Net', 'net', totals.net), figureInput('Cost', 'cost', priced.cost.total)],
        priced.profit,
        null,
      );
    case 'hours':
      return work(doc, priced, 'Hours', 'hour', 'hours');
    case 'volume':
      return work(doc, priced, 'Paint', context.units === 'imperial' ? 'gal' : 'l', 'volume');
    case 'purchases':
      return purchases(priced);
    case 'minimum':
      return minimum(context, doc, priced);
  }
}

function groupInputs(doc: Estimate, priced: Priced): Input[] {
  const taken = takenIds(doc);
  const base = priced.lines.filter((line) => line.optionId === null && !line.isExcluded).map(amountInput);
  const options = priced.options.filter((candidate) => taken.has(candidate.id));
  return [
    ...base,
    ...options.map(
      (candidate): Input => ({
        label: candidate.name,
        value: money(candidate.amount),
        source: { kind: 'figure', target: { of: 'option', id: candidate.id } },
      }),
    ),
  ];
}

function discountInputs(priced: Priced): Input[] {
  return priced.totals.discounts.map((found) => ({
    label: found.label,
    value: money(-found.amount),
    source: { kind: 'figure', target: { of: 'discount', id: found.id } },
  }));
}

function costInputs(priced: Priced): Input[] {
  const { total: _, ...parts } = priced.cost;
  const names: [keyof typeof parts, string][] = [
    ['labour', 'Labour'],
    ['materials', 'Materials'],
    ['equipment', 'Equipment'],
    ['subcontract', 'Subcontract'],
    ['other', 'Other'],
    ['materialTax', 'Tax on materials'],
    ['overhead', 'Overhead'],
  ];
  return names.map(([part, label]) => ({
    label,
    value: money(parts[part]),
    source: { kind: 'rule' },
  }));
}

const taxModes = {
  consumer: 'The contractor is the consumer: tax is paid on materials and none is charged',
  retailer: 'Separated contract: materials are sold and taxed',
  service: 'Taxable service: the whole price is taxed',
  none: 'No tax applies',
};

function tax(context: PricingContext, priced: Priced): Explanation {
  const settings = priced.tax;
  const value = money(priced.totals.tax);
  const isIncluded = settings.pricesIncludeTax;
  return {
    title: settings.label,
    value,
    rule: {
      name: taxModes[settings.mode],
      formula: isIncluded ? 'taxable − taxable ÷ (1 + rate)' : 'taxable × rate',
    },
    inputs: [
      {
        label: isIncluded ? 'Total, tax included' : 'Net',
        value: money(priced.totals.afterDiscounts),
        source: { kind: 'figure', target: { of: 'total', figure: isIncluded ? 'total' : 'net' } },
      },
      {
        label: 'Rate charged',
        value: number(context.taxPercent, '%'),
        source: { kind: 'document', path: 'pricing/tax' },
      },
      {
        label: 'Basis',
        value: { kind: 'text', text: settings.reason || settings.basis || '—' },
        source: { kind: 'document', path: 'pricing/tax' },
      },
    ],
    steps: [{ label: settings.label, value }],
    rounding:
      priced.rounding === 'document'
        ? 'Rounded once, with the total.'
        : 'Rounded to the cent on every taxed line, then added up.',
  };
}

function work(doc: Estimate, priced: Priced, title: string, unit: string, figure: 'hours' | 'volume'): Explanation {
  const taken = takenIds(doc);
  const value = number(priced[figure], unit);
  const inputs = priced.lines
    .filter((line) => taken.has(line.optionId) && line[figure] !== '0')
    .map(
      (line): Input => ({
        label: line.label,
        value: number(line[figure], unit),
        source: { kind: 'figure', target: { of: 'line', id: line.id, figure } },
      }),
    );
  return {
    title,
    value,
    rule: { name: 'Sum', formula: 'sum of the lines' },
    inputs,
    steps: [{ label: title, value }],
    rounding: null,
  };
}

function purchases(priced: Priced): Explanation {
  const inputs = priced.purchases.map(
    (purchase): Input => ({
      label: [purchase.productName, purchase.colour, purchase.sheen].filter((part) => part !== '').join(', '),
      value: money(purchase.cost),
      source: { kind: 'rule' },
    }),
  );
  return {
    ...sumOf('Paint to buy', 'cheapest cans that hold what the job needs', inputs, priced.purchaseCost, null),
    rounding: 'Rounded up to whole cans once per product, colour and sheen over the whole job.',
  };
}

function minimum(context: PricingContext, doc: Estimate, priced: Priced): Explanation | undefined {
  const line = priced.lines.find((candidate) => candidate.id === MINIMUM_LINE_ID);
  if (!line) return undefined;
  const own = doc.pricing.minimumCharge;
  const charge = own ?? context.book.minimumCharge;
  const value = money(line.amount);
  return {
    title: line.label,
    value,
    rule: { name: 'Minimum charge', formula: 'minimum − the least the client can take' },
    inputs: [
      {
        label: 'Minimum charge',
        value: money(charge),
        source:
          own === null
            ? { kind: 'rate-book', entry: 'Minimum charge', version: context.book.version }
            : { kind: 'document', path: 'pricing/minimumCharge' },
      },
      { label: 'Base with the cheapest alternates', value: money(charge - line.amount), source: { kind: 'rule' } },
    ],
    steps: [{ label: line.label, value }],
    rounding: null,
  };
}
