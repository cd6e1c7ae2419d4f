import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { erased, isParticular, Matcher, searchOf, type Term, type TermKind } from './terms.ts';

const term = (kind: TermKind, text: string): Term => ({ kind, text, isWide: isParticular({ kind, text }) });
const jane = [
  term('name', 'Jane O’Neill-Doe'),
  term('name', "Jane D'Arc"),
  term('reach', 'jane@example.com'),
  term('reach', '(555) 010-4477'),
  term('street', '12 Elm St'),
];
const wide = new Matcher(jane, { inFull: false });
const full = new Matcher(jane, { inFull: true });

describe('words of a person', () => {
  test.each([
    ['Call Jane  O’Neill-Doe today', 'Call [erased] today'],
    ['JANE@EXAMPLE.COM, please', '[erased], please'],
    ['ring +1 555.010.4477 or 5550104477', 'ring +1 [erased] or [erased]'],
    ['at 12 elm st, Boston', 'at [erased], Boston'],
    ['the 112 Elm Street house', 'the 112 Elm Street house'],
    ['<p>Jane D&#x27;Arc</p>', '<p>[erased]</p>'],
    ['{"name":"Jane D\'Arc"}', '{"name":"[erased]"}'],
    ['bjane@example.com', 'bjane@example.com'],
    ['Jane wants blue', 'Jane wants blue'],
  ])('are found in %j', (text, says) => expect(wide.without(text)).toBe(says));

  test('are found by a single name where it is known who is spoken of', () => {
    expect(full.without('Jane wants blue, janet does not')).toBe('[erased] wants blue, janet does not');
  });

  test('are taken out of every depth, and fields keep their names', () => {
    const was = { Jane: [{ to: 'jane@example.com', total: 12 }], on: '2026-01-01', none: null };
    expect(full.without(was)).toEqual({ Jane: [{ to: erased, total: 12 }], on: '2026-01-01', none: null });
    expect(full.without({ total: 1 })).toEqual({ total: 1 });
    const same = { a: ['b'] };
    expect(full.without(same)).toBe(same);
  });

  test('whatever they are, none is left where they stood alone, twice is as once, and the search finds what the matcher does', () => {
    fc.assert(
      fc.property(
        fc.record({
          kind: fc.constantFrom<TermKind>('name', 'reach', 'street', 'words'),
          text: fc
            .string({ minLength: 3, maxLength: 60, unit: 'grapheme' })
            .filter((text) => text.trim() === text && text.length >= 3 && !/erased/i.test(text)),
        }),
        fc.string({ maxLength: 10 }),
        ({ kind, text }, around) => {
          const one: Term = { kind, text, isWide: true };
          const matcher = new Matcher([one], { inFull: false });
          const said = `${around} ${text} ${around}`;
          const once = matcher.without(said);
          expect(matcher.without(once)).toBe(once);
          if (once === said) return;
          const { pattern, like } = searchOf([one], []);
          const found = pattern !== null && new RegExp(pattern, 'iu').test(said);
          expect(found || like.some((part) => said.toLowerCase().includes(part.slice(1, -1).toLowerCase()))).toBe(true);
        },
      ),
    );
  });
});
