import { type Area, type Box, contains, intersect, LAST_COLUMN, LAST_ROW } from './address.ts';
import { isSameValue } from './audit-value.ts';
import { CALC, CellError, NA, NAME, type Scalar, SPILL } from './cell-value.ts';
import { CellRuntime } from './evaluate/cell-runtime.ts';
import { toMatrix, toScalar } from './evaluate/coerce.ts';
import { compileFormula, type Program } from './evaluate/compile.ts';
import { Dependents } from './evaluate/dependents.ts';
import { NotReady } from './evaluate/not-ready.ts';
import { Lambda, Matrix, type Operand, Reference, Unsupported } from './evaluate/operand.ts';
import { FormulaSyntaxError, parseFormula } from './formula/parse.ts';
import { functionTable } from './functions/table.ts';
import { defaultLimits, WorkbookError } from './limits.ts';
import { type Cell, type Formula, Taint, type Workbook } from './model.ts';

export interface CalculationOptions {
  /** The wall clock that NOW and TODAY read. */
  now?: () => Date;
  random?: () => number;
  /** Cells visited and functions called before a calculation is given up. */
  steps?: number;
  /** Time before a calculation is given up. */
  milliseconds?: number;
}

/** A formula that could not be calculated and why; its cell keeps the value of the file. */
export interface NotCalculated {
  sheet: number;
  cell: Cell;
  reason: string;
}

interface Task {
  cell: Cell;
  formula: Formula;
  sheet: number;
  program: Program | null;
  /** Why it cannot be calculated as it is written. */
  refusal: string | null;
  /** Why its last evaluation was given up. */
  failure: string | null;
  isExpanded: boolean;
  /** The cell whose value it asked for and that is being computed now. */
  waitingOn: Cell | null;
  /** How often its result was overtaken by a spill within one calculation. */
  rounds: number;
}

const MAX_ROUNDS = 20;

/**
 * Keeps the values of a workbook up to date. Dependencies are followed without recursion, so a chain may be as long as the
 * sheet; a cell is circular only when its evaluation really needs its own value.
 */
export class Calculator {
  readonly book: Workbook;
  private readonly options: Required<CalculationOptions>;
  private tasks = new Map<Cell, Task>();
  private dependents = new Dependents();
  private restless = new Set<Cell>();
  /** Formulas that spill, or would if they could. */
  private spilling = new Set<Cell>();
  private queue: Cell[] = [];
  private changed = new Set<Cell>();
  private circular = new Set<Cell>();
  private readonly runtime: CellRuntime;
  private isFirst = true;
  private stepsLeft = 0;
  private deadline = 0;

  constructor(book: Workbook, options: CalculationOptions = {}) {
    this.book = book;
    this.options = {
      now: options.now ?? (() => new Date()),
      random: options.random ?? Math.random,
      steps: options.steps ?? defaultLimits.steps,
      milliseconds: options.milliseconds ?? 10_000,
    };
    this.runtime = new CellRuntime(book, { ...this.options, spend: (steps) => this.spend(steps) });
  }

  /** Compiles and computes every formula. @throws WorkbookError when the budget is used up. */
  calculateAll(): void {
    this.tasks = new Map();
    this.dependents = new Dependents();
    this.restless = new Set();
    this.spilling = new Set();
    this.circular = new Set();
    this.queue = [];
    this.book.sheets.forEach((sheet, index) => {
      sheet.cells.visitAll((cell) => {
        if (cell.formula) this.register(index, cell);
      });
    });
    this.run();
    if (this.isFirst) for (const { cells } of this.book.sheets) cells.visitAll(adoptStored);
    this.isFirst = false;
  }

