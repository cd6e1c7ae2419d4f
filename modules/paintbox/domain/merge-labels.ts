import { isObject, type Json } from './document-json.ts';
import type { Estimate } from './estimate.ts';

const words: Record<string, string> = {
  areas: 'Areas',
  surfaces: 'Surfaces',
  openings: 'Openings',
  extras: 'Extras',
  workbookLines: 'Workbook lines',
  options: 'Options',
  alternateGroups: 'Alternates',
  discounts: 'Discounts',
  optionId: 'Option',
  groupId: 'Group',
  kindId: 'Surface',
  productId: 'Product',
  conditionId: 'Condition',
  isPrepIncluded: 'Preparation',
  isExcluded: 'Excluded',
  isTaxable: 'Taxable',
  isSelectedByDefault: 'Selected by default',
  clientNote: 'Note to the client',
  internalNote: 'Internal note',
  validityDays: 'Validity',
  unitAmount: 'Unit amount',
  minimumCharge: 'Minimum charge',
  clientDetail: 'Detail shown to the client',
  pricing: 'Pricing',
};

/** `['areas', id, 'surfaces', id, 'coats']` -> `Living room · Walls · Coats`. */
export function clashLabel(path: readonly string[], docs: readonly Estimate[]): string {
  const parts = path.flatMap((step, index) => {
    const name = docs.map((doc) => nameOf(doc as Json, path.slice(0, index + 1))).find((found) => found !== undefined);
    if (name !== undefined) return name;
    const isList = index < path.length - 1 && path[index + 1] !== 'order' && isListOf(docs, path.slice(0, index + 1));
    return isList || step === 'shape' ? [] : word(step);
  });
  return parts.join(' · ');
}

function word(step: string): string {
  return (
    words[step] ??
    step.charAt(0).toUpperCase() + step.slice(1).replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  );
}

function isListOf(docs: readonly Estimate[], path: readonly string[]): boolean {
  return docs.some((doc) => Array.isArray(at(doc as Json, path)));
}

function at(value: Json | undefined, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((inside, step) => {
    if (Array.isArray(inside)) return inside.find((item) => isObject(item) && item.id === step);
    return isObject(inside) ? inside[step] : undefined;
  }, value);
}

/** What an element is called; undefined where the path does not end at an element. */
function nameOf(doc: Json, path: readonly string[]): string | undefined {
  const element = at(doc, path);
  if (!isObject(element) || element.id !== path.at(-1)) return undefined;
  for (const key of ['name', 'label', 'kindId', 'kind']) {
    const name = element[key];
    if (typeof name === 'string' && name !== '') return key === 'name' || key === 'label' ? name : word(name);
  }
  return undefined;
}

/** A value as a person reads it. */
export function clashText(value: Json | undefined, path: readonly string[], docs: readonly Estimate[]): string {
  if (value === undefined) return 'Removed';
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (Array.isArray(value)) return value.map((item) => clashText(item, path, docs)).join(', ');
  if (!isObject(value)) return linkedName(String(value), docs) ?? String(value);
  if (typeof value.typed === 'string') return value.typed;
  for (const key of ['name', 'label']) if (typeof value[key] === 'string') return value[key];
  return Object.entries(value)
    .filter(([key, part]) => key !== 'id' && !isObject(part) && !Array.isArray(part) && part !== '')
    .map(([key, part]) => `${word(key)}: ${clashText(part, path, docs)}`)
    .join(', ');
}

function linkedName(id: string, docs: readonly Estimate[]): string | undefined {
  for (const doc of docs) {
    const element = [...doc.options, ...doc.alternateGroups, ...doc.areas].find((candidate) => candidate.id === id);
    if (element) return element.name;
  }
  return undefined;
}
