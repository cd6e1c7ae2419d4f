import { asJson, idOf, isObject, isSame, isWhole, type Json, ORDER } from './document-json.ts';
import { removeFrom } from './edit.ts';
import type { Estimate } from './estimate.ts';
import { clashLabel, clashText } from './merge-labels.ts';

/** One field that both people changed differently, or that one changed while the other removed it. */
export type Clash = {
  /** The path, joined; names the clash in `resolveMerge`. */
  id: string;
  /** Field names and element ids from the document down. */
  path: readonly string[];
  /** For people: `Living room · Walls · Coats`. */
  label: string;
  theirs: string;
  mine: string;
};

/** What came out: both people's edits, with their value where the two clash, until `resolveMerge` says otherwise. */
export type Merge = { merged: Estimate; clashes: readonly Clash[]; mine: Estimate; theirs: Estimate };

type Found = { path: readonly string[]; theirs: Json | undefined; mine: Json | undefined };

/**
 * Three-way merge. Edits to different fields and elements combine; elements are told apart by id, wherever they moved. An element that
 * one person removed and the other changed stays and is listed. The result is to be validated like anything else that is saved.
 */
export function mergeEstimates(base: Estimate, theirs: Estimate, mine: Estimate): Merge {
  const clashes: Found[] = [];
  const combined = mergeValue(asJson(base), asJson(theirs), asJson(mine), [], clashes);
  // Every part of it comes from one of three estimates at the place where it stood.
  const { doc, restored } = restoreLinks(combined as Estimate, { base, theirs, mine }, clashes);
  return { merged: doc, mine, theirs, clashes: [...clashes, ...restored].map((clash) => named(clash, [doc, base])) };
}

function named({ path, theirs, mine }: Found, docs: readonly Estimate[]): Clash {
  return {
    path,
    id: path.join('/'),
    label: clashLabel(path, docs),
    theirs: clashText(theirs, path, docs),
    mine: clashText(mine, path, docs),
  };
}

/** Takes my side of the named clashes and theirs of all others. */
export function resolveMerge(merge: Merge, choices: Readonly<Record<string, 'mine' | 'theirs'>>): Estimate {
  let doc = merge.merged;
  for (const clash of merge.clashes) {
    const side = choices[clash.id] === 'mine' ? merge.mine : merge.theirs;
    doc = take(doc, clash.path, asJson(side));
  }
  return doc;
}

function take(doc: Estimate, path: readonly string[], side: Json): Estimate {
  const value = valueAt(side, path);
  const [list, id] = path;
  if (path.length === 2 && value === undefined && (list === 'options' || list === 'alternateGroups') && id) {
    return removeFrom(doc, { list, id });
  }
  // The path was found in documents of this shape, so what is put there fits.
  return withValue(asJson(doc), path, value, side) as Estimate;
}

function valueAt(value: Json | undefined, path: readonly string[]): Json | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (Array.isArray(value))
    return step === ORDER
      ? value.map(idOf)
      : valueAt(
          value.find((item) => idOf(item) === step),
          rest,
        );
  return isObject(value) ? valueAt(value[step], rest) : undefined;
}

function withValue(whole: Json, path: readonly string[], value: Json | undefined, side: Json | undefined): Json {
  const [step, ...rest] = path;
  if (step === undefined) return value ?? null;
  if (Array.isArray(whole)) {
    if (step === ORDER) return sortedLike(whole, side);
    if (rest.length === 0 && value === undefined) return whole.filter((item) => idOf(item) !== step);
    const inside = Array.isArray(side) ? side.find((item) => idOf(item) === step) : undefined;
    return whole.map((item) => (idOf(item) === step ? withValue(item, rest, value, inside) : item));
  }
  if (!isObject(whole)) return whole;
  const inside = isObject(side) ? side[step] : undefined;
  return { ...whole, [step]: withValue(whole[step] ?? null, rest, value, inside) };
}

