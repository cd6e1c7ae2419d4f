import type { Area } from '../address.ts';
import type { Cell } from '../model.ts';

/** Thrown out of a formula that reads a cell which is not computed yet; `area` is the range it was reading. */
export class NotReady {
  readonly cell: Cell;
  readonly area: Area | null;

  constructor(cell: Cell, area: Area | null) {
    this.cell = cell;
    this.area = area;
  }
}
