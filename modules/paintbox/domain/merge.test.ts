import { describe, expect, test } from 'vitest';
import { newId } from '#app/values/id.ts';
import {
  addRoom,
  addSurface,
  addTo,
  changeArea,
  changeEstimate,
  changeSurface,
  duplicateArea,
  emptyEstimate,
  newSurface,
  removeArea,
  removeFrom,
  reorder,
  setDimension,
} from './edit.ts';
import { type Chance, chance, randomDimension, randomEstimate } from './estimate.fixture.ts';
import { type Estimate, estimateSchema } from './estimate.ts';
import { mergeEstimates, resolveMerge } from './merge.ts';
import { defaultRateBook } from './rate-book-default.ts';

const book = defaultRateBook();
const feet = (value: number) => ({ typed: `${value}'`, nm: value * 304_800_000 });

function house(): Estimate {
  return ['Living room', 'Kitchen', 'Bedroom'].reduce(
    (doc, name) =>
      addRoom(doc, {
        area: { name, shape: { kind: 'rectangle', length: feet(12), width: feet(15), height: feet(8) } },
        book,
        newId,
      }),
    emptyEstimate(book),
  );
}

function idAt(doc: Estimate, index: number): string {
  return doc.areas[index]?.id ?? '';
}

describe('two people on one estimate', () => {
  test('edits of different fields of one surface both hold', () => {
    const base = house();
    const [areaId, surfaceId] = [idAt(base, 0), base.areas[0]?.surfaces[0]?.id ?? ''];
    const theirs = changeSurface(base, { areaId, surfaceId, change: { coats: 3 } });
    const mine = changeSurface(base, { areaId, surfaceId, change: { colour: 'Sage' } });
    const { merged, clashes } = mergeEstimates(base, theirs, mine);
    expect(clashes).toEqual([]);
    expect(merged.areas[0]?.surfaces[0]).toMatchObject({ coats: 3, colour: 'Sage' });
  });

  test('a clash names the area, the surface and the field, and is settled by choice', () => {
    const base = house();
    const [areaId, surfaceId] = [idAt(base, 0), base.areas[0]?.surfaces[0]?.id ?? ''];
    const theirs = changeSurface(base, { areaId, surfaceId, change: { coats: 3 } });
    const mine = changeSurface(base, { areaId, surfaceId, change: { coats: 1 } });
    const merge = mergeEstimates(base, theirs, mine);
    expect(merge.clashes).toMatchObject([{ label: 'Living room · Walls · Coats', theirs: '3', mine: '1' }]);
    const id = merge.clashes[0]?.id ?? '';
    expect(resolveMerge(merge, {}).areas[0]?.surfaces[0]?.coats).toBe(3);
    expect(resolveMerge(merge, { [id]: 'mine' }).areas[0]?.surfaces[0]?.coats).toBe(1);
  });

  test('a typed length and its nanometres stay together', () => {
    const base = house();
    const areaId = idAt(base, 1);
    const theirs = setDimension(base, { areaId, side: 'height', value: feet(9) });
    const mine = setDimension(base, { areaId, side: 'height', value: { typed: '10 ft', nm: 10 * 304_800_000 } });
    const merge = mergeEstimates(base, theirs, mine);
    expect(merge.clashes).toMatchObject([{ label: 'Kitchen · Height', theirs: "9'", mine: '10 ft' }]);
  });

  test('a room removed by one and changed by the other stays until someone decides', () => {
    const base = house();
    const areaId = idAt(base, 1);
    const theirs = removeArea(base, { areaId });
    const mine = changeArea(base, { areaId, change: { note: 'Cabinets too' } });
    const merge = mergeEstimates(base, theirs, mine);
    expect(merge.merged.areas).toHaveLength(3);
    expect(merge.clashes).toMatchObject([{ label: 'Kitchen', theirs: 'Removed', mine: 'Kitchen' }]);
    expect(resolveMerge(merge, {}).areas).toHaveLength(2);
    expect(resolveMerge(merge, { [merge.clashes[0]?.id ?? '']: 'mine' }).areas).toHaveLength(3);
  });

  test('an option removed by one and used by the other comes back as a clash', () => {
    const option = { id: newId(), name: 'Closet', description: '', groupId: null, isSelectedByDefault: false };
    const base = addTo(house(), { list: 'options', element: option });
    const theirs = removeFrom(base, { list: 'options', id: option.id });
    const mine = changeArea(base, { areaId: idAt(base, 0), change: { optionId: option.id } });
    const merge = mergeEstimates(base, theirs, mine);
    expect(estimateSchema.safeParse(merge.merged).success).toBe(true);
    expect(merge.clashes).toMatchObject([{ label: 'Closet', theirs: 'Removed', mine: 'Closet' }]);
    const removed = resolveMerge(merge, {});
    expect(removed.options).toEqual([]);
    expect(removed.areas[0]?.optionId).toBeNull();
    expect(estimateSchema.safeParse(removed).success).toBe(true);
  });

  test('a room moved by one and rooms added by the other', () => {
    const base = house();
    const theirs = reorder(base, { list: 'areas', id: idAt(base, 2), to: 0 });
    const mine = duplicateArea(base, { areaId: idAt(base, 0), newId });
    const { merged, clashes } = mergeEstimates(base, theirs, mine);
    expect(clashes).toEqual([]);
    expect(merged.areas.map((area) => area.name)).toEqual(['Bedroom', 'Living room', 'Living room 2', 'Kitchen']);
  });

  test('two different orders are a clash that can go either way', () => {
    const base = house();
    const theirs = reorder(base, { list: 'areas', id: idAt(base, 2), to: 0 });
    const mine = reorder(base, { list: 'areas', id: idAt(base, 1), to: 0 });
    const merge = mergeEstimates(base, theirs, mine);
    expect(merge.clashes).toMatchObject([{ label: 'Areas · Order' }]);
    const ofMine = resolveMerge(merge, { [merge.clashes[0]?.id ?? '']: 'mine' });
    expect(ofMine.areas.map((area) => area.name)).toEqual(['Kitchen', 'Living room', 'Bedroom']);
    expect(resolveMerge(merge, {}).areas.map((area) => area.name)).toEqual(['Bedroom', 'Living room', 'Kitchen']);
  });
});

