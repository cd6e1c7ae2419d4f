import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { periodOf, repetitionWatch } from './repetition.ts';

function repeats(text: string, pieceLength: number): boolean {
  const watch = repetitionWatch();
  for (let at = 0; at < text.length; at += pieceLength) if (watch(text.slice(at, at + pieceLength))) return true;
  return false;
}

const piece = fc.string({ minLength: 1, maxLength: 390 });

describe('a text that repeats itself', () => {
  it('is told, whatever it repeats, however it comes and whatever went before', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 3_000 }), piece, fc.integer({ min: 1, max: 900 }), (before, unit, length) => {
        expect(repeats(before + unit.repeat(Math.ceil(7_000 / unit.length)), length)).toBe(true);
      }),
    );
  });

  it('is not any text that goes on', () => {
    const lines = Array.from({ length: 2_000 }, (_, at) => `| Wall ${at} | ${at * 12} sq ft | primed and painted |`);
    expect(repeats(lines.join('\n'), 17)).toBe(false);
    expect(repeats('-'.repeat(3_000), 5)).toBe(false);
  });
});

it('the period of a text is that of its shortest piece', () => {
  expect(periodOf('abcabcab')).toBe(3);
  expect(periodOf('abcd')).toBe(4);
  expect(periodOf('aaaa')).toBe(1);
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (text) => {
      const period = periodOf(text);
      expect(text.slice(period)).toBe(text.slice(0, text.length - period));
    }),
  );
});
