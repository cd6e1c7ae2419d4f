/** The class of the ink that can be read on a fill, whatever the theme: a workbook brings its own paper. */
export function inkOn(fill: string): 'wb-dark-ink' | 'wb-light-ink' {
  return luminance(fill) > 0.36 ? 'wb-dark-ink' : 'wb-light-ink';
}

/** Relative luminance of `RRGGBB` (WCAG 2.2). */
export function luminance(rgb: string): number {
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const part = Number.parseInt(rgb.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast of two colours `RRGGBB` (WCAG 2.2). */
export function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}
