import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyOf, corrections, distance, fuse, hitEnd, hitStart, quotePieces, wordsOf } from './query.ts';

test('whatever is asked becomes words of letters and digits, so nothing of a query language is left', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (query) => {
      expect(anyOf(wordsOf(query))).toMatch(/^([\p{L}\p{M}\p{N}]+( \| [\p{L}\p{M}\p{N}]+)*(:\*)?)?$/u);
    }),
  );
  expect(anyOf(wordsOf("O'Hara & 'satin':* | !drop(table)"))).toBe('o | hara | satin | drop | table:*');
});

test('the distance of words is a distance', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });
  fc.assert(
    fc.property(word, word, word, (a, b, c) => {
      expect(distance(a, a, 20)).toBe(0);
      expect(distance(a, b, 20)).toBe(distance(b, a, 20));
      if (a !== b) expect(distance(a, b, 20)).toBeGreaterThan(0);
      expect(distance(a, b, 1) > 1).toBe(distance(a, b, 20) > 1);
      // A swap counts once, so the way over a third word may be shorter by at most that.
      expect(distance(a, c, 20)).toBeLessThanOrEqual(2 * (distance(a, b, 20) + distance(b, c, 20)));
    }),
  );
});

test('a misspelt word is the nearest one that there is, and short words are left alone', () => {
  expect(corrections('primmer', ['primer', 'printer', 'prime'])).toEqual(['primer']);
  expect(corrections('recieve', ['receive', 'relieve'])).toEqual(['receive', 'relieve']);
  expect(corrections('mildwe', ['mildew'])).toEqual(['mildew']);
  expect(corrections('oak', ['oat'])).toEqual([]);
});

test('what both lists know comes first', () => {
  expect(
    fuse(
      [
        ['a', 'b', 'c'],
        ['c', 'd'],
      ],
      10,
    ),
  ).toEqual(['c', 'a', 'b', 'd']);
  expect(fuse([[], ['x']], 1)).toEqual(['x']);
});

test('a quote is put together from its pieces, whatever it says', () => {
  const marked = `Use ${hitStart}primer${hitEnd} <b>first</b>`;
  expect(quotePieces(marked)).toEqual([
    { text: 'Use ', isHit: false },
    { text: 'primer', isHit: true },
    { text: ' <b>first</b>', isHit: false },
  ]);
  fc.assert(
    fc.property(fc.string(), (text) => {
      const plain = text.replaceAll(hitStart, '').replaceAll(hitEnd, '');
      expect(
        quotePieces(text)
          .map((piece) => piece.text)
          .join(''),
      ).toBe(plain);
    }),
  );
});
