import { z } from 'zod';
import { idSchema } from '#app/values/id-schema.ts';
import { listField } from './form-fields.ts';
import { PAGE_SIZE } from './listing.ts';

/** The ticked rows of a page: one field for each, or one field with commas, as an undo sends them. */
export const idListSchema = z
  .preprocess((value) => (typeof value === 'string' ? value.split(',') : value), listField(idSchema, PAGE_SIZE * 2))
  .refine((ids) => ids.length > 0, { error: 'Choose at least one.' });
