import { z } from 'zod';
import { idSchema } from '#app/values/id-schema.ts';
import { clientDetailSchema } from '../estimate.ts';
import { requiredText, shortText } from '../fields.ts';
import { isSignaturePath, MAX_SIGNATURE_PATH } from '../signature.ts';
import { checkbox, listField, optionalEmail, optionalText, versionField } from './form-fields.ts';

/** Sends the current revision of an estimate. */
export const sendQuoteSchema = z.object({ estimateId: idSchema, sentTo: optionalEmail });

const daysField = z.coerce
  .number({ error: 'Enter a number of days.' })
  .int({ error: 'Days are a whole number.' })
  .min(1, { error: 'A quote is valid for at least one day.' })
  .max(365, { error: 'A quote is valid for at most a year.' });

/** What the sender decides about the client's page: parts of the estimate's document, and to whom it goes. */
export const quoteSettingsSchema = z.object({
  version: versionField,
  clientDetail: clientDetailSchema,
  validityDays: daysField,
  clientNote: optionalText('Message', 4000),
  terms: optionalText('Terms', 10_000),
  sentTo: optionalEmail,
});

/** Who the open link goes to from now on. */
export const resendQuoteSchema = z.object({ id: idSchema, sentTo: optionalEmail });

/** A letter to the client with the link of an open quote, in the sender's words. */
export const mailQuoteSchema = z.object({
  id: idSchema,
  sentTo: z
    .string({ error: 'Enter the address that it goes to.' })
    .trim()
    .toLowerCase()
    .max(254, { error: 'This address is too long.' })
    .pipe(z.email({ error: 'Enter one address, such as ida@example.com.' })),
  subject: requiredText('Subject', 150),
  message: requiredText('Message', 4000),
});

/** The quote stays open for so many days from today. */
export const extendQuoteSchema = z.object({ id: idSchema, days: daysField });

/**
 * The client's yes. `selection` are the options they picked; `agreedTotal` is the total that was on their screen, in
 * minor units: they are held to nothing else.
 */
export const acceptQuoteSchema = z
  .object({
    selection: listField(idSchema, 50),
    agreedTotal: z.coerce.number({ error: 'The total is missing. Reload the page and try again.' }).int(),
    name: requiredText('Your name', 120),
    signatureKind: z.enum(['typed', 'drawn'], { error: 'Type or draw your signature.' }),
    signature: z
      .string({ error: 'Type or draw your signature.' })
      .trim()
      .min(1, { error: 'Type or draw your signature.' })
      .max(MAX_SIGNATURE_PATH, { error: 'This drawing is too detailed. Clear it and sign again.' }),
    agreesToTerms: checkbox.refine((isTicked) => isTicked, { error: 'Tick the box to agree to the terms.' }),
  })
  .superRefine(({ signatureKind, signature }, context) => {
    if (signatureKind === 'typed' && signature.length > 120) {
      context.addIssue({
        code: 'custom',
        path: ['signature'],
        message: 'A typed signature has at most 120 characters.',
      });
    }
    if (signatureKind === 'drawn' && !isSignaturePath(signature)) {
      context.addIssue({
        code: 'custom',
        path: ['signature'],
        message: 'This drawing could not be read. Clear it and sign again, or type your name.',
      });
    }
  });

export const declineQuoteSchema = z.object({
  name: optionalText('Your name', 120),
  reason: shortText('Reason', 2000).min(1, { error: 'Please say in a few words why.' }),
});

export const askQuestionSchema = z.object({
  name: requiredText('Your name', 120),
  body: requiredText('Question', 2000),
});

export const answerQuestionSchema = z.object({ questionId: idSchema, body: requiredText('Answer', 4000) });

/** From where an answer came: recorded with it. */
export interface Origin {
  ip: string;
  userAgent: string;
}

export type SendQuote = z.infer<typeof sendQuoteSchema>;
export type QuoteSettings = z.infer<typeof quoteSettingsSchema>;
export type MailQuote = z.infer<typeof mailQuoteSchema>;
export type ExtendQuote = z.infer<typeof extendQuoteSchema>;
export type AcceptQuote = z.infer<typeof acceptQuoteSchema>;
export type DeclineQuote = z.infer<typeof declineQuoteSchema>;
export type AskQuestion = z.infer<typeof askQuestionSchema>;
export type AnswerQuestion = z.infer<typeof answerQuestionSchema>;
