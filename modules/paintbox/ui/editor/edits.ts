import type { NewId } from '#app/values/id.ts';
import { formatLength } from '#app/values/quantity.ts';
import {
  addOpening,
  addSurface,
  addTo,
  changeArea,
  changeIn,
  changeOpening,
  changeSurface,
  newSurface,
  removeOpening,
} from '../../domain/edit.ts';
import type {
  Area,
  Dimension,
  Estimate,
  Extra,
  Opening,
  Option,
  Shape,
  SurfaceQuantity,
} from '../../domain/estimate.ts';
import type { UnitSystem } from '../../domain/fields.ts';
import type { RateBook } from '../../domain/rate-book.ts';

/*
 * Edits that a person makes in one move and that take several commands of the domain, or a default besides.
 */

export type CountedOpening = 'door' | 'window';

export function openingCount(openings: readonly Opening[], kind: CountedOpening): number {
  return openings.reduce((sum, opening) => (opening.kind === kind ? sum + opening.count : sum), 0);
}

/**
 * Sets how many doors or windows an area has. Those with a measured size keep it; the rest are of the standard size. The first ones
 * bring their surface along, as in a new room.
 */
export function setOpeningCount(
  doc: Estimate,
  args: { area: Area; kind: CountedOpening; count: number; book: RateBook; newId: NewId },
): Estimate {
  const { area, kind, count, book, newId } = args;
  const areaId = area.id;
  const own = area.openings.filter((opening) => opening.kind === kind);
  const adjusted = own.find((opening) => opening.width === null && opening.height === null) ?? own.at(-1);
  const others = openingCount(area.openings, kind) - (adjusted?.count ?? 0);
  const left = Math.max(0, count - others);
  const withSurface = count > 0 ? withSurfaceFor(doc, area, kind, book, newId) : doc;
  if (!adjusted) {
    if (count === 0) return doc;
    return addOpening(withSurface, { areaId, opening: { id: newId(), kind, count, width: null, height: null } });
  }
  if (left === 0 && count === 0) {
    return own.reduce((next, { id }) => removeOpening(next, { areaId, openingId: id }), doc);
  }
  return changeOpening(withSurface, { areaId, openingId: adjusted.id, change: { count: left } });
}

function withSurfaceFor(doc: Estimate, area: Area, kind: CountedOpening, book: RateBook, newId: NewId): Estimate {
  const derive = kind === 'door' ? 'doors' : 'windows';
  const derived = book.surfaceKinds.filter((each) => each.derive === derive);
  const [first] = derived;
  if (!first || area.surfaces.some((surface) => derived.some(({ id }) => id === surface.kindId))) return doc;
  return addSurface(doc, { areaId: area.id, surface: newSurface(book, first.id, newId()) });
}

/** Another shape for an area, keeping the sides that both have. */
export function reshape(doc: Estimate, area: Area, kind: Shape['kind'], units: UnitSystem): Estimate {
  if (area.shape.kind === kind) return doc;
  return changeArea(doc, { areaId: area.id, change: { shape: shapeOf(kind, area.shape, units) } });
}

function shapeOf(kind: Shape['kind'], before: Shape, units: UnitSystem): Shape {
  const side = (name: 'length' | 'width' | 'height'): Dimension => {
    const found = name in before ? (before as Partial<Record<typeof name, Dimension>>)[name] : undefined;
    return found ?? anyOf(before) ?? usualSide(units);
  };
  switch (kind) {
    case 'rectangle':
      return { kind, length: side('length'), width: side('width'), height: side('height') };
    case 'wall':
      return { kind, length: side('length'), height: side('height') };
    case 'gable':
      return { kind, width: side('width'), height: side('height') };
    case 'custom':
      return { kind, wallArea: '0', floorArea: '0', perimeter: '0' };
  }
}

function anyOf(shape: Shape): Dimension | undefined {
  if (shape.kind === 'rectangle' || shape.kind === 'wall') return shape.length;
  return shape.kind === 'gable' ? shape.width : undefined;
}

function usualSide(units: UnitSystem): Dimension {
  const nm = units === 'imperial' ? 3_048_000_000 : 3_000_000_000;
  return { typed: formatLength(nm, units), nm };
}

/** Another kind of surface: its own coats and product, and its own quantity where it has a rule. */
export function changeKind(
  doc: Estimate,
  args: { areaId: string; surfaceId: string; kindId: string; book: RateBook },
): Estimate {
  const { areaId, surfaceId, kindId, book } = args;
  const fresh = newSurface(book, kindId, surfaceId);
  return changeSurface(doc, {
    areaId,
    surfaceId,
    change: { kindId, coats: fresh.coats, productId: null, quantity: fresh.quantity },
  });
}

/** A stated quantity, or back to the one that follows from the shape; kinds without a rule stay stated. */
export function quantityOf(typed: { typed: string; value: string } | null, isDerivable: boolean): SurfaceQuantity {
  if (typed) return { kind: 'stated', ...typed };
  return isDerivable ? { kind: 'derived' } : { kind: 'stated', typed: '0', value: '0' };
}

const extraNames: Record<Extra['kind'], string> = {
  material: 'Materials',
  equipment: 'Equipment',
  subcontract: 'Subcontract',
  'lump-sum': 'Lump sum',
};

export function newExtra(kind: Extra['kind'], id: string): Extra {
  return {
    id,
    kind,
    label: extraNames[kind],
    quantity: '1',
    unit: kind === 'lump-sum' ? 'job' : '',
    unitAmount: '0',
    basis: kind === 'lump-sum' ? 'price' : 'cost',
    isTaxable: true,
    optionId: null,
    note: '',
  };
}

export function newOption(doc: Estimate, id: string, groupId: string | null = null): Option {
  const taken = new Set(doc.options.map(({ name }) => name));
  let at = doc.options.length + 1;
  while (taken.has(`Option ${at}`)) at += 1;
  const isFirstOfGroup = groupId !== null && !doc.options.some((option) => option.groupId === groupId);
  return { id, name: `Option ${at}`, description: '', groupId, isSelectedByDefault: isFirstOfGroup };
}

/** A group of two alternates, of which the client takes one. */
export function addAlternates(doc: Estimate, newId: NewId): Estimate {
  const group = { id: newId(), name: `Choice ${doc.alternateGroups.length + 1}` };
  const grouped = addTo(doc, { list: 'alternateGroups', element: group });
  const first = addTo(grouped, { list: 'options', element: newOption(grouped, newId(), group.id) });
  return addTo(first, { list: 'options', element: newOption(first, newId(), group.id) });
}

/** What is included when the client chooses nothing; in a group it is exactly one. */
export function selectByDefault(doc: Estimate, option: Option, isSelected: boolean): Estimate {
  const others =
    option.groupId === null
      ? []
      : doc.options.filter(({ id, groupId }) => groupId === option.groupId && id !== option.id);
  const cleared = others.reduce(
    (next, { id }) => changeIn(next, { list: 'options', id, change: { isSelectedByDefault: false } }),
    doc,
  );
  return changeIn(cleared, { list: 'options', id: option.id, change: { isSelectedByDefault: isSelected } });
}
