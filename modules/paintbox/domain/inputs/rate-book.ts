import { z } from 'zod';
import { rateBookSchema } from '../rate-book.ts';
import { jsonField, optionalText, versionField } from './form-fields.ts';

/** `baseVersion` is the number of the version that was being edited. */
export const saveRateBookSchema = z.object({
  baseVersion: versionField,
  document: jsonField(rateBookSchema),
  note: optionalText('Note', 200),
});

/** Makes an old version the newest again. `baseVersion` is the newest that the person saw. */
export const restoreRateBookSchema = z.object({ number: versionField, baseVersion: versionField });

export type SaveRateBook = z.infer<typeof saveRateBookSchema>;
export type RestoreRateBook = z.infer<typeof restoreRateBookSchema>;
