import { describe, expect, it } from 'vitest';
import { matching, moved } from './listbox.ts';

describe('moving through options', () => {
  it.each([
    ['ArrowDown', -1, 0],
    ['ArrowDown', 2, 0],
    ['ArrowUp', -1, 2],
    ['ArrowUp', 1, 0],
    ['a', 1, undefined],
  ])('%s from %s leads to %s', (key, active, expected) => {
    expect(moved(key, active, 3)).toBe(expected);
  });

  it('leads nowhere in an empty list', () => {
    expect(moved('ArrowDown', -1, 0)).toBeUndefined();
  });
});

describe('finding options', () => {
  const options = [
    { label: 'Harbor Point', detail: 'Astoria' },
    { label: 'José Okafor', detail: 'Warrenton' },
    { label: 'Point Adams', detail: 'Hammond' },
  ];
  const found = (typed: string) => matching(options, typed).map(({ label }) => label);

  it('looks at every word, without case or accents, in name and detail', () => {
    expect(found('OKAF jose')).toEqual(['José Okafor']);
    expect(found('harbor astoria')).toEqual(['Harbor Point']);
  });

  it('puts first what begins so', () => {
    expect(found('point')).toEqual(['Point Adams', 'Harbor Point']);
  });

  it('shows everything for nothing typed', () => {
    expect(found('  ')).toHaveLength(3);
  });
});
