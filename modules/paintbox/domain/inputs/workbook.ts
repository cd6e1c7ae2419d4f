import { z } from 'zod';
import { idSchema } from '#app/values/id-schema.ts';
import { requiredText } from '../fields.ts';
import { workbookEditSchema } from '../workbook-edit-schema.ts';
import { clientChoice } from './deal.ts';
import { checkbox, jsonField, optionalId, optionalText, versionField } from './form-fields.ts';
import { searchField } from './listing.ts';

export const workbookListSchema = z.object({ q: searchField, archived: checkbox.catch(false) });

/** Beyond this a workbook is better exported and imported again. */
export const MAX_EDITS = 5000;

export const saveWorkbookSchema = z.object({
  id: idSchema,
  version: versionField,
  /** How many of the edits stored at that version stay; fewer than there are takes back the rest. */
  keep: z.coerce.number().int().min(0).max(MAX_EDITS),
  edits: jsonField(z.array(workbookEditSchema).max(MAX_EDITS, { error: 'These are too many changes for one save.' })),
});

/** A file that a form sends; a field that was left empty posts an empty one. */
export const workbookFileSchema = z.object({
  file: z
    .instanceof(File, { error: 'Choose an .xlsx workbook.' })
    .refine((file) => file.size > 0, { error: 'Choose an .xlsx workbook that is not empty.' }),
});

export const totalLineSchema = z.object({
  sheet: requiredText('Sheet', 31),
  cell: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]{1,3}[1-9]\d{0,6}$/, { error: 'A cell is written like B18.' }),
  label: requiredText('Description', 160),
  isTaxable: z.union([z.boolean(), checkbox]).default(true),
});

export const mapTotalsSchema = z.object({
  id: idSchema,
  version: versionField,
  lines: jsonField(z.array(totalLineSchema).max(50, { error: 'A workbook can give at most 50 totals.' })),
});

export const renameWorkbookSchema = z.object({ id: idSchema, name: requiredText('Name', 120) });

/** Puts the mapped totals into an estimate that is there. `version` is its save that was on the screen. */
export const takeTotalsSchema = z.object({ id: idSchema, estimateId: idSchema, version: versionField });

/** Or into a new one, in a deal or for a client. */
export const estimateFromWorkbookSchema = z
  .object({
    id: idSchema,
    dealId: optionalId,
    propertyId: optionalId,
    ...clientChoice,
    title: optionalText('Title', 120),
  })
  .refine((wanted) => wanted.dealId !== null || wanted.clientId !== null || wanted.clientName !== '', {
    path: ['clientName'],
    error: 'Choose a deal or a client, or enter the name of a new client.',
  });

export type WorkbookList = z.infer<typeof workbookListSchema>;
export type SaveWorkbook = z.infer<typeof saveWorkbookSchema>;
export type MapTotals = z.infer<typeof mapTotalsSchema>;
export type TotalLine = z.infer<typeof totalLineSchema>;
export type RenameWorkbook = z.infer<typeof renameWorkbookSchema>;
export type TakeTotals = z.infer<typeof takeTotalsSchema>;
export type EstimateFromWorkbook = z.infer<typeof estimateFromWorkbookSchema>;