describe('laws', () => {
  const seeds = Array.from({ length: 400 }, (_, index) => index + 1);

  test.each([{ runs: seeds }])('one editor alone is always right', ({ runs }) => {
    for (const seed of runs) {
      const { base, theirs } = edited(seed);
      expect(mergeEstimates(base, base, theirs).merged).toEqual(theirs);
      expect(mergeEstimates(base, theirs, base).merged).toEqual(theirs);
      expect(mergeEstimates(base, theirs, theirs)).toMatchObject({ merged: theirs, clashes: [] });
    }
  });

  test('without clashes it does not matter who is asked, and with them the same ones are found', () => {
    for (const seed of seeds) {
      const { base, theirs, mine } = edited(seed);
      const one = mergeEstimates(base, theirs, mine);
      const other = mergeEstimates(base, mine, theirs);
      expect(new Set(other.clashes.map((clash) => clash.id))).toEqual(new Set(one.clashes.map((clash) => clash.id)));
      if (one.clashes.length === 0) expect(other.merged).toEqual(one.merged);
    }
  });

  test('no added element is lost, nothing is doubled, and the result is valid', () => {
    for (const seed of seeds) {
      const { base, theirs, mine } = edited(seed);
      const { merged } = mergeEstimates(base, theirs, mine);
      const known = new Set(base.areas.map((area) => area.id));
      const ids = merged.areas.map((area) => area.id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const area of [...theirs.areas, ...mine.areas]) if (!known.has(area.id)) expect(ids).toContain(area.id);
      expect(estimateSchema.safeParse(merged).error).toBeUndefined();
    }
  });

  test('taking one side in every clash gives a valid document', () => {
    for (const seed of seeds) {
      const { base, theirs, mine } = edited(seed);
      const merge = mergeEstimates(base, theirs, mine);
      const choices = Object.fromEntries(
        merge.clashes.map((clash, at) => [clash.id, at % 2 ? 'mine' : 'theirs'] as const),
      );
      expect(estimateSchema.safeParse(resolveMerge(merge, choices)).error).toBeUndefined();
    }
  });
});

function edited(seed: number): { base: Estimate; theirs: Estimate; mine: Estimate } {
  const random = chance(seed);
  const base = randomEstimate(random, book);
  const edit = (doc: Estimate) => {
    let next = doc;
    for (let step = random.int(1, 4); step > 0; step -= 1) next = anyEdit(random, next);
    return next;
  };
  return { base, theirs: edit(base), mine: edit(base) };
}

function anyEdit(random: Chance, doc: Estimate): Estimate {
  const area = doc.areas[random.int(0, Math.max(0, doc.areas.length - 1))];
  const option = doc.options[0];
  if (random.is(0.15) && option) return removeFrom(doc, { list: 'options', id: option.id });
  if (random.is(0.1)) return changeEstimate(doc, { title: random.pick(['Repaint', 'Repaint, phase 2', 'House']) });
  if (!area || random.is(0.2)) {
    const shape = { kind: 'wall' as const, length: randomDimension(random, 'imperial'), height: feet(8) };
    return addRoom(doc, { area: { name: 'New', shape }, book, newId: random.id });
  }
  const areaId = area.id;
  const surface = area.surfaces[random.int(0, Math.max(0, area.surfaces.length - 1))];
  switch (random.int(0, 6)) {
    case 0:
      return removeArea(doc, { areaId });
    case 1:
      return setDimension(doc, { areaId, side: 'height', value: randomDimension(random, 'imperial') });
    case 2:
      return reorder(doc, { list: 'areas', id: areaId, to: random.int(0, 3) });
    case 3:
      return addSurface(doc, { areaId, surface: newSurface(book, 'walls', random.id()) });
    case 4:
      return changeArea(doc, { areaId, change: { optionId: option?.id ?? null } });
    case 5:
      return duplicateArea(doc, { areaId, newId: random.id });
    default:
      return surface ? changeSurface(doc, { areaId, surfaceId: surface.id, change: { coats: random.int(1, 3) } }) : doc;
  }
}
