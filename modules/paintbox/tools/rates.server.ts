import { readTool } from '#app/ai/tool.ts';
import { formatQuantity } from '#app/values/quantity.ts';
import { links } from '../contract.ts';
import type { RateBook, SurfaceKind } from '../domain/rate-book.ts';
import { getRateBook } from '../operations/rate-books.server.ts';
import { inputs } from './inputs.ts';
import { counted, moneyOf, some } from './saying.ts';

/** What the newest rate book has for a surface or a paint, or the wage and overhead of all. */
export const findRates = readTool({
  name: 'paintbox_find_rates',
  label: 'Find rates',
  description:
    'Reads the rate book: how much of a surface is painted in an hour with one, two or three coats, its usual coats and paint, paints with coverage and prices, condition classes, wage, overhead and markup. Without words: all of it.',
  permission: 'paintbox:read',
  input: inputs.paintbox_find_rates,
  async run({ tx, tenant, now }, { query = '' }) {
    const { document: book, number } = await getRateBook({ tx, tenant, now });
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (...texts: string[]) => words.every((word) => texts.join(' ').toLowerCase().includes(word));
    const kinds = book.surfaceKinds.filter(({ id, name }) => fits(id, name));
    const paints = book.products.filter(({ id, name, line }) => fits(id, name, line));
    const money = (minor: number) => moneyOf(tenant, minor, book.currency);
    const costs = `A painter costs ${money(book.wage)} an hour and ${book.burdenPercent} % burden`;
    const [kind] = kinds;
    const text =
      words.length === 0
        ? `Version ${number} of the rate book has ${counted(kinds.length, 'surface')} and ${counted(paints.length, 'paint')}. ${costs}.`
        : kind
          ? `${kindText(kind, book)}${kinds.length > 1 ? ` Also found: ${some(kinds.slice(1).map(({ name }) => name))}.` : ''}`
          : paints.length > 0
            ? `Found ${some(paints.map(({ name }) => name))}.`
            : `The rate book has nothing for “${query}”.`;
    return {
      text,
      data: {
        version: number,
        wage: money(book.wage),
        burdenPercent: book.burdenPercent,
        overhead: book.overhead,
        pricing: book.strategy,
        minimumCharge: money(book.minimumCharge),
        surfaces: kinds.map(({ id, name, measure, rates, coats, productId }) => ({
          id,
          name,
          measure,
          rates,
          coats,
          paint: productId,
        })),
        paints: paints.map(({ id, name, sheen, coverage, cans }) => ({
          id,
          name,
          sheen,
          coverage,
          cans: cans.map(({ size, price }) => ({ size, price: money(price) })),
        })),
        conditions: book.conditions,
      },
      records: [{ label: `Rate book, version ${number}`, href: links.rates(tenant.slug) }],
      showings: kinds.length === 0 ? [] : [ratesTable(kinds, book)],
    };
  },
});

function unitOf({ measure }: SurfaceKind, { units }: RateBook): string {
  const isImperial = units === 'imperial';
  return { area: isImperial ? 'sqft' : 'm2', length: isImperial ? 'ft' : 'm', each: '' }[measure];
}

function kindText(kind: SurfaceKind, book: RateBook): string {
  const { name, measure, rates, coats, productId } = kind;
  const unit = unitOf(kind, book);
  const all = [rates['1'], rates['2'], rates['3']];
  const paint = book.products.find(({ id }) => id === productId)?.name;
  const speed =
    measure === 'each'
      ? `${all.join(', ')} hours each with one, two and three coats`
      : `${all.map((rate) => formatQuantity(rate, unit)).join(', ')} an hour with one, two and three coats`;
  return `${name}: ${speed}; usually ${counted(coats, 'coat')}${paint ? ` of ${paint}` : ''}.`;
}

function ratesTable(kinds: readonly SurfaceKind[], book: RateBook) {
  const paints = new Map(book.products.map(({ id, name }) => [id, name]));
  return {
    kind: 'table' as const,
    caption: 'Rates',
    columns: [
      { label: 'Surface' },
      { label: 'Counted in' },
      { label: 'One coat', isNumber: true },
      { label: 'Two coats', isNumber: true },
      { label: 'Three coats', isNumber: true },
      { label: 'Usual coats', isNumber: true },
      { label: 'Paint' },
    ],
    rows: kinds.map((kind) => [
      kind.name,
      kind.measure === 'each' ? 'hours each' : `${unitOf(kind, book)} an hour`,
      kind.rates['1'],
      kind.rates['2'],
      kind.rates['3'],
      String(kind.coats),
      paints.get(kind.productId ?? '') ?? '',
    ]),
  };
}
