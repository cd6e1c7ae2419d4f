import { type Box, contains, intersect } from '#app/workbook/address.ts';
import type { Sheet } from '#app/workbook/model.ts';

/** Rows or columns laid out one after the other, in pixels. */
export class Axis {
  readonly count: number;
  readonly #starts: Float64Array;

  constructor(count: number, sizeOf: (index: number) => number) {
    this.count = count;
    this.#starts = new Float64Array(count + 1);
    for (let index = 0; index < count; index++) this.#starts[index + 1] = this.start(index) + sizeOf(index);
  }

  /** Where it begins; for `count` itself the end of the last. */
  start(index: number): number {
    return this.#starts[Math.max(0, Math.min(index, this.count))] ?? 0;
  }

  size(index: number): number {
    return this.start(index + 1) - this.start(index);
  }

  get length(): number {
    return this.start(this.count);
  }

  /** The one at a distance from the beginning; the first or the last when it lies outside. */
  at(distance: number): number {
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.start(middle) <= distance) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The next one in a direction that is not hidden; itself when there is none. */
  step(index: number, by: 1 | -1): number {
    for (let next = index + by; next >= 0 && next < this.count; next += by) if (this.size(next) > 0) return next;
    return index;
  }
}

export interface Layout {
  rows: Axis;
  cols: Axis;
  frozen: { rows: number; cols: number };
}

/** Pixels of a column that is so many characters of the default font wide, as Excel counts them. */
export function columnPixels(characters: number): number {
  return Math.round(characters * 7 + 5);
}

/** Room to work in beyond what is used, and the cell that is being looked at. */
export function sheetSize(sheet: Sheet, at: { row: number; col: number }): { rows: number; cols: number } {
  const extent = sheet.cells.extent ?? { bottom: 0, right: 0 };
  return {
    rows: Math.min(1_048_576, Math.max(extent.bottom + 40, at.row + 20, 60)),
    cols: Math.min(16_384, Math.max(extent.right + 6, at.col + 4, 16)),
  };
}

export interface Viewport {
  top: number;
  left: number;
  width: number;
  height: number;
}

/** The cells to draw of the part that scrolls: what is in sight and a little more. */
export function inSight({ rows, cols, frozen }: Layout, view: Viewport): Box {
  const top = view.top + rows.start(frozen.rows);
  const left = view.left + cols.start(frozen.cols);
  return {
    top: Math.max(frozen.rows, rows.at(top) - 6),
    bottom: Math.min(rows.count - 1, rows.at(view.top + view.height) + 6),
    left: Math.max(frozen.cols, cols.at(left) - 2),
    right: Math.min(cols.count - 1, cols.at(view.left + view.width) + 2),
  };
}

/** How far to scroll so that a cell is in sight beside the frozen part. */
export function scrollTo({ rows, cols, frozen }: Layout, view: Viewport, at: { row: number; col: number }) {
  return {
    top: at.row < frozen.rows ? view.top : along(rows, frozen.rows, view.top, view.height, at.row),
    left: at.col < frozen.cols ? view.left : along(cols, frozen.cols, view.left, view.width, at.col),
  };
}

function along(axis: Axis, frozen: number, scrolled: number, room: number, index: number): number {
  const first = axis.start(index) - axis.start(frozen);
  if (first < scrolled) return first;
  const last = axis.start(index + 1) - room;
  return last > scrolled ? Math.min(last, first) : scrolled;
}

/** The whole of a merged area when the cell lies in one. */
export function mergeAt(sheet: Sheet, row: number, col: number): Box | undefined {
  return sheet.merges.find((box) => contains(box, row, col));
}

/** Grows a selection until it cuts no merged area. */
export function withMerges(sheet: Sheet, box: Box): Box {
  let grown = box;
  for (let changed = true; changed; ) {
    changed = false;
    for (const merge of sheet.merges) {
      if (!intersect(merge, grown)) continue;
      const next = {
        top: Math.min(grown.top, merge.top),
        left: Math.min(grown.left, merge.left),
        bottom: Math.max(grown.bottom, merge.bottom),
        right: Math.max(grown.right, merge.right),
      };
      changed ||=
        next.top !== grown.top ||
        next.left !== grown.left ||
        next.bottom !== grown.bottom ||
        next.right !== grown.right;
      grown = next;
    }
  }
  return grown;
}

/** Where Ctrl and an arrow lead: to the edge of a block of filled cells, or to the next block, or to the edge of the sheet. */
export function edgeFrom(isFilled: (index: number) => boolean, axis: Axis, from: number, by: 1 | -1): number {
  const next = axis.step(from, by);
  if (next === from) return from;
  const inBlock = isFilled(from) && isFilled(next);
  let at = next;
  while (inBlock ? isFilled(axis.step(at, by)) : !isFilled(at)) {
    const further = axis.step(at, by);
    if (further === at) break;
    at = further;
  }
  return at;
}
