import { describe, expect, test } from 'vitest';
import { newId } from '#app/values/id.ts';
import { changesBetween } from './changes.ts';
import { addRoom, changeArea, changeEstimate, changeSurface, emptyEstimate, removeArea } from './edit.ts';
import { chance, randomBook, randomEstimate } from './estimate.fixture.ts';
import { defaultRateBook } from './rate-book-default.ts';

const book = defaultRateBook();
const feet = (value: number) => ({ typed: `${value}'`, nm: value * 304_800_000 });
const room = (name: string) => ({
  area: { name, shape: { kind: 'rectangle', length: feet(12), width: feet(15), height: feet(8) } as const },
  book,
  newId,
});
const both = addRoom(addRoom(emptyEstimate(book, 'Repaint'), room('Living')), room('Hall'));
const [living, hall] = both.areas;
if (!living || !hall) throw new Error('Two rooms were added.');

describe('what changed between two saves', () => {
  test('is nothing for the same document', () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const random = chance(seed);
      const doc = randomEstimate(random, randomBook(random));
      expect(changesBetween(doc, structuredClone(doc))).toEqual([]);
    }
  });

  test('names the room, the surface and the field, with both values', () => {
    const [walls] = living.surfaces;
    if (!walls) throw new Error('A room has walls.');
    const higher = changeArea(both, {
      areaId: living.id,
      change: { shape: { ...living.shape, height: feet(9) } as never },
    });
    const after = changeSurface(higher, { areaId: living.id, surfaceId: walls.id, change: { coats: 3 } });
    expect(changesBetween(both, changeEstimate(after, { title: 'Repaint all' }))).toEqual([
      { kind: 'changed', label: 'Title', before: 'Repaint', after: 'Repaint all' },
      { kind: 'changed', label: 'Living · Height', before: "8'", after: "9'" },
      { kind: 'changed', label: 'Living · Walls · Coats', before: String(walls.coats), after: '3' },
    ]);
  });

  test('an element that came, went or moved is one change', () => {
    const without = removeArea(both, { areaId: hall.id });
    expect(changesBetween(without, both)).toEqual([{ kind: 'added', label: 'Hall' }]);
    expect(changesBetween(both, without)).toEqual([{ kind: 'removed', label: 'Hall' }]);
    expect(changesBetween(both, { ...both, areas: [hall, living] })).toEqual([{ kind: 'moved', label: 'Areas' }]);
  });
});