  /**
   * Computes what depends on cells whose content was changed, and nothing else.
   * @returns every cell whose value changed.
   */
  recalculate(edits: readonly { sheet: number; cell: Cell }[]): ReadonlySet<Cell> {
    this.dependents.beginWalk();
    for (const { sheet, cell } of edits) {
      this.forget(cell);
      if (cell.formula) this.register(sheet, cell);
      this.touch(sheet, cell.row, cell.col);
      this.retrySpills(sheet, cell);
    }
    for (const cell of this.restless) this.invalidate(cell);
    this.run();
    return this.changed;
  }

  /** Formulas that keep their stored value, with the reason. */
  notCalculated(): NotCalculated[] {
    return [...this.tasks.values()]
      .map((task) => ({ sheet: task.sheet, cell: task.cell, reason: task.refusal ?? task.failure ?? '' }))
      .filter(({ reason }) => reason !== '');
  }

  /** Formulas that are part of a circular reference. */
  circularCells(): { sheet: number; cell: Cell }[] {
    return [...this.circular].map((cell) => ({ sheet: this.tasks.get(cell)?.sheet ?? 0, cell }));
  }

  /** Every formula, in the order of sheets and rows. */
  formulas(): { sheet: number; cell: Cell }[] {
    return [...this.tasks.values()].map(({ sheet, cell }) => ({ sheet, cell }));
  }

  /** Formulas that read this cell. */
  readersOf(sheet: number, row: number, col: number): Cell[] {
    const found = new Set<Cell>();
    this.dependents.beginWalk();
    this.dependents.each(sheet, row, col, (cell) => found.add(cell));
    return [...found];
  }

  private register(sheet: number, cell: Cell): void {
    const { formula } = cell;
    if (!formula) return;
    const task: Task = {
      cell,
      formula,
      sheet,
      program: null,
      refusal: null,
      failure: null,
      isExpanded: false,
      waitingOn: null,
      rounds: 0,
    };
    this.tasks.set(cell, task);
    this.compile(task);
    for (const area of task.program?.precedents ?? []) this.dependents.add(cell, area);
    if (formula.kind === 'dynamic') this.spilling.add(cell);
    if (task.program && task.program.volatility.size > 0) this.restless.add(cell);
    formula.pending = false;
    this.invalidate(cell);
  }

  private compile(task: Task): void {
    const { cell, formula, sheet } = task;
    if (formula.kind === 'data-table') {
      task.refusal = 'a what-if data table';
      return;
    }
    try {
      const site = { book: this.book, functions: functionTable, sheet, row: cell.row, col: cell.col };
      task.program = compileFormula(parseFormula(formula.text), site, formula.kind !== 'plain');
      task.refusal = task.program.unsupported ?? refusedName(task.program, cell);
    } catch (error) {
      if (!(error instanceof FormulaSyntaxError)) throw error;
      task.refusal = `the formula cannot be read: ${error.message}`;
    }
  }

  private forget(cell: Cell): void {
    const task = this.tasks.get(cell);
    for (const area of task?.program?.precedents ?? []) this.dependents.remove(cell, area);
    this.tasks.delete(cell);
    this.restless.delete(cell);
    this.spilling.delete(cell);
    this.circular.delete(cell);
    if (task) this.clearSpill(task.sheet, cell, task.formula.range, null);
  }

  /** Marks everything that reads a cell, directly or through others, as out of date. */
  private touch(sheet: number, row: number, col: number): void {
    this.dependents.each(sheet, row, col, (reader) => this.invalidate(reader));
  }

  /** A spill gives way to what is typed into it, and takes its place when that goes. */
  private retrySpills(sheet: number, edited: Cell): void {
    for (const anchor of this.spilling) {
      const range = anchor.formula?.range;
      const isInside = range && contains(range, edited.row, edited.col);
      if (this.tasks.get(anchor)?.sheet === sheet && (anchor.value === SPILL || isInside)) this.invalidate(anchor);
    }
  }

