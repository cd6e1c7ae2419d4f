import { type Box, cellName, contains, parseBox, span } from '#app/workbook/address.ts';
import { EditRefused, type WorkbookEditor } from '#app/workbook/edit.ts';
import { FormulaSyntaxError } from '#app/workbook/formula/parse.ts';
import { WorkbookError } from '#app/workbook/limits.ts';
import { type Sheet, sheetIndex } from '#app/workbook/model.ts';
import type { EditClash, WorkbookEdit } from '../../../domain/workbook-edits.ts';
import { type CopiedCells, pastedBlock, toTsv } from './clipboard.ts';
import { EditLog, type Step, type UnsavedEdits } from './edit-log.ts';
import { mergeAt, withMerges } from './geometry.ts';
import type { SaveAnswer, SaveRequest } from './save-edits.ts';

export type SaveState =
  /** `at` is null until something was saved here. */
  | { kind: 'saved'; at: Date | null }
  | { kind: 'waiting' | 'saving' | 'offline' | 'signed-out' }
  | { kind: 'refused'; message: string }
  | { kind: 'conflict'; clashes: readonly EditClash[]; edits: readonly WorkbookEdit[]; version: number };

/** What is being typed into the active cell. */
export interface Typing {
  text: string;
  /** Where the caret is: in the cell or in the formula bar. */
  at: 'cell' | 'bar';
  /** Began by typing over the cell, so that arrows finish it. */
  isFresh: boolean;
  /** The reference that was put there by pointing at cells, while it can still be replaced. */
  pointed: { start: number; end: number } | null;
}

export interface SheetState {
  /** Grows with every change of any cell. */
  revision: number;
  sheet: number;
  /** The cell that has the ring, and the other corner of the selection. */
  active: { row: number; col: number };
  head: { row: number; col: number };
  selection: Box;
  typing: Typing | null;
  /** Why the last thing was not done. */
  problem: string | null;
  save: SaveState;
  canUndo: boolean;
  canRedo: boolean;
  /** Edits from before a reload that never reached the server, until somebody says what becomes of them. */
  draft: Draft | null;
}

export interface SheetWorld {
  send(request: SaveRequest): Promise<SaveAnswer>;
  /** Somebody else's changes came in and disturbed nothing. */
  onMerged(): void;
  /** Keeps unsaved edits where a reload finds them; null when there are none. */
  keep(draft: Draft | null): void;
  now(): Date;
}

export interface SheetStart {
  bytes: Uint8Array;
  edits: readonly WorkbookEdit[];
  version: number;
  mayWrite: boolean;
  draft?: Draft | null;
}

/** Unsaved edits as they are kept outside of the page, with the save that they started from. */
export interface Draft extends UnsavedEdits {
  version: number;
}

/** A pause after which it is saved, and when a failed save is tried again. */
const delays = { pause: 600, retry: 5_000 };
/** Cells that one paste may fill; a save takes up to 5,000 edits in all. */
const mostAtOnce = 2_000;

/** A workbook open in the browser: calculated at each edit, undone and redone, saved after a pause. Knows nothing of React. */
export class SheetStore {
  readonly mayWrite: boolean;
  version: number;
  readonly #world: SheetWorld;
  readonly #log: EditLog;
  #state: SheetState;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isSending = false;
  readonly #listeners = new Set<() => void>();

