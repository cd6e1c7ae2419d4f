import { type FormValues, type ListName, listOf, textOf } from './form-values.ts';

export interface Change {
  name: string;
  from: string;
  to: string;
}

export interface Clash {
  name: string;
  base: string;
  theirs: string;
  yours: string;
}

const lists: readonly ListName[] = ['surfaces', 'products', 'conditions'];

/** What differs between two rate books, field by field; rows that came or went count by their name. */
export function changesBetween(from: FormValues, to: FormValues): Change[] {
  return fieldNames(from, to).flatMap((name) => {
    const change = { name, from: textOf(from, name).trim(), to: textOf(to, name).trim() };
    return change.from === change.to ? [] : [change];
  });
}

export interface Merged {
  values: FormValues;
  /** What somebody else changed and you did not: it is in the form now. */
  taken: Change[];
  /** What both of you changed: the form keeps yours. */
  clashes: Clash[];
}

/** Puts two people's edits of the same version together. */
export function mergeForms(base: FormValues, theirs: FormValues, yours: FormValues): Merged {
  const result: Merged = { values: { ...yours }, taken: [], clashes: [] };
  for (const { name, from, to } of changesBetween(base, theirs)) {
    const mine = textOf(yours, name).trim();
    if (mine === to) continue;
    if (mine === from) {
      result.values[name] = textOf(theirs, name);
      result.taken.push({ name, from, to });
    } else {
      result.clashes.push({ name, base: from, theirs: to, yours: mine });
    }
  }
  for (const list of lists)
    result.values[list] = mergeOrder(listOf(base, list), listOf(theirs, list), listOf(yours, list));
  return result;
}

/** Your order, with the rows that they added at the end and without those that they removed. */
function mergeOrder(base: string[], theirs: string[], yours: string[]): string[] {
  const kept = yours.filter((id) => theirs.includes(id) || !base.includes(id));
  return [...kept, ...theirs.filter((id) => !base.includes(id) && !yours.includes(id))];
}

function fieldNames(one: FormValues, other: FormValues): string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].filter(
    (name) => !lists.some((list) => list === name) && !isMeta(name),
  );
}

/** Fields of the form that are not of the book. */
function isMeta(name: string): boolean {
  return name.startsWith('_') || ['intent', 'baseVersion', 'note', 'parts', 'reshape'].includes(name);
}
