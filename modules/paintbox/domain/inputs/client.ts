import { z } from 'zod';
import { idSchema } from '#app/values/id-schema.ts';
import { requiredText } from '../fields.ts';
import { checkbox, optionalEmail, optionalPhone, optionalText, versionField } from './form-fields.ts';
import { directionField, pageField, searchField } from './listing.ts';

export const clientKinds = ['person', 'company'] as const;

const clientFields = {
  kind: z.enum(clientKinds, { error: 'A client is a person or a company.' }).default('person'),
  name: requiredText('Name', 120),
  email: optionalEmail,
  phone: optionalPhone,
  notes: optionalText('Notes', 4000),
};

const addressFields = {
  label: optionalText('Label', 60),
  line1: optionalText('Address', 120),
  line2: optionalText('Address line 2', 120),
  city: optionalText('City', 80),
  region: optionalText('State or region', 80),
  postalCode: optionalText('Postal code', 20),
  country: z
    .string()
    .nullish()
    .transform((text) => text?.trim().toUpperCase() || 'US')
    .refine((text) => /^[A-Z]{2}$/.test(text), { error: 'A country is two letters, such as US.' }),
};

/** A new client; when any part of the address is filled in, their first property too. */
export const createClientSchema = z.object({ ...clientFields, ...addressFields });

export const updateClientSchema = z.object({ id: idSchema, version: versionField, ...clientFields });

/** Names one row: archive, restore, delete, revoke. */
export const byIdSchema = z.object({ id: idSchema });

export const clientListSchema = z.object({
  q: searchField,
  sort: z.enum(['name', 'updated', 'won']).catch('name'),
  direction: directionField,
  page: pageField,
  archived: checkbox.catch(false),
});

const propertyFields = { ...addressFields, notes: optionalText('Notes', 2000) };

const hasAddress = (address: { line1: string; label: string }) => address.line1 !== '' || address.label !== '';

export const addPropertySchema = z
  .object({ clientId: idSchema, ...propertyFields })
  .refine(hasAddress, { path: ['line1'], error: 'Enter an address, or a label to know the property by.' });

export const updatePropertySchema = z
  .object({ id: idSchema, version: versionField, ...propertyFields })
  .refine(hasAddress, { path: ['line1'], error: 'Enter an address, or a label to know the property by.' });

const contactFields = {
  name: requiredText('Name', 120),
  role: optionalText('Role', 80),
  email: optionalEmail,
  phone: optionalPhone,
};

export const addContactSchema = z.object({ clientId: idSchema, ...contactFields });

export const updateContactSchema = z.object({ id: idSchema, version: versionField, ...contactFields });

export const addNoteSchema = z.object({ clientId: idSchema, body: requiredText('Note', 4000) });

/** What to look for when asking whether somebody is already a client. */
export const similarClientsSchema = z.object({
  email: optionalEmail,
  phone: optionalPhone,
  exceptId: idSchema.optional(),
});

export type CreateClient = z.infer<typeof createClientSchema>;
export type UpdateClient = z.infer<typeof updateClientSchema>;
export type ClientList = z.infer<typeof clientListSchema>;
export type AddProperty = z.infer<typeof addPropertySchema>;
export type UpdateProperty = z.infer<typeof updatePropertySchema>;
export type AddContact = z.infer<typeof addContactSchema>;
export type UpdateContact = z.infer<typeof updateContactSchema>;
export type AddNote = z.infer<typeof addNoteSchema>;
export type SimilarClients = z.infer<typeof similarClientsSchema>;
export type ById = z.infer<typeof byIdSchema>;
