import { type FormValues, listOf, textOf } from './form-values.ts';

/** The parts of a rate book, each read as it is and edited by itself. */
export const partIds = ['labour', 'surfaces', 'products', 'preparation', 'openings', 'money', 'units'] as const;

export type PartId = (typeof partIds)[number];

export const partLabels: Record<PartId, string> = {
  labour: 'Labour',
  surfaces: 'Production',
  products: 'Products',
  preparation: 'Preparation',
  openings: 'Openings',
  money: 'Rounding and tax',
  units: 'Units',
};

/** The first word of a field's name says where it stands. */
const partsByWord: Record<string, PartId> = {
  wage: 'labour',
  burdenPercent: 'labour',
  overhead: 'labour',
  strategy: 'labour',
  materialMarkupPercent: 'labour',
  minimumCharge: 'labour',
  surfaces: 'surfaces',
  surface: 'surfaces',
  products: 'products',
  product: 'products',
  conditions: 'preparation',
  condition: 'preparation',
  prep: 'preparation',
  openings: 'openings',
  rounding: 'money',
  tax: 'money',
  name: 'units',
  units: 'units',
};

export function partOf(field: string): PartId | undefined {
  const [word = ''] = field.split('.');
  return Object.hasOwn(partsByWord, word) ? partsByWord[word] : undefined;
}

/** The parts that these are the names of, in the order of the book. */
export function partsNamed(names: readonly (string | undefined)[]): PartId[] {
  return partIds.filter((id) => names.includes(id));
}

/** The parts that a form sent. */
export function partsIn(values: FormValues): PartId[] {
  const sent = values.parts ?? [];
  return partsNamed(typeof sent === 'string' ? [sent] : sent);
}

/** The whole book when only some parts of it were sent: those as they were typed, the others as they are in `base`. */
export function wholeOf(base: FormValues, typed: FormValues): FormValues {
  const parts: readonly unknown[] = partsIn(typed);
  const others = Object.entries(base).filter(([name]) => !parts.includes(partOf(name)));
  return { ...Object.fromEntries(others), ...typed };
}

/** Where a person begins who opens a part. */
export function firstField(values: FormValues, part: PartId): string | undefined {
  const first = (list: 'surfaces' | 'products' | 'conditions') => listOf(values, list)[0] ?? '';
  const fields: Record<PartId, string> = {
    labour: 'wage',
    surfaces: `surface.${first('surfaces')}.name`,
    products: `product.${first('products')}.name`,
    preparation: `condition.${first('conditions')}.name`,
    openings: 'openings.deduct',
    money: 'rounding',
    units: 'name',
  };
  return fields[part];
}

export function isMetric(values: FormValues): boolean {
  return textOf(values, 'units') === 'metric';
}
