import type { NewId } from '#app/values/id.ts';
import type {
  AlternateGroup,
  Area,
  Dimension,
  Discount,
  Estimate,
  Extra,
  Opening,
  Option,
  Pricing,
  Shape,
  Surface,
  WorkbookLine,
} from './estimate.ts';
import type { RateBook } from './rate-book.ts';

/*
 * Edits of an estimate: each takes a document and gives a new one, keeping every part that it does not touch the same object (which
 * is what makes re-pricing and redrawing cheap). A command about an element that is gone gives the document back unchanged.
 * Ids come from outside: this file has neither clock nor chance.
 */

/** A new estimate by a rate book: its units, currency, rounding and tax, and nothing to price yet. */
export function emptyEstimate(book: RateBook, title = 'New estimate'): Estimate {
  return {
    schema: 1,
    title,
    units: book.units,
    currency: book.currency,
    rateBookVersion: book.version,
    areas: [],
    extras: [],
    workbookLines: [],
    options: [],
    alternateGroups: [],
    discounts: [],
    pricing: { strategy: null, minimumCharge: null, rounding: book.rounding, tax: book.tax },
    clientDetail: 'areas',
    clientNote: '',
    internalNote: '',
    terms: '',
    validityDays: 30,
    deposit: { kind: 'none' },
  };
}

type NewArea = Partial<Omit<Area, 'id' | 'surfaces' | 'openings'>> & {
  name: string;
  shape: Shape;
  openings?: readonly Opening[];
};

/**
 * Adds a room or elevation with the surfaces that its place and shape usually have: walls, ceiling and baseboard inside, siding
 * outside, doors and windows where it has some. The first condition of the rate book applies unless one is given.
 */
export function addRoom(doc: Estimate, args: { area: NewArea; book: RateBook; newId: NewId }): Estimate {
  const { area, book, newId } = args;
  const place = area.place ?? 'interior';
  const added: Area = {
    id: newId(),
    name: area.name,
    place,
    shape: area.shape,
    conditionId: area.conditionId ?? book.conditions[0]?.id ?? 'good',
    openings: [...(area.openings ?? [])],
    surfaces: defaultSurfaces(book, place, area.shape, area.openings ?? [], newId),
    note: area.note ?? '',
    optionId: area.optionId ?? null,
  };
  return { ...doc, areas: [...doc.areas, added] };
}

const usualKinds = {
  interior: ['walls', 'ceiling', 'baseboard', 'doors', 'windows'],
  exterior: ['siding', 'doors', 'windows'],
};

export function defaultSurfaces(
  book: RateBook,
  place: Area['place'],
  shape: Shape,
  openings: readonly Opening[],
  newId: NewId,
): Surface[] {
  return book.surfaceKinds
    .filter((kind) => usualKinds[place].includes(kind.id))
    .filter((kind) => {
      if (kind.derive === 'doors') return openings.some((opening) => opening.kind === 'door' && opening.count > 0);
      if (kind.derive === 'windows') return openings.some((opening) => opening.kind === 'window' && opening.count > 0);
      if (kind.derive === 'walls') return true;
      return shape.kind === 'rectangle' || shape.kind === 'custom';
    })
    .map((kind) => newSurface(book, kind.id, newId()));
}

/** A surface as the rate book does it by default: its coats and its product, quantity derived where the kind has a rule. */
export function newSurface(book: RateBook, kindId: string, id: string): Surface {
  const kind = book.surfaceKinds.find((candidate) => candidate.id === kindId);
  return {
    id,
    kindId,
    quantity: kind?.derive === 'none' ? { kind: 'stated', typed: '0', value: '0' } : { kind: 'derived' },
    coats: kind?.coats ?? 2,
    productId: null,
    colour: '',
    sheen: '',
    isPrepIncluded: true,
    isExcluded: false,
    note: '',
    optionId: null,
  };
}

type Change<Element> = Partial<Omit<Element, 'id'>>;

