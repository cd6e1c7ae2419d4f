import type { RefusalCode } from '#app/errors/refusal.ts';
import type { Result } from '#app/values/result.ts';
import type { WorkbookEditor } from '#app/workbook/edit.ts';
import { writeWorkbook } from '#app/workbook/write.ts';
import type { WorkbookEdit } from '../domain/workbook-edits.ts';
import { type FoundCell, partOf, type SheetPart, searchCells } from '../domain/workbook-questions.ts';
import { amountIn, suggestTotals, type TotalCell } from '../domain/workbook-totals.ts';
import { type SheetView, viewOf } from '../domain/workbook-view.ts';
import { auditOf, makeEdits, openEdited, openFile, type StoredAudit } from './workbook-engine.server.ts';

/** A stored file with what was done to it since. `key` names the bytes, so that they are opened once for several tasks. */
export interface EditedFile {
  key: string;
  bytes: Uint8Array;
  edits: readonly WorkbookEdit[];
}

interface Place {
  sheet: string;
  cell: string;
}

/** What is learned of a file when it is brought in. */
export interface Inspection {
  audit: StoredAudit;
  suggested: TotalCell[];
  hasMacros: boolean;
}

/** What the thread does, and what each task answers with. */
export interface Tasks {
  inspect: { ask: { bytes: Uint8Array }; give: Inspection };
  amounts: { ask: EditedFile & { places: readonly Place[]; currency: string }; give: Result<number, string>[] };
  view: { ask: EditedFile & { sheet: string | undefined }; give: SheetView };
  part: { ask: EditedFile & { sheet: string | undefined; range: string | undefined }; give: SheetPart | undefined };
  search: { ask: EditedFile & { query: string }; give: FoundCell[] };
  write: { ask: EditedFile; give: Uint8Array };
}

export type TaskKind = keyof Tasks;
export type Task = { [Kind in TaskKind]: { kind: Kind; ask: Tasks[Kind]['ask'] } }[TaskKind];

export type Asked = { id: number; task: Task };
export type Answered = { id: number } & (
  | { found: Tasks[TaskKind]['give'] }
  | { refused: { code: RefusalCode; message: string; details: Record<string, unknown> } }
  | { failed: string }
);

/** Does one task. @throws Refusal in the words of the engine. */
export function answer(task: Task): Tasks[TaskKind]['give'] {
  switch (task.kind) {
    case 'inspect':
      return inspect(task.ask.bytes);
    case 'amounts': {
      const { book } = opened(task.ask);
      return task.ask.places.map((place) => amountIn(book, place, task.ask.currency));
    }
    case 'view':
      return viewOf(opened(task.ask).book, task.ask.sheet);
    case 'part':
      return partOf(opened(task.ask).book, task.ask.sheet, task.ask.range);
    case 'search':
      return searchCells(opened(task.ask).book, task.ask.query);
    case 'write':
      return writeWorkbook(openEdited(task.ask.bytes, task.ask.edits).book);
  }
}

function inspect(bytes: Uint8Array): Inspection {
  const editor = openFile(bytes);
  return { audit: auditOf(editor), suggested: suggestTotals(editor.book), hasMacros: editor.book.hasMacros };
}

interface Open {
  key: string;
  edits: readonly WorkbookEdit[];
  editor: WorkbookEditor;
}

/** The last few, as people work on: a save adds an edit or two to what was opened for the save before it. */
const kept: Open[] = [];
const mostKept = 3;
/** Larger ones are opened anew each time, so that no thread holds gigabytes. */
const keptBytes = 2 * 1024 * 1024;

function opened(file: EditedFile): WorkbookEditor {
  const at = kept.findIndex(({ key, edits }) => key === file.key && isStartOf(edits, file.edits));
  const [found] = at < 0 ? [] : kept.splice(at, 1);
  // Taken out first: an edit that fails halfway leaves nothing behind that others could meet.
  const editor = found
    ? makeEdits(found.editor, file.edits.slice(found.edits.length))
    : openEdited(file.bytes, file.edits);
  if (file.bytes.length > keptBytes) return editor;
  kept.unshift({ key: file.key, edits: file.edits, editor });
  kept.length = Math.min(kept.length, mostKept);
  return editor;
}

function isStartOf(edits: readonly WorkbookEdit[], more: readonly WorkbookEdit[]): boolean {
  return edits.length <= more.length && edits.every((edit, at) => JSON.stringify(edit) === JSON.stringify(more[at]));
}
