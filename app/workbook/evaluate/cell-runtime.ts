import { type Area, LAST_COLUMN, LAST_ROW } from '../address.ts';
import { CellError, REF, type Scalar } from '../cell-value.ts';
import { serialOfClock } from '../format/serial.ts';
import type { Node } from '../formula/ast.ts';
import { parseFormula } from '../formula/parse.ts';
import { functionTable } from '../functions/table.ts';
import { defaultLimits } from '../limits.ts';
import type { Cell, Workbook } from '../model.ts';
import { compileFormula } from './compile.ts';
import { NotReady } from './not-ready.ts';
import { type Operand, type Runtime, Unsupported } from './operand.ts';
import { fifteenDigits } from './rounding.ts';

export interface Surroundings {
  now(): Date;
  random(): number;
  spend(steps: number): void;
}

/** Places by value, and what the values of the range rest on. */
interface LookupIndex {
  places: Map<number | string | boolean, number[]>;
  taint: number;
}

function indexKey(value: number | string | boolean): number | string | boolean {
  if (typeof value === 'string') return value.toLowerCase();
  return typeof value === 'number' ? fifteenDigits(value) : value;
}

/** Reads the workbook for the one formula that is being computed, and collects what its value rests on. */
export class CellRuntime implements Runtime {
  readonly book: Workbook;
  readonly arrayCells = defaultLimits.arrayCells;
  sheet = 0;
  row = 0;
  col = 0;
  /** Bits of `Taint` of everything read since `moveTo`. */
  taint = 0;
  private readonly surroundings: Surroundings;
  private readonly indexes = new Map<string, LookupIndex>();
  private readonly references = new Map<string, Node | null>();

  constructor(book: Workbook, surroundings: Surroundings) {
    this.book = book;
    this.surroundings = surroundings;
  }

  moveTo(sheet: number, cell: Cell): void {
    this.sheet = sheet;
    this.row = cell.row;
    this.col = cell.col;
    this.taint = 0;
  }

  read(sheet: number, row: number, col: number): Scalar {
    const cell = this.book.sheets[sheet]?.cells.get(row, col);
    if (!cell) return null;
    this.require(cell, null);
    return cell.value;
  }

  visit(area: Area, each: (value: Scalar, row: number, col: number) => void): void {
    const cells = this.book.sheets[area.sheet]?.cells;
    if (!cells) return;
    let seen = 0;
    cells.visit(area, (cell) => {
      this.require(cell, area);
      each(cell.value, cell.row, cell.col);
      if ((++seen & 1023) === 0) this.spend(1024);
    });
    this.spend((seen & 1023) + 1);
  }

  private require(cell: Cell, area: Area | null): void {
    const source = cell.formula ?? cell.anchor?.formula;
    if (!source) return;
    if (source.pending) throw new NotReady(cell.formula ? cell : (cell.anchor ?? cell), area);
    this.taint |= source.taint;
  }

  positions(area: Area, value: number | string | boolean): readonly number[] {
    const key = `${area.sheet}.${area.top}.${area.left}.${area.bottom}.${area.right}`;
    const known = this.indexes.get(key);
    const index = known ?? this.indexOf(area);
    if (!known) this.indexes.set(key, index);
    this.taint |= index.taint;
    this.spend(1);
    return index.places.get(indexKey(value)) ?? [];
  }

  private indexOf(area: Area): LookupIndex {
    const taint = this.taint;
    this.taint = 0;
    const places = new Map<number | string | boolean, number[]>();
    this.visit(area, (value, row, col) => {
      if (value === null || typeof value === 'object') return;
      const key = indexKey(value);
      const place = row - area.top + col - area.left;
      const list = places.get(key);
      if (list) list.push(place);
      else places.set(key, [place]);
    });
    const index = { places, taint: this.taint };
    this.taint |= taint;
    return index;
  }

  /** Values change between calculations, and when an array formula spills anew. */
  forgetIndexes(): void {
    this.indexes.clear();
  }

  clamp(area: Area): Area {
    if (area.bottom < LAST_ROW && area.right < LAST_COLUMN) return area;
    let bottom = 0;
    let right = 0;
    for (const { cells } of this.book.sheets) {
      bottom = Math.max(bottom, cells.extent?.bottom ?? 0);
      right = Math.max(right, cells.extent?.right ?? 0);
    }
    return {
      ...area,
      bottom: area.bottom === LAST_ROW ? Math.max(area.top, bottom) : area.bottom,
      right: area.right === LAST_COLUMN ? Math.max(area.left, right) : area.right,
    };
  }

  formulaText(sheet: number, row: number, col: number): string | null {
    const cell = this.book.sheets[sheet]?.cells.get(row, col);
    const formula = cell?.formula ?? cell?.anchor?.formula;
    return formula ? `=${formula.text}` : null;
  }

  spillArea(sheet: number, row: number, col: number): Area | null {
    const formula = this.book.sheets[sheet]?.cells.get(row, col)?.formula;
    if (!formula || formula.kind === 'plain') return null;
    return { sheet, ...(formula.range ?? { top: row, bottom: row, left: col, right: col }) };
  }

  indirect(text: string): Operand {
    const node = this.referenceNode(text.trim());
    if (!node) return REF;
    const site = { book: this.book, functions: functionTable, sheet: this.sheet, row: this.row, col: this.col };
    const program = compileFormula(node, site, false);
    if (program.unsupported) throw new Unsupported(program.unsupported);
    const result = program.run(this);
    return result instanceof CellError ? REF : result;
  }

  /** The text as a reference, name or table; null when it is anything else. */
  private referenceNode(text: string): Node | null {
    const known = this.references.get(text);
    if (known !== undefined) return known;
    let node: Node | null = null;
    try {
      const parsed = parseFormula(text);
      if (['cell', 'area', 'name', 'table', 'external', 'spill'].includes(parsed.type)) node = parsed;
    } catch {
      node = null;
    }
    if (this.references.size > 10_000) this.references.clear();
    this.references.set(text, node);
    return node;
  }

  isRowHidden(sheet: number, row: number): boolean {
    return this.book.sheets[sheet]?.hiddenRows.has(row) ?? false;
  }

  isSubtotal(sheet: number, row: number, col: number): boolean {
    const text = this.book.sheets[sheet]?.cells.get(row, col)?.formula?.text;
    return text !== undefined && /\b(?:SUBTOTAL|AGGREGATE)\s*\(/i.test(text);
  }

  spend(steps: number): void {
    this.surroundings.spend(steps);
  }

  now(): number {
    return serialOfClock(this.surroundings.now());
  }

  random(): number {
    return this.surroundings.random();
  }
}
