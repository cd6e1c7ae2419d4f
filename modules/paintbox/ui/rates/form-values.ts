import { minorToText } from '#app/values/money.ts';
import { formatLength } from '#app/values/quantity.ts';
import type { PrepRule, Product, RateBook, SurfaceKind } from '../../domain/rate-book.ts';

/**
 * A rate book as the fields of a form, all text. Rows are named by their id and not by their place
 * (`surface.walls.rate2`), so that a row that moves, comes or goes leaves the others as they are, and two people's
 * edits can be put together field by field. The lists `surfaces`, `products` and `conditions` hold the order.
 */
export type FormValues = Record<string, string | string[]>;

export type ListName = 'surfaces' | 'products' | 'conditions';

/** Most can sizes of one product. */
export const maxCans = 8;

export function formOfBook(book: RateBook, locale: string): FormValues {
  const { overhead, strategy, tax, openings, units, currency } = book;
  const number = (value: string | null) => numberOut(value, locale);
  const money = (minor: number) => moneyOut(minor, currency, locale);
  return {
    name: book.name,
    units,
    wage: money(book.wage),
    burdenPercent: number(book.burdenPercent),
    'overhead.kind': overhead.kind,
    'overhead.value': overhead.kind === 'percent' ? number(overhead.percent) : money(overhead.amount),
    'strategy.kind': strategy.kind,
    'strategy.percent': number(strategy.percent),
    materialMarkupPercent: number(book.materialMarkupPercent),
    minimumCharge: money(book.minimumCharge),
    rounding: book.rounding,
    'tax.mode': tax.mode,
    'tax.ratePercent': number(tax.ratePercent),
    'tax.label': tax.label,
    'tax.basis': tax.basis,
    'tax.reason': tax.reason,
    'tax.pricesIncludeTax': tax.pricesIncludeTax ? 'on' : '',
    'openings.deduct': openings.deduct,
    'openings.over': number(openings.over),
    'openings.door.width': formatLength(openings.door.width, units),
    'openings.door.height': formatLength(openings.door.height, units),
    'openings.window.width': formatLength(openings.window.width, units),
    'openings.window.height': formatLength(openings.window.height, units),
    surfaces: book.surfaceKinds.map(({ id }) => id),
    products: book.products.map(({ id }) => id),
    conditions: book.conditions.map(({ id }) => id),
    ...merged(book.surfaceKinds.map((kind) => surfaceFields(kind, locale))),
    ...merged(book.products.map((product) => productFields(product, currency, locale))),
    ...merged(book.conditions.map(({ id, name }) => ({ [`condition.${id}.name`]: name }))),
    ...merged(book.prepRules.map((rule) => prepField(rule, locale))),
  };
}

function surfaceFields(kind: SurfaceKind, locale: string): FormValues {
  const at = `surface.${kind.id}`;
  return {
    [`${at}.name`]: kind.name,
    [`${at}.place`]: kind.place,
    [`${at}.measure`]: kind.measure,
    [`${at}.derive`]: kind.derive,
    [`${at}.rate1`]: numberOut(kind.rates['1'], locale),
    [`${at}.rate2`]: numberOut(kind.rates['2'], locale),
    [`${at}.rate3`]: numberOut(kind.rates['3'], locale),
    [`${at}.coats`]: String(kind.coats),
    [`${at}.product`]: kind.productId ?? '',
    [`${at}.coverage`]: numberOut(kind.coverage, locale),
  };
}

function productFields(product: Product, currency: string, locale: string): FormValues {
  const at = `product.${product.id}`;
  return {
    [`${at}.name`]: product.name,
    [`${at}.line`]: product.line,
    [`${at}.sheen`]: product.sheen,
    [`${at}.coverage`]: numberOut(product.coverage, locale),
    [`${at}.solids`]: numberOut(product.volumeSolidsPercent, locale),
    [`${at}.film`]: numberOut(product.dryFilm, locale),
    ...merged(
      product.cans.map(({ size, price }, index) => ({
        [`${at}.can${index}.size`]: numberOut(size, locale),
        [`${at}.can${index}.price`]: moneyOut(price, currency, locale),
      })),
    ),
  };
}

/** One cell of the matrix: `15 %` of the painting hours, or `0.01` hours for each unit. */
function prepField({ conditionId, surfaceKindId, kind, value }: PrepRule, locale: string): FormValues {
  const number = numberOut(value, locale);
  return { [prepName(conditionId, surfaceKindId)]: kind === 'percent' ? `${number} %` : number };
}

export function prepName(conditionId: string, surfaceId: string): string {
  return `prep.${conditionId}.${surfaceId}`;
}

/** A field's text; '' where there is none. */
export function textOf(values: FormValues, name: string): string {
  const value = values[name];
  return typeof value === 'string' ? value : '';
}

/** The ids of a list; one alone may arrive as text. */
export function listOf(values: FormValues, name: ListName): string[] {
  const value = values[name] ?? [];
  return typeof value === 'string' ? [value].filter(Boolean) : value;
}

/** Can sizes shown for a product: those in use and one to add, two at least. */
export function canSlots(values: FormValues, productId: string): number[] {
  const all = Array.from({ length: maxCans }, (_, index) => index);
  const used = all.filter((index) => textOf(values, `product.${productId}.can${index}.size`) !== '');
  return all.slice(0, Math.min(maxCans, Math.max(2, (used.at(-1) ?? -1) + 2)));
}

function merged(parts: FormValues[]): FormValues {
  return Object.assign({}, ...parts);
}

/** A canonical decimal in the member's own figures, without thousands: what is typed is read strictly. */
export function numberOut(value: string | null, locale: string): string {
  return value === null ? '' : value.replace('.', pointOf(locale));
}

function moneyOut(minor: number, currency: string, locale: string): string {
  return numberOut(minorToText(minor, currency), locale);
}

const points = new Map<string, string>();

function pointOf(locale: string): string {
  const known = points.get(locale);
  if (known !== undefined) return known;
  const parts = new Intl.NumberFormat(locale).formatToParts(1.5);
  const point = parts.find(({ type }) => type === 'decimal')?.value ?? '.';
  points.set(locale, point);
  return point;
}
