import type { Change, FieldChange } from '#app/ai/tool.ts';
import { Refusal } from '#app/errors/refusal.ts';
import type { NewId } from '#app/values/id.ts';
import { parseNumberText } from '#app/values/number-text.ts';
import * as edit from '../domain/edit.ts';
import type { Area, Estimate, Extra, Surface } from '../domain/estimate.ts';
import type { RateBook } from '../domain/rate-book.ts';
import { conditionNamed, kindNamed, lineNamed, roomNamed, surfacesNamed } from './elements.ts';
import type { EstimateEdit } from './inputs.ts';
import { counted } from './saying.ts';
import { buildRoom, dimensionOf, quantityOf } from './takeoff-room.ts';

/** A document after an edit, and what the edit changes as a person is shown it. */
export interface Edited {
  doc: Estimate;
  changes: Change[];
}

interface Surroundings {
  book: RateBook;
  newId: NewId;
}

/** Makes edits in their order, each by the commands that the editor uses. @throws Refusal for one that cannot be made */
export function makeEdits(doc: Estimate, edits: readonly EstimateEdit[], around: Surroundings): Edited {
  return edits.reduce<Edited>(
    (before, each) => {
      const after = makeEdit(before.doc, each, around);
      return { doc: after.doc, changes: [...before.changes, ...after.changes] };
    },
    { doc, changes: [] },
  );
}

function makeEdit(doc: Estimate, wanted: EstimateEdit, around: Surroundings): Edited {
  switch (wanted.do) {
    case 'add_room': {
      const { area, fields } = buildRoom(wanted.room, around.book, around.newId);
      const changes: Change[] = [{ verb: 'add', what: 'Room', label: area.name, fields }];
      return { doc: edit.changeEstimate(doc, { areas: [...doc.areas, area] }), changes };
    }
    case 'change_room':
      return changeRoom(doc, wanted, around);
    case 'remove_room': {
      const area = roomNamed(doc, wanted.room);
      const fields = [
        { label: 'Surfaces', before: counted(area.surfaces.length, 'surface'), after: null, ...why(wanted) },
      ];
      return {
        doc: edit.removeArea(doc, { areaId: area.id }),
        changes: [{ verb: 'remove', what: 'Room', label: area.name, fields }],
      };
    }
    case 'add_surface':
      return addSurface(doc, wanted, around);
    case 'change_surface':
      return changeSurfaces(doc, wanted, around);
    case 'remove_surface':
      return removeSurfaces(doc, wanted, around);
    case 'add_line': {
      const { label, kind, unit, basis } = wanted;
      const line: Extra = {
        id: around.newId(),
        kind,
        label,
        unit,
        basis,
        quantity: decimalOf(wanted.quantity),
        unitAmount: decimalOf(wanted.amount),
        isTaxable: true,
        optionId: null,
        note: '',
      };
      const fields = [{ label: 'Amount', before: null, after: lineText(line), ...why(wanted) }];
      return {
        doc: edit.addTo(doc, { list: 'extras', element: line }),
        changes: [{ verb: 'add', what: 'Line', label, fields }],
      };
    }
    case 'change_line': {
      const line = lineNamed(doc, wanted.line);
      const after: Extra = {
        ...line,
        ...(wanted.label !== undefined && { label: wanted.label }),
        ...(wanted.quantity !== undefined && { quantity: decimalOf(wanted.quantity) }),
        ...(wanted.amount !== undefined && { unitAmount: decimalOf(wanted.amount) }),
      };
      const { id: _, ...change } = after;
      return {
        doc: edit.changeIn(doc, { list: 'extras', id: line.id, change }),
        changes: changeOf('Line', line.label, [
          pair('Description', line.label, after.label, wanted),
          pair('Amount', lineText(line), lineText(after), wanted),
        ]),
      };
    }
    case 'remove_line': {
      const line = lineNamed(doc, wanted.line);
      const fields = [{ label: 'Amount', before: lineText(line), after: null, ...why(wanted) }];
      return {
        doc: edit.removeFrom(doc, { list: 'extras', id: line.id }),
        changes: [{ verb: 'remove', what: 'Line', label: line.label, fields }],
      };
    }
  }
}

type Of<Do extends EstimateEdit['do']> = Extract<EstimateEdit, { do: Do }>;

function changeRoom(doc: Estimate, wanted: Of<'change_room'>, { book }: Surroundings): Edited {
  const area = roomNamed(doc, wanted.room);
  const condition = wanted.condition === undefined ? undefined : conditionNamed(book, wanted.condition);
  let next = edit.changeArea(doc, {
    areaId: area.id,
    change: {
      ...(wanted.name !== undefined && { name: wanted.name }),
      ...(condition && { conditionId: condition.id }),
    },
  });
  for (const side of ['length', 'width', 'height'] as const) {
    const typed = wanted[side];
    if (typed === undefined) continue;
    if (!(side in area.shape)) throw new Refusal('invalid', `${area.name} has no ${side}: it is a ${area.shape.kind}.`);
    next = edit.setDimension(next, { areaId: area.id, side, value: dimensionOf(typed, book) });
  }
  const after = next.areas.find(({ id }) => id === area.id) ?? area;
  const nameOf = (id: string) => book.conditions.find((each) => each.id === id)?.name ?? id;
  return {
    doc: next,
    changes: changeOf('Room', area.name, [
      pair('Name', area.name, after.name, wanted),
      ...(['length', 'width', 'height'] as const).map((side) =>
        pair(side.charAt(0).toUpperCase() + side.slice(1), sideText(area, side), sideText(after, side), wanted),
      ),
      pair('Condition', nameOf(area.conditionId), nameOf(after.conditionId), wanted),
    ]),
  };
}

