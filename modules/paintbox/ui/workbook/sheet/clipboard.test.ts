import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromTsv, toTsv } from './clipboard.ts';

describe('cells on the clipboard', () => {
  it('come back as they went', () => {
    const block = fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }))
      .chain(([height, width]) =>
        fc.array(fc.array(text, { minLength: width, maxLength: width }), { minLength: height, maxLength: height }),
      )
      // A last row of nothing cannot be told from the line end that other programs add.
      .filter((rows) => (rows.at(-1) ?? []).some((cell) => cell !== ''));
    fc.assert(
      fc.property(block, (rows) => {
        expect(fromTsv(toTsv(rows))).toEqual(rows);
      }),
    );
  });

  it.each([
    [
      'what Excel writes, with a line end behind it',
      '1\t2\r\n3\t4\r\n',
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    ['a quoted cell with a tab and a line in it', '"a\tb\nc"\tx', [['a\tb\nc', 'x']]],
    ['an inch mark, which is no quote', '6"\t12"', [['6"', '12"']]],
    ['a quote that is never closed', '"abc\tx', [['"abc', 'x']]],
    ['an empty cell at the end', 'a\t', [['a', '']]],
  ])('are read from %s', (_, text, rows) => {
    expect(fromTsv(text)).toEqual(rows);
  });
});

const text = fc.string({ unit: fc.constantFrom('a', '1', '"', '\t', '\n', ' ', '=') });