  private invalidate(cell: Cell): void {
    const stack = [cell];
    for (let next = stack.pop(); next; next = stack.pop()) {
      const task = this.tasks.get(next);
      if (!task || task.formula.pending) continue;
      task.formula.pending = true;
      task.isExpanded = false;
      this.queue.push(next);
      const push = (reader: Cell) => {
        if (!reader.formula?.pending) stack.push(reader);
      };
      eachFilled(task, (row, col) => this.dependents.each(task.sheet, row, col, push));
    }
  }

  private run(): void {
    this.changed = new Set();
    this.runtime.forgetIndexes();
    this.stepsLeft = this.options.steps;
    this.deadline = performance.now() + this.options.milliseconds;
    for (const task of this.tasks.values()) task.rounds = 0;
    for (let index = 0; index < this.queue.length; index++) {
      const cell = this.queue[index];
      if (cell?.formula?.pending) this.settle(cell);
    }
    this.queue = [];
  }

  private spend(steps: number): void {
    const before = this.stepsLeft;
    this.stepsLeft -= steps;
    if (this.stepsLeft < 0) throw tooComplex();
    if (before >> 14 !== this.stepsLeft >> 14 && performance.now() > this.deadline) throw tooComplex();
  }

  /** Computes one cell and, before it, whatever it needs. */
  private settle(root: Cell): void {
    const stack = [root];
    for (let cell = stack.at(-1); cell; cell = stack.at(-1)) {
      const task = this.tasks.get(cell);
      if (!task?.formula.pending) {
        stack.pop();
        continue;
      }
      this.spend(1);
      if (!task.isExpanded) {
        task.isExpanded = true;
        for (const area of task.program?.precedents ?? []) if (isSmall(area)) this.pushPending(stack, area, null);
        continue;
      }
      const missing = this.attempt(task);
      if (missing) this.wait(task, missing, stack);
    }
  }

  /** Pushes the cells of an area that are out of date, except those that already wait for something. */
  private pushPending(stack: Cell[], area: Area, except: Cell | null): void {
    this.book.sheets[area.sheet]?.cells.visit(area, (cell) => {
      const source = cell.anchor ?? cell;
      if (!source.formula?.pending || source === except) return;
      const task = this.tasks.get(source);
      if (task && !task.waitingOn && !task.isExpanded) stack.push(source);
      this.spend(1);
    });
  }

  private attempt(task: Task): NotReady | null {
    task.waitingOn = null;
    try {
      this.compute(task);
    } catch (signal) {
      if (signal instanceof NotReady) return signal;
      if (!(signal instanceof RangeError)) throw signal;
      task.failure = 'the formula nests too deeply';
      this.keepStored(task);
    }
    task.isExpanded = false;
    return null;
  }

  /** A needed cell is not ready: it goes first, unless it in turn waits for this one, which is a circle. */
  private wait(task: Task, { cell: needed, area }: NotReady, stack: Cell[]): void {
    const circle = this.circleBetween(needed, task.cell);
    if (circle) {
      for (const member of circle) this.closeCircle(member);
      return;
    }
    if (this.tasks.get(needed)?.waitingOn) {
      this.abandon(stack);
      return;
    }
    task.waitingOn = needed;
    stack.push(needed);
    // The rest of the range will be needed too; from its end, as running totals often build upon what is below.
    if (area) this.pushPending(stack, area, needed);
  }

  /**
   * Gives up, for now, on a cell that was begun ahead of need and turned out to need one that is still waiting; those that
   * wait for it are given up with it. Whoever really reads them will ask again.
   */
  private abandon(stack: Cell[]): void {
    let given = stack.pop();
    for (let cell = stack.at(-1); cell && given; cell = stack.at(-1)) {
      const task = this.tasks.get(cell);
      if (task?.waitingOn !== given) return;
      task.waitingOn = null;
      given = stack.pop();
    }
  }

  /** The cells from `needed` to `cell` along what each waits for; null when that path does not end at `cell`. */
  private circleBetween(needed: Cell, cell: Cell): Cell[] | null {
    const path: Cell[] = [];
    for (let at: Cell | null = needed; at; at = this.tasks.get(at)?.waitingOn ?? null) {
      path.push(at);
      this.spend(1);
      if (at === cell) return path;
    }
    return null;
  }

