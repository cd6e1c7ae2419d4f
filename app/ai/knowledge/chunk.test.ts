import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chunksOf } from './chunk.ts';
import { cleanText } from './passage.ts';

const words = (text: string) => text.split(/\s+/).filter(Boolean);
const line = fc.array(fc.string({ unit: 'grapheme', maxLength: 30 }), { maxLength: 60 }).map((all) => all.join(' '));
const passages = fc.array(
  fc.record({
    locator: fc.constantFrom('', 'page 1', 'page 2'),
    text: fc.array(line, { maxLength: 12 }).map((l) => cleanText(l.join('\n\n'))),
  }),
  { maxLength: 6 },
);

test('every word of a document is in a piece, no piece is long or empty, and each is a piece of the text', () => {
  fc.assert(
    fc.property(passages, (given) => {
      const full = given.filter(({ text }) => text !== '');
      const chunks = chunksOf(full);
      for (const { text } of chunks) {
        expect(text.length).toBeGreaterThan(0);
        expect(text.length).toBeLessThanOrEqual(1_600);
        expect(text.isWellFormed()).toBe(true);
      }
      const kept = chunks.map(({ text }) => text).join(' ');
      for (const { text } of full) for (const word of words(text)) if (word.length < 500) expect(kept).toContain(word);
    }),
    { numRuns: 60 },
  );
});

test('a text without a single space is cut all the same', () => {
  const chunks = chunksOf([{ locator: 'line 1', text: '𝒳'.repeat(5_000) }]);
  expect(chunks.length).toBeGreaterThan(5);
  expect(chunks.every(({ text }) => text.isWellFormed() && text.length <= 1_600)).toBe(true);
});

test('a long text is cut where a paragraph ends, and says a little of it again', () => {
  const paragraph = (n: number) => `Paragraph ${n} says ${'something of interest '.repeat(15)}and ends here.`;
  const chunks = chunksOf([
    { locator: 'Prices', text: Array.from({ length: 12 }, (_, n) => paragraph(n)).join('\n\n') },
  ]);
  expect(chunks.length).toBeGreaterThan(2);
  expect(chunks[0]?.text.endsWith('ends here.')).toBe(true);
  expect(chunks.every(({ locator }) => locator === 'Prices')).toBe(true);
  const [first, second] = chunks;
  expect(first?.text).toContain(second?.text.slice(0, 40));
});

test('small passages go together and say where they are from', () => {
  const chunks = chunksOf([
    { locator: 'Terms', text: 'Thirty days.' },
    { locator: 'Terms › Deposit', text: 'A third.' },
  ]);
  expect(chunks).toEqual([{ locator: 'Terms', text: 'Thirty days.\n\nTerms › Deposit\nA third.' }]);
});
