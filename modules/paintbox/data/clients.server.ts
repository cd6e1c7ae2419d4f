import { and, asc, desc, eq, isNotNull, isNull, ne, or, type SQL, sql } from 'drizzle-orm';
import { client, clientNote, contact, deal, estimate, property, user } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import type { ClientList, CreateClient } from '../domain/inputs/client.ts';
import { digitsOf } from '../domain/inputs/form-fields.ts';
import { PAGE_SIZE } from '../domain/inputs/listing.ts';
import { matchesWords, ordered } from './patterns.server.ts';

export type ClientRow = typeof client.$inferSelect;

type Details = Pick<CreateClient, 'kind' | 'name' | 'email' | 'phone' | 'notes'>;
type Stamp = { by: string | null; at: Date };

export async function insertClient(tx: TenantTx, details: Details, { by, at }: Stamp): Promise<ClientRow> {
  const [row] = await tx
    .insert(client)
    .values({ ...details, createdBy: by, createdAt: at, updatedAt: at })
    .returning();
  if (!row) throw new Error('The client was not written.');
  return row;
}

export async function findClient(tx: TenantTx, id: string): Promise<ClientRow | undefined> {
  const [row] = await tx.select().from(client).where(eq(client.id, id));
  return row;
}

/** Undefined when the row is not there or has another version by now. */
export async function updateClientRow(
  tx: TenantTx,
  { id, version }: { id: string; version: number },
  details: Details,
  at: Date,
): Promise<ClientRow | undefined> {
  const [row] = await tx
    .update(client)
    .set({ ...details, version: version + 1, updatedAt: at })
    .where(and(eq(client.id, id), eq(client.version, version)))
    .returning();
  return row;
}

/** Sets or clears the archive mark. Undefined when the row is not there. */
export async function markClientArchived(tx: TenantTx, id: string, mark: Stamp | null): Promise<ClientRow | undefined> {
  const [row] = await tx
    .update(client)
    .set({ archivedAt: mark?.at ?? null, archivedBy: mark?.by ?? null, updatedAt: sql`${client.updatedAt}` })
    .where(eq(client.id, id))
    .returning();
  return row;
}

export interface ClientListRow {
  id: string;
  kind: 'person' | 'company';
  name: string;
  email: string | null;
  phone: string | null;
  city: string | null;
  dealCount: number;
  /** Totals of the accepted estimates, in minor units of the tenant's currency. */
  wonMinor: number;
  updatedAt: Date;
}

/** One page of clients, and how many match here and in the archive: two statements, sent together. */
export async function listClientRows(tx: TenantTx, list: ClientList, currency: string) {
  const [rows, counts] = await Promise.all([clientRows(tx, list, currency), clientCounts(tx, list.q)]);
  return { rows, active: counts[0]?.active ?? 0, archived: counts[0]?.archived ?? 0 };
}

function clientRows(tx: TenantTx, list: ClientList, currency: string): Promise<ClientListRow[]> {
  const work = tx
    .select({
      deals: sql<number>`count(distinct ${deal.id})::int`.as('deals'),
      won: sql<number>`coalesce(sum(${estimate.totalMinor}) filter (where ${estimate.status} = 'accepted' and ${estimate.currency} = ${currency}), 0)`
        .mapWith(Number)
        .as('won'),
    })
    .from(deal)
    .leftJoin(estimate, and(eq(estimate.dealId, deal.id), isNull(estimate.deletedAt)))
    .where(and(eq(deal.clientId, client.id), isNull(deal.archivedAt)))
    .as('work');
  const place = tx
    .select({ city: property.city })
    .from(property)
    .where(and(eq(property.clientId, client.id), isNull(property.archivedAt)))
    .orderBy(asc(property.id))
    .limit(1)
    .as('place');
  const columns = { name: sql`lower(${client.name})`, updated: client.updatedAt, won: sql`${work.won}` } as const;
  return tx
    .select({
      id: client.id,
      kind: client.kind,
      name: client.name,
      email: client.email,
      phone: client.phone,
      city: place.city,
      dealCount: work.deals,
      wonMinor: work.won,
      updatedAt: client.updatedAt,
    })
    .from(client)
    .leftJoinLateral(place, sql`true`)
    .innerJoinLateral(work, sql`true`)
    .where(and(list.archived ? isNotNull(client.archivedAt) : isNull(client.archivedAt), clientMatches(list.q)))
    .orderBy(...ordered(columns[list.sort], list.direction, list.sort === 'name' ? 'asc' : 'desc', client.id))
    .limit(PAGE_SIZE)
    .offset((list.page - 1) * PAGE_SIZE);
}

function clientCounts(tx: TenantTx, search: string) {
  return tx
    .select({
      active: sql<number>`(count(*) filter (where ${client.archivedAt} is null))::int`,
      archived: sql<number>`(count(*) filter (where ${client.archivedAt} is not null))::int`,
    })
    .from(client)
    .where(clientMatches(search));
}

function clientMatches(search: string): SQL | undefined {
  return matchesWords(search, client.name, client.email, client.phone);
}

/** Active clients by name for a select or combobox. */
export function listClientChoices(tx: TenantTx, search: string, limit = 20) {
  return tx
    .select({ id: client.id, name: client.name, kind: client.kind, email: client.email, phone: client.phone })
    .from(client)
    .where(and(isNull(client.archivedAt), clientMatches(search)))
    .orderBy(asc(sql`lower(${client.name})`), asc(client.id))
    .limit(limit);
}

export interface SimilarClient {
  id: string;
  name: string;
  email: string | null;
  phone: string | null;
  isArchived: boolean;
}

/** Clients with the same e-mail address or the same digits in their phone number (the last ten: country codes vary). */
export async function findSimilarClientRows(
  tx: TenantTx,
  { email, phone, exceptId }: { email: string | null; phone: string | null; exceptId?: string },
): Promise<SimilarClient[]> {
  const digits = digitsOf(phone ?? '').slice(-10);
  const sameEmail = email ? eq(sql`lower(${client.email})`, email.toLowerCase()) : undefined;
  const samePhone =
    digits.length >= 7 ? eq(sql`right(regexp_replace(${client.phone}, '\\D', '', 'g'), 10)`, digits) : undefined;
  if (!sameEmail && !samePhone) return [];
  return tx
    .select({
      id: client.id,
      name: client.name,
      email: client.email,
      phone: client.phone,
      isArchived: sql<boolean>`${client.archivedAt} is not null`,
    })
    .from(client)
    .where(and(or(sameEmail, samePhone), exceptId ? ne(client.id, exceptId) : undefined))
    .orderBy(asc(client.id))
    .limit(5);
}

export function listProperties(tx: TenantTx, clientId: string) {
  return tx
    .select()
    .from(property)
    .where(and(eq(property.clientId, clientId), isNull(property.archivedAt)))
    .orderBy(asc(property.id));
}

export function listContacts(tx: TenantTx, clientId: string) {
  return tx
    .select()
    .from(contact)
    .where(and(eq(contact.clientId, clientId), isNull(contact.archivedAt)))
    .orderBy(asc(contact.id));
}

export function listNotes(tx: TenantTx, clientId: string) {
  return tx
    .select({
      id: clientNote.id,
      body: clientNote.body,
      authorId: clientNote.authorId,
      authorName: user.name,
      createdAt: clientNote.createdAt,
    })
    .from(clientNote)
    .leftJoin(user, eq(user.id, clientNote.authorId))
    .where(and(eq(clientNote.clientId, clientId), isNull(clientNote.archivedAt)))
    .orderBy(desc(clientNote.createdAt), desc(clientNote.id));
}
