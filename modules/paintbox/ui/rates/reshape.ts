import { parseNumberText } from '#app/values/number-text.ts';
import { spreadingRate } from '../../domain/strategy.ts';
import { type FormValues, type ListName, listOf, numberOut, textOf } from './form-values.ts';
import { firstField, isMetric, partsIn, partsNamed } from './parts.ts';

const prefixes: Record<ListName, string> = { surfaces: 'surface', products: 'product', conditions: 'condition' };

export interface Reshaped {
  values: FormValues;
  /** The field to go on with. */
  focus: string | undefined;
}

/**
 * Adds or removes a row of the form, opens another part, or fills in a coverage: what a button with `name="reshape"`
 * asks for. Nothing is saved. The server does it for people without a script, the page itself for the others.
 *
 * `add:products`, `remove:surfaces:walls`, `open:products`, `coverage:interior-eggshell`
 */
export function reshape(
  values: FormValues,
  command: string,
  { locale, newId }: { locale: string; newId: () => string },
): Reshaped {
  const [verb = '', subject = '', id = ''] = command.split(':');
  if (verb === 'open') return withPart(values, subject);
  if (verb === 'coverage') return withCoverage(values, subject, locale);
  if (!isList(subject)) return { values, focus: undefined };
  if (verb === 'add') return withRow(values, subject, newId());
  if (verb === 'remove') return withoutRow(values, subject, id);
  return { values, focus: undefined };
}

function isList(name: string): name is ListName {
  return Object.hasOwn(prefixes, name);
}

function withPart(values: FormValues, name: string): Reshaped {
  const [part] = partsNamed([name]);
  if (!part) return { values, focus: undefined };
  return { values: { ...values, parts: [...partsIn(values), part] }, focus: firstField(values, part) };
}

function withRow(values: FormValues, list: ListName, id: string): Reshaped {
  const at = `${prefixes[list]}.${id}`;
  const usual: Record<ListName, FormValues> = {
    surfaces: {
      [`${at}.place`]: 'interior',
      [`${at}.measure`]: 'area',
      [`${at}.derive`]: 'none',
      [`${at}.coats`]: '2',
      [`${at}.product`]: listOf(values, 'products')[0] ?? '',
    },
    products: {},
    conditions: {},
  };
  return { values: { ...values, ...usual[list], [list]: [...listOf(values, list), id] }, focus: `${at}.name` };
}

/** The row's own fields go with it; what others said of it (a surface its product) is left to be chosen anew. */
function withoutRow(values: FormValues, list: ListName, id: string): Reshaped {
  const order = listOf(values, list);
  const next = order[order.indexOf(id) + 1] ?? order[order.indexOf(id) - 1];
  const kept = Object.entries(values).filter(([name]) => !name.startsWith(`${prefixes[list]}.${id}.`));
  const rest = { ...Object.fromEntries(kept), [list]: order.filter((each) => each !== id) };
  return { values: rest, focus: next && `${prefixes[list]}.${next}.name` };
}

function withCoverage(values: FormValues, productId: string, locale: string): Reshaped {
  const at = `product.${productId}`;
  const coverage = coverageOf(values, productId, locale);
  if (coverage === undefined) return { values, focus: `${at}.solids` };
  return { values: { ...values, [`${at}.coverage`]: numberOut(coverage, locale) }, focus: `${at}.coverage` };
}

/** What a product covers in theory by its solids and film; undefined until both are numbers. */
export function coverageOf(values: FormValues, productId: string, locale: string): string | undefined {
  return theoreticalCoverage(
    isMetric(values) ? 'metric' : 'imperial',
    textOf(values, `product.${productId}.solids`),
    textOf(values, `product.${productId}.film`),
    locale,
  );
}

export function theoreticalCoverage(
  units: 'imperial' | 'metric',
  solids: string,
  film: string,
  locale: string,
): string | undefined {
  const percent = parseNumberText(solids, locale);
  const thickness = parseNumberText(film, locale);
  if (!percent.ok || !thickness.ok || Number(percent.value) <= 0 || Number(thickness.value) <= 0) return undefined;
  return spreadingRate(units, percent.value, thickness.value);
}
