import { suggestTotals, type TotalCell } from '../domain/workbook-totals.ts';
import { type SheetView, viewOf } from '../domain/workbook-view.ts';
import { auditOf, openEdited, openFile, type StoredAudit } from './workbook-engine.server.ts';
import type { LoadedWorkbook } from './workbooks.server.ts';

/** What is learned of a file when it is brought in. */
export interface Inspection {
  audit: StoredAudit;
  suggested: TotalCell[];
  hasMacros: boolean;
}

/** Reads, calculates and audits a file. @throws Refusal in the words of the engine. */
export async function inspectFile(bytes: Uint8Array): Promise<Inspection> {
  const editor = openFile(bytes);
  return { audit: auditOf(editor), suggested: suggestTotals(editor.book), hasMacros: editor.book.hasMacros };
}

/** One sheet as it stands with its edits, for a page without a script. */
export async function viewWorkbook({ workbook, file }: LoadedWorkbook, sheet?: string): Promise<SheetView> {
  return viewOf(openEdited(file.bytes, workbook.state.edits).book, sheet);
}
