import { signatureBox } from '../../domain/quote-print.ts';

/** A point of the pen, in the units of {@link signatureBox}. */
export type Point = { x: number; y: number };

/** Nearer points than this add nothing that an eye can see. */
const nearest = 3;

/** Where the pen is, seen from the box on the screen. Outside of it, the edge. */
export function pointIn(
  box: { left: number; top: number; width: number; height: number },
  x: number,
  y: number,
): Point {
  return {
    x: within((x - box.left) / box.width, signatureBox.width),
    y: within((y - box.top) / box.height, signatureBox.height),
  };
}

function within(share: number, size: number): number {
  return Math.round(Math.min(1, Math.max(0, share)) * size * 10) / 10;
}

/** The stroke with one point more, or the same stroke when the pen has hardly moved. */
export function extend(stroke: readonly Point[], next: Point): readonly Point[] {
  const last = stroke.at(-1);
  return last && Math.hypot(next.x - last.x, next.y - last.y) < nearest ? stroke : [...stroke, next];
}

/** SVG path data: curves through the middles of what was drawn, a short dash for a dot. */
export function pathOf(strokes: readonly (readonly Point[])[]): string {
  return strokes.map(strokePath).join(' ');
}

function strokePath(stroke: readonly Point[]): string {
  const [first, ...rest] = stroke;
  if (!first) return '';
  if (rest.length === 0) return `M${at(first)} L${at({ x: Math.min(first.x + 2, signatureBox.width), y: first.y })}`;
  const curves = rest
    .slice(0, -1)
    .map((point, index) => `Q${at(point)} ${at(middle(point, rest[index + 1] ?? point))}`);
  return [`M${at(first)}`, ...curves, `L${at(rest.at(-1) ?? first)}`].join(' ');
}

function middle(a: Point, b: Point): Point {
  return { x: Math.round((a.x + b.x) * 5) / 10, y: Math.round((a.y + b.y) * 5) / 10 };
}

function at({ x, y }: Point): string {
  return `${x} ${y}`;
}
