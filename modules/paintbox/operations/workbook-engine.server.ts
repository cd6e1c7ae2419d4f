import { Refusal } from '#app/errors/refusal.ts';
import { parseCell } from '#app/workbook/address.ts';
import type { AuditReport } from '#app/workbook/audit.ts';
import { auditCalculated } from '#app/workbook/audit.ts';
import { EditRefused, WorkbookEditor } from '#app/workbook/edit.ts';
import { FormulaSyntaxError } from '#app/workbook/formula/parse.ts';
import { WorkbookError, type WorkbookRefusalCode } from '#app/workbook/limits.ts';
import { readWorkbook } from '#app/workbook/read.ts';
import { type WorkbookEdit, withoutOverwritten } from '../domain/workbook-edits.ts';

/** One workbook may keep the server busy for so long; a usual one of some thousand formulas takes a tenth of a second. */
const calculationMs = 4000;

/** A file opened and calculated, before any edit. @throws Refusal in the words of the engine. */
export function openFile(bytes: Uint8Array): WorkbookEditor {
  return refusing(() => new WorkbookEditor(readWorkbook(bytes), { milliseconds: calculationMs }));
}

/** A file with a person's edits made again. @throws Refusal for an edit that cannot be made. */
export function openEdited(bytes: Uint8Array, edits: readonly WorkbookEdit[]): WorkbookEditor {
  return makeEdits(openFile(bytes), withoutOverwritten(edits));
}

/** Makes edits in an open workbook, and gives it back. @throws Refusal for an edit that cannot be made; those before it stay. */
export function makeEdits(editor: WorkbookEditor, edits: readonly WorkbookEdit[]): WorkbookEditor {
  for (const edit of edits) refusing(() => perform(editor, edit));
  return editor;
}

function perform(editor: WorkbookEditor, edit: WorkbookEdit): void {
  if (edit.kind === 'cell') {
    const at = parseCell(edit.cell);
    if (!at) throw new EditRefused(`There is no cell ${edit.cell}.`);
    editor.setCell(edit.sheet, at.row, at.col, edit.input);
    return;
  }
  const { kind, axis, sheet, at, count } = edit;
  if (kind === 'insert') axis === 'row' ? editor.insertRows(sheet, at, count) : editor.insertColumns(sheet, at, count);
  else axis === 'row' ? editor.deleteRows(sheet, at, count) : editor.deleteColumns(sheet, at, count);
}

const codes: Record<WorkbookRefusalCode, 'unsupported' | 'invalid' | 'too-large'> = {
  'not-a-workbook': 'unsupported',
  'old-format': 'unsupported',
  encrypted: 'unsupported',
  damaged: 'invalid',
  unsafe: 'invalid',
  'too-large': 'too-large',
  'too-complex': 'too-large',
};

function refusing<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof WorkbookError) {
      throw new Refusal(codes[error.code], error.message, { fieldErrors: { file: [error.message] } });
    }
    if (error instanceof EditRefused || error instanceof FormulaSyntaxError)
      throw new Refusal('invalid', error.message);
    throw error;
  }
}

/** The audit as it is stored: how many of each, and the cells themselves up to a number that a person would read. */
export interface StoredAudit {
  summary: {
    formulas: number;
    equal: number;
    differ: number;
    unsupported: number;
    volatile: number;
    circular: number;
    dependOnUnsupported: number;
    notStored: number;
  };
  report: AuditReport;
}

const listedCells = 500;

/** Compares an opened file, before any edit, with the values it stored. */
export function auditOf({ book, calculator }: WorkbookEditor): StoredAudit {
  const report = auditCalculated(book, calculator);
  const lists = ['differ', 'unsupported', 'volatile', 'circular', 'dependOnUnsupported', 'notStored'] as const;
  const summary: StoredAudit['summary'] = {
    formulas: report.formulas,
    equal: report.equal,
    differ: report.differ.length,
    unsupported: report.unsupported.length,
    volatile: report.volatile.length,
    circular: report.circular.length,
    dependOnUnsupported: report.dependOnUnsupported.length,
    notStored: report.notStored.length,
  };
  for (const list of lists) report[list].length = Math.min(report[list].length, listedCells);
  return { summary, report };
}
