import { and, asc, desc, eq, gte, isNull, type SQL, sql } from 'drizzle-orm';
import { client, deal, estimate, estimateRevision, quote, quoteAcceptance, quoteDecline } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';

/** Figures and waiting things of this product, each one statement; together they go out in one flush. */

export interface CurrencyFigure {
  currency: string;
  count: number;
  totalMinor: number;
}

/** Estimates with a quote that the client can still answer on `today`. */
export function sumOpen(tx: TenantTx, today: string): Promise<CurrencyFigure[]> {
  return tx
    .select(sums(estimate.currency, estimate.totalMinor))
    .from(estimate)
    .where(and(isNull(estimate.deletedAt), isOpen(today)))
    .groupBy(estimate.currency);
}

export function sumDrafts(tx: TenantTx): Promise<CurrencyFigure[]> {
  return tx
    .select(sums(estimate.currency, estimate.totalMinor))
    .from(estimate)
    .where(and(isNull(estimate.deletedAt), eq(estimate.status, 'draft')))
    .groupBy(estimate.currency);
}

export function sumAcceptedSince(tx: TenantTx, since: Date): Promise<CurrencyFigure[]> {
  return tx
    .select(sums(quoteAcceptance.currency, quoteAcceptance.totalMinor))
    .from(quoteAcceptance)
    .where(gte(quoteAcceptance.acceptedAt, since))
    .groupBy(quoteAcceptance.currency);
}

/** How many quotes were answered since then, and how. */
export async function countAnswersSince(tx: TenantTx, since: Date): Promise<{ accepted: number; declined: number }> {
  const count = { count: sql<number>`count(*)::int` };
  const [accepted, declined] = await Promise.all([
    tx.select(count).from(quoteAcceptance).where(gte(quoteAcceptance.acceptedAt, since)),
    tx.select(count).from(quoteDecline).where(gte(quoteDecline.declinedAt, since)),
  ]);
  return { accepted: accepted[0]?.count ?? 0, declined: declined[0]?.count ?? 0 };
}

export interface WaitingRow {
  estimateId: string;
  number: number;
  title: string;
  clientName: string;
  at: Date;
  /** A question's text, a decline's reason; '' where there is none. */
  words: string;
}

export function listAcceptedSince(tx: TenantTx, since: Date, limit: number): Promise<WaitingRow[]> {
  return tx
    .select({ ...subject, at: quoteAcceptance.acceptedAt, words: sql<string>`''` })
    .from(quoteAcceptance)
    .innerJoin(quote, eq(quote.id, quoteAcceptance.quoteId))
    .innerJoin(estimateRevision, eq(estimateRevision.id, quote.revisionId))
    .innerJoin(estimate, and(eq(estimate.id, estimateRevision.estimateId), isNull(estimate.deletedAt)))
    .innerJoin(deal, eq(deal.id, estimate.dealId))
    .innerJoin(client, eq(client.id, deal.clientId))
    .where(gte(quoteAcceptance.acceptedAt, since))
    .orderBy(desc(quoteAcceptance.acceptedAt))
    .limit(limit);
}

export function listDeclinedSince(tx: TenantTx, since: Date, limit: number): Promise<WaitingRow[]> {
  return tx
    .select({ ...subject, at: quoteDecline.declinedAt, words: quoteDecline.reason })
    .from(quoteDecline)
    .innerJoin(quote, eq(quote.id, quoteDecline.quoteId))
    .innerJoin(estimateRevision, eq(estimateRevision.id, quote.revisionId))
    .innerJoin(estimate, and(eq(estimate.id, estimateRevision.estimateId), isNull(estimate.deletedAt)))
    .innerJoin(deal, eq(deal.id, estimate.dealId))
    .innerJoin(client, eq(client.id, deal.clientId))
    .where(gte(quoteDecline.declinedAt, since))
    .orderBy(desc(quoteDecline.declinedAt))
    .limit(limit);
}

/** Sent estimates whose last day is `until` or earlier and has not passed. `expiresOn` is never null among them. */
export function listExpiring(tx: TenantTx, today: string, until: string, limit: number) {
  return tx
    .select({
      estimateId: estimate.id,
      number: estimate.number,
      title: estimate.title,
      clientName: client.name,
      expiresOn: sql<string>`${estimate.expiresOn}::text`,
    })
    .from(estimate)
    .innerJoin(deal, eq(deal.id, estimate.dealId))
    .innerJoin(client, eq(client.id, deal.clientId))
    .where(and(isNull(estimate.deletedAt), isOpen(today), sql`${estimate.expiresOn} <= ${until}::date`))
    .orderBy(asc(estimate.expiresOn), asc(estimate.id))
    .limit(limit);
}

const subject = { estimateId: estimate.id, number: estimate.number, title: estimate.title, clientName: client.name };

function sums(currency: typeof estimate.currency | typeof quoteAcceptance.currency, total: SumColumn) {
  return {
    currency,
    count: sql<number>`count(*)::int`,
    totalMinor: sql<number>`coalesce(sum(${total}), 0)`.mapWith(Number),
  };
}

type SumColumn = typeof estimate.totalMinor | typeof quoteAcceptance.totalMinor;

function isOpen(today: string): SQL | undefined {
  const isInTime = sql`(${estimate.expiresOn} is null or ${estimate.expiresOn} >= ${today}::date)`;
  return and(eq(estimate.status, 'sent'), isInTime);
}
