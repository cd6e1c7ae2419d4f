import { type Box, boxName, LAST_COLUMN, LAST_ROW } from './address.ts';
import { type CalculationOptions, Calculator } from './calculate.ts';
import type { Scalar } from './cell-value.ts';
import { styleIndex } from './create.ts';
import { readNumber } from './evaluate/text-number.ts';
import { movedBox } from './file/move-sheet.ts';
import { type Formatted, formatValue } from './format/number-format.ts';
import { SYSTEM_OFFSET } from './format/serial.ts';
import { movedIndex, type Restructure, restructure } from './formula/move.ts';
import { parseFormula } from './formula/parse.ts';
import { printFormula } from './formula/print.ts';
import { canSpill } from './formula/spills.ts';
import { type Cell, CellStore, newFormula, plainStyle, type Sheet, type Workbook } from './model.ts';

/** Why an edit was not made; a sentence for the person who typed. */
export class EditRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'EditRefused';
  }
}

/** Content of one cell before or after an edit. */
type Content = Pick<Cell, 'value' | 'formula' | 'style' | 'edited'>;

/** What is typed into one cell. */
export interface CellInput {
  sheet: number;
  row: number;
  col: number;
  input: string;
}

interface Step {
  undo(): ReadonlySet<Cell>;
  redo(): ReadonlySet<Cell>;
}

/**
 * A workbook being edited: every change recalculates what depends on it and can be undone. `revision` grows with each
 * change, so a view can watch it.
 */
export class WorkbookEditor {
  readonly book: Workbook;
  readonly calculator: Calculator;
  revision = 0;
  private readonly done: Step[] = [];
  private undone: Step[] = [];

  constructor(book: Workbook, options: CalculationOptions = {}) {
    this.book = book;
    this.calculator = new Calculator(book, options);
    this.calculator.calculateAll();
  }

  get canUndo(): boolean {
    return this.done.length > 0;
  }

  get canRedo(): boolean {
    return this.undone.length > 0;
  }

  /**
   * Enters what a person typed: `=A1*2`, `12.5`, `15%`, `$1,200`, `2026-01-15`, `TRUE`, text, or nothing to clear. A
   * leading apostrophe makes text of anything.
   * @returns the cells whose value changed. @throws EditRefused, FormulaSyntaxError, WorkbookError
   */
  setCell(sheet: number, row: number, col: number, input: string): ReadonlySet<Cell> {
    return this.setCells([{ sheet, row, col, input }]);
  }

  /** Enters several inputs as one step, as pasting and clearing do; different cells. @throws as `setCell`, and then nothing is entered. */
  setCells(inputs: readonly CellInput[]): ReadonlySet<Cell> {
    const changes = inputs.map(({ sheet, row, col, input }) => {
      const cell = this.sheetAt(sheet).cells.ensure(row, col);
      refusePartOfArray(cell);
      const before = cell.anchor ? { ...contentOf(cell), value: null } : contentOf(cell);
      return { sheet, cell, before, after: this.read(cell, input) };
    });
    const put = (side: 'before' | 'after') => {
      // What is typed into a spill stays, and the spill gives way to it.
      for (const change of changes) Object.assign(change.cell, change[side], { anchor: null });
      return this.calculator.recalculate(changes);
    };
    return this.perform({ redo: () => put('after'), undo: () => put('before') });
  }

  /** What the cell shows, by its number format. */
  display(sheet: number, row: number, col: number): Formatted {
    const cell = this.sheetAt(sheet).cells.get(row, col);
    if (!cell) return { text: '', color: null, invalid: false };
    return formatValue(cell.value, this.book.styles[cell.style]?.numberFormat ?? 'General', this.book.date1904);
  }

