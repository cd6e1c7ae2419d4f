import { asJson, idOf, isObject, isSame, isWhole, type Json, ORDER } from './document-json.ts';
import type { Estimate } from './estimate.ts';
import { clashLabel, clashText } from './merge-labels.ts';

/** One thing that differs between two saves of a document, in words: `Living room · Walls · Coats`, from `2` to `3`. */
export type Change =
  | { kind: 'added' | 'removed' | 'moved'; label: string }
  | { kind: 'changed'; label: string; before: string; after: string };

/** What somebody changed, in the order of the document. Elements are told apart by id, so a moved one is not a changed one. */
export function changesBetween(before: Estimate, after: Estimate): Change[] {
  const docs = [after, before];
  return [...differences(asJson(before), asJson(after), [])].map(({ path, was, is }): Change => {
    if (path.at(-1) === ORDER) return { kind: 'moved', label: clashLabel(path.slice(0, -1), docs) };
    const label = clashLabel(path, docs);
    if (was === undefined && isObject(is)) return { kind: 'added', label };
    if (is === undefined && isObject(was)) return { kind: 'removed', label };
    return { kind: 'changed', label, before: said(was, path, docs), after: said(is, path, docs) };
  });
}

function said(value: Json | undefined, path: readonly string[], docs: readonly Estimate[]): string {
  return value === undefined ? '' : clashText(value, path, docs);
}

type Difference = { path: readonly string[]; was: Json | undefined; is: Json | undefined };

function* differences(
  was: Json | undefined,
  is: Json | undefined,
  path: readonly string[],
): Generator<Difference, void, undefined> {
  if (isSame(was, is)) return;
  if (Array.isArray(was) && Array.isArray(is)) yield* listDifferences(was, is, path);
  else if (isObject(was) && isObject(is) && was.kind === is.kind && !isWhole(is)) {
    for (const key of new Set([...Object.keys(was), ...Object.keys(is)])) {
      yield* differences(was[key], is[key], [...path, key]);
    }
  } else yield { path, was, is };
}

function* listDifferences(was: Json[], is: Json[], path: readonly string[]): Generator<Difference, void, undefined> {
  const before = new Map(was.map((item) => [idOf(item), item]));
  const after = new Map(is.map((item) => [idOf(item), item]));
  for (const id of new Set([...after.keys(), ...before.keys()])) {
    yield* differences(before.get(id), after.get(id), [...path, id]);
  }
  const kept = [...before.keys()].filter((id) => after.has(id));
  const now = [...after.keys()].filter((id) => before.has(id));
  if (kept.join() !== now.join()) yield { path: [...path, ORDER], was: kept, is: now };
}
