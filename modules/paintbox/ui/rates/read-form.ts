import { parseMoney } from '#app/values/money.ts';
import { parseNumberText } from '#app/values/number-text.ts';
import { parseLength } from '#app/values/quantity.ts';
import { type FieldErrors, failed, ok, type Result } from '#app/values/result.ts';
import { type RateBook, rateBookSchema } from '../../domain/rate-book.ts';
import { type FormValues, type ListName, listOf, maxCans, prepName, textOf } from './form-values.ts';

interface Settings {
  version: number;
  currency: string;
  locale: string;
}

/**
 * The rate book that a form describes. Numbers, money and lengths are read as the member writes them; what is wrong is
 * said under the name of its field.
 */
export function bookOfForm(values: FormValues, settings: Settings): Result<RateBook, FieldErrors> {
  const read = new FormReader(values, settings);
  const draft = draftOf(read, settings);
  const checked = rateBookSchema.safeParse(draft);
  if (checked.success && Object.keys(read.errors).length === 0) return ok(checked.data);
  const errors: FieldErrors = { ...read.errors };
  for (const { path, message } of checked.error?.issues ?? []) {
    const name = fieldAt(path, values, read);
    // A number that could not be read has said so already, and stands as a number that may not fit.
    if (!(name in read.errors)) errors[name] = [...(errors[name] ?? []), message];
  }
  return failed(errors);
}

class FormReader {
  readonly errors: FieldErrors = {};
  /** Which prep rule and which can came from which field. */
  readonly prepNames: string[] = [];
  readonly canNames = new Map<string, number[]>();
  readonly #values: FormValues;
  readonly #settings: Settings;

  constructor(values: FormValues, settings: Settings) {
    this.#values = values;
    this.#settings = settings;
  }

