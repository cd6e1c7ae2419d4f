import type { FieldChange } from '#app/ai/tool.ts';
import { Refusal } from '#app/errors/refusal.ts';
import type { NewId } from '#app/values/id.ts';
import { formatLength, parseLength, parseQuantity } from '#app/values/quantity.ts';
import { defaultSurfaces, newSurface } from '../domain/edit.ts';
import type { Area, Dimension, Opening, Shape, Surface } from '../domain/estimate.ts';
import { sidesOf, type TakeoffRoom, type TakeoffSurface } from '../domain/inputs/takeoff.ts';
import type { RateBook, SurfaceKind } from '../domain/rate-book.ts';
import { conditionNamed, kindNamed, productNamed } from './elements.ts';
import { counted } from './saying.ts';

/** A room for the document, and what is shown of it with the words that each value comes from. */
export interface BuiltRoom {
  area: Area;
  fields: FieldChange[];
}

/** Makes a room of a takeoff by a rate book. @throws Refusal for what cannot be measured or is not in the book */
export function buildRoom(room: TakeoffRoom, book: RateBook, newId: NewId): BuiltRoom {
  const { shape, fields: sides } = measured(room, book);
  const openings = room.openings.map((opening) => openingOf(opening, book, newId));
  const condition = room.condition && conditionNamed(book, room.condition.value);
  const surfaces = surfacesOf(room, book, shape, openings, newId);
  return {
    area: {
      id: newId(),
      name: room.name,
      place: room.place,
      shape,
      conditionId: condition?.id ?? book.conditions[0]?.id ?? 'good',
      openings,
      surfaces: surfaces.map(({ surface }) => surface),
      note: '',
      optionId: null,
    },
    fields: [
      field('Name', room.name, room.because),
      ...sides,
      ...room.openings.map(({ kind, count: { value, because } }) => field('Openings', counted(value, kind), because)),
      condition && room.condition
        ? field('Condition', condition.name, room.condition.because)
        : field('Condition', book.conditions[0]?.name ?? 'good', 'default: the first condition of the rate book'),
      ...surfaces.map((each) => each.field),
    ],
  };
}

function field(label: string, after: string, because: string): FieldChange {
  return { label, before: null, after, because };
}

function measured(room: TakeoffRoom, book: RateBook): { shape: Shape; fields: FieldChange[] } {
  const side = (name: Side): Dimension => dimensionOf(saidSide(room, name).value, book);
  const shapes = {
    rectangle: () => ({
      kind: 'rectangle' as const,
      length: side('length'),
      width: side('width'),
      height: side('height'),
    }),
    wall: () => ({ kind: 'wall' as const, length: side('length'), height: side('height') }),
    gable: () => ({ kind: 'gable' as const, width: side('width'), height: side('height') }),
  };
  const fields = sidesOf[room.shape].map((name) =>
    field(sideLabels[name], formatLength(side(name).nm, book.units), saidSide(room, name).because),
  );
  return { shape: shapes[room.shape](), fields };
}

type Side = 'length' | 'width' | 'height';

const sideLabels: Record<Side, string> = { length: 'Length', width: 'Width', height: 'Height' };

function saidSide(room: TakeoffRoom, name: Side): { value: string; because: string } {
  const said = room[name];
  if (!said) throw new Refusal('invalid', `${room.name} needs a ${name}.`);
  return said;
}

/** @throws Refusal in a sentence that shows how a length is written */
export function dimensionOf(typed: string, { units }: Pick<RateBook, 'units'>): Dimension {
  const nm = parseLength(typed, units);
  if (!nm.ok) throw new Refusal('invalid', nm.error);
  return { typed: formatLength(nm.value, units), nm: nm.value };
}

function openingOf(
  { kind, count, width, height }: TakeoffRoom['openings'][number],
  book: RateBook,
  newId: NewId,
): Opening {
  return {
    id: newId(),
    kind,
    count: count.value,
    width: width ? dimensionOf(width.value, book) : null,
    height: height ? dimensionOf(height.value, book) : null,
  };
}

interface BuiltSurface {
  surface: Surface;
  field: FieldChange;
}

function surfacesOf(
  room: TakeoffRoom,
  book: RateBook,
  shape: Shape,
  openings: readonly Opening[],
  newId: NewId,
): BuiltSurface[] {
  if (room.surfaces) return room.surfaces.map((said) => surfaceOf(said, book, newId));
  return defaultSurfaces(book, room.place, shape, openings, newId).map((surface) => ({
    surface,
    field: field(nameOf(book, surface.kindId), counted(surface.coats, 'coat'), 'default: what such a room usually has'),
  }));
}

function surfaceOf(said: TakeoffSurface, book: RateBook, newId: NewId): BuiltSurface {
  const kind = kindNamed(book, said.kind);
  const base = newSurface(book, kind.id, newId());
  const quantity = said.quantity && quantityOf(said.quantity.value, kind, book);
  const isExcluded = said.isExcluded ?? false;
  if (!quantity && !isExcluded && kind.derive === 'none') {
    throw new Refusal('invalid', `${kind.name} cannot be measured by the room: say how much of it there is.`);
  }
  const product = said.product && productNamed(book, said.product.value);
  const surface: Surface = {
    ...base,
    isExcluded,
    coats: said.coats?.value ?? base.coats,
    ...(quantity && { quantity }),
    ...(product && { productId: product.id }),
    ...(said.colour && { colour: said.colour.value }),
    ...(said.sheen && { sheen: said.sheen.value }),
    ...(said.primer && { note: `Primer: ${said.primer.value}` }),
  };
  if (isExcluded) return { surface, field: field(kind.name, 'not included', said.because) };
  const parts = [
    ...(quantity ? [quantity.typed] : []),
    counted(surface.coats, 'coat'),
    ...[product?.name, said.colour?.value, said.sheen?.value].filter((part) => part !== undefined),
    ...(said.primer ? [`primer: ${said.primer.value} (a note, not priced)`] : []),
  ];
  return { surface, field: field(kind.name, parts.join(', '), reasonsOf(said, base.coats, kind)) };
}

/** The words of everything that was said of a surface, each once. */
function reasonsOf(said: TakeoffSurface, usualCoats: number, { name }: SurfaceKind): string {
  const reasons = [
    said.because,
    said.quantity?.because,
    said.coats?.because ?? `default: ${counted(usualCoats, 'coat')} for ${name} in the rate book`,
    said.product?.because,
    said.colour?.because,
    said.sheen?.because,
    said.primer?.because,
  ];
  return [...new Set(reasons.filter(Boolean))].join('; ').slice(0, 400);
}

/** A stated quantity in the surface's own unit. @throws Refusal */
export function quantityOf(typed: string, { measure, name }: SurfaceKind, { units }: Pick<RateBook, 'units'>) {
  const isImperial = units === 'imperial';
  const unit = { area: isImperial ? 'sqft' : 'm2', length: isImperial ? 'ft' : 'm', each: 'each' } as const;
  const value = parseQuantity(typed, unit[measure]);
  if (!value.ok) throw new Refusal('invalid', `${name}: ${value.error}`);
  return { kind: 'stated' as const, typed, value: value.value };
}

function nameOf(book: RateBook, kindId: string): string {
  return book.surfaceKinds.find(({ id }) => id === kindId)?.name ?? kindId;
}
