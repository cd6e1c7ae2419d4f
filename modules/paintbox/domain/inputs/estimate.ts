import { z } from 'zod';
import { idSchema } from '#app/values/id-schema.ts';
import { estimateSchema } from '../estimate.ts';
import { requiredText } from '../fields.ts';
import { clientChoice } from './deal.ts';
import { jsonField, optionalId, optionalText, versionField } from './form-fields.ts';
import { directionField, pageField, searchField } from './listing.ts';

/** What a list shows: stored states, and `expired` for one that is sent and past its date. */
export const estimateStatuses = ['draft', 'sent', 'accepted', 'declined', 'expired'] as const;
export type EstimateStatus = (typeof estimateStatuses)[number];

/**
 * Where a new estimate belongs: an existing deal, or a client (existing or new) for whom a deal is made on the way.
 * `fromId` copies another estimate's document.
 */
export const createEstimateSchema = z
  .object({
    dealId: optionalId,
    ...clientChoice,
    propertyId: optionalId,
    title: requiredText('Title', 120),
    fromId: optionalId,
  })
  .refine((wanted) => wanted.dealId !== null || wanted.clientId !== null || wanted.clientName !== '', {
    path: ['clientName'],
    error: 'Choose a deal or a client, or enter the name of a new client.',
  });

/** `version` is the save that the editor started from. */
export const saveEstimateSchema = z.object({
  id: idSchema,
  revision: versionField.optional(),
  version: versionField,
  document: jsonField(estimateSchema),
  /** How a merge's clashes are settled, by whoever saw them: `seen` is the save that clashed. */
  settled: z.object({ seen: versionField, sides: z.record(z.string(), z.enum(['mine', 'theirs'])) }).optional(),
});

export const renameEstimateSchema = z.object({ id: idSchema, title: requiredText('Title', 120) });

export const repriceEstimateSchema = z.object({ id: idSchema, version: versionField });

export const duplicateEstimateSchema = z.object({
  id: idSchema,
  title: optionalText('Title', 120),
  dealId: optionalId,
});

export const restoreSaveSchema = z.object({ id: idSchema, version: versionField, saveVersion: versionField });

export const estimateListSchema = z.object({
  q: searchField,
  status: z.enum(estimateStatuses).optional().catch(undefined),
  sort: z.enum(['updated', 'number', 'total', 'client', 'title', 'status']).catch('updated'),
  direction: directionField,
  page: pageField,
});

export type CreateEstimate = z.infer<typeof createEstimateSchema>;
export type SaveEstimate = z.infer<typeof saveEstimateSchema>;
export type RenameEstimate = z.infer<typeof renameEstimateSchema>;
export type RepriceEstimate = z.infer<typeof repriceEstimateSchema>;
export type DuplicateEstimate = z.infer<typeof duplicateEstimateSchema>;
export type RestoreSave = z.infer<typeof restoreSaveSchema>;
export type EstimateList = z.infer<typeof estimateListSchema>;