  list(name: ListName): string[] {
    return listOf(this.#values, name);
  }

  text(name: string): string {
    return textOf(this.#values, name).trim();
  }

  number(name: string): string {
    return this.#take(name, parseNumberText(this.text(name), this.#settings.locale), '1');
  }

  optionalNumber(name: string): string | null {
    return this.text(name) === '' ? null : this.number(name);
  }

  whole(name: string): number {
    return Number(this.number(name));
  }

  money(name: string): number {
    return this.#take(name, parseMoney(this.text(name), this.#settings.currency, this.#settings.locale), 1);
  }

  length(name: string): number {
    const system = this.text('units') === 'metric' ? 'metric' : 'imperial';
    return this.#take(name, parseLength(this.text(name), system), 1);
  }

  #take<T>(name: string, result: Result<T, string>, otherwise: T): T {
    if (result.ok) return result.value;
    this.errors[name] = [result.error];
    return otherwise;
  }

  prep(name: string): { kind: 'percent' | 'hours-per-unit'; value: string } {
    const typed = this.text(name);
    const isPercent = typed.endsWith('%');
    const number = parseNumberText(isPercent ? typed.slice(0, -1).trim() : typed, this.#settings.locale);
    return { kind: isPercent ? 'percent' : 'hours-per-unit', value: this.#take(name, number, '1') };
  }
}

function draftOf(read: FormReader, { version, currency }: Settings): unknown {
  const overheadKind = read.text('overhead.kind');
  return {
    version,
    currency,
    name: read.text('name'),
    units: read.text('units'),
    wage: read.money('wage'),
    burdenPercent: read.number('burdenPercent'),
    overhead:
      overheadKind === 'per-hour'
        ? { kind: overheadKind, amount: read.money('overhead.value') }
        : { kind: overheadKind, percent: read.number('overhead.value') },
    strategy: { kind: read.text('strategy.kind'), percent: read.number('strategy.percent') },
    materialMarkupPercent: read.optionalNumber('materialMarkupPercent'),
    minimumCharge: read.money('minimumCharge'),
    rounding: read.text('rounding'),
    tax: {
      mode: read.text('tax.mode'),
      ratePercent: read.number('tax.ratePercent'),
      label: read.text('tax.label'),
      basis: read.text('tax.basis'),
      reason: read.text('tax.reason'),
      pricesIncludeTax: read.text('tax.pricesIncludeTax') !== '',
    },
    openings: {
      deduct: read.text('openings.deduct'),
      over: read.number('openings.over'),
      door: { width: read.length('openings.door.width'), height: read.length('openings.door.height') },
      window: { width: read.length('openings.window.width'), height: read.length('openings.window.height') },
    },
    surfaceKinds: read.list('surfaces').map((id) => surfaceOf(read, id)),
    products: read.list('products').map((id) => productOf(read, id)),
    conditions: read.list('conditions').map((id) => ({ id, name: read.text(`condition.${id}.name`) })),
    prepRules: prepRulesOf(read),
  };
}

function surfaceOf(read: FormReader, id: string) {
  const at = `surface.${id}`;
  return {
    id,
    name: read.text(`${at}.name`),
    place: read.text(`${at}.place`),
    measure: read.text(`${at}.measure`),
    derive: read.text(`${at}.derive`),
    rates: { '1': read.number(`${at}.rate1`), '2': read.number(`${at}.rate2`), '3': read.number(`${at}.rate3`) },
    coats: read.whole(`${at}.coats`),
    productId: read.text(`${at}.product`) || null,
    coverage: read.optionalNumber(`${at}.coverage`),
  };
}

function productOf(read: FormReader, id: string) {
  const at = `product.${id}`;
  const slots = Array.from({ length: maxCans }, (_, index) => index);
  const used = slots.filter(
    (slot) => read.text(`${at}.can${slot}.size`) !== '' || read.text(`${at}.can${slot}.price`) !== '',
  );
  read.canNames.set(id, used);
  return {
    id,
    name: read.text(`${at}.name`),
    line: read.text(`${at}.line`),
    sheen: read.text(`${at}.sheen`),
    coverage: read.number(`${at}.coverage`),
    volumeSolidsPercent: read.optionalNumber(`${at}.solids`),
    dryFilm: read.optionalNumber(`${at}.film`),
    cans: used.map((slot) => ({
      size: read.number(`${at}.can${slot}.size`),
      price: read.money(`${at}.can${slot}.price`),
    })),
  };
}

function prepRulesOf(read: FormReader) {
  return read.list('surfaces').flatMap((surfaceKindId) =>
    read.list('conditions').flatMap((conditionId) => {
      const name = prepName(conditionId, surfaceKindId);
      if (read.text(name) === '') return [];
      read.prepNames.push(name);
      return [{ conditionId, surfaceKindId, ...read.prep(name) }];
    }),
  );
}

/** The field that a problem of the book is about. */
function fieldAt(path: readonly PropertyKey[], values: FormValues, read: FormReader): string {
  const [list, index, key, part, last] = path.map(String);
  if (list === 'surfaceKinds' && index !== undefined) {
    const fields: Record<string, string> = { rates: `rate${part}`, productId: 'product', id: 'name' };
    return `surface.${listOf(values, 'surfaces')[Number(index)]}.${fields[key ?? ''] ?? key}`;
  }
  if (list === 'products' && index !== undefined) {
    const id = listOf(values, 'products')[Number(index)] ?? '';
    if (key === 'cans') return `product.${id}.can${read.canNames.get(id)?.[Number(part ?? 0)] ?? 0}.${last ?? 'size'}`;
    const fields: Record<string, string> = { volumeSolidsPercent: 'solids', dryFilm: 'film', id: 'name' };
    return `product.${id}.${fields[key ?? ''] ?? key}`;
  }
  if (list === 'conditions' && index !== undefined)
    return `condition.${listOf(values, 'conditions')[Number(index)]}.name`;
  if (list === 'prepRules' && index !== undefined) return read.prepNames[Number(index)] ?? '';
  if (list === 'overhead' && index !== 'kind') return 'overhead.value';
  return path.map(String).join('.');
}
