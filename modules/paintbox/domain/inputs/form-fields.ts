import { z } from 'zod';

/**
 * Fields as a form posts them: everything is text, and what was left empty arrives as ''. JSON bodies may send the value
 * itself, so each of these takes both.
 */

/** The largest version that a row's column counts to. */
const maxVersion = 2_147_483_647;

/** The version of the row that was on the screen; a save that started from an older one is refused. */
export const versionField = z.coerce
  .number({ error: 'The version is missing. Reload the page and try again.' })
  .int({ error: 'The version must be a whole number.' })
  .min(1, { error: 'The version must be 1 or more.' })
  .max(maxVersion, { error: 'There is no such version. Reload the page and try again.' });

/** Fields of a form that settles a conflict: the save that clashed, and a side, `mine` or `theirs`, for each clash by its id. */
export const SEEN_FIELD = 'seen';
export const SIDE_FIELD = 'side.';

/** A checkbox: absent, '', 'false' and '0' are no. */
export const checkbox = z
  .union([z.boolean(), z.string()])
  .optional()
  .transform((value) => (typeof value === 'string' ? !['', 'false', '0', 'off'].includes(value) : value === true));

/** Text that may be left out. */
export function optionalText(label: string, max: number) {
  return z
    .string()
    .nullish()
    .transform((text) => text?.trim() ?? '')
    .refine((text) => text.length <= max, { error: `${label} can have at most ${max} characters.` });
}

/** An id that may be left out or chosen as the empty entry of a select. */
export const optionalId = z
  .string()
  .nullish()
  .transform((text) => text?.trim().toLowerCase() || null)
  .refine((text) => text === null || z.uuid().safeParse(text).success, { error: 'This is not a valid id.' });

/** An e-mail address, or null when it was left empty. */
export const optionalEmail = z
  .string()
  .nullish()
  .transform((text) => text?.trim() || null)
  .refine((text) => text === null || (text.length <= 254 && z.email().safeParse(text).success), {
    error: 'An e-mail address looks like name@example.com.',
  });

/** A telephone number as people write it, kept as typed; null when it was left empty. */
export const optionalPhone = z
  .string()
  .nullish()
  .transform((text) => text?.trim() || null)
  .refine((text) => text === null || (/^\+?[\d\s().\-/x#]{4,40}$/i.test(text) && digitsOf(text).length >= 4), {
    error: 'A phone number has digits, spaces and + ( ) - only.',
  });

/** A document that a form sends as JSON text and a script as itself. */
export function jsonField<T>(schema: z.ZodType<T>) {
  return z.preprocess((value) => (typeof value === 'string' ? parseJson(value) : value), schema);
}

/** Values of a list: repeated fields, one field, or none. */
export function listField<T>(schema: z.ZodType<T>, max: number) {
  return z.preprocess(
    (value) => (value === undefined || value === '' ? [] : Array.isArray(value) ? value : [value]),
    z.array(schema).max(max, { error: `At most ${max} can be chosen.` }),
  );
}

export function digitsOf(phone: string): string {
  return phone.replace(/\D/g, '');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