function sortedLike(list: Json[], side: Json | undefined): Json[] {
  const order = new Map((Array.isArray(side) ? side : []).map((item, index) => [idOf(item), index]));
  const place = (item: Json, index: number) => order.get(idOf(item)) ?? index;
  return list
    .map((item, index) => ({ item, at: place(item, index) }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

function mergeValue(
  base: Json | undefined,
  theirs: Json | undefined,
  mine: Json | undefined,
  path: readonly string[],
  clashes: Found[],
): Json | undefined {
  if (isSame(theirs, mine) || isSame(base, mine)) return theirs;
  if (isSame(base, theirs)) return mine;
  if (Array.isArray(theirs) && Array.isArray(mine)) {
    return mergeLists(Array.isArray(base) ? base : [], theirs, mine, path, clashes);
  }
  if (isObject(theirs) && isObject(mine) && theirs.kind === mine.kind && !isWhole(theirs)) {
    const common = isObject(base) && base.kind === theirs.kind ? base : {};
    const keys = new Set([...Object.keys(theirs), ...Object.keys(mine)]);
    const entries = [...keys].map((key) => [
      key,
      mergeValue(common[key], theirs[key], mine[key], [...path, key], clashes),
    ]);
    return Object.fromEntries(entries);
  }
  clashes.push({ path, theirs, mine });
  return theirs;
}

function mergeLists(base: Json[], theirs: Json[], mine: Json[], path: readonly string[], clashes: Found[]): Json[] {
  const before = byId(base);
  const left = byId(theirs);
  const right = byId(mine);
  const merged = new Map<string, Json>();
  for (const id of new Set([...left.keys(), ...right.keys()])) {
    const element = mergeElement(before.get(id), left.get(id), right.get(id), [...path, id], clashes);
    if (element !== undefined) merged.set(id, element);
  }
  const order = mergeOrder([...before.keys()], [...left.keys()], [...right.keys()], new Set(merged.keys()));
  if (order.isClash) clashes.push({ path: [...path, ORDER], theirs: [...left.keys()], mine: [...right.keys()] });
  return order.ids.flatMap((id) => {
    const element = merged.get(id);
    return element === undefined ? [] : [element];
  });
}

function byId(list: readonly Json[]): Map<string, Json> {
  return new Map(list.map((item) => [idOf(item), item]));
}

/** One side may have removed it: then an unchanged element goes and a changed one stays, as a clash. */
function mergeElement(
  base: Json | undefined,
  theirs: Json | undefined,
  mine: Json | undefined,
  path: readonly string[],
  clashes: Found[],
): Json | undefined {
  if (theirs !== undefined && mine !== undefined) return mergeValue(base, theirs, mine, path, clashes);
  const kept = theirs ?? mine;
  if (base === undefined) return kept;
  if (isSame(base, kept)) return undefined;
  clashes.push({ path, theirs, mine });
  return kept;
}

/**
 * Elements known to the base keep the order of whoever moved them; additions follow the element they were put behind, and two
 * additions at one place go by id, which is by time, so that both people get the same order.
 */
function mergeOrder(
  base: readonly string[],
  theirs: readonly string[],
  mine: readonly string[],
  surviving: ReadonlySet<string>,
): { ids: string[]; isClash: boolean } {
  const known = new Set(base.filter((id) => surviving.has(id)));
  const shared = (list: readonly string[]) =>
    list.filter((id) => known.has(id) && theirs.includes(id) && mine.includes(id));
  const [was, left, right] = [shared(base), shared(theirs), shared(mine)].map((ids) => ids.join(' '));
  const isClash = left !== was && right !== was && left !== right;
  const leader = left === was ? mine : theirs;
  const follower = leader === mine ? theirs : mine;
  const fixed = withMissing(
    leader.filter((id) => known.has(id)),
    follower.filter((id) => known.has(id)),
  );
  const added = [runsOf(theirs, known, surviving), runsOf(mine, known, surviving)];
  const placed = new Set(fixed);
  const ids = [null, ...fixed].flatMap((anchor) => {
    const runs = added
      .flatMap((bySide) => [bySide.get(anchor) ?? []])
      .sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1));
    const fresh = runs.flat().filter((id) => !placed.has(id) && placed.add(id));
    return anchor === null ? fresh : [anchor, ...fresh];
  });
  return { ids, isClash };
}

/** Puts what only the follower still has behind the neighbour it has there. */
function withMissing(leader: readonly string[], follower: readonly string[]): string[] {
  const result = [...leader];
  follower.forEach((id, index) => {
    if (result.includes(id)) return;
    const neighbour = follower[index - 1];
    result.splice(neighbour === undefined ? 0 : result.indexOf(neighbour) + 1, 0, id);
  });
  return result;
}

function runsOf(
  list: readonly string[],
  known: ReadonlySet<string>,
  surviving: ReadonlySet<string>,
): Map<string | null, string[]> {
  const runs = new Map<string | null, string[]>();
  let anchor: string | null = null;
  for (const id of list) {
    if (known.has(id)) anchor = id;
    else if (surviving.has(id)) runs.set(anchor, [...(runs.get(anchor) ?? []), id]);
  }
  return runs;
}

/**
 * An option or group that one person removed and the other put something into comes back, and is listed: also when a clash is about
 * just that, for whichever side is then taken must find it.
 */
function restoreLinks(
  doc: Estimate,
  { base, theirs, mine }: Record<'base' | 'theirs' | 'mine', Estimate>,
  clashes: readonly Found[],
): { doc: Estimate; restored: Found[] } {
  const restored: Found[] = [];
  const restore = <List extends 'options' | 'alternateGroups'>(
    list: List,
    wanted: ReadonlySet<string>,
  ): Estimate[List] => {
    const present = new Set(doc[list].map((element) => element.id));
    const missing = [...wanted].filter((id) => !present.has(id));
    const known: readonly { id: string }[] = [...theirs[list], ...mine[list], ...base[list]];
    const back = missing.flatMap((id) => known.find((element) => element.id === id) ?? []);
    for (const element of back) {
      const has = (side: Estimate) => side[list].find((candidate) => candidate.id === element.id);
      restored.push({ path: [list, element.id], theirs: has(theirs), mine: has(mine) });
    }
    // What was looked up by id in lists of that kind is of that kind.
    return back.length === 0 ? doc[list] : ([...doc[list], ...back] as Estimate[List]);
  };
  const options = restore('options', new Set([...usedOptions(doc), ...linksIn(clashes, 'optionId')]));
  const usedGroups = options.flatMap((option) => option.groupId ?? []);
  const groups = restore('alternateGroups', new Set([...usedGroups, ...linksIn(clashes, 'groupId')]));
  const isWhole = options === doc.options && groups === doc.alternateGroups;
  return { doc: isWhole ? doc : { ...doc, options, alternateGroups: groups }, restored };
}

/** What either side of the clashes about a field of links points at. */
function linksIn(clashes: readonly Found[], field: 'optionId' | 'groupId'): Set<string> {
  const sides = clashes.filter(({ path }) => path.at(-1) === field).flatMap(({ theirs, mine }) => [theirs, mine]);
  return new Set(sides.filter((id) => typeof id === 'string'));
}

function usedOptions(doc: Estimate): Set<string> {
  const elements = [...doc.areas, ...doc.areas.flatMap((area) => area.surfaces), ...doc.extras, ...doc.workbookLines];
  return new Set(elements.flatMap((element) => element.optionId ?? []));
}
