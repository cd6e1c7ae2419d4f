import type { RoundingRule } from './fields.ts';
import type { QuoteState } from './labels.ts';
import type { Totals } from './priced.ts';
import { depositOf, type Quote, type QuoteOption } from './quote.ts';
import { checkSelection, defaultSelection } from './selection.ts';

/*
 * What the client's page and the PDF both print, so that they are one document. Amounts are minor units of the quote's currency.
 */

/** A quote with the names on it, the options taken and the answer it got. Plain data: it crosses threads as it is. */
export type QuoteDocument = {
  /** `E-1042 rev. 2` */
  label: string;
  quote: Quote;
  recipient: { name: string; address: string };
  business: { name: string };
  locale: string;
  timeZone: string;
  state: QuoteState | 'preview';
  selection: readonly string[];
  totals: Totals;
  acceptance: QuoteSignature | null;
};

export type QuoteSignature = {
  signedName: string;
  signatureKind: 'typed' | 'drawn';
  /** The typed name, or SVG path data inside {@link signatureBox}. */
  signature: string;
  acceptedAt: Date;
};

/** The space that drawn signatures are measured in, whatever the size of the screen. */
export const signatureBox = { width: 600, height: 200 } as const;

/** What stands in place of a signature whose person was erased. */
export const signatureErased = 'The signature was erased.';

/** One row of the sum. `part` is added or taken off, `sum` and `total` are results, `note` is said beside them. */
export type SumRow = { id: string; label: string; amount: number; kind: 'part' | 'sum' | 'total' | 'note' };

/**
 * From the base price to the total. Reading down, the parts above a result add up to it: base and options to the subtotal;
 * subtotal, discounts and tax to the total. Where prices include the tax it is a note and no part.
 */
export function sumRows(quote: Quote, selection: readonly string[], totals: Totals): SumRow[] {
  const offered = offerRows(quote, selection);
  const adjusted = [...discountRows(totals), ...taxRows(quote, totals, false)];
  const subtotal: SumRow = { id: 'subtotal', label: 'Subtotal', amount: totals.subtotal, kind: 'sum' };
  return [
    ...(offered.length > 1 ? offered : []),
    ...(adjusted.length > 0 ? [subtotal, ...adjusted] : []),
    { id: 'total', label: 'Total', amount: totals.total, kind: 'total' },
    ...taxRows(quote, totals, true),
    ...depositRows(quote, totals),
  ];
}

function offerRows(quote: Quote, selection: readonly string[]): SumRow[] {
  const base = quote.basis.groups.find((group) => group.id === null)?.amount ?? 0;
  const taken = takenOptions(quote, selection).map(({ id, name, amount }) => part(id, name, amount));
  return [part('base', 'Base price', base), ...taken];
}

function discountRows(totals: Totals): SumRow[] {
  return totals.discounts.map(({ id, label, amount }) => part(id, label, -amount));
}

/** Tax that is added is a part of the total; tax that the prices include is a note below it. */
function taxRows({ basis }: Quote, totals: Totals, asNote: boolean): SumRow[] {
  if (basis.taxPercent === '0' || basis.pricesIncludeTax !== asNote) return [];
  const label = `${totals.taxLabel} ${totals.taxPercent}%`;
  if (!asNote) return [part('tax', label, totals.tax)];
  return [
    { id: 'net', label: `Before ${totals.taxLabel.toLowerCase()}`, amount: totals.net, kind: 'note' },
    { id: 'tax', label: `${label}, included`, amount: totals.tax, kind: 'note' },
  ];
}

function depositRows({ deposit }: Quote, totals: Totals): SumRow[] {
  const amount = depositOf(deposit, totals.total);
  if (amount === 0) return [];
  const label = deposit.kind === 'percent' ? `Deposit to start, ${deposit.percent}%` : 'Deposit to start';
  return [{ id: 'deposit', label, amount, kind: 'note' }];
}

function part(id: string, label: string, amount: number): SumRow {
  return { id, label, amount, kind: 'part' };
}

/** The options of a selection, in the quote's order. */
export function takenOptions(quote: Quote, selection: readonly string[]): QuoteOption[] {
  return quote.options.filter((option) => selection.includes(option.id));
}

/** Options as they are chosen: those that stand alone, and each group of alternates. */
export type ChoiceGroup = { id: string; name: string; options: readonly QuoteOption[] };

export function choiceGroups(quote: Quote): { single: readonly QuoteOption[]; groups: readonly ChoiceGroup[] } {
  const groups = quote.alternateGroups.map(({ id, name }) => ({
    id,
    name,
    options: quote.options.filter((option) => option.groupId === id),
  }));
  return {
    single: quote.options.filter((option) => option.groupId === null),
    groups: groups.filter(({ options }) => options.length > 0),
  };
}

/** What an option holds, work that repeats told once: `Baseboard, 2 coats (Living room, Study)`. */
export function optionDetails(option: QuoteOption): string[] {
  const places = new Map<string, string[]>();
  for (const { title, lines } of option.sections) {
    for (const line of lines.filter(({ isExcluded }) => !isExcluded)) {
      const work = [line.label, line.description].filter(Boolean).join(', ');
      places.set(work, [...(places.get(work) ?? []), title]);
    }
  }
  return [...places].map(([work, titles]) => `${work} (${[...new Set(titles)].join(', ')})`);
}

/** A selection that may come from anywhere, or the default one where it is none of this quote's. */
export function selectionOr(quote: Quote, asked: readonly string[] | null): string[] {
  const checked = asked && checkSelection(quote.options, asked);
  return checked?.ok ? checked.value : defaultSelection(quote.options);
}

/** How sales tax is treated, in a sentence. */
export function taxSentence(quote: Quote): string {
  return quote.taxNote || (quote.basis.taxPercent === '0' ? 'No sales tax is added to these prices.' : '');
}

const roundingSentences: Record<RoundingRule, string> = {
  unit: 'Unit prices are rounded to the smallest coin, then multiplied and added up.',
  line: 'Every line is rounded to the smallest coin, then added up.',
  document: 'Amounts are carried exactly and rounded once, in the total.',
};

/** Where prices are rounded; halves go away from zero under each rule. */
export function roundingSentence(quote: Quote): string {
  return roundingSentences[quote.basis.rounding];
}
