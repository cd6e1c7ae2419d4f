import { and, eq } from 'drizzle-orm';
import { clientNote, contact, property } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import type { AddContact, AddProperty } from '../domain/inputs/client.ts';

export type PropertyRow = typeof property.$inferSelect;
export type ContactRow = typeof contact.$inferSelect;
export type NoteRow = typeof clientNote.$inferSelect;

type Versioned = { id: string; version: number };

export async function insertProperty(tx: TenantTx, values: AddProperty, at: Date): Promise<PropertyRow> {
  const [row] = await tx
    .insert(property)
    .values({ ...values, createdAt: at, updatedAt: at })
    .returning();
  if (!row) throw new Error('The property was not written.');
  return row;
}

export async function findProperty(tx: TenantTx, id: string): Promise<PropertyRow | undefined> {
  const [row] = await tx.select().from(property).where(eq(property.id, id));
  return row;
}

export async function updatePropertyRow(
  tx: TenantTx,
  { id, version }: Versioned,
  values: Omit<AddProperty, 'clientId'>,
  at: Date,
): Promise<PropertyRow | undefined> {
  const [row] = await tx
    .update(property)
    .set({ ...values, version: version + 1, updatedAt: at })
    .where(and(eq(property.id, id), eq(property.version, version)))
    .returning();
  return row;
}

export async function markPropertyArchived(
  tx: TenantTx,
  id: string,
  at: Date | null,
): Promise<PropertyRow | undefined> {
  const [row] = await tx.update(property).set({ archivedAt: at }).where(eq(property.id, id)).returning();
  return row;
}

export async function insertContact(tx: TenantTx, values: AddContact, at: Date): Promise<ContactRow> {
  const [row] = await tx
    .insert(contact)
    .values({ ...values, createdAt: at, updatedAt: at })
    .returning();
  if (!row) throw new Error('The contact was not written.');
  return row;
}

export async function findContact(tx: TenantTx, id: string): Promise<ContactRow | undefined> {
  const [row] = await tx.select().from(contact).where(eq(contact.id, id));
  return row;
}

export async function updateContactRow(
  tx: TenantTx,
  { id, version }: Versioned,
  values: Omit<AddContact, 'clientId'>,
  at: Date,
): Promise<ContactRow | undefined> {
  const [row] = await tx
    .update(contact)
    .set({ ...values, version: version + 1, updatedAt: at })
    .where(and(eq(contact.id, id), eq(contact.version, version)))
    .returning();
  return row;
}

export async function markContactArchived(tx: TenantTx, id: string, at: Date | null): Promise<ContactRow | undefined> {
  const [row] = await tx.update(contact).set({ archivedAt: at }).where(eq(contact.id, id)).returning();
  return row;
}

export async function insertNote(
  tx: TenantTx,
  values: { clientId: string; body: string; authorId: string | null; createdAt: Date },
): Promise<NoteRow> {
  const [row] = await tx.insert(clientNote).values(values).returning();
  if (!row) throw new Error('The note was not written.');
  return row;
}

export async function markNoteArchived(tx: TenantTx, id: string, at: Date | null): Promise<NoteRow | undefined> {
  const [row] = await tx.update(clientNote).set({ archivedAt: at }).where(eq(clientNote.id, id)).returning();
  return row;
}