  /** What a person edits: the formula with its `=`, or the value as it can be typed again. */
  inputOf(sheet: number, row: number, col: number): string {
    const cell = this.sheetAt(sheet).cells.get(row, col);
    if (!cell) return '';
    const formula = cell.formula ?? cell.anchor?.formula;
    if (formula) return `=${formula.text}`;
    if (typeof cell.value === 'string')
      return this.book.styles[cell.style]?.quotePrefix || this.isReadAs(cell.value) ? `'${cell.value}` : cell.value;
    return typedValue(cell.value, this.book.styles[cell.style]?.numberFormat ?? 'General', this.book.date1904);
  }

  insertRows(sheet: number, at: number, count = 1): ReadonlySet<Cell> {
    return this.restructure({ sheet: this.sheetAt(sheet).name, axis: 'row', at, count });
  }

  deleteRows(sheet: number, at: number, count = 1): ReadonlySet<Cell> {
    return this.restructure({ sheet: this.sheetAt(sheet).name, axis: 'row', at, count: -count });
  }

  insertColumns(sheet: number, at: number, count = 1): ReadonlySet<Cell> {
    return this.restructure({ sheet: this.sheetAt(sheet).name, axis: 'col', at, count });
  }

  deleteColumns(sheet: number, at: number, count = 1): ReadonlySet<Cell> {
    return this.restructure({ sheet: this.sheetAt(sheet).name, axis: 'col', at, count: -count });
  }

  undo(): ReadonlySet<Cell> {
    const step = this.done.pop();
    if (!step) return new Set();
    this.undone.push(step);
    this.revision++;
    return step.undo();
  }

  redo(): ReadonlySet<Cell> {
    const step = this.undone.pop();
    if (!step) return new Set();
    this.done.push(step);
    this.revision++;
    return step.redo();
  }

  /** An edit that cannot be calculated is taken back before its error goes on. */
  private perform(step: Step): ReadonlySet<Cell> {
    let changed: ReadonlySet<Cell>;
    try {
      changed = step.redo();
    } catch (error) {
      step.undo();
      throw error;
    }
    this.done.push(step);
    this.undone = [];
    this.revision++;
    return changed;
  }

  private sheetAt(index: number): Sheet {
    const sheet = this.book.sheets[index];
    if (!sheet) throw new EditRefused('There is no such sheet.');
    return sheet;
  }

  private isReadAs(text: string): boolean {
    return text.startsWith("'") || text.startsWith('=') || /^(?:true|false)$/i.test(text) || readNumber(text) !== null;
  }

  private read(cell: Cell, input: string): Content {
    const content = { value: null, formula: null, style: this.withQuote(cell.style, false), edited: true };
    if (input === '') return content;
    if (input.startsWith("'")) return { ...content, value: input.slice(1), style: this.withQuote(cell.style, true) };
    if (input.startsWith('=') && input.length > 1) return { ...content, ...this.readFormula(input.slice(1)) };
    if (/^(?:true|false)$/i.test(input.trim())) return { ...content, value: /^true$/i.test(input.trim()) };
    const isText = this.book.styles[cell.style]?.numberFormat === '@';
    const number = isText ? null : readNumber(input);
    if (!number) return { ...content, value: input, style: this.withQuote(cell.style, /^[=+\-@]/.test(input)) };
    const isDate = number.format !== null && /[ymd]/.test(number.format);
    const value = number.value - (isDate && this.book.date1904 ? SYSTEM_OFFSET : 0);
    return { ...content, value, style: this.withFormat(content.style, number.format) };
  }

  private readFormula(text: string): Pick<Content, 'formula'> {
    const node = parseFormula(text);
    return { formula: newFormula(text, canSpill(node) ? 'dynamic' : 'plain') };
  }

  /** A format that came with the typing is taken on where the cell has none of its own. */
  private withFormat(style: number, format: string | null): number {
    const current = this.book.styles[style] ?? plainStyle;
    return format === null || current.numberFormat !== 'General'
      ? style
      : styleIndex(this.book, { ...current, numberFormat: format });
  }

  private withQuote(style: number, quotePrefix: boolean): number {
    const current = this.book.styles[style] ?? plainStyle;
    return current.quotePrefix === quotePrefix ? style : styleIndex(this.book, { ...current, quotePrefix });
  }