export function changeEstimate(doc: Estimate, change: Partial<Omit<Estimate, 'schema'>>): Estimate {
  return changed(doc, change);
}

export function changePricing(doc: Estimate, change: Partial<Pricing>): Estimate {
  return changed(doc, { pricing: changed(doc.pricing, change) });
}

export function changeArea(doc: Estimate, args: { areaId: string; change: Change<Area> }): Estimate {
  return inArea(doc, args.areaId, (area) => changed(area, args.change));
}

/** Sets one side of a shape; a side that the shape does not have leaves the document as it is. */
export function setDimension(
  doc: Estimate,
  args: { areaId: string; side: 'length' | 'width' | 'height'; value: Dimension },
): Estimate {
  return inArea(doc, args.areaId, (area) =>
    args.side in area.shape ? { ...area, shape: { ...area.shape, [args.side]: args.value } } : area,
  );
}

export function duplicateArea(doc: Estimate, args: { areaId: string; newId: NewId; name?: string }): Estimate {
  const at = doc.areas.findIndex((area) => area.id === args.areaId);
  const area = doc.areas[at];
  if (!area) return doc;
  const copy: Area = {
    ...area,
    id: args.newId(),
    name: args.name ?? copyName(area.name, doc.areas),
    openings: area.openings.map((opening) => ({ ...opening, id: args.newId() })),
    surfaces: area.surfaces.map((surface) => ({ ...surface, id: args.newId() })),
  };
  return { ...doc, areas: doc.areas.toSpliced(at + 1, 0, copy) };
}

/** `Bedroom` -> `Bedroom 2`, `Bedroom 2` -> `Bedroom 3`, skipping names that are taken. */
function copyName(name: string, areas: readonly Area[]): string {
  const [, stem = name, digits] = /^(.*?)(?: (\d+))?$/.exec(name) ?? [];
  const taken = new Set(areas.map((area) => area.name));
  let next = Number(digits ?? '1') + 1;
  while (taken.has(`${stem} ${next}`)) next += 1;
  return `${stem} ${next}`;
}

export function removeArea(doc: Estimate, args: { areaId: string }): Estimate {
  return changed(doc, { areas: without(doc.areas, args.areaId) });
}

export function addSurface(doc: Estimate, args: { areaId: string; surface: Surface }): Estimate {
  return inArea(doc, args.areaId, (area) => ({ ...area, surfaces: [...area.surfaces, args.surface] }));
}

export function changeSurface(
  doc: Estimate,
  args: { areaId: string; surfaceId: string; change: Change<Surface> },
): Estimate {
  return inArea(doc, args.areaId, (area) =>
    changed(area, { surfaces: replaced(area.surfaces, args.surfaceId, (surface) => changed(surface, args.change)) }),
  );
}

export function removeSurface(doc: Estimate, args: { areaId: string; surfaceId: string }): Estimate {
  return inArea(doc, args.areaId, (area) => changed(area, { surfaces: without(area.surfaces, args.surfaceId) }));
}

export function addOpening(doc: Estimate, args: { areaId: string; opening: Opening }): Estimate {
  return inArea(doc, args.areaId, (area) => ({ ...area, openings: [...area.openings, args.opening] }));
}

export function changeOpening(
  doc: Estimate,
  args: { areaId: string; openingId: string; change: Change<Opening> },
): Estimate {
  return inArea(doc, args.areaId, (area) =>
    changed(area, { openings: replaced(area.openings, args.openingId, (opening) => changed(opening, args.change)) }),
  );
}

export function removeOpening(doc: Estimate, args: { areaId: string; openingId: string }): Estimate {
  return inArea(doc, args.areaId, (area) => changed(area, { openings: without(area.openings, args.openingId) }));
}

/** The lists of a document whose elements are added, changed and removed alike. */
type Lists = {
  extras: Extra;
  workbookLines: WorkbookLine;
  alternateGroups: AlternateGroup;
  options: Option;
  discounts: Discount;
};

