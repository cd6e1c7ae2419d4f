import { type Box, parseCell } from '#app/workbook/address.ts';
import { WorkbookEditor } from '#app/workbook/edit.ts';
import { readWorkbook } from '#app/workbook/read.ts';
import { type WorkbookEdit, withoutOverwritten } from '../../../domain/workbook-edits.ts';

/** What is done and undone at once, and where it is seen. */
export interface Step {
  edits: readonly WorkbookEdit[];
  sheet: number;
  at: Box;
}

type DoneStep = Step & {
  /** What its cells held before it and after it; empty for a move of rows or columns. */
  before: readonly WorkbookEdit[];
  after: readonly WorkbookEdit[];
  /** Somebody else's edits lie on top: it is undone by typing the old contents again, where they have not changed since. */
  isBuried?: true;
};

type UndoneStep = { step: DoneStep; inverse: readonly WorkbookEdit[] | null };

/** The edits of a workbook that are not with the server, and what they rest on: enough to go on after a crash. */
export interface UnsavedEdits {
  saved: readonly WorkbookEdit[];
  log: readonly WorkbookEdit[];
}

/**
 * A calculated workbook and the edits that made it what it is, in order: those the server has, and those it has not. Undo takes the last
 * ones off the list; what lies below somebody else's edits is undone by new ones.
 */
export class EditLog {
  editor: WorkbookEditor;
  /** What the last merge could not keep of my edits, as it was thrown; null when it kept everything. */
  trouble: unknown = null;
  readonly #bytes: Uint8Array;
  #log: WorkbookEdit[];
  #saved: readonly WorkbookEdit[];
  #done: DoneStep[] = [];
  #undone: UndoneStep[] = [];

  /** @throws WorkbookError */
  constructor(bytes: Uint8Array, edits: readonly WorkbookEdit[]) {
    this.#bytes = bytes;
    this.#log = [...edits];
    this.#saved = [...edits];
    this.editor = this.#open(edits);
  }

  get canUndo(): boolean {
    return this.#done.length > 0;
  }

  get canRedo(): boolean {
    return this.#undone.length > 0;
  }

  get hasUnsavedWork(): boolean {
    return this.#log.length !== this.#saved.length || this.#log.some((edit, at) => !isSame(edit, this.#saved[at]));
  }

