import { and, asc, eq, gt, inArray, isNull } from 'drizzle-orm';
import {
  client,
  clientNote,
  contact,
  deal,
  estimate,
  estimateRevision,
  property,
  quote,
  quoteQuestion,
  workbook,
} from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';

/** One record, or those after an id in order of ids. */
export type Wanted = { id: string } | { after: string | null; limit: number };

const limitOf = (wanted: Wanted) => ('id' in wanted ? 1 : wanted.limit);

/** Clients with everything that was written about them. */
export async function clientTexts(tx: TenantTx, wanted: Wanted) {
  const clients = await tx
    .select({ id: client.id, name: client.name, notes: client.notes })
    .from(client)
    .where('id' in wanted ? eq(client.id, wanted.id) : wanted.after ? gt(client.id, wanted.after) : undefined)
    .orderBy(asc(client.id))
    .limit(limitOf(wanted));
  const ids = clients.map(({ id }) => id);
  if (ids.length === 0) return [];
  const [notes, places, people] = await Promise.all([
    tx
      .select({ clientId: clientNote.clientId, body: clientNote.body })
      .from(clientNote)
      .where(inArray(clientNote.clientId, ids))
      .orderBy(asc(clientNote.id)),
    tx
      .select({
        clientId: property.clientId,
        label: property.label,
        line1: property.line1,
        city: property.city,
        notes: property.notes,
      })
      .from(property)
      .where(inArray(property.clientId, ids))
      .orderBy(asc(property.id)),
    tx
      .select({ clientId: contact.clientId, name: contact.name, role: contact.role })
      .from(contact)
      .where(inArray(contact.clientId, ids))
      .orderBy(asc(contact.id)),
  ]);
  const of = <Row extends { clientId: string }>(rows: Row[], id: string) => rows.filter((row) => row.clientId === id);
  return clients.map((one) => ({
    ...one,
    noteBodies: of(notes, one.id).map(({ body }) => body),
    places: of(places, one.id),
    people: of(people, one.id),
  }));
}

/** Estimates with the document of their current revision, and what was asked and answered about their quotes. */
export async function estimateTexts(tx: TenantTx, wanted: Wanted) {
  const rows = await tx
    .select({
      id: estimate.id,
      number: estimate.number,
      title: estimate.title,
      document: estimateRevision.document,
      clientName: client.name,
    })
    .from(estimate)
    .innerJoin(
      estimateRevision,
      and(
        eq(estimateRevision.tenantId, estimate.tenantId),
        eq(estimateRevision.estimateId, estimate.id),
        eq(estimateRevision.number, estimate.currentRevision),
      ),
    )
    .innerJoin(deal, and(eq(deal.tenantId, estimate.tenantId), eq(deal.id, estimate.dealId)))
    .innerJoin(client, and(eq(client.tenantId, deal.tenantId), eq(client.id, deal.clientId)))
    .where(
      and(
        isNull(estimate.deletedAt),
        'id' in wanted ? eq(estimate.id, wanted.id) : wanted.after ? gt(estimate.id, wanted.after) : undefined,
      ),
    )
    .orderBy(asc(estimate.id))
    .limit(limitOf(wanted));
  if (rows.length === 0) return [];
  const questions = await tx
    .select({
      estimateId: estimateRevision.estimateId,
      side: quoteQuestion.side,
      authorName: quoteQuestion.authorName,
      body: quoteQuestion.body,
    })
    .from(quoteQuestion)
    .innerJoin(quote, and(eq(quote.tenantId, quoteQuestion.tenantId), eq(quote.id, quoteQuestion.quoteId)))
    .innerJoin(
      estimateRevision,
      and(eq(estimateRevision.tenantId, quote.tenantId), eq(estimateRevision.id, quote.revisionId)),
    )
    .where(
      inArray(
        estimateRevision.estimateId,
        rows.map(({ id }) => id),
      ),
    )
    .orderBy(asc(quoteQuestion.askedAt));
  return rows.map((row) => ({ ...row, questions: questions.filter(({ estimateId }) => estimateId === row.id) }));
}

/** Workbooks that are not in the archive, with the file they came as. */
export function workbookTexts(tx: TenantTx, wanted: Wanted) {
  return tx
    .select({ id: workbook.id, name: workbook.name, fileId: workbook.fileId, state: workbook.state })
    .from(workbook)
    .where(
      and(
        isNull(workbook.archivedAt),
        'id' in wanted ? eq(workbook.id, wanted.id) : wanted.after ? gt(workbook.id, wanted.after) : undefined,
      ),
    )
    .orderBy(asc(workbook.id))
    .limit(limitOf(wanted));
}
