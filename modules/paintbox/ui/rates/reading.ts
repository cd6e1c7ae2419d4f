import { currencySymbol, moneyText } from '#app/ui/figures.ts';
import { html, type Markup } from '#app/ui/markup.ts';
import { parseMoney } from '#app/values/money.ts';
import { parseNumberText } from '#app/values/number-text.ts';
import { marginFromMarkup, markupFromMargin } from '../../domain/strategy.ts';
import { deductions, derivations, labelOf, measures, places, roundings, taxModes, unitSystems } from './choices.ts';
import { canSlots, type FormValues, listOf, numberOut, prepName, textOf } from './form-values.ts';
import { isMetric } from './parts.ts';
import type { Rates } from './rate-context.ts';
import type { ReadColumn } from './read-table.tsx';
import { coverageOf } from './reshape.ts';

/*
 * A rate book in words and rows, out of the same fields that its form has.
 */

type Book = Pick<Rates, 'values' | 'locale' | 'currency' | 'hour'>;

type Row = readonly (string | Markup)[];

interface Fact {
  term: string;
  value: string;
}

export function labourFacts(book: Book): Fact[] {
  const { values, hour, ...format } = book;
  const text = (name: string) => textOf(values, name);
  const isPerHour = text('overhead.kind') === 'per-hour';
  const isMarkup = text('strategy.kind') === 'markup';
  const materials = text('materialMarkupPercent');
  return [
    ...(hour
      ? [
          { term: 'An hour costs', value: moneyText(hour.cost, format) },
          { term: 'It is sold for', value: moneyText(hour.price, format) },
        ]
      : []),
    { term: 'Wage', value: `${money('wage', book)} per hour` },
    { term: 'Burden', value: `${text('burdenPercent')} %` },
    {
      term: 'Overhead',
      value: isPerHour ? `${money('overhead.value', book)} per hour` : `${text('overhead.value')} % of direct cost`,
    },
    {
      term: isMarkup ? 'Markup' : 'Margin',
      value: [`${text('strategy.percent')} %`, otherWay(book)].filter(Boolean).join(', '),
    },
    { term: 'Markup on materials', value: materials === '' ? 'As on the labour' : `${materials} %` },
    { term: 'Minimum charge', value: money('minimumCharge', book) },
  ];
}

/** Markup is not margin: the other one in the same words. */
function otherWay({ values, locale }: Book): string | undefined {
  const kind = textOf(values, 'strategy.kind');
  const other = otherPercent(kind, textOf(values, 'strategy.percent'), locale);
  return other && `the same as ${other} % ${kind === 'markup' ? 'margin' : 'markup'}`;
}

/** The margin that a markup earns, or the markup that earns a margin; undefined where there is none. */
export function otherPercent(kind: string, typed: string, locale: string): string | undefined {
  const number = parseNumberText(typed, locale);
  if (!number.ok || Number(number.value) < 0 || (kind === 'margin' && Number(number.value) >= 100)) return undefined;
  const other = kind === 'markup' ? marginFromMarkup(number.value, 2) : markupFromMargin(number.value, 2);
  return numberOut(other, locale);
}

const isNumber = true;

export const surfaceColumns: readonly ReadColumn[] = [
  { label: 'Surface' },
  { label: 'Where' },
  { label: 'Counted in' },
  { label: '1 coat', isNumber, card: 'label' },
  { label: '2 coats', isNumber, card: 'label' },
  { label: '3 coats', isNumber, card: 'label' },
  { label: 'Product', card: 'wide' },
  { label: 'Covers', isNumber, card: 'line' },
];

export function surfaceRows({ values }: Book): Row[] {
  return listOf(values, 'surfaces').map((id) => {
    const text = (part: string) => textOf(values, `surface.${id}.${part}`);
    const rate = (coats: string) => rateCell(text(`rate${coats}`), text('measure') === 'each', text('coats') === coats);
    return [
      nameOf(values, `surface.${id}`),
      labelOf(places, text('place')),
      countedIn(values, text('measure'), text('derive')),
      rate('1'),
      rate('2'),
      rate('3'),
      textOf(values, `product.${text('product')}.name`),
      covers(values, id),
    ];
  });
}

/** Hours of a piece, or units of an hour. The usual number of coats stands out. */
function rateCell(rate: string, isPiece: boolean, isUsual: boolean): Markup {
  const text = `${rate}${isPiece ? ' h' : ''}`;
  if (!isUsual) return html`<span class="muted">${text}</span>`;
  return html`<strong>${text}</strong><span class="sr-only"> (usual)</span>`;
}

function countedIn(values: FormValues, measure: string, derive: string): Markup {
  const unit = labelOf(measures(isMetric(values)), measure).toLowerCase();
  if (derive === 'none') return html`${unit}`;
  return html`<span>${unit} <span class="muted">from ${labelOf(derivations, derive).toLowerCase()}</span></span>`;
}