  get unsaved(): UnsavedEdits {
    return { saved: this.#saved, log: [...this.#log] };
  }

  /** @throws EditRefused, FormulaSyntaxError, WorkbookError, and then nothing was done. */
  perform(step: Step): void {
    this.#do(step);
    this.#undone = [];
  }

  undo(): Step | undefined {
    const step = this.#done.pop();
    if (!step) return undefined;
    if (step.isBuried) {
      const inverse = step.before.filter((_, at) => isUntouched(this.editor, step.after[at]));
      apply(this.editor, inverse);
      this.#log.push(...inverse);
      this.#undone.push({ step, inverse });
    } else {
      this.editor.undo();
      this.#log.length -= step.edits.length;
      this.#undone.push({ step, inverse: null });
    }
    return step;
  }

  redo(): Step | undefined {
    const last = this.#undone.pop();
    if (!last) return undefined;
    const { step, inverse } = last;
    if (inverse === null) this.#do(step);
    else {
      if (inverse.length > 0) this.editor.undo();
      this.#log.length -= inverse.length;
      this.#done.push(step);
    }
    return step;
  }

  /** Everything, and how much of it the server has already. */
  toSend(): { keep: number; sent: readonly WorkbookEdit[] } {
    return { keep: commonStart(this.#saved, this.#log), sent: [...this.#log] };
  }

  /** Takes over what the server stored for what was sent; true when somebody else's edits are in it. */
  accept(stored: readonly WorkbookEdit[], sent: readonly WorkbookEdit[]): boolean {
    const fresh = sent.slice(commonStart(this.#saved, sent));
    const later = this.#log.slice(commonStart(sent, this.#log));
    const known = this.#saved;
    this.#saved = [...stored];
    if (isSameList(stored, sent)) return false;
    const isOnTop = isSameList(stored.slice(stored.length - fresh.length), fresh);
    const mine = isOnTop ? [...fresh, ...later] : later;
    const base = stored.slice(0, stored.length - (isOnTop ? fresh.length : 0));
    this.#rebase(base, mine, isMoveFree(base.slice(commonStart(known, base))));
    return true;
  }

  /** Ends a conflict: `keeps` says which of the unsaved edits go over what is stored. */
  settle(stored: readonly WorkbookEdit[], keeps: (edit: WorkbookEdit) => boolean): void {
    const known = this.#saved;
    const mine = this.#log.slice(commonStart(known, this.#log));
    this.#saved = [...stored];
    this.#rebase(stored, mine, isMoveFree(stored.slice(commonStart(known, stored))), keeps);
  }

  /** Goes on with edits that were kept from before a reload. */
  resume({ saved, log }: UnsavedEdits): void {
    const known = commonStart(saved, log);
    this.#saved = [...saved];
    this.#rebase(log.slice(0, known), log.slice(known), false);
  }

  /** Starts again from `base` with my edits on top. Steps stay to be undone as far as they still make sense. */
  #rebase(
    base: readonly WorkbookEdit[],
    mine: readonly WorkbookEdit[],
    canBury: boolean,
    keeps: (edit: WorkbookEdit) => boolean = () => true,
  ): void {
    const { older, recent } = this.#stepsOf(mine);
    this.editor = this.#open(base);
    this.#log = [...base];
    this.#done = canBury ? buried(older) : [];
    this.#undone = [];
    this.trouble = null;
    for (const step of recent) {
      const edits = step.edits.filter(keeps);
      if (edits.length > 0) this.#tryTo({ ...step, edits });
    }
  }

  /** The steps that made these last edits, one for each edit where that cannot be told; and those before them. */
  #stepsOf(mine: readonly WorkbookEdit[]): { older: readonly DoneStep[]; recent: readonly Step[] } {
    let left = mine.length;
    let from = this.#done.length;
    for (let step = this.#done[from - 1]; step && !step.isBuried && step.edits.length <= left; ) {
      left -= step.edits.length;
      from -= 1;
      step = this.#done[from - 1];
    }
    if (left === 0) return { older: this.#done.slice(0, from), recent: this.#done.slice(from) };
    return { older: [], recent: mine.map((edit) => ({ edits: [edit], sheet: edit.sheet, at: boxOf(edit) })) };
  }

  /** An edit that cannot be made on top of somebody else's (its sheet is gone, say) falls away, and is said. */
  #tryTo(step: Step): void {
    try {
      this.#do(step);
    } catch (error) {
      this.trouble = error;
    }
  }

  #do({ edits, sheet, at }: Step): void {
    const before = inputsOf(this.editor, edits);
    apply(this.editor, edits);
    this.#log.push(...edits);
    this.#done.push({ edits, sheet, at, before, after: inputsOf(this.editor, edits) });
  }

  #open(edits: readonly WorkbookEdit[]): WorkbookEditor {
    const editor = new WorkbookEditor(readWorkbook(this.#bytes));
    for (const edit of withoutOverwritten(edits)) apply(editor, [edit]);
    return editor;
  }
}

/** Steps below somebody else's edits. Those before a move of rows or columns would be undone in the wrong place. */
function buried(steps: readonly DoneStep[]): DoneStep[] {
  const lastMove = steps.findLastIndex(({ edits }) => !isMoveFree(edits));
  return steps.slice(lastMove + 1).map((step) => ({ ...step, isBuried: true }));
}

function isMoveFree(edits: readonly WorkbookEdit[]): boolean {
  return edits.every(({ kind }) => kind === 'cell');
}

/** What the cells of these edits hold now, as edits that would bring it back. */
function inputsOf(editor: WorkbookEditor, edits: readonly WorkbookEdit[]): WorkbookEdit[] {
  return edits.flatMap((edit) => {
    const at = edit.kind === 'cell' ? parseCell(edit.cell) : null;
    if (edit.kind !== 'cell' || !at || !editor.book.sheets[edit.sheet]) return [];
    return [{ ...edit, input: editor.inputOf(edit.sheet, at.row, at.col) }];
  });
}

function isUntouched(editor: WorkbookEditor, after: WorkbookEdit | undefined): boolean {
  return after !== undefined && isSame(after, inputsOf(editor, [after])[0]);
}

function boxOf(edit: WorkbookEdit): Box {
  const { row, col } = (edit.kind === 'cell' && parseCell(edit.cell)) || { row: 0, col: 0 };
  return { top: row, left: col, bottom: row, right: col };
}

/** Applies edits as one step: cells together, or one move of rows or columns. */
function apply(editor: WorkbookEditor, edits: readonly WorkbookEdit[]): void {
  const cells = edits.flatMap((edit) => {
    const at = edit.kind === 'cell' ? parseCell(edit.cell) : null;
    return edit.kind === 'cell' && at ? [{ sheet: edit.sheet, ...at, input: edit.input }] : [];
  });
  if (cells.length > 0) editor.setCells(cells);
  for (const edit of edits) {
    if (edit.kind === 'cell') continue;
    const { kind, axis, sheet, at, count } = edit;
    if (axis === 'row') kind === 'insert' ? editor.insertRows(sheet, at, count) : editor.deleteRows(sheet, at, count);
    else kind === 'insert' ? editor.insertColumns(sheet, at, count) : editor.deleteColumns(sheet, at, count);
  }
}

function isSame(a: WorkbookEdit, b: WorkbookEdit | undefined): boolean {
  if (a === b) return true;
  if (!b || a.kind !== b.kind || a.sheet !== b.sheet) return false;
  if (a.kind === 'cell') return b.kind === 'cell' && a.cell === b.cell && a.input === b.input;
  return b.kind !== 'cell' && a.axis === b.axis && a.at === b.at && a.count === b.count;
}

function isSameList(a: readonly WorkbookEdit[], b: readonly WorkbookEdit[]): boolean {
  return a.length === b.length && a.every((edit, at) => isSame(edit, b[at]));
}

function commonStart(a: readonly WorkbookEdit[], b: readonly WorkbookEdit[]): number {
  const at = a.findIndex((edit, index) => !isSame(edit, b[index]));
  return at < 0 ? Math.min(a.length, b.length) : at;
}