  /** @throws WorkbookError */
  constructor({ bytes, edits, version, mayWrite, draft = null }: SheetStart, world: SheetWorld) {
    this.#world = world;
    this.mayWrite = mayWrite;
    this.version = version;
    this.#log = new EditLog(bytes, edits);
    const sheet = Math.max(
      0,
      this.book.sheets.findIndex((one) => one.state === 'visible'),
    );
    const active = { row: 0, col: 0 };
    this.#state = {
      revision: 0,
      sheet,
      active,
      head: active,
      selection: span(active, active),
      typing: null,
      problem: null,
      save: { kind: 'saved', at: null },
      canUndo: false,
      canRedo: false,
      draft: mayWrite ? draft : null,
    };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): SheetState => this.#state;

  get editor(): WorkbookEditor {
    return this.#log.editor;
  }

  get book() {
    return this.editor.book;
  }

  get sheet(): Sheet {
    const sheet = this.book.sheets[this.#state.sheet];
    if (!sheet) throw new Error('The workbook has no sheet.');
    return sheet;
  }

  get hasUnsavedWork(): boolean {
    return this.#log.hasUnsavedWork;
  }

  // --- looking

  select(active: { row: number; col: number }, head = active): void {
    const merge = mergeAt(this.sheet, active.row, active.col);
    const corner = merge ? { row: merge.top, col: merge.left } : active;
    const selection = withMerges(this.sheet, span(corner, head === active ? corner : head));
    this.#set({ active: corner, head: head === active ? corner : head, selection, problem: null });
  }

  extend(head: { row: number; col: number }): void {
    const { active } = this.#state;
    this.#set({ head, selection: withMerges(this.sheet, span(active, head)) });
  }

  showSheet(sheet: number): void {
    if (!this.book.sheets[sheet] || sheet === this.#state.sheet) return;
    const active = { row: 0, col: 0 };
    this.#set({ sheet, active, head: active, selection: span(active, active), problem: null });
  }

  /** Goes to `B7`, `Bid!B7`, `A1:C3` or a name; false when there is no such place. */
  goTo(place: string): boolean {
    const [, quoted, plain, cells = ''] = /^(?:(?:'((?:[^']|'')+)'|([^!]+))!)?([^!]+)$/.exec(place.trim()) ?? [];
    const name = quoted?.replaceAll("''", "'") ?? plain;
    const sheet = name === undefined ? this.#state.sheet : sheetIndex(this.book, name);
    const box = parseBox(cells);
    if (!box) {
      const defined = this.book.names.find((one) => one.name.toLowerCase() === cells.toLowerCase());
      return defined !== undefined && defined.text !== place && this.goTo(defined.text.replaceAll('$', ''));
    }
    if (sheet < 0) return false;
    this.showSheet(sheet);
    this.select({ row: box.top, col: box.left }, { row: box.bottom, col: box.right });
    return true;
  }

  textAt(row: number, col: number, sheet = this.#state.sheet): string {
    return this.editor.display(sheet, row, col).text;
  }

  inputAt(row: number, col: number): string {
    return this.editor.inputOf(this.#state.sheet, row, col);
  }

  // --- typing

  /** Starts typing: over what is there with `text`, or into it without. */
  type(at: Typing['at'], text?: string): void {
    if (!this.mayWrite) return;
    const { active } = this.#state;
    this.#set({
      typing: { text: text ?? this.inputAt(active.row, active.col), at, isFresh: text !== undefined, pointed: null },
      problem: null,
    });
  }

  retype(text: string, at: Typing['at']): void {
    const { typing } = this.#state;
    if (typing) this.#set({ typing: { ...typing, text, at, pointed: null }, problem: null });
    else this.type(at, text);
  }

  /** Puts a reference where the caret is, or in place of the one that was just put there. */
  point(reference: string, caret: number): number {
    const { typing } = this.#state;
    if (!typing) return caret;
    const { start, end } = typing.pointed ?? { start: caret, end: caret };
    const text = typing.text.slice(0, start) + reference + typing.text.slice(end);
    const pointed = { start, end: start + reference.length };
    this.#set({ typing: { ...typing, text, pointed } });
    return pointed.end;
  }

  cancel(): void {
    this.#set({ typing: null, problem: null });
  }

  /** Takes over what was typed; false when it cannot be, and then it stays to be mended. */
  commit(): boolean {
    const { typing, active, sheet } = this.#state;
    if (!typing) return true;
    const isUnchanged = typing.text === this.inputAt(active.row, active.col);
    const edits = isUnchanged ? [] : [cellEdit(sheet, active.row, active.col, closed(typing.text))];
    if (!this.#cells(edits, span(active, active))) return false;
    this.#set({ typing: null });
    return true;
  }

  // --- changing

  clear(): void {
    const { selection, sheet } = this.#state;
    const edits: WorkbookEdit[] = [];
    this.sheet.cells.visit(selection, (cell) => {
      if (cell.formula || (cell.value !== null && !cell.anchor)) edits.push(cellEdit(sheet, cell.row, cell.col, ''));
    });
    this.#cells(edits, selection);
  }

  /** The selection as text for the clipboard. */
  copy(): string {
    const { selection } = this.#state;
    const used = this.sheet.cells.extent;
    const bottom = Math.min(selection.bottom, Math.max(used?.bottom ?? 0, selection.top));
    const right = Math.min(selection.right, Math.max(used?.right ?? 0, selection.left));
    const rows = [];
    for (let row = selection.top; row <= bottom; row++) {
      const cells = [];
      for (let col = selection.left; col <= right; col++) cells.push(this.textAt(row, col));
      rows.push(cells);
    }
    return toTsv(rows);
  }

  /** The inputs of the selection, for pasting inside of the workbook: relative references move along. */
  copyInputs(): CopiedCells {
    const { selection, sheet } = this.#state;
    const cells: CopiedCells['cells'] = [];
    this.sheet.cells.visit(selection, (cell) => {
      const input = this.editor.inputOf(sheet, cell.row, cell.col);
      if (input !== '') cells.push({ row: cell.row - selection.top, col: cell.col - selection.left, input });
    });
    return { text: this.copy(), from: selection, cells };
  }

  /** Pastes text from the clipboard, or cells of this workbook when the text is still theirs. */
  paste(text: string, copied: CopiedCells | null): void {
    const { selection, sheet } = this.#state;
    const block = pastedBlock(text, copied);
    const height = block.height * Math.max(1, Math.floor((selection.bottom - selection.top + 1) / block.height));
    const width = block.width * Math.max(1, Math.floor((selection.right - selection.left + 1) / block.width));
    if (height * width > mostAtOnce) {
      this.#set({ problem: `At most ${mostAtOnce.toLocaleString('en-US')} cells can be pasted at once.` });
      return;
    }
    const edits: WorkbookEdit[] = [];
    for (let row = 0; row < height; row++) {
      for (let col = 0; col < width; col++) {
        const at = { row: selection.top + row, col: selection.left + col };
        edits.push(cellEdit(sheet, at.row, at.col, block.inputAt(row % block.height, col % block.width, at)));
      }
    }
    const { top, left } = selection;
    const corner = { row: top + height - 1, col: left + width - 1 };
    if (this.#cells(edits, span({ row: top, col: left }, corner))) this.select({ row: top, col: left }, corner);
  }

  /** Rows or columns in front of the selection, as many as it has; or those of the selection away. */
  restructure(kind: 'insert' | 'delete', axis: 'row' | 'column'): void {
    const { selection, sheet } = this.#state;
    const [from, to] = axis === 'row' ? [selection.top, selection.bottom] : [selection.left, selection.right];
    if (to - from >= 1000) this.#set({ problem: 'At most 1,000 rows or columns at once.' });
    else this.#perform({ edits: [{ kind, axis, sheet, at: from, count: to - from + 1 }], sheet, at: selection });
  }

  undo(): void {
    const step = this.#log.undo();
    if (step) this.#changed(step);
  }

  redo(): void {
    const step = this.#log.redo();
    if (step) this.#changed(step);
  }

  #cells(edits: readonly WorkbookEdit[], at: Box): boolean {
    return edits.length === 0 || this.#perform({ edits, sheet: this.#state.sheet, at });
  }

  #perform(step: Step): boolean {
    if (!this.mayWrite) return false;
    try {
      this.#log.perform(step);
    } catch (error) {
      this.#set({ problem: problemOf(error) });
      return false;
    }
    this.#changed(step);
    return true;
  }

  #changed({ sheet, at }: Step): void {
    if (sheet !== this.#state.sheet) this.showSheet(sheet);
    const { active } = this.#state;
    const isThere = contains(at, active.row, active.col);
    const corner = isThere ? active : { row: at.top, col: at.left };
    this.#set({
      revision: this.#state.revision + 1,
      canUndo: this.#log.canUndo,
      canRedo: this.#log.canRedo,
      problem: null,
      ...(isThere ? {} : { active: corner, head: { row: at.bottom, col: at.right }, selection: at }),
    });
    this.#touch();
  }

  // --- saving

  #touch(): void {
    this.#keep();
    if (this.#state.save.kind === 'conflict') return;
    if (!this.hasUnsavedWork) {
      if (this.#state.save.kind === 'waiting') this.#set({ save: { kind: 'saved', at: this.#world.now() } });
      return;
    }
    if (this.#state.save.kind === 'saved' || this.#state.save.kind === 'refused')
      this.#set({ save: { kind: 'waiting' } });
    this.#sendAfter(delays.pause);
  }

  #sendAfter(delay: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#send(), delay);
  }

  /** Saves what is unsaved now; true when everything is with the server. */
  async flush(): Promise<boolean> {
    for (let tries = 0; tries < 40 && this.hasUnsavedWork; tries += 1) {
      if (this.#isSending) await new Promise((resolve) => setTimeout(resolve, 100));
      else await this.#send();
      if (!['saved', 'waiting', 'saving'].includes(this.#state.save.kind)) break;
    }
    return !this.hasUnsavedWork;
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  /** Goes on with the edits from before a reload, on top of what others saved since: a merge like any other. */
  async restoreDraft(): Promise<void> {
    const { draft } = this.#state;
    if (!draft || !(await this.flush())) return;
    this.version = draft.version;
    this.#log.resume(draft);
    this.#set({ draft: null });
    this.#redrawn();
    this.#touch();
  }

  dropDraft(): void {
    this.#set({ draft: null });
    this.#keep();
  }

  /** A draft that nobody has decided on yet is not written over. */
  #keep(): void {
    if (this.#state.draft) return;
    this.#world.keep(this.hasUnsavedWork ? { version: this.version, ...this.#log.unsaved } : null);
  }

  async #send(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#isSending || !this.hasUnsavedWork || this.#state.save.kind === 'conflict') return;
    this.#isSending = true;
    const { keep, sent } = this.#log.toSend();
    if (this.#state.save.kind !== 'offline') this.#set({ save: { kind: 'saving' } });
    const answer = await this.#world.send({ version: this.version, keep, edits: sent.slice(keep) });
    this.#isSending = false;
    this.#receive(answer, sent);
  }

  #receive(answer: SaveAnswer, sent: readonly WorkbookEdit[]): void {
    if (answer.kind === 'saved') this.#accepted(answer.version, answer.edits, sent);
    else if (answer.kind === 'conflict' || answer.kind === 'refused') this.#set({ save: answer });
    else {
      this.#set({ save: { kind: answer.kind === 'signed-out' ? 'signed-out' : 'offline' } });
      this.#sendAfter(delays.retry);
    }
  }

  #accepted(version: number, stored: readonly WorkbookEdit[], sent: readonly WorkbookEdit[]): void {
    this.version = version;
    if (this.#log.accept(stored, sent)) this.#redrawn();
    this.#resave(delays.pause);
  }

  /** Somebody else's edits are in it now. */
  #redrawn(): void {
    const { canUndo, canRedo, trouble } = this.#log;
    const problem = trouble === null ? null : problemOf(trouble);
    this.#set({ revision: this.#state.revision + 1, canUndo, canRedo, problem });
    this.#world.onMerged();
  }

  #resave(delay: number): void {
    this.#set({ save: this.hasUnsavedWork ? { kind: 'waiting' } : { kind: 'saved', at: this.#world.now() } });
    this.#keep();
    if (this.hasUnsavedWork) this.#sendAfter(delay);
  }

  /** Ends a conflict. `mine` says of each clash whether what was typed here goes over what is stored. */
  settle(mine: readonly boolean[]): void {
    const { save } = this.#state;
    if (save.kind !== 'conflict') return;
    const dropped = new Set(save.clashes.flatMap((clash, at) => (mine[at] ? [] : [placeOf(clash)])));
    this.version = save.version;
    this.#log.settle(save.edits, (edit) => {
      if (dropped.has(everything)) return false;
      return edit.kind !== 'cell' || !dropped.has(placeOf(edit));
    });
    this.#redrawn();
    this.#resave(0);
  }

  #set(change: Partial<SheetState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

function cellEdit(sheet: number, row: number, col: number, input: string): WorkbookEdit {
  return { kind: 'cell', sheet, cell: cellName(row, col), input };
}

/** Brackets that were left open are closed, as every spreadsheet does. */
function closed(text: string): string {
  if (!text.startsWith('=')) return text;
  const bare = text.replace(/"(?:[^"]|"")*"|'(?:[^']|'')*'/g, '');
  const open = bare.split('(').length - bare.split(')').length;
  return open > 0 && open <= 8 ? text + ')'.repeat(open) : text;
}

function problemOf(error: unknown): string {
  if (error instanceof FormulaSyntaxError) return `This formula cannot be read: ${error.message}`;
  if (error instanceof EditRefused || error instanceof WorkbookError) return error.message;
  throw error;
}

const everything = 'everything';

function placeOf({ sheet, cell }: { sheet: number; cell: string | null }): string {
  return cell === null ? everything : `${sheet}!${cell}`;
}
