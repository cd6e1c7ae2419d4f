import type { Clash } from '../../domain/merge.ts';

/** A form of the page that was refused because somebody else changed the same: what was posted, and what clashes. */
export interface FormClashes {
  values: Readonly<Record<string, string | string[]>>;
  version: number;
  clashes: readonly Clash[];
}

/** The clashes in the answer to a form of the editor, if that is why it was refused. */
export function clashesIn(answer: unknown): FormClashes | null {
  if (!isRecord(answer) || !isRecord(answer.values) || !isRecord(answer.details)) return null;
  const { clashes, version } = answer.details;
  if (!Array.isArray(clashes) || clashes.length === 0 || typeof version !== 'number') return null;
  // Both were written by the server: the values as they were posted, the clashes by the merge.
  return { values: answer.values as FormClashes['values'], version, clashes: clashes as Clash[] };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