  private closeCircle(cell: Cell): void {
    const task = this.tasks.get(cell);
    if (!task) return;
    this.circular.add(cell);
    task.waitingOn = null;
    task.isExpanded = false;
    task.formula.pending = false;
    task.formula.taint = Taint.circular;
    if (cell.value === null || cell.edited) this.setValue(cell, 0);
  }

  private compute(task: Task): void {
    if (task.refusal !== null || !task.program) {
      this.keepStored(task);
      return;
    }
    this.runtime.moveTo(task.sheet, task.cell);
    const result = this.evaluated(task.program, task.formula.kind === 'plain');
    task.failure = result instanceof Unsupported ? result.reason : null;
    if (result instanceof Unsupported) {
      this.keepStored(task);
      return;
    }
    task.formula.pending = false;
    task.formula.taint = this.runtime.taint | volatileTaint(task.program);
    this.circular.delete(task.cell);
    this.store(task, result);
  }

  private evaluated(program: Program, plain: boolean): Operand | Unsupported {
    try {
      const result = program.run(this.runtime);
      if (!(result instanceof Reference)) return result;
      // Read while a cell that is not ready can still be waited for.
      return plain ? toScalar(this.runtime, result) : toMatrix(this.runtime, result);
    } catch (signal) {
      if (signal instanceof CellError || signal instanceof Unsupported) return signal;
      throw signal;
    }
  }

  private keepStored({ cell, formula }: Task): void {
    formula.pending = false;
    formula.taint = Taint.unsupported;
    if (cell.edited) this.setValue(cell, NAME);
  }

  private store(task: Task, result: Operand): void {
    const { cell, formula } = task;
    const matrix = result instanceof Matrix ? result : new Matrix(1, 1, [single(result)]);
    if (formula.kind === 'plain') this.setValue(cell, matrix.data[0] ?? 0);
    else if (formula.kind === 'array') this.fillFixed(task, matrix);
    else this.spill(task, matrix);
  }

  /** A legacy array formula fills its range: a single row, column or value repeats, the rest is #N/A. */
  private fillFixed({ cell, formula, sheet }: Task, matrix: Matrix): void {
    const range = formula.range ?? boxAround(cell, 1, 1);
    eachCell(range, (row, col) => {
      const r = matrix.rows === 1 ? 0 : row - range.top;
      const c = matrix.cols === 1 ? 0 : col - range.left;
      const value = r < matrix.rows && c < matrix.cols ? (matrix.at(r, c) ?? 0) : NA;
      this.fill(sheet, cell, row, col, value);
    });
  }

  private spill(task: Task, matrix: Matrix): void {
    const { cell, formula, sheet } = task;
    const before = formula.range;
    const target = boxAround(cell, matrix.rows, matrix.cols);
    if (target.bottom > LAST_ROW || target.right > LAST_COLUMN || this.isBlocked(sheet, cell, target)) {
      formula.range = null;
      this.clearSpill(sheet, cell, before, null);
      this.setValue(cell, SPILL);
      return;
    }
    formula.range = matrix.data.length > 1 ? target : null;
    this.clearSpill(sheet, cell, before, target);
    eachCell(target, (row, col) => {
      this.fill(sheet, cell, row, col, matrix.at(row - target.top, col - target.left) ?? 0);
    });
  }

  private isBlocked(sheet: number, anchor: Cell, target: Box): boolean {
    const page = this.book.sheets[sheet];
    let blocked = page?.merges.some((merge) => intersect(merge, target)) ?? false;
    if (target.top === target.bottom && target.left === target.right) return false;
    page?.cells.visit(target, (cell) => {
      if (cell !== anchor && cell.anchor !== anchor && (cell.formula || cell.value !== null)) blocked = true;
    });
    return blocked;
  }

