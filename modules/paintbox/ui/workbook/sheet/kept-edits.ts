import type { WorkbookEdit } from '../../../domain/workbook-edits.ts';
import { type Kept, keptAt } from '../../kept.ts';
import type { Draft } from './sheet-store.ts';

/** Unsaved edits of a workbook. */
export function keptEditsAt(workbookId: string): Kept<Draft> {
  return keptAt(`workbook ${workbookId}`, readDraft);
}

function readDraft(kept: unknown): Draft | null {
  if (typeof kept !== 'object' || kept === null || !('version' in kept) || !('saved' in kept) || !('log' in kept)) {
    return null;
  }
  const { version, saved, log } = kept;
  if (typeof version !== 'number' || !areEdits(saved) || !areEdits(log)) return null;
  return { version, saved, log };
}

/** Written by this page; the server reads each again before it stores it. */
function areEdits(value: unknown): value is WorkbookEdit[] {
  return Array.isArray(value) && value.every((edit) => typeof edit === 'object' && edit !== null && 'kind' in edit);
}
