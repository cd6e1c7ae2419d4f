import { type FormValues, textOf } from './form-values.ts';

const own: Record<string, string> = {
  name: 'Name of the rate book',
  units: 'Units',
  wage: 'Hourly wage',
  burdenPercent: 'Burden',
  'overhead.kind': 'Overhead, how',
  'overhead.value': 'Overhead',
  'strategy.kind': 'Markup or margin',
  'strategy.percent': 'Markup or margin, per cent',
  materialMarkupPercent: 'Markup on materials',
  minimumCharge: 'Minimum charge',
  rounding: 'Rounding',
  'tax.mode': 'How tax applies',
  'tax.ratePercent': 'Tax rate',
  'tax.label': 'Name of the tax',
  'tax.basis': 'Basis of the tax',
  'tax.reason': 'Why there is no tax',
  'tax.pricesIncludeTax': 'Prices include tax',
  'openings.deduct': 'Which openings are deducted',
  'openings.over': 'Smallest deducted opening',
  'openings.door.width': 'Width of a door',
  'openings.door.height': 'Height of a door',
  'openings.window.width': 'Width of a window',
  'openings.window.height': 'Height of a window',
};

const parts: Record<string, string> = {
  name: 'name',
  place: 'where',
  measure: 'counted in',
  derive: 'from the room',
  rate1: 'one coat',
  rate2: 'two coats',
  rate3: 'three coats',
  coats: 'usual coats',
  product: 'product',
  coverage: 'coverage',
  line: 'line',
  sheen: 'sheen',
  solids: 'volume solids',
  film: 'dry film',
};

/** A field as people say it: “Walls, two coats”. Rows are looked up in the books given, the first that knows them. */
export function fieldLabel(name: string, ...books: readonly FormValues[]): string {
  const known = own[name];
  if (known) return known;
  const [list = '', id = '', part = '', last = ''] = name.split('.');
  const nameOf = (at: string) => books.map((book) => textOf(book, at)).find(Boolean) ?? 'Unnamed';
  if (list === 'prep') return `${nameOf(`surface.${part}.name`)}, ${nameOf(`condition.${id}.name`)}`;
  const row = nameOf(`${list}.${id}.name`);
  if (part.startsWith('can')) return `${row}, can ${Number(part.slice(3)) + 1} ${last}`;
  return `${row}, ${parts[part] ?? part}`;
}
