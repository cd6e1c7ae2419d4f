import { type Area, contains } from '../address.ts';
import type { Cell } from '../model.ts';

interface RangeNode {
  area: Area;
  dependents: Set<Cell>;
  /** The last walk that called back for all of them. */
  walk: number;
}

/**
 * Who reads what. Single cells are looked up directly. Ranges lie in a grid whose mesh grows with the size of the range,
 * so that each is in at most four meshes and a cell asks once per mesh size in use: neither a thousand running totals nor
 * whole columns make a look-up slow.
 */
export class Dependents {
  private readonly cells = new Map<number, Set<Cell>>();
  private readonly ranges = new Map<string, RangeNode>();
  private walk = 1;
  private readonly meshes = new Map<number, Map<number, RangeNode[]>>();

  add(reader: Cell, area: Area): void {
    this.readersOf(area).add(reader);
  }

  remove(reader: Cell, area: Area): void {
    this.readersOf(area).delete(reader);
  }

  /** Begins a walk: until the next one, `each` calls back only once for the formulas that read one and the same range. */
  beginWalk(): void {
    this.walk++;
  }

  /** Calls back for every formula that reads this cell, as far as this walk has not done so for its range. */
  each(sheet: number, row: number, col: number, found: (reader: Cell) => void): void {
    this.cells.get(cellKey(sheet, row, col))?.forEach(found);
    for (const [mesh, buckets] of this.meshes) {
      const bucket = buckets.get(cellKey(sheet, row >> (mesh >> 5), col >> (mesh & 31)));
      if (!bucket) continue;
      for (const node of bucket) {
        if (node.walk === this.walk || !contains(node.area, row, col)) continue;
        node.walk = this.walk;
        node.dependents.forEach(found);
      }
    }
  }

  private readersOf(area: Area): Set<Cell> {
    return area.top === area.bottom && area.left === area.right
      ? this.readersOfCell(area)
      : this.rangeNode(area).dependents;
  }

  private readersOfCell({ sheet, top, left }: Area): Set<Cell> {
    const key = cellKey(sheet, top, left);
    let readers = this.cells.get(key);
    if (!readers) {
      readers = new Set();
      this.cells.set(key, readers);
    }
    return readers;
  }

  private rangeNode(area: Area): RangeNode {
    const key = `${area.sheet}.${area.top}.${area.left}.${area.bottom}.${area.right}`;
    let node = this.ranges.get(key);
    if (!node) {
      node = { area, dependents: new Set(), walk: 0 };
      this.ranges.set(key, node);
      this.place(node);
    }
    return node;
  }

  private place(node: RangeNode): void {
    const { sheet, top, left, bottom, right } = node.area;
    const rowShift = 32 - Math.clz32(bottom - top);
    const colShift = 32 - Math.clz32(right - left);
    const mesh = (rowShift << 5) | colShift;
    const buckets = this.meshes.get(mesh) ?? new Map<number, RangeNode[]>();
    this.meshes.set(mesh, buckets);
    for (let row = top >> rowShift; row <= bottom >> rowShift; row++) {
      for (let col = left >> colShift; col <= right >> colShift; col++) {
        const key = cellKey(sheet, row, col);
        const bucket = buckets.get(key);
        if (bucket) bucket.push(node);
        else buckets.set(key, [node]);
      }
    }
  }
}

function cellKey(sheet: number, row: number, col: number): number {
  return (sheet * 2 ** 20 + row) * 2 ** 14 + col;
}
