import { z } from 'zod';
import { Refusal } from '#app/errors/refusal.ts';
import type { OperationContext } from '#app/tenancy/operation.server.ts';
import { newId } from '#app/values/id.ts';
import { type FieldErrors, fieldErrorsOf, type Result } from '#app/values/result.ts';
import { type Estimate, estimateSchema } from '../domain/estimate.ts';
import { versionField } from '../domain/inputs/form-fields.ts';
import { saveEstimate } from '../operations/estimate-editing.server.ts';
import { getEstimate } from '../operations/estimate-reading.server.ts';
import type { PlainWorld } from '../ui/editor/plain-edit.ts';

/** A form of the editor as a page without a script posts it; the fields of each are read by the edit itself. */
export const plainFields = z.looseObject({ version: versionField });

type Edit = (doc: Estimate, world: PlainWorld) => Result<Estimate, FieldErrors>;

/**
 * Edits the current document and saves it. `version` is the save that the form showed: a form of many fields must not put back what
 * somebody else changed since, so it is refused; without a version the edit holds wherever the document stands.
 */
export async function editDocument(
  operation: OperationContext,
  { id, version }: { id: string; version?: number },
  edit: Edit,
): Promise<void> {
  const { revision, rateBook } = await getEstimate(operation, id);
  if (version !== undefined && version !== revision.version) {
    throw new Refusal(
      'conflict',
      'Somebody else changed this estimate meanwhile. Compare it with what you typed, then send it again.',
    );
  }
  const edited = edit(revision.document, { book: rateBook, locale: operation.tenant.locale, newId });
  if (!edited.ok) throw invalid(edited.error);
  const document = estimateSchema.safeParse(edited.value);
  if (!document.success) throw invalid(fieldErrorsOf(document.error.issues));
  await saveEstimate(operation, { id, version: revision.version, document: document.data });
}

function invalid(fieldErrors: FieldErrors): Refusal {
  return new Refusal('invalid', 'Please correct the marked fields.', { fieldErrors });
}
