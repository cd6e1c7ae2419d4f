import { z } from 'zod';
import { idSchema } from '#app/values/id-schema.ts';
import { requiredText } from '../fields.ts';
import { clientKinds } from './client.ts';
import { checkbox, optionalEmail, optionalId, optionalPhone, optionalText, versionField } from './form-fields.ts';
import { directionField, pageField, searchField } from './listing.ts';

export const dealStages = ['lead', 'estimating', 'quoted', 'won', 'lost'] as const;
export type DealStage = (typeof dealStages)[number];

const stageField = z.enum(dealStages, { error: 'Choose one of the stages.' });

/** An existing client by id, or a new one by name. */
export const clientChoice = {
  clientId: optionalId,
  clientKind: z.enum(clientKinds).default('person'),
  clientName: optionalText('Client name', 120),
  clientEmail: optionalEmail,
  clientPhone: optionalPhone,
};

export const createDealSchema = z
  .object({
    ...clientChoice,
    title: requiredText('Title', 120),
    propertyId: optionalId,
    stage: stageField.default('lead'),
  })
  .refine((deal) => deal.clientId !== null || deal.clientName !== '', {
    path: ['clientName'],
    error: 'Choose a client, or enter the name of a new one.',
  });

export const updateDealSchema = z.object({
  id: idSchema,
  version: versionField,
  title: requiredText('Title', 120),
  propertyId: optionalId,
  ownerId: optionalId,
});

export const moveDealSchema = z.object({ id: idSchema, stage: stageField });

export const dealListSchema = z.object({
  q: searchField,
  stage: z.enum(dealStages).optional().catch(undefined),
  sort: z.enum(['updated', 'title', 'client', 'value']).catch('updated'),
  direction: directionField,
  page: pageField,
  archived: checkbox.catch(false),
});

export type ClientChoice = { [Key in keyof typeof clientChoice]: z.infer<(typeof clientChoice)[Key]> };
export type CreateDeal = z.infer<typeof createDealSchema>;
export type UpdateDeal = z.infer<typeof updateDealSchema>;
export type MoveDeal = z.infer<typeof moveDealSchema>;
export type DealList = z.infer<typeof dealListSchema>;
