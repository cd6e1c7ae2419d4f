/** A colour as `#rrggbb`, lower-case. */
export type Colour = `#${string}`;

/** What was typed as `#rrggbb`, with or without the sign; null for anything else. */
export function parseColour(text: string): Colour | null {
  const digits = /^#?([0-9a-f]{6})$/i.exec(text.trim())?.[1];
  return digits ? `#${digits.toLowerCase()}` : null;
}

/** The grounds of our pages, as tokens.css has them for `canvas` (a test compares them), and the white of paper. */
export const grounds = { light: '#f8f5ef', dark: '#091721', paper: '#ffffff' } as const satisfies Record<
  string,
  Colour
>;

/** WCAG 2.2 contrast ratio of two colours, from 1 to 21. */
export function contrastOf(one: Colour, other: Colour): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/**
 * The nearest colour of the same hue that reaches the ratio on the ground: mixed with black on a light ground, with white
 * on a dark one, in steps of one hundredth. The colour itself if it reaches it.
 * @param ratio 3 for marks and controls, 4.5 for text (WCAG 2.2, 1.4.11 and 1.4.3)
 */
export function corrected(colour: Colour, ground: Colour, ratio: number): Colour {
  const target = luminance(ground) > 0.18 ? 0 : 255;
  for (let step = 0; step <= 100; step += 1) {
    const mixed = mix(colour, target, step / 100);
    if (contrastOf(mixed, ground) >= ratio) return mixed;
  }
  return mix(colour, target, 1);
}

function mix(colour: Colour, target: number, share: number): Colour {
  const digits = channels(colour).map((value) =>
    Math.round(value + (target - value) * share)
      .toString(16)
      .padStart(2, '0'),
  );
  return `#${digits.join('')}`;
}

/** Relative luminance of sRGB, from 0 to 1. */
function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(colour: Colour): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
