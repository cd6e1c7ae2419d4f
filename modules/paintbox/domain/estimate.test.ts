import { describe, expect, test } from 'vitest';
import { newId } from '#app/values/id.ts';
import {
  addRoom,
  addTo,
  changeArea,
  changeIn,
  changeSurface,
  duplicateArea,
  emptyEstimate,
  removeFrom,
  reorder,
  setDimension,
} from './edit.ts';
import { estimateSchema } from './estimate.ts';
import { rateBookSchema } from './rate-book.ts';
import { defaultRateBook } from './rate-book-default.ts';
import { markupFromMargin } from './strategy.ts';

const book = defaultRateBook();
const feet = (value: number) => ({ typed: `${value}'`, nm: value * 304_800_000 });
const shape = { kind: 'rectangle' as const, length: feet(12), width: feet(15), height: feet(8) };
const doc = addRoom(emptyEstimate(book), { area: { name: 'Living', shape }, book, newId });
const areaId = doc.areas[0]?.id ?? '';

function messages(candidate: unknown): string[] {
  return estimateSchema.safeParse(candidate).error?.issues.map((issue) => issue.message) ?? [];
}

test('the starting rate books are valid, in both systems', () => {
  for (const units of ['imperial', 'metric'] as const) {
    expect(rateBookSchema.safeParse(defaultRateBook(units)).error).toBeUndefined();
  }
  expect(markupFromMargin('30', 2)).toBe('42.86');
});

describe('mistakes are told in words', () => {
  test.each([
    ['Height must be more than 0.', setDimension(doc, { areaId, side: 'height', value: { typed: '0', nm: 0 } })],
    ['Area name is required.', changeArea(doc, { areaId, change: { name: ' ' } })],
    [
      'At most three coats.',
      changeSurface(doc, { areaId, surfaceId: doc.areas[0]?.surfaces[0]?.id ?? '', change: { coats: 4 } }),
    ],
    ['A quote is valid for at least one day.', { ...doc, validityDays: 0 }],
    ['This belongs to an option that does not exist.', changeArea(doc, { areaId, change: { optionId: newId() } })],
    ['This id is used twice.', { ...doc, areas: [...doc.areas, ...doc.areas] }],
    [
      'Say why no tax applies, for example the exemption certificate.',
      { ...doc, pricing: { ...doc.pricing, tax: { ...doc.pricing.tax, mode: 'none' } } },
    ],
  ])('%s', (message, candidate) => {
    expect(messages(candidate)).toContain(message);
  });

  test('equal decimals become equal text', () => {
    const parsed = rateBookSchema.parse({ ...book, burdenPercent: '28.50' });
    expect(parsed.burdenPercent).toBe('28.5');
  });

  test('a length that needs its own coverage says so', () => {
    const surfaceKinds = book.surfaceKinds.map((kind) => ({ ...kind, coverage: null }));
    const issues = rateBookSchema.safeParse({ ...book, surfaceKinds }).error?.issues ?? [];
    expect(issues.map((issue) => issue.message)).toContain(
      'Surfaces counted by length or piece need their own coverage.',
    );
  });
});

describe('edits', () => {
  test('touch only what they change', () => {
    const two = duplicateArea(doc, { areaId, newId });
    const edited = setDimension(two, { areaId, side: 'height', value: feet(9) });
    expect(edited.areas[1]).toBe(two.areas[1]);
    expect(edited.areas[0]?.surfaces).toBe(two.areas[0]?.surfaces);
    expect(edited.extras).toBe(two.extras);
  });

  test('that change nothing give the same document back', () => {
    expect(changeArea(doc, { areaId: newId(), change: { name: 'x' } })).toBe(doc);
    expect(changeArea(doc, { areaId, change: { name: 'Living' } })).toBe(doc);
    expect(reorder(doc, { list: 'areas', id: areaId, to: 5 })).toBe(doc);
    expect(removeFrom(doc, { list: 'extras', id: newId() })).toBe(doc);
  });

  test('a copy has new ids and a free name', () => {
    const copies = duplicateArea(duplicateArea(doc, { areaId, newId }), { areaId, newId });
    expect(copies.areas.map((area) => area.name)).toEqual(['Living', 'Living 3', 'Living 2']);
    expect(messages(copies)).toEqual([]);
  });

  test('removing a group sets its options free', () => {
    const group = { id: newId(), name: 'Finish' };
    const option = { id: newId(), name: 'Gloss', description: '', groupId: group.id, isSelectedByDefault: true };
    const grouped = addTo(addTo(doc, { list: 'alternateGroups', element: group }), {
      list: 'options',
      element: option,
    });
    const named = changeIn(grouped, { list: 'options', id: option.id, change: { name: 'High gloss' } });
    expect(named.options[0]?.name).toBe('High gloss');
    expect(removeFrom(named, { list: 'alternateGroups', id: group.id }).options[0]?.groupId).toBeNull();
  });
});
