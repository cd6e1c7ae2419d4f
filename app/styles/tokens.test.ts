import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** Tokens as written: `--color-x: light-dark(oklch(...), oklch(...))`, or one colour for both themes. */
const source = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

type Oklch = [lightness: number, chroma: number, hue: number];
type Theme = 'light' | 'dark';

function readTokens(): Map<string, Record<Theme, Oklch>> {
  const tokens = new Map<string, Record<Theme, Oklch>>();
  for (const [, name, value] of source.matchAll(/--color-([\w-]+): ([^;]*oklch[^;]*);/g)) {
    const colours = [...(value ?? '').matchAll(/oklch\(([\d.]+) ([\d.]+) ([\d.]+)/g)].map(
      ([, lightness, chroma, hue]): Oklch => [Number(lightness), Number(chroma), Number(hue)],
    );
    const [light, dark = light] = colours;
    if (name && light && dark) tokens.set(name, { light, dark });
  }
  return tokens;
}

/** OKLCH to linear sRGB (Björn Ottosson, "A perceptual color space for image processing"), cut to the gamut. */
function linearRgb([lightness, chroma, hue]: Oklch): [number, number, number] {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    unit(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    unit(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    unit(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function unit(value: number): number {
  return Math.min(1, Math.max(0, value));
}

function luminance(colour: Oklch): number {
  const [red, green, blue] = linearRgb(colour);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2.2 contrast ratio, from 1 to 21. */
function contrast(one: Oklch, other: Oklch): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

const tokens = readTokens();
const grounds = ['canvas', 'sunken', 'surface', 'raised', 'hover', 'selected'];

const text: [string, string[]][] = [
  ['ink', [...grounds, 'candle-wash']],
  ['ink-soft', [...grounds, 'candle-wash']],
  ['ink-faint', ['canvas', 'sunken', 'surface', 'raised', 'hover']],
  ['candle-ink', ['candle-wash', 'canvas', 'surface', 'raised']],
  ['on-candle', ['candle', 'candle-hover']],
  ['kelp-ink', ['kelp-wash', 'canvas', 'surface', 'raised']],
  ['coral-ink', ['coral-wash', 'canvas', 'surface', 'raised', 'hover']],
  ['on-coral', ['coral', 'coral-hover']],
  ['tide-ink', ['tide-wash', 'canvas', 'surface', 'raised']],
  ['canvas', ['ink']],
  ['rail-ink', ['rail', 'rail-raised']],
  ['rail-soft', ['rail', 'rail-raised']],
];

const controls: [string, string[]][] = [
  ['edge', ['canvas', 'surface', 'raised', 'sunken']],
  ['focus', [...grounds, 'coral-wash', 'candle-wash']],
  ['candle-edge', ['canvas', 'surface', 'raised']],
  ['rail-candle', ['rail', 'rail-raised']],
  ['kelp', ['canvas', 'surface', 'raised']],
  ['coral', ['canvas', 'surface', 'raised', 'coral-wash']],
  ['tide', ['surface']],
  ['violet', ['surface']],
];

function pairs(list: [string, string[]][]) {
  const themes: Theme[] = ['light', 'dark'];
  return list.flatMap(([over, unders]) => unders.flatMap((under) => themes.map((theme) => ({ over, under, theme }))));
}

function measured({ over, under, theme }: { over: string; under: string; theme: Theme }): number {
  const front = tokens.get(over)?.[theme];
  const back = tokens.get(under)?.[theme];
  if (!front || !back) throw new Error(`No token ${front ? under : over}`);
  return contrast(front, back);
}

describe('contrast', () => {
  it('is measured as WCAG measures it', () => {
    expect(contrast([1, 0, 0], [0, 0, 0])).toBeCloseTo(21, 5);
    // #767676 on white is the well-known 4.54.
    expect(contrast([0.5657, 0, 0], [1, 0, 0])).toBeCloseTo(4.54, 1);
  });

  it.each(pairs(text))('$over on $under reads in $theme', (pair) => {
    expect(measured(pair)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(pairs(controls))('$over is seen on $under in $theme', (pair) => {
    expect(measured(pair)).toBeGreaterThanOrEqual(3);
  });
});

describe('type', () => {
  it('has no size below 13 px', () => {
    const sizes = [...source.matchAll(/--text-[\w]+: ([\d.]+)rem;/g)].map(([, size]) => Number(size) * 16);
    expect(sizes.length).toBeGreaterThan(5);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(13);
  });
});
