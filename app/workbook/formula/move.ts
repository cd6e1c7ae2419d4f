import { LAST_COLUMN, LAST_ROW } from '../address.ts';
import { REF } from '../cell-value.ts';
import { type AreaNode, type CellNode, type Corner, type Node, transform } from './ast.ts';

/** The formula as it reads when copied `rows` down and `columns` right: relative parts move, dollar parts stay. */
export function translate(node: Node, rows: number, columns: number): Node {
  return transform(node, (part) => {
    if (part.type !== 'cell' && part.type !== 'area') return undefined;
    return moved(part, (corner) => shift(corner, rows, columns));
  });
}

/** As `translate`, but past the edge of the sheet counting goes on at the other one: how relative defined names work. */
export function translateAround(node: Node, rows: number, columns: number): Node {
  return transform(node, (part) => {
    if (part.type !== 'cell' && part.type !== 'area') return undefined;
    return moved(part, (corner) => ({
      ...corner,
      row: corner.absRow ? corner.row : (corner.row + rows + LAST_ROW + 1) % (LAST_ROW + 1),
      col: corner.absCol ? corner.col : (corner.col + columns + LAST_COLUMN + 1) % (LAST_COLUMN + 1),
    }));
  });
}

function shift(corner: Corner, rows: number, columns: number): Corner | null {
  const row = corner.absRow ? corner.row : corner.row + rows;
  const col = corner.absCol ? corner.col : corner.col + columns;
  return row < 0 || row > LAST_ROW || col < 0 || col > LAST_COLUMN ? null : { ...corner, row, col };
}

function moved(part: CellNode | AreaNode, move: (corner: Corner) => Corner | null): Node {
  if (part.type === 'cell') {
    const to = move(part);
    return to ? { ...part, row: to.row, col: to.col } : { type: 'error', error: REF, sheet: part.sheet };
  }
  const from = move(part.from);
  const to = move(part.to);
  return from && to ? { ...part, from, to } : { type: 'error', error: REF, sheet: part.sheet };
}

/** Rows or columns put in (`count` > 0) or taken out (`count` < 0) at `at` on one sheet. */
export interface Restructure {
  sheet: string;
  axis: 'row' | 'col';
  at: number;
  count: number;
}

/**
 * The formula after a restructure, for a formula that lives on `home`. References follow the cells they name; a range that
 * loses all of its cells becomes #REF!, one that loses some shrinks, one that gains some inside grows.
 */
export function restructure(node: Node, change: Restructure, home: string): Node {
  const target = change.sheet.toLowerCase();
  return transform(node, (part) => {
    if (part.type !== 'cell' && part.type !== 'area') return undefined;
    if ((part.sheet?.name ?? home).toLowerCase() !== target || part.sheet?.last) return undefined;
    return part.type === 'cell' ? restructureCell(part, change) : restructureArea(part, change);
  });
}

function restructureCell(part: CellNode, { axis, at, count }: Restructure): Node {
  const moved = movedIndex(part[axis], at, count, limit(axis));
  return moved === null ? { type: 'error', error: REF, sheet: part.sheet } : { ...part, [axis]: moved };
}

function restructureArea(part: AreaNode, { axis, at, count }: Restructure): Node {
  const whole = part.whole === 'columns' ? 'row' : part.whole === 'rows' ? 'col' : null;
  if (whole === axis) return part;
  const ends = movedSpan(part.from[axis], part.to[axis], at, count, limit(axis));
  if (!ends) return { type: 'error', error: REF, sheet: part.sheet };
  return { ...part, from: { ...part.from, [axis]: ends[0] }, to: { ...part.to, [axis]: ends[1] } };
}

function limit(axis: 'row' | 'col'): number {
  return axis === 'row' ? LAST_ROW : LAST_COLUMN;
}

/** Where row or column `index` goes; null when it is removed or pushed off the sheet. */
export function movedIndex(index: number, at: number, count: number, last: number): number | null {
  if (index < at) return index;
  if (count < 0 && index < at - count) return null;
  const moved = index + count;
  return moved > last ? null : moved;
}

/** Where the span from..to goes; null when nothing of it is left. */
export function movedSpan(from: number, to: number, at: number, count: number, last: number): [number, number] | null {
  if (count >= 0) {
    const start = from < at ? from : from + count;
    const end = to < at ? to : Math.min(to + count, last);
    return start > last ? null : [start, end];
  }
  const removedEnd = at - count;
  const start = from < at ? from : Math.max(from, removedEnd) + count;
  const end = to < at ? to : to < removedEnd ? at - 1 : to + count;
  return end < start ? null : [start, end];
}