export function addTo<List extends keyof Lists>(doc: Estimate, args: { list: List; element: Lists[List] }): Estimate {
  return { ...doc, [args.list]: [...doc[args.list], args.element] };
}

export function changeIn<List extends keyof Lists>(
  doc: Estimate,
  args: { list: List; id: string; change: Change<Lists[List]> },
): Estimate {
  const elements: Lists[keyof Lists][] = doc[args.list];
  return changed(doc, { [args.list]: replaced(elements, args.id, (element) => changed(element, args.change)) });
}

/** Removes an element. What belonged to a removed option returns to the base price; a removed group's options stand alone. */
export function removeFrom(doc: Estimate, args: { list: keyof Lists; id: string }): Estimate {
  const elements: Lists[keyof Lists][] = doc[args.list];
  const next = changed(doc, { [args.list]: without(elements, args.id) });
  if (next === doc) return doc;
  if (args.list === 'options') return releaseOption(next, args.id);
  if (args.list === 'alternateGroups') {
    return changed(next, {
      options: kept(next.options, (option) => (option.groupId === args.id ? { ...option, groupId: null } : option)),
    });
  }
  return next;
}

function releaseOption(doc: Estimate, optionId: string): Estimate {
  const release = <Element extends { optionId: string | null }>(element: Element): Element =>
    element.optionId === optionId ? { ...element, optionId: null } : element;
  return changed(doc, {
    areas: kept(doc.areas, (area) => {
      const surfaces = kept(area.surfaces, release);
      return release(surfaces === area.surfaces ? area : { ...area, surfaces });
    }),
    extras: kept(doc.extras, release),
    workbookLines: kept(doc.workbookLines, release),
  });
}

/** Moves an area, or an element of another list, to a position; positions past the end mean the end. */
export function reorder(doc: Estimate, args: { list: 'areas' | keyof Lists; id: string; to: number }): Estimate {
  const elements: { id: string }[] = doc[args.list];
  return changed(doc, { [args.list]: moved(elements, args.id, args.to) });
}

export function reorderSurface(doc: Estimate, args: { areaId: string; surfaceId: string; to: number }): Estimate {
  return inArea(doc, args.areaId, (area) => changed(area, { surfaces: moved(area.surfaces, args.surfaceId, args.to) }));
}

function inArea(doc: Estimate, areaId: string, edit: (area: Area) => Area): Estimate {
  return changed(doc, { areas: replaced(doc.areas, areaId, edit) });
}

/** The same object when nothing differs, so that an edit to the same value is no edit. */
function changed<Whole extends object>(whole: Whole, change: Partial<NoInfer<Whole>>): Whole {
  // Object.keys forgets that its keys are the object's own.
  const keys = Object.keys(change) as (keyof Whole)[];
  return keys.every((key) => Object.is(change[key], whole[key])) ? whole : { ...whole, ...change };
}

function replaced<Element extends { id: string }>(
  list: Element[],
  id: string,
  edit: (element: Element) => Element,
): Element[] {
  return kept(list, (element) => (element.id === id ? edit(element) : element));
}

/** `map` that gives the same array back when no element changed. */
function kept<Element>(list: Element[], edit: (element: Element) => Element): Element[] {
  const next = list.map(edit);
  return next.every((element, index) => element === list[index]) ? list : next;
}

function without<Element extends { id: string }>(list: Element[], id: string): Element[] {
  const next = list.filter((element) => element.id !== id);
  return next.length === list.length ? list : next;
}

function moved<Element extends { id: string }>(list: Element[], id: string, to: number): Element[] {
  const from = list.findIndex((element) => element.id === id);
  const element = list[from];
  const target = Math.max(0, Math.min(to, list.length - 1));
  if (!element || from === target) return list;
  return list.toSpliced(from, 1).toSpliced(target, 0, element);
}
