import { on } from '#app/values/time.ts';
import { demoDocument } from '../domain/demo/documents.ts';
import type { ClientDetail, Estimate } from '../domain/estimate.ts';
import type { RoundingRule, Tax } from '../domain/fields.ts';
import { priceEstimate } from '../domain/price.ts';
import { quoteOf } from '../domain/quote.ts';
import { type QuoteDocument, selectionOr } from '../domain/quote-print.ts';
import { quoteTotals } from '../domain/quote-totals.ts';
import { defaultRateBook } from '../domain/rate-book-default.ts';

export interface QuoteShape {
  rounding?: RoundingRule;
  detail?: ClientDetail;
  seed?: number;
  tax?: Partial<Tax>;
  /** How often the areas stand in the document. */
  times?: number;
  chosen?: readonly string[] | null;
  currency?: string;
}

const salesTax: Tax = {
  mode: 'service',
  ratePercent: '8.25',
  label: 'Sales tax',
  basis: 'painting is a taxable service here',
  reason: '',
  pricesIncludeTax: false,
};

/** The options of {@link quoteDocument}: one to add, and a choice of two. */
export const optionIds = { ceilings: idAt(1), good: idAt(90_001), best: idAt(90_002) };

/** A priced offer of three bedrooms with an option, alternates, discounts and tax. */
export function quoteDocument(shape: QuoteShape = {}): QuoteDocument {
  const { rounding = 'line', detail = 'areas', seed = 1, tax = {}, times = 1, chosen = null, currency = 'USD' } = shape;
  const book = { ...defaultRateBook('imperial', currency), version: 1 };
  const base = demoDocument('bedrooms', 'Three bedrooms', book, seed, counter());
  const doc: Estimate = {
    ...withAlternates(repeated(base, times)),
    clientDetail: detail,
    deposit: { kind: 'percent', percent: '25' },
    discounts: [
      { id: idAt(91_001), kind: 'percent', label: 'Spring discount', percent: '4' },
      { id: idAt(91_002), kind: 'amount', label: 'Returning client', amount: 5_000 },
    ],
    pricing: { ...base.pricing, rounding, tax: { ...salesTax, ...tax } },
  };
  const priced = priceEstimate(doc, book);
  const quote = quoteOf(doc, priced, { version: 1, issuedOn: on('2026-11-20') });
  if (!quote.ok) throw new Error(quote.error);
  const selection = selectionOr(quote.value, chosen);
  return {
    label: 'E-1042',
    quote: quote.value,
    recipient: { name: 'Dana Whitcomb', address: '12 Alder Lane, Portland, ME 04101' },
    business: { name: 'Harbor & Pine Painting' },
    locale: 'en-US',
    timeZone: 'America/New_York',
    state: 'open',
    selection,
    totals: quoteTotals(quote.value.basis, selection),
    acceptance: null,
  };
}

function withAlternates(doc: Estimate): Estimate {
  const groupId = idAt(90_000);
  const option = (id: string, name: string, isSelectedByDefault: boolean) => {
    return { id, name, description: '', groupId, isSelectedByDefault };
  };
  const extra = (id: string, optionId: string, unitAmount: string) => {
    return {
      id,
      kind: 'lump-sum',
      label: 'Trim enamel',
      quantity: '1',
      unit: 'job',
      unitAmount,
      basis: 'price',
      isTaxable: true,
      optionId,
      note: '',
    } as const;
  };
  return {
    ...doc,
    alternateGroups: [{ id: groupId, name: 'Trim paint' }],
    options: [
      ...doc.options,
      option(optionIds.good, 'Good enamel', true),
      option(optionIds.best, 'Best enamel', false),
    ],
    extras: [
      ...doc.extras,
      extra(idAt(90_003), optionIds.good, '348.35'),
      extra(idAt(90_004), optionIds.best, '512.405'),
    ],
  };
}

function repeated(doc: Estimate, times: number): Estimate {
  const newId = counter(100_000);
  const areas = Array.from({ length: times }, (_, index) =>
    doc.areas.map((area) => ({
      ...area,
      ...(index > 0 && {
        id: newId(),
        name: `${area.name} ${index + 1}`,
        openings: area.openings.map((opening) => ({ ...opening, id: newId() })),
        surfaces: area.surfaces.map((surface) => ({ ...surface, id: newId() })),
      }),
    })),
  );
  return { ...doc, areas: areas.flat() };
}

function idAt(number: number): string {
  return `01920000-0000-7000-8000-${String(number).padStart(12, '0')}`;
}

function counter(from = 0): () => string {
  let last = from;
  return () => {
    last += 1;
    return idAt(last);
  };
}