function sideText({ shape }: Area, side: 'length' | 'width' | 'height'): string {
  const found = Object.entries(shape).find(([name]) => name === side)?.[1];
  return typeof found === 'object' ? found.typed : '';
}

function addSurface(doc: Estimate, wanted: Of<'add_surface'>, { book, newId }: Surroundings): Edited {
  const area = roomNamed(doc, wanted.room);
  const kind = kindNamed(book, wanted.kind);
  const base = edit.newSurface(book, kind.id, newId());
  const quantity = wanted.quantity === undefined ? undefined : quantityOf(wanted.quantity, kind, book);
  if (!quantity && kind.derive === 'none') {
    throw new Refusal('invalid', `${kind.name} cannot be measured by the room: say how much of it there is.`);
  }
  const surface: Surface = { ...base, coats: wanted.coats ?? base.coats, ...(quantity && { quantity }) };
  const fields = [{ label: 'Work', before: null, after: surfaceText(surface), ...why(wanted) }];
  return {
    doc: edit.addSurface(doc, { areaId: area.id, surface }),
    changes: [{ verb: 'add', what: 'Surface', label: `${area.name} · ${kind.name}`, fields }],
  };
}

function changeSurfaces(doc: Estimate, wanted: Of<'change_surface'>, { book }: Surroundings): Edited {
  const changes: Change[] = [];
  let next = doc;
  for (const { area, surface } of surfacesMeant(doc, wanted, book)) {
    const kind = kindNamed(book, surface.kindId);
    const change: Partial<Omit<Surface, 'id'>> = {
      ...(wanted.coats !== undefined && { coats: wanted.coats }),
      ...(wanted.quantity !== undefined && { quantity: quantityOf(wanted.quantity, kind, book) }),
      ...(wanted.colour !== undefined && { colour: wanted.colour }),
      ...(wanted.isExcluded !== undefined && { isExcluded: wanted.isExcluded }),
    };
    const after = { ...surface, ...change };
    next = edit.changeSurface(next, { areaId: area.id, surfaceId: surface.id, change });
    changes.push(
      ...changeOf('Surface', `${area.name} · ${kind.name}`, [
        pair('Coats', String(surface.coats), String(after.coats), wanted),
        pair('Quantity', quantityText(surface), quantityText(after), wanted),
        pair('Colour', surface.colour, after.colour, wanted),
        pair('Included', surface.isExcluded ? 'no' : 'yes', after.isExcluded ? 'no' : 'yes', wanted),
      ]),
    );
  }
  return { doc: next, changes };
}

function removeSurfaces(doc: Estimate, wanted: Of<'remove_surface'>, { book }: Surroundings): Edited {
  const meant = surfacesMeant(doc, wanted, book);
  return {
    doc: meant.reduce(
      (next, { area, surface }) => edit.removeSurface(next, { areaId: area.id, surfaceId: surface.id }),
      doc,
    ),
    changes: meant.map(({ area, surface }) => ({
      verb: 'remove',
      what: 'Surface',
      label: `${area.name} · ${kindNamed(book, surface.kindId).name}`,
      fields: [{ label: 'Work', before: surfaceText(surface), after: null, ...why(wanted) }],
    })),
  };
}

/** That surface of one room, or of every room that has it. @throws Refusal when no room has */
function surfacesMeant(
  doc: Estimate,
  { room, surface: said }: { room?: string | undefined; surface: string },
  book: RateBook,
): { area: Area; surface: Surface }[] {
  const areas = room === undefined ? doc.areas : [roomNamed(doc, room)];
  const found = areas.flatMap((area) => surfacesNamed(area, said, book).map((surface) => ({ area, surface })));
  if (found.length > 0) return found;
  throw new Refusal(
    'not-found',
    `${room === undefined ? 'No room' : `${areas[0]?.name} does not`} ${room === undefined ? 'has' : 'have'} “${said}”.`,
  );
}

function changeOf(what: string, label: string, fields: readonly FieldChange[]): Change[] {
  const differing = fields.filter(({ before, after }) => before !== after);
  return differing.length === 0 ? [] : [{ verb: 'change', what, label, fields: differing }];
}

function pair(label: string, before: string, after: string, reason: { because?: string | undefined }): FieldChange {
  return { label, before: before || null, after: after || null, ...why(reason) };
}

function why({ because }: { because?: string | undefined }): { because?: string } {
  return because ? { because } : {};
}

function surfaceText(surface: Surface): string {
  return `${quantityText(surface)}, ${surface.isExcluded ? 'not included' : counted(surface.coats, 'coat')}`;
}

function quantityText({ quantity }: Surface): string {
  return quantity.kind === 'derived' ? 'by the shape' : quantity.typed;
}

function lineText({ quantity, unit, unitAmount, basis }: Extra): string {
  return `${[quantity, unit].filter(Boolean).join(' ')} at ${unitAmount} (${basis})`;
}

/** @throws Refusal */
function decimalOf(typed: string): string {
  const number = parseNumberText(typed.replace(/^[^\d.,-]+/, ''), 'en-US');
  if (!number.ok) throw new Refusal('invalid', `“${typed}” is not a number.`);
  return number.value;
}
