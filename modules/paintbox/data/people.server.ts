import { and, asc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import {
  client,
  contact,
  deal,
  estimate,
  estimateRevision,
  quote,
  quoteAcceptance,
  quoteDecline,
} from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { matchesWords } from './patterns.server.ts';
import { isOpen } from './quotes.server.ts';

/** A person as whoever erases one looks for them; `href` is below the pages of the tenant. */
interface PersonRow {
  type: string;
  id: string;
  name: string;
  detail: string;
  href: string;
  isErased: boolean;
}

type Kind = 'client' | 'contact';

/** People by any words of their name, address or number, also those in the archive. */
export async function searchPeople(tx: TenantTx, kind: Kind, query: string): Promise<PersonRow[]> {
  const rows =
    kind === 'client'
      ? await clients(tx)
          .where(
            and(
              eq(client.kind, 'person'),
              isNull(client.erasedAt),
              matchesWords(query, client.name, client.email, client.phone),
            ),
          )
          .orderBy(asc(sql`lower(${client.name})`))
          .limit(20)
      : await contacts(tx)
          .where(
            and(
              eq(client.kind, 'company'),
              isNull(contact.erasedAt),
              matchesWords(query, contact.name, contact.email, contact.phone, client.name),
            ),
          )
          .orderBy(asc(sql`lower(${contact.name})`))
          .limit(20);
  return rows.map((row) => told(kind, row));
}

/** Null for a company: it is nobody. */
export async function findPerson(tx: TenantTx, kind: Kind, id: string): Promise<PersonRow | null> {
  const [row] =
    kind === 'client'
      ? await clients(tx).where(and(eq(client.id, id), eq(client.kind, 'person')))
      : await contacts(tx).where(and(eq(contact.id, id), eq(client.kind, 'company')));
  return row ? told(kind, row) : null;
}

function clients(tx: TenantTx) {
  return tx
    .select({
      id: client.id,
      clientId: client.id,
      name: client.name,
      email: client.email,
      phone: client.phone,
      of: sql<string | null>`null`,
      erasedAt: client.erasedAt,
    })
    .from(client)
    .$dynamic();
}

function contacts(tx: TenantTx) {
  return tx
    .select({
      id: contact.id,
      clientId: client.id,
      name: contact.name,
      email: contact.email,
      phone: contact.phone,
      of: sql<string | null>`${client.name}`,
      erasedAt: contact.erasedAt,
    })
    .from(contact)
    .innerJoin(client, eq(client.id, contact.clientId))
    .$dynamic();
}

type Row = Awaited<ReturnType<typeof clients>>[number];

function told(kind: Kind, { id, clientId, name, email, phone, of, erasedAt }: Row): PersonRow {
  return {
    type: `paintbox.${kind}`,
    id,
    name,
    detail: [of && `Contact of ${of}`, email, phone].filter(Boolean).join(' · ') || 'Client',
    href: `paintbox/clients/${clientId}`,
    isErased: erasedAt !== null,
  };
}

/** Marks a record as one that nobody changes any more. False when it was marked before, or is not a person's. */
export async function markErased(tx: TenantTx, kind: Kind, id: string, at: Date): Promise<boolean> {
  const values = { erasedAt: at, updatedAt: at };
  const rows =
    kind === 'client'
      ? await tx
          .update(client)
          .set({ ...values, version: sql`${client.version} + 1` })
          .where(and(eq(client.id, id), eq(client.kind, 'person'), isNull(client.erasedAt)))
          .returning({ id: client.id })
      : await tx
          .update(contact)
          .set({ ...values, version: sql`${contact.version} + 1` })
          .where(
            and(
              eq(contact.id, id),
              isNull(contact.erasedAt),
              sql`(select c.kind from ${client} c where c.tenant_id = ${contact.tenantId} and c.id = ${contact.clientId}) = 'company'`,
            ),
          )
          .returning({ id: contact.id });
  return rows.length > 0;
}

/** Quotes of a client that were neither answered nor taken back. */
export function listUnansweredQuotes(tx: TenantTx, clientId: string): Promise<{ id: string }[]> {
  return tx
    .select({ id: quote.id })
    .from(quote)
    .innerJoin(estimateRevision, eq(estimateRevision.id, quote.revisionId))
    .innerJoin(estimate, eq(estimate.id, estimateRevision.estimateId))
    .innerJoin(deal, eq(deal.id, estimate.dealId))
    .leftJoin(quoteAcceptance, eq(quoteAcceptance.quoteId, quote.id))
    .leftJoin(quoteDecline, eq(quoteDecline.quoteId, quote.id))
    .where(and(eq(deal.clientId, clientId), isOpen));
}

/** The ids of a client's estimates. */
export async function listEstimateIds(tx: TenantTx, clientId: string): Promise<string[]> {
  const rows = await tx
    .select({ id: estimate.id })
    .from(estimate)
    .innerJoin(deal, eq(deal.id, estimate.dealId))
    .where(eq(deal.clientId, clientId));
  return rows.map(({ id }) => id);
}

/** Whether a client was erased. */
export async function isErasedClient(tx: TenantTx, clientId: string): Promise<boolean> {
  return (await tx.$count(client, and(eq(client.id, clientId), isNotNull(client.erasedAt)))) > 0;
}
