import type { Estimate } from '../../domain/estimate.ts';
import { type Kept, keptAt } from '../kept.ts';
import type { KeptWork } from './store.ts';

/** Unsaved work on an estimate, under the revision it belongs to. */
export function keptWorkAt(estimateId: string, revision: number): Kept<KeptWork> {
  return keptAt(`estimate ${estimateId} ${revision}`, readKept);
}

function readKept(kept: unknown): KeptWork | null {
  if (typeof kept !== 'object' || kept === null || !('version' in kept) || !('doc' in kept)) return null;
  const { version, doc } = kept;
  if (typeof version !== 'number' || typeof doc !== 'object' || doc === null || !('areas' in doc)) return null;
  return { version, doc: doc as Estimate }; // written by keep above, and the server reads it again
}
