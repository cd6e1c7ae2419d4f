import { z } from 'zod';
import { idSchema } from '#app/values/id-schema.ts';
import { requiredText } from '../fields.ts';
import { clientChoice } from './deal.ts';
import { optionalId, optionalText, versionField } from './form-fields.ts';
import { totalLineSchema } from './workbook.ts';

/** One cell, from the form of a page without a script. */
export const typeIntoCellSchema = z.object({
  version: versionField,
  sheet: z.coerce.number({ error: 'Choose a sheet.' }).int().min(0).max(499),
  cell: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]{1,3}[1-9]\d{0,6}$/, { error: 'A cell is written like B18.' }),
  input: z.string().max(32_767, { error: 'A cell can hold at most 32,767 characters.' }),
});

export const renameHereSchema = z.object({ name: requiredText('Name', 120) });

/** Rows of the totals form; more than a quote ever takes. */
export const MAX_TOTAL_ROWS = 50;

/**
 * The totals form: rows `place.N` (`Bid!B17`), `label.N` and `taxable.N`, of which those ticked under `pick` count; and the estimate
 * that takes them, an existing one or a new one for somebody.
 */
export const takeFromWorkbookSchema = z.preprocess(
  collectLines,
  z
    .object({
      version: versionField,
      lines: z
        .array(totalLineSchema)
        .min(1, { error: 'Choose at least one cell.' })
        .max(MAX_TOTAL_ROWS, { error: `A workbook can give at most ${MAX_TOTAL_ROWS} totals.` }),
      target: z.enum(['existing', 'new'], { error: 'Choose an estimate that is there or a new one.' }),
      estimateId: optionalId,
      dealId: optionalId,
      propertyId: optionalId,
      ...clientChoice,
      title: optionalText('Title', 120),
    })
    .superRefine(({ target, estimateId, dealId, clientId, clientName }, context) => {
      if (target === 'existing' && estimateId === null) {
        context.addIssue({ code: 'custom', path: ['estimateId'], message: 'Choose an estimate.' });
      }
      if (target === 'new' && dealId === null && clientId === null && clientName === '') {
        context.addIssue({
          code: 'custom',
          path: ['clientName'],
          message: 'Choose a deal or a client, or enter the name of a new one.',
        });
      }
    }),
);

export type TakeFromWorkbook = z.infer<typeof takeFromWorkbookSchema>;

/** The ticked rows as lines; anything that is no form goes on as it is. */
function collectLines(fields: unknown): unknown {
  if (typeof fields !== 'object' || fields === null || 'lines' in fields) return fields;
  const form: Record<string, unknown> = { ...fields };
  const picked = [form.pick ?? []].flat().filter((row): row is string => typeof row === 'string' && /^\d+$/.test(row));
  const lines = picked.map((row) => ({
    ...splitPlace(form[`place.${row}`]),
    label: form[`label.${row}`],
    isTaxable: form[`taxable.${row}`] !== undefined,
  }));
  return { ...form, lines };
}

/** `Bid!B17` or `'Bid 2'!B17`. What cannot be read stays to be refused by the schema. */
function splitPlace(place: unknown): { sheet: string; cell: string } {
  const text = typeof place === 'string' ? place.trim() : '';
  const at = text.lastIndexOf('!');
  const sheet = text
    .slice(0, Math.max(0, at))
    .replace(/^'(.*)'$/, '$1')
    .replaceAll("''", "'");
  return { sheet, cell: text.slice(at + 1).replaceAll('$', '') };
}

export const workbookSearchSchema = z.object({
  sheet: z.string().max(31).optional().catch(undefined),
  same: idSchema.optional().catch(undefined),
});
