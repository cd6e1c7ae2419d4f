import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newSheet } from '#app/workbook/model.ts';
import { Axis, edgeFrom, inSight, type Layout, scrollTo, withMerges } from './geometry.ts';

const even = (count: number, size = 20) => new Axis(count, () => size);

describe('an axis', () => {
  it('finds the one at every distance, however wide they are', () => {
    const sizes = fc
      .array(fc.integer({ min: 0, max: 80 }), { minLength: 1, maxLength: 60 })
      .filter((all) => all.some((size) => size > 0));
    fc.assert(
      fc.property(sizes, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (all, share) => {
        const axis = new Axis(all.length, (index) => all[index] ?? 0);
        const distance = Math.floor(axis.length * share);
        const at = axis.at(distance);
        expect(axis.start(at)).toBeLessThanOrEqual(distance);
        expect(axis.start(at + 1)).toBeGreaterThan(distance);
      }),
    );
  });

  it('steps over what is hidden and stays at the edges', () => {
    const axis = new Axis(4, (index) => (index === 1 ? 0 : 20));
    expect([axis.step(0, 1), axis.step(2, -1), axis.step(3, 1), axis.step(0, -1)]).toEqual([2, 0, 3, 0]);
  });
});

describe('what is in sight', () => {
  const layout: Layout = { rows: even(100_000), cols: even(200, 60), frozen: { rows: 2, cols: 1 } };

  it('is a window of a sheet that may be long, behind what is frozen', () => {
    const seen = inSight(layout, { top: 1_000_000, left: 0, width: 600, height: 400 });
    expect(seen.top).toBeGreaterThan(49_900);
    expect(seen.bottom - seen.top).toBeLessThan(50);
    expect(seen.left).toBe(1);
  });

  it('follows a cell no further than it must', () => {
    const view = { top: 0, left: 0, width: 600, height: 400 };
    expect(scrollTo(layout, view, { row: 5, col: 3 })).toEqual({ top: 0, left: 0 });
    expect(scrollTo(layout, view, { row: 30, col: 3 })).toEqual({ top: 31 * 20 - 400, left: 0 });
    expect(scrollTo(layout, { ...view, top: 900 }, { row: 10, col: 3 })).toEqual({ top: 8 * 20, left: 0 });
    expect(scrollTo(layout, { ...view, top: 900 }, { row: 1, col: 3 }).top).toBe(900);
  });
});

describe('Ctrl and an arrow', () => {
  const filled = new Set([2, 3, 4, 8, 9]);
  const jump = (from: number, by: 1 | -1) => edgeFrom((index) => filled.has(index), even(12), from, by);

  it.each([
    [0, 1, 2],
    [2, 1, 4],
    [4, 1, 8],
    [9, 1, 11],
    [11, -1, 9],
    [3, -1, 2],
    [2, -1, 0],
  ] as const)('leads from %i in direction %i to %i', (from, by, to) => {
    expect(jump(from, by)).toBe(to);
  });
});

it('a selection cuts no merged cells', () => {
  const sheet = newSheet('Bid');
  sheet.merges = [
    { top: 0, left: 1, bottom: 1, right: 2 },
    { top: 1, left: 3, bottom: 4, right: 3 },
  ];
  expect(withMerges(sheet, { top: 0, left: 0, bottom: 0, right: 1 })).toEqual({ top: 0, left: 0, bottom: 1, right: 2 });
  expect(withMerges(sheet, { top: 1, left: 2, bottom: 1, right: 3 })).toEqual({ top: 0, left: 1, bottom: 4, right: 3 });
});
