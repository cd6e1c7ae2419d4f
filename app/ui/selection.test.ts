import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allToggled, extended, narrowed, nothingSelected, toggled } from './selection.ts';

const keys = ['a', 'b', 'c', 'd', 'e'];
const chosen = (selection: { chosen: ReadonlySet<string> }) => [...selection.chosen].sort().join('');

describe('selection', () => {
  it('ticks and unticks one row', () => {
    const ticked = toggled(nothingSelected, 'b');
    expect(chosen(ticked)).toBe('b');
    expect(chosen(toggled(ticked, 'b'))).toBe('');
  });

  it('draws a range from the anchor, in either direction', () => {
    expect(chosen(extended(toggled(nothingSelected, 'b'), 'd', keys))).toBe('bcd');
    expect(chosen(extended(toggled(nothingSelected, 'd'), 'b', keys))).toBe('bcd');
  });

  it('unticks a range whose anchor was unticked', () => {
    const all = allToggled(nothingSelected, keys);
    expect(chosen(extended(toggled(all, 'b'), 'd', keys))).toBe('ae');
  });

  it('ticks one row when there is no anchor, or when the anchor is gone', () => {
    expect(chosen(extended(nothingSelected, 'c', keys))).toBe('c');
    expect(chosen(extended({ chosen: new Set(), anchor: 'z' }, 'c', keys))).toBe('c');
  });

  it('ticks all, and none when all were ticked', () => {
    const all = allToggled(toggled(nothingSelected, 'b'), keys);
    expect(chosen(all)).toBe('abcde');
    expect(chosen(allToggled(all, keys))).toBe('');
  });

  it('forgets rows that are no longer shown', () => {
    const two = extended(toggled(nothingSelected, 'b'), 'c', keys);
    expect(narrowed(two, ['a', 'c'])).toEqual({ chosen: new Set(['c']), anchor: undefined });
    expect(narrowed(two, keys)).toBe(two);
  });

  it('never holds a row that is not in the table', () => {
    const step = fc.tuple(fc.constantFrom('toggle', 'extend', 'all'), fc.constantFrom(...keys));
    fc.assert(
      fc.property(fc.array(step), fc.subarray(keys), (steps, shown) => {
        const end = steps.reduce((selection, [what, key]) => {
          if (what === 'all') return allToggled(selection, keys);
          return what === 'extend' ? extended(selection, key, keys) : toggled(selection, key);
        }, nothingSelected);
        return [...narrowed(end, shown).chosen].every((key) => shown.includes(key));
      }),
    );
  });
});
