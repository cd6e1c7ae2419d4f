import { expect, test } from 'vitest';
import { countOf } from './number-words.ts';

test.each([
  ['2', 2],
  ['Two', 2],
  ['a', 1],
  ['no', 0],
  ['a dozen', 12],
  ['half a dozen', 6],
  ['two dozen', 24],
  ['a couple of', 2],
  ['pair of', 2],
  ['twenty-four', 24],
  ['thirty  one', 31],
])('%s', (words, count) => {
  expect(countOf(words)).toBe(count);
});

test.each(['', 'dozens', 'two three', 'twenty ten', 'one two three', 'constructor', 'a constructor', 'five-dozen-two'])(
  '“%s” is no count',
  (words) => {
    expect(countOf(words)).toBeUndefined();
  },
);