/** What a surface says of itself, or softer what its product says. */
function covers(values: FormValues, id: string): Markup {
  const at = `surface.${id}`;
  const own = textOf(values, `${at}.coverage`);
  const measure = textOf(values, `${at}.measure`);
  const can = isMetric(values) ? 'L' : 'gal';
  if (measure === 'each') return html`${own && `${own} ${can} each`}`;
  const unit = `${labelOf(measures(isMetric(values)), measure)}/${can}`;
  if (own) return html`${own} ${unit}`;
  const coverage = textOf(values, `product.${textOf(values, `${at}.product`)}.coverage`);
  return html`${coverage && html`<span class="muted">${coverage} ${unit}</span>`}`;
}

export function productColumns({ values }: Book): ReadColumn[] {
  return [
    { label: 'Product' },
    { label: 'Line' },
    { label: 'Sheen' },
    { label: isMetric(values) ? 'm² per L' : 'sq ft per gal', isNumber, card: 'label' },
    { label: 'In theory', isNumber, card: 'label' },
    { label: 'Solids %', isNumber, card: 'label' },
    { label: isMetric(values) ? 'Film µm' : 'Film mils', isNumber, card: 'label' },
    { label: 'Cans', card: 'line' },
  ];
}

export function productRows(book: Book): Row[] {
  const { values, locale } = book;
  return listOf(values, 'products').map((id) => {
    const text = (part: string) => textOf(values, `product.${id}.${part}`);
    const theory = coverageOf(values, id, locale);
    return [
      nameOf(values, `product.${id}`),
      text('line'),
      text('sheen'),
      text('coverage'),
      theory === undefined ? '' : numberOut(theory, locale),
      text('solids'),
      text('film'),
      cansOf(book, id),
    ];
  });
}

function cansOf(book: Book, id: string): Markup {
  const unit = isMetric(book.values) ? 'L' : 'gal';
  const cans = canSlots(book.values, id)
    .map((slot) => `product.${id}.can${slot}`)
    .filter((at) => textOf(book.values, `${at}.size`) !== '')
    .map((at) => `${textOf(book.values, `${at}.size`)} ${unit} ${money(`${at}.price`, book)}`);
  return html`<span>${cans.map((can, at) => html`${at > 0 && ' · '}<span class="num">${can}</span>`)}</span>`;
}

export function prepColumns({ values }: Book): ReadColumn[] {
  const conditions = listOf(values, 'conditions').map((id) => nameOf(values, `condition.${id}`));
  return [{ label: 'Surface' }, ...conditions.map((label) => ({ label, isNumber: true, card: 'line' as const }))];
}

export function prepRows({ values }: Book): Row[] {
  return listOf(values, 'surfaces').map((surface) => {
    const measure = textOf(values, `surface.${surface}.measure`);
    const unit = labelOf(measures(isMetric(values)), measure).toLowerCase();
    const cells = listOf(values, 'conditions').map((condition) => {
      const typed = textOf(values, prepName(condition, surface));
      return typed === '' || typed.endsWith('%') ? typed : `${typed} h per ${unit}`;
    });
    return [nameOf(values, `surface.${surface}`), ...cells];
  });
}

export function openingFacts({ values }: Book): Fact[] {
  const text = (name: string) => textOf(values, `openings.${name}`);
  const unit = isMetric(values) ? 'm²' : 'sq ft';
  const deducted =
    text('deduct') === 'over' ? `Openings larger than ${text('over')} ${unit}` : labelOf(deductions, text('deduct'));
  return [
    { term: 'Deducted from the walls', value: deducted },
    { term: 'Door, width × height', value: `${text('door.width')} × ${text('door.height')}` },
    { term: 'Window, width × height', value: `${text('window.width')} × ${text('window.height')}` },
  ];
}

export function moneyFacts({ values }: Book): Fact[] {
  const text = (name: string) => textOf(values, name);
  const included = text('tax.pricesIncludeTax') === '' ? '' : ', in the prices';
  return [
    { term: 'Rounded to the cent', value: labelOf(roundings, text('rounding')) },
    { term: 'How tax applies', value: labelOf(taxModes, text('tax.mode')) },
    { term: text('tax.label') || 'Tax', value: `${text('tax.ratePercent')} %${included}` },
    { term: 'Basis', value: text('tax.basis') },
    { term: 'Why there is none', value: text('tax.reason') },
  ];
}

export function unitFacts({ values }: Book): Fact[] {
  return [
    { term: 'Name of the rate book', value: textOf(values, 'name') },
    { term: 'Units', value: labelOf(unitSystems, textOf(values, 'units')) },
  ];
}

function nameOf(values: FormValues, at: string): string {
  return textOf(values, `${at}.name`) || 'Unnamed';
}

/** An amount as the locale writes it; as it was typed when it is none. */
function money(name: string, { values, locale, currency }: Book): string {
  const typed = textOf(values, name);
  const minor = parseMoney(typed, currency, locale);
  return minor.ok ? moneyText(minor.value, { locale, currency }) : `${currencySymbol(locale, currency)}${typed}`;
}
