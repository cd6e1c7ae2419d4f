import { toast } from '#app/ui/toast-store.ts';
import { WorkbookError } from '#app/workbook/limits.ts';
import type { WorkbookEdit } from '../../../domain/workbook-edits.ts';
import { keptEditsAt } from './kept-edits.ts';
import { postEdits } from './save-edits.ts';
import { SheetStore } from './sheet-store.ts';

interface Where {
  id: string;
  /** The file as it was imported. */
  file: string;
  save: string;
  edits: readonly WorkbookEdit[];
  version: number;
  mayWrite: boolean;
}

/** Fetches a workbook and opens it here. @throws Error with a sentence for whoever waits for it. */
export async function openSheet(
  { id, file, save, edits, version, mayWrite }: Where,
  signal: AbortSignal,
): Promise<SheetStore> {
  const bytes = await fetchBytes(file, signal);
  const kept = keptEditsAt(id);
  try {
    return new SheetStore(
      { bytes, edits, version, mayWrite, draft: kept.take() },
      {
        send: (request) => postEdits(save, request),
        onMerged: () => toast({ message: 'Somebody else’s changes came in.', tone: 'info' }),
        keep: (draft) => kept.keep(draft),
        now: () => new Date(),
      },
    );
  } catch (error) {
    if (error instanceof WorkbookError) throw new Error(error.message);
    throw error;
  }
}

async function fetchBytes(url: string, signal: AbortSignal): Promise<Uint8Array> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error('The file could not be fetched. Reload the page to try again.');
  return new Uint8Array(await response.arrayBuffer());
}