  /** Rows and columns are moved whole; undoing puts back everything as it stood. */
  private restructure(change: Restructure): ReadonlySet<Cell> {
    refuseRestructure(this.book, change);
    const before = snapshot(this.book);
    const redo = () => {
      applyRestructure(this.book, change);
      return this.recalculateAll();
    };
    const undo = () => {
      restore(this.book, before);
      return this.recalculateAll();
    };
    return this.perform({ redo, undo });
  }

  private recalculateAll(): ReadonlySet<Cell> {
    this.calculator.calculateAll();
    const all = new Set<Cell>();
    for (const sheet of this.book.sheets) sheet.cells.visitAll((cell) => all.add(cell));
    return all;
  }
}

function contentOf({ value, formula, style, edited }: Cell): Content {
  return { value, formula, style, edited };
}

function refusePartOfArray(cell: Cell): void {
  const isPart =
    cell.anchor?.formula?.kind === 'array' ||
    (cell.formula?.kind === 'array' && cell.formula.range && boxName(cell.formula.range).includes(':'));
  if (isPart) throw new EditRefused('This cell is part of an array formula, which can only be changed as a whole.');
}

function typedValue(value: Scalar, format: string, date1904: boolean): string {
  if (typeof value === 'number') {
    if (format.includes('%')) return formatValue(value, '0.############%').text.replace(/\.%$/, '%');
    if (isTimeFormat(format)) return formatValue(value, typedTimeFormat(value), date1904).text;
    return String(value);
  }
  return formatValue(value, 'General').text;
}

