import { z } from 'zod';
import { Refusal } from '#app/errors/refusal.ts';
import type { OperationContext } from '#app/tenancy/operation.server.ts';
import { newId } from '#app/values/id.ts';
import { type FieldErrors, fieldErrorsOf, type Result } from '#app/values/result.ts';
import { findSave } from '../data/estimates.server.ts';
import { type Estimate, estimateSchema } from '../domain/estimate.ts';
import type { SaveEstimate } from '../domain/inputs/estimate.ts';
import { SEEN_FIELD, SIDE_FIELD, versionField } from '../domain/inputs/form-fields.ts';
import { saveEstimate } from '../operations/estimate-editing.server.ts';
import { getEstimate } from '../operations/estimate-reading.server.ts';
import type { PlainWorld } from '../ui/editor/plain-edit.ts';

/** A form of the editor as a page without a script posts it; the fields of each are read by the edit itself. */
export const plainFields = z.looseObject({ version: versionField });

type Edit = (doc: Estimate, world: PlainWorld) => Result<Estimate, FieldErrors>;

/**
 * Edits the document and saves it. `version` is the save that the form showed: the edit is made there, and merged with what others saved
 * since. Without a version the edit holds wherever the document stands.
 * @throws Refusal `conflict` with the clashes of the merge, until `fields` settle each of them.
 */
export async function editDocument(
  operation: OperationContext,
  { id, version, fields = {} }: { id: string; version?: number; fields?: Readonly<Record<string, unknown>> },
  edit: Edit,
): Promise<void> {
  const { revision, rateBook } = await getEstimate(operation, id);
  const shown = version ?? revision.version;
  const base = shown === revision.version ? revision.document : await findSave(operation.tx, revision.id, shown);
  if (!base) {
    throw new Refusal(
      'conflict',
      'Others have saved this estimate many times since you opened it. Compare it with what you typed, then send it again.',
    );
  }
  const edited = edit(base, { book: rateBook, locale: operation.tenant.locale, newId });
  if (!edited.ok) throw invalid(edited.error);
  const document = estimateSchema.safeParse(edited.value);
  if (!document.success) throw invalid(fieldErrorsOf(document.error.issues));
  await saveEstimate(operation, { id, version: shown, document: document.data, settled: settledIn(fields) });
}

/** The choices that the form of a conflict adds to the fields of the form that was refused. */
function settledIn(fields: Readonly<Record<string, unknown>>): SaveEstimate['settled'] {
  const chosen = Object.entries(fields).flatMap(([name, side]) =>
    name.startsWith(SIDE_FIELD) && (side === 'mine' || side === 'theirs')
      ? [[name.slice(SIDE_FIELD.length), side] as const]
      : [],
  );
  const seen = Number(fields[SEEN_FIELD]);
  return Number.isInteger(seen) ? { seen, sides: Object.fromEntries(chosen) } : undefined;
}

function invalid(fieldErrors: FieldErrors): Refusal {
  return new Refusal('invalid', 'Please correct the marked fields.', { fieldErrors });
}
