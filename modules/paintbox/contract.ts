import { z } from 'zod';
import { idSchema } from '#app/values/id-schema.ts';
import { dealStages } from './domain/inputs/deal.ts';

/**
 * What others may know of Paintbox: its permissions, its addresses, how it writes numbers and states, and the events it
 * records with their payloads. Money is integer minor units of `currency`.
 */

export {
  addressLine,
  dealStageLabels,
  estimateNumber,
  estimateStatusLabels,
  revisionNumber,
} from './domain/labels.ts';
export { links } from './domain/links.ts';
export { paintboxPermissions } from './domain/permissions.ts';

const money = { total: z.int(), currency: z.string().length(3) };
const estimateKeys = { estimateId: idSchema, number: z.int(), dealId: idSchema, clientId: idSchema };
const quoteKeys = { quoteId: idSchema, ...estimateKeys };

export const clientCreated = {
  name: 'paintbox.client-created',
  schema: z.object({ clientId: idSchema, clientName: z.string() }),
} as const;

export const dealMoved = {
  name: 'paintbox.deal-moved',
  schema: z.object({ dealId: idSchema, clientId: idSchema, from: z.enum(dealStages), to: z.enum(dealStages) }),
} as const;

export const estimateCreated = {
  name: 'paintbox.estimate-created',
  schema: z.object({ ...estimateKeys, title: z.string() }),
} as const;

export const estimateSent = {
  name: 'paintbox.estimate-sent',
  schema: z.object({ ...quoteKeys, ...money, revision: z.int(), sentTo: z.string().nullable() }),
} as const;

export const quoteViewed = {
  name: 'paintbox.quote-viewed',
  schema: z.object({ ...quoteKeys }),
} as const;

export const quoteQuestionAsked = {
  name: 'paintbox.quote-question-asked',
  schema: z.object({ ...quoteKeys, questionId: idSchema, authorName: z.string() }),
} as const;

export const quoteAccepted = {
  name: 'paintbox.quote-accepted',
  schema: z.object({ ...quoteKeys, ...money, signedName: z.string() }),
} as const;

export const quoteDeclined = {
  name: 'paintbox.quote-declined',
  schema: z.object({ ...quoteKeys, reason: z.string(), declinedName: z.string() }),
} as const;

export const quoteRevoked = {
  name: 'paintbox.quote-revoked',
  schema: z.object({ ...quoteKeys }),
} as const;

export const rateBookPublished = {
  name: 'paintbox.rate-book-published',
  schema: z.object({ number: z.int(), note: z.string() }),
} as const;

/** Somebody typed into an imported workbook and it was saved. */
export const workbookEdited = {
  name: 'paintbox.workbook-edited',
  schema: z.object({ workbookId: idSchema, name: z.string(), edits: z.int() }),
} as const;

export const workbookImported = {
  name: 'paintbox.workbook-imported',
  schema: z.object({
    workbookId: idSchema,
    name: z.string(),
    formulas: z.int(),
    differ: z.int(),
    unsupported: z.int(),
  }),
} as const;
