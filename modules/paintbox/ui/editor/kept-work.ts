import type { Estimate } from '../../domain/estimate.ts';
import type { KeptWork } from './store.ts';

/** Unsaved work outlives a crash or a reload in this tab's storage, under the estimate and the revision it belongs to. */
export function keptWorkAt(estimateId: string, revision: number) {
  const key = `estimate ${estimateId} ${revision}`;
  return {
    keep(work: KeptWork | null): void {
      try {
        if (work) sessionStorage.setItem(key, JSON.stringify(work));
        else sessionStorage.removeItem(key);
      } catch {
        // Storage that is full or forbidden costs only the safety net; saving goes on.
      }
    },
    take(): KeptWork | null {
      try {
        return readKept(sessionStorage.getItem(key));
      } catch {
        return null;
      }
    },
  };
}

function readKept(text: string | null): KeptWork | null {
  if (text === null) return null;
  const kept: unknown = JSON.parse(text);
  if (typeof kept !== 'object' || kept === null || !('version' in kept) || !('doc' in kept)) return null;
  const { version, doc } = kept;
  if (typeof version !== 'number' || typeof doc !== 'object' || doc === null || !('areas' in doc)) return null;
  return { version, doc: doc as Estimate }; // written by keep above, and the server reads it again
}