function isTimeFormat(format: string): boolean {
  return /[ymdhs]/i.test(format.replace(/"[^"]*"|\[[^\]]*\]|\\./g, '').replace(/General/gi, ''));
}

function typedTimeFormat(value: number): string {
  if (value >= 0 && value < 1) return 'hh:mm:ss';
  return value % 1 === 0 ? 'yyyy-mm-dd' : 'yyyy-mm-dd hh:mm:ss';
}

function refuseRestructure(book: Workbook, { sheet, axis, at, count }: Restructure): void {
  const index = book.sheets.findIndex(({ name }) => name === sheet);
  const page = book.sheets[index];
  if (!page || at < 0 || count === 0) throw new EditRefused('There is no such place.');
  const last = axis === 'row' ? LAST_ROW : LAST_COLUMN;
  const extent = page.cells.extent;
  const edge = extent ? (axis === 'row' ? extent.bottom : extent.right) : -1;
  if (at > last || (count > 0 && edge >= at && edge + count > last))
    throw new EditRefused('Cells would be pushed off the sheet.');
  page.cells.visitAll(({ formula }) => {
    if (formula?.kind === 'array' && formula.range && cuts(formula.range, axis, at, count)) {
      throw new EditRefused('This would change part of an array formula.');
    }
  });
  for (const table of book.tables) {
    if (table.sheet === index && refusesMove(table, axis, at, count))
      throw new EditRefused(`This would break the table ${table.name}.`);
  }
}

/** True when a move goes through the middle of a block, or takes a part of it. */
function cuts(box: Box, axis: 'row' | 'col', at: number, count: number): boolean {
  const [from, to] = axis === 'row' ? [box.top, box.bottom] : [box.left, box.right];
  if (count > 0) return at > from && at <= to;
  const end = at - count - 1;
  return at <= to && end >= from && !(at <= from && end >= to);
}

function refusesMove(
  table: { range: Box; headerRows: number },
  axis: 'row' | 'col',
  at: number,
  count: number,
): boolean {
  if (axis === 'col')
    return (
      cuts(table.range, axis, at, count) || (count < 0 && at <= table.range.left && at - count > table.range.right)
    );
  if (count > 0) return at > table.range.top && at < table.range.top + table.headerRows;
  const firstData = table.range.top + table.headerRows;
  const end = at - count - 1;
  return (at < firstData && end >= table.range.top) || (at <= firstData && end >= table.range.bottom);
}

function applyRestructure(book: Workbook, change: Restructure): void {
  const sheet = book.sheets.find(({ name }) => name === change.sheet);
  if (!sheet) return;
  for (const other of book.sheets) other.cells.visitAll((cell) => rewrite(cell, change, other.name));
  moveCells(sheet, change);
  sheet.moves = [...sheet.moves, change];
  sheet.merges = sheet.merges.map((box) => movedBox(box, change)).filter((box) => box !== null);
  if (change.axis === 'row') sheet.hiddenRows = movedSet(sheet.hiddenRows, change);
  else moveColumnSettings(sheet, change);
  const place = book.sheets.indexOf(sheet);
  for (const table of book.tables)
    if (table.sheet === place) table.range = movedBox(table.range, change) ?? table.range;
  book.names = book.names.map((name) => ({
    ...name,
    text: rewritten(name.text, change, name.scope === null ? '' : (book.sheets[name.scope]?.name ?? '')) ?? name.text,
  }));
}

/** The text after the change; null when nothing in it moved or it cannot be read. */
function rewritten(text: string, change: Restructure, home: string): string | null {
  try {
    const node = parseFormula(text);
    const moved = printFormula(restructure(node, change, home));
    return moved === printFormula(node) ? null : moved;
  } catch {
    return null;
  }
}

function rewrite(cell: Cell, change: Restructure, home: string): void {
  const { formula } = cell;
  if (!formula) return;
  const text = rewritten(formula.text, change, home);
  if (text === null) return;
  cell.formula = { ...formula, text };
  cell.edited = true;
}

function moveCells(sheet: Sheet, change: Restructure): void {
  const cells: Cell[] = [];
  sheet.cells.visitAll((cell) => cells.push(cell));
  const moved = new CellStore();
  for (const cell of cells) {
    const index = movedIndex(
      cell[change.axis],
      change.at,
      change.count,
      change.axis === 'row' ? LAST_ROW : LAST_COLUMN,
    );
    if (index === null) continue;
    cell[change.axis] = index;
    if (cell.formula?.range) cell.formula = { ...cell.formula, range: movedBox(cell.formula.range, change) };
    moved.put(cell);
  }
  sheet.cells = moved;
}

function movedSet(set: ReadonlySet<number>, { at, count, axis }: Restructure): Set<number> {
  return new Set(
    [...set]
      .map((index) => movedIndex(index, at, count, axis === 'row' ? LAST_ROW : LAST_COLUMN))
      .filter((index) => index !== null),
  );
}

function moveColumnSettings(sheet: Sheet, change: Restructure): void {
  sheet.hiddenColumns = movedSet(sheet.hiddenColumns, change);
  const widths = new Map<number, number>();
  for (const [col, width] of sheet.widths) {
    const moved = movedIndex(col, change.at, change.count, LAST_COLUMN);
    if (moved !== null) widths.set(moved, width);
  }
  sheet.widths = widths;
}

interface Snapshot {
  sheets: { sheet: Sheet; fields: Omit<Sheet, 'cells'>; cells: { cell: Cell; copy: Cell }[] }[];
  names: Workbook['names'];
  tables: Workbook['tables'];
}

function snapshot(book: Workbook): Snapshot {
  return {
    sheets: book.sheets.map((sheet) => {
      const { cells, ...fields } = sheet;
      const copies: { cell: Cell; copy: Cell }[] = [];
      cells.visitAll((cell) => copies.push({ cell, copy: { ...cell } }));
      return { sheet, fields, cells: copies };
    }),
    names: book.names,
    tables: book.tables.map((table) => ({ ...table })),
  };
}

/** Cells keep their identity, so earlier steps of the history still mean the same ones. */
function restore(book: Workbook, before: Snapshot): void {
  for (const { sheet, fields, cells } of before.sheets) {
    const store = new CellStore();
    for (const { cell, copy } of cells) store.put(Object.assign(cell, copy));
    Object.assign(sheet, fields, { cells: store });
  }
  book.names = before.names;
  book.tables = before.tables;
}
