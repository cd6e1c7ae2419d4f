/** A quick signature is a few thousand characters of path; more than this is a drawing of something else. */
export const MAX_SIGNATURE_PATH = 40_000;

/**
 * Strokes drawn by hand, as SVG path data: absolute M, L, Q and C with plain numbers of at most four digits. Anything
 * else (markup, style, arcs) is refused, because this text is put into a page and a PDF.
 */
export function isSignaturePath(path: string): boolean {
  if (path.length > MAX_SIGNATURE_PATH || !/^M[MLQC\d\s,.-]*$/.test(path)) return false;
  const strokes = path.match(/[MLQC][^MLQC]*/g) ?? [];
  return strokes.some((stroke) => !stroke.startsWith('M')) && strokes.every(isStroke);
}

const pairsPerCommand: Record<string, number> = { M: 1, L: 1, Q: 2, C: 3 };

function isStroke(stroke: string): boolean {
  const numbers = stroke
    .slice(1)
    .trim()
    .split(/[\s,]+/);
  const size = (pairsPerCommand[stroke.charAt(0)] ?? 1) * 2;
  return numbers.length % size === 0 && numbers.every((text) => /^-?\d{1,4}(\.\d{1,3})?$/.test(text));
}
