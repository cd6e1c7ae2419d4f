import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Colour, contrastOf, corrected, grounds, parseColour } from './colour.ts';

const colours = fc.integer({ min: 0, max: 0xffffff }).map((value): Colour => `#${value.toString(16).padStart(6, '0')}`);

describe('a colour', () => {
  it.each([
    ['#1D6F8C', '#1d6f8c'],
    [' 1d6f8c ', '#1d6f8c'],
    ['#fff', null],
    ['red', null],
    ['#1d6f8c;}', null],
    ['url(#1d6f8c)', null],
    ['', null],
  ])('%j is read as %j', (text, colour) => {
    expect(parseColour(text)).toBe(colour);
  });

  it('is measured as WCAG measures it', () => {
    expect(contrastOf('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrastOf('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
    expect(contrastOf('#ffffff', '#ffffff')).toBe(1);
  });

  it('is corrected until it is seen, on any ground of ours, and left alone when it is seen already', () => {
    fc.assert(
      fc.property(
        colours,
        fc.constantFrom(...Object.values(grounds)),
        fc.constantFrom(3, 4.5),
        (colour, ground, ratio) => {
          const shown = corrected(colour, ground, ratio);
          expect(contrastOf(shown, ground)).toBeGreaterThanOrEqual(ratio);
          if (contrastOf(colour, ground) >= ratio) expect(shown).toBe(colour);
          expect(parseColour(shown)).toBe(shown);
        },
      ),
    );
  });
});

it('the grounds are those of the pages', () => {
  const tokens = readFileSync(new URL('../styles/tokens.css', import.meta.url), 'utf8');
  const [, ...canvas] =
    /--color-canvas: light-dark\(oklch\(([\d.]+) [\d. ]+\), oklch\(([\d.]+) [\d. ]+\)\)/.exec(tokens) ?? [];
  // A grey of that lightness is as light as the ground, which has next to no chroma.
  const greys = canvas.map((lightness) => greyOf(Number(lightness)));
  expect(contrastOf(grounds.light, greys[0] ?? '#000000')).toBeLessThan(1.02);
  expect(contrastOf(grounds.dark, greys[1] ?? '#ffffff')).toBeLessThan(1.02);
});

/** OKLCH lightness without chroma as sRGB: the cube of it is the linear value of each channel. */
function greyOf(lightness: number): Colour {
  const linear = lightness ** 3;
  const value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
  return `#${Math.round(value * 255)
    .toString(16)
    .padStart(2, '0')
    .repeat(3)}`;
}
