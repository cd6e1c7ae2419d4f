import type { OperationContext } from '#app/tenancy/operation.server.ts';
import * as data from '../data/client-parts.server.ts';
import { findClient } from '../data/clients.server.ts';
import { refreshSearchText } from '../data/estimates.server.ts';
import type { AddContact, AddNote, AddProperty, ById, UpdateContact, UpdateProperty } from '../domain/inputs/client.ts';
import { addressLine } from '../domain/labels.ts';
import { recordAudit } from './activity.server.ts';
import { expectFound, expectUnerased, staleSave } from './refusals.server.ts';

/** Properties, contacts and notes of a client. Removing one archives it, so that undo brings back the same row. */

export async function addProperty(ctx: OperationContext, input: AddProperty): Promise<data.PropertyRow> {
  expectUnerased(await findClient(ctx.tx, input.clientId), 'client');
  const property = await data.insertProperty(ctx.tx, input, ctx.now);
  await auditProperty(ctx, 'property.added', property);
  return property;
}

/** @throws Refusal `conflict` with `{ yours, theirs }` when somebody saved in between. */
export async function updateProperty(ctx: OperationContext, input: UpdateProperty): Promise<data.PropertyRow> {
  const { id, version, ...values } = input;
  const before = expectFound(await data.findProperty(ctx.tx, id), 'property');
  expectUnerased(await findClient(ctx.tx, before.clientId), 'client');
  const property = await data.updatePropertyRow(ctx.tx, { id, version }, values, ctx.now);
  if (!property) throw staleSave('property', values, before);
  await Promise.all([
    refreshSearchText(ctx.tx, { clientId: property.clientId }),
    auditProperty(ctx, 'property.updated', property),
  ]);
  return property;
}

export async function archiveProperty(ctx: OperationContext, { id }: ById): Promise<data.PropertyRow> {
  const property = expectFound(await data.markPropertyArchived(ctx.tx, id, ctx.now), 'property');
  await auditProperty(ctx, 'property.archived', property);
  return property;
}

export async function restoreProperty(ctx: OperationContext, { id }: ById): Promise<data.PropertyRow> {
  const property = expectFound(await data.markPropertyArchived(ctx.tx, id, null), 'property');
  await auditProperty(ctx, 'property.restored', property);
  return property;
}

function auditProperty(ctx: OperationContext, action: string, property: data.PropertyRow): Promise<void> {
  const label = property.label || addressLine(property);
  return recordAudit(ctx, action, { type: 'property', id: property.id }, { label, clientId: property.clientId });
}

export async function addContact(ctx: OperationContext, input: AddContact): Promise<data.ContactRow> {
  expectUnerased(await findClient(ctx.tx, input.clientId), 'client');
  const contact = await data.insertContact(ctx.tx, input, ctx.now);
  await auditContact(ctx, 'contact.added', contact);
  return contact;
}

/** @throws Refusal `conflict` with `{ yours, theirs }` when somebody saved in between. */
export async function updateContact(ctx: OperationContext, input: UpdateContact): Promise<data.ContactRow> {
  const { id, version, ...values } = input;
  const before = expectUnerased(await data.findContact(ctx.tx, id), 'contact');
  expectUnerased(await findClient(ctx.tx, before.clientId), 'client');
  const contact = await data.updateContactRow(ctx.tx, { id, version }, values, ctx.now);
  if (!contact) throw staleSave('contact', values, before);
  await auditContact(ctx, 'contact.updated', contact);
  return contact;
}

export async function archiveContact(ctx: OperationContext, { id }: ById): Promise<data.ContactRow> {
  const contact = expectFound(await data.markContactArchived(ctx.tx, id, ctx.now), 'contact');
  await auditContact(ctx, 'contact.archived', contact);
  return contact;
}

export async function restoreContact(ctx: OperationContext, { id }: ById): Promise<data.ContactRow> {
  const contact = expectFound(await data.markContactArchived(ctx.tx, id, null), 'contact');
  await auditContact(ctx, 'contact.restored', contact);
  return contact;
}

function auditContact(ctx: OperationContext, action: string, contact: data.ContactRow): Promise<void> {
  return recordAudit(
    ctx,
    action,
    { type: 'contact', id: contact.id },
    { label: contact.name, clientId: contact.clientId },
  );
}

export async function addNote(ctx: OperationContext, input: AddNote): Promise<data.NoteRow> {
  expectUnerased(await findClient(ctx.tx, input.clientId), 'client');
  const note = await data.insertNote(ctx.tx, { ...input, authorId: ctx.actor.userId, createdAt: ctx.now });
  await auditNote(ctx, 'note.added', note);
  return note;
}

export async function archiveNote(ctx: OperationContext, { id }: ById): Promise<data.NoteRow> {
  const note = expectFound(await data.markNoteArchived(ctx.tx, id, ctx.now), 'note');
  await auditNote(ctx, 'note.archived', note);
  return note;
}

export async function restoreNote(ctx: OperationContext, { id }: ById): Promise<data.NoteRow> {
  const note = expectFound(await data.markNoteArchived(ctx.tx, id, null), 'note');
  await auditNote(ctx, 'note.restored', note);
  return note;
}

function auditNote(ctx: OperationContext, action: string, note: data.NoteRow): Promise<void> {
  return recordAudit(ctx, action, { type: 'client', id: note.clientId }, { noteId: note.id });
}