  /** Empties the cells an array formula filled before and does not fill any more. */
  private clearSpill(sheet: number, anchor: Cell, before: Box | null, after: Box | null): void {
    if (!before) return;
    eachCell(before, (row, col) => {
      const cell = this.book.sheets[sheet]?.cells.get(row, col);
      if (cell?.anchor !== anchor || (after && row <= after.bottom && col <= after.right)) return;
      cell.anchor = null;
      this.setValue(cell, null);
      this.touchSpilled(sheet, row, col);
    });
    for (const other of this.spilling) if (other !== anchor && other.value === SPILL) this.again(other);
  }

  private fill(sheet: number, anchor: Cell, row: number, col: number, value: Scalar): void {
    const page = this.book.sheets[sheet];
    if (!page) return;
    const cell = row === anchor.row && col === anchor.col ? anchor : page.cells.ensure(row, col);
    const isNew = cell !== anchor && cell.anchor !== anchor;
    if (isNew) cell.anchor = anchor;
    const hasChanged = cell.value !== value;
    this.setValue(cell, value);
    if (cell !== anchor && (isNew || hasChanged)) this.touchSpilled(sheet, row, col);
  }

  /** Readers of a spilled cell that were computed before it are computed again, but not for ever. */
  private touchSpilled(sheet: number, row: number, col: number): void {
    this.runtime.forgetIndexes();
    this.dependents.beginWalk();
    this.dependents.each(sheet, row, col, (reader) => this.again(reader));
  }

  private again(cell: Cell): void {
    const task = this.tasks.get(cell);
    if (!task || task.formula.pending) return;
    if (++task.rounds > MAX_ROUNDS) this.closeCircle(cell);
    else this.invalidate(cell);
  }

  private setValue(cell: Cell, value: Scalar): void {
    if (cell.value === value) return;
    cell.value = value;
    this.changed.add(cell);
  }
}

/** Small enough to be worth looking through before a formula is tried. */
function isSmall(area: Area): boolean {
  return (area.bottom - area.top + 1) * (area.right - area.left + 1) <= 16;
}

function tooComplex(): WorkbookError {
  return new WorkbookError(
    'too-complex',
    'This workbook takes too much calculation: simplify its formulas or shorten their ranges.',
  );
}

/** Where the file's value holds, the calculated one stands for it: only what changes from here on has to be written. */
function adoptStored(cell: Cell): void {
  if ((cell.formula || cell.anchor) && !cell.edited && isSameValue(cell.stored, cell.value)) cell.stored = cell.value;
}

/** A name that is no function is #NAME?, unless the file stored a result for it: then an add-in or a macro knows it. */
function refusedName(program: Program, cell: Cell): string | null {
  if (program.unknownFunction === null || cell.edited || cell.stored === NAME || cell.stored === null) return null;
  return `the function ${program.unknownFunction}, which is not one of Excel's`;
}

function volatileTaint(program: Program): number {
  return program.volatility.has('clock') || program.volatility.has('random') ? Taint.volatile : 0;
}

function single(result: Operand): Scalar {
  if (result instanceof Matrix) return result.data[0] ?? 0;
  if (result instanceof Lambda || result instanceof Reference) return CALC;
  return result ?? 0;
}

function boxAround(cell: Cell, rows: number, cols: number): Box {
  return { top: cell.row, left: cell.col, bottom: cell.row + rows - 1, right: cell.col + cols - 1 };
}

function eachCell(box: Box, each: (row: number, col: number) => void): void {
  for (let row = box.top; row <= box.bottom; row++) {
    for (let col = box.left; col <= box.right; col++) each(row, col);
  }
}

/** The cells a formula gives values to: its own and those it fills. */
function eachFilled(task: Task, each: (row: number, col: number) => void): void {
  if (task.formula.range) eachCell(task.formula.range, each);
  else each(task.cell.row, task.cell.col);
}
