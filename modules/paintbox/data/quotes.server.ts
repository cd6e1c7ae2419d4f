import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm';
import {
  deal,
  estimate,
  estimateRevision,
  quote,
  quoteAcceptance,
  quoteDecline,
  quoteQuestion,
  quoteView,
  user,
} from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';

export type QuoteRow = typeof quote.$inferSelect;
export type AcceptanceRow = typeof quoteAcceptance.$inferSelect;
export type DeclineRow = typeof quoteDecline.$inferSelect;
export type QuestionRow = typeof quoteQuestion.$inferSelect;

/** A quote with the estimate, deal and revision that it belongs to and the answer it got. */
export interface QuoteWithAnswer {
  quote: QuoteRow;
  revision: number;
  estimateId: string;
  number: number;
  dealId: string;
  clientId: string;
  acceptance: AcceptanceRow | null;
  decline: DeclineRow | null;
}

export async function insertQuote(tx: TenantTx, values: typeof quote.$inferInsert): Promise<QuoteRow> {
  const [row] = await tx.insert(quote).values(values).returning();
  if (!row) throw new Error('The quote was not written.');
  return row;
}

function quotesWithAnswer(tx: TenantTx) {
  return tx
    .select({
      quote,
      revision: estimateRevision.number,
      estimateId: estimate.id,
      number: estimate.number,
      dealId: estimate.dealId,
      clientId: deal.clientId,
      acceptance: quoteAcceptance,
      decline: quoteDecline,
    })
    .from(quote)
    .innerJoin(estimateRevision, eq(estimateRevision.id, quote.revisionId))
    .innerJoin(estimate, eq(estimate.id, estimateRevision.estimateId))
    .innerJoin(deal, eq(deal.id, estimate.dealId))
    .leftJoin(quoteAcceptance, eq(quoteAcceptance.quoteId, quote.id))
    .leftJoin(quoteDecline, eq(quoteDecline.quoteId, quote.id))
    .$dynamic();
}

export async function findQuote(tx: TenantTx, id: string): Promise<QuoteWithAnswer | undefined> {
  const [row] = await quotesWithAnswer(tx).where(eq(quote.id, id));
  return row;
}

/** By the hash of its link. A quote of a deleted estimate is not found. */
export async function findQuoteByHash(tx: TenantTx, tokenHash: string): Promise<QuoteWithAnswer | undefined> {
  const [row] = await quotesWithAnswer(tx).where(and(eq(quote.tokenHash, tokenHash), isNull(estimate.deletedAt)));
  return row;
}

/** Every quote of an estimate, newest first, with how often and when its page was opened. */
export async function listQuotes(tx: TenantTx, estimateId: string) {
  const views = tx
    .select({
      count: sql<number>`count(*)::int`.as('view_count'),
      last: sql<Date | null>`max(${quoteView.viewedAt})`.mapWith(quoteView.viewedAt).as('last_viewed_at'),
    })
    .from(quoteView)
    .where(eq(quoteView.quoteId, quote.id))
    .as('views');
  return tx
    .select({
      quote,
      revision: estimateRevision.number,
      acceptance: quoteAcceptance,
      decline: quoteDecline,
      viewCount: views.count,
      lastViewedAt: views.last,
      sentByName: user.name,
    })
    .from(quote)
    .innerJoin(estimateRevision, eq(estimateRevision.id, quote.revisionId))
    .leftJoin(quoteAcceptance, eq(quoteAcceptance.quoteId, quote.id))
    .leftJoin(quoteDecline, eq(quoteDecline.quoteId, quote.id))
    .leftJoin(user, eq(user.id, quote.sentBy))
    .innerJoinLateral(views, sql`true`)
    .where(eq(estimateRevision.estimateId, estimateId))
    .orderBy(desc(quote.sentAt), desc(quote.id));
}

/** A quote that was neither revoked, replaced nor answered; its acceptance and decline are joined. */
export const isOpen = and(
  isNull(quote.revokedAt),
  isNull(quote.supersededAt),
  isNull(quoteAcceptance.id),
  isNull(quoteDecline.id),
);

/** The open quotes of an estimate. */
export async function listOpenQuotes(tx: TenantTx, estimateId: string): Promise<QuoteRow[]> {
  const rows = await tx
    .select({ quote })
    .from(quote)
    .innerJoin(estimateRevision, eq(estimateRevision.id, quote.revisionId))
    .leftJoin(quoteAcceptance, eq(quoteAcceptance.quoteId, quote.id))
    .leftJoin(quoteDecline, eq(quoteDecline.quoteId, quote.id))
    .where(and(eq(estimateRevision.estimateId, estimateId), isOpen))
    .orderBy(asc(quote.sentAt));
  return rows.map((row) => row.quote);
}

export async function markQuoteSuperseded(tx: TenantTx, id: string, at: Date): Promise<void> {
  await tx.update(quote).set({ supersededAt: at }).where(eq(quote.id, id));
}

export async function markQuoteRevoked(
  tx: TenantTx,
  id: string,
  { by, at }: { by: string | null; at: Date },
): Promise<void> {
  await tx.update(quote).set({ revokedAt: at, revokedBy: by }).where(eq(quote.id, id));
}

export async function setQuoteExpiry(tx: TenantTx, id: string, expiresOn: string): Promise<void> {
  await tx.update(quote).set({ expiresOn }).where(eq(quote.id, id));
}

export async function setQuoteRecipient(tx: TenantTx, id: string, sentTo: string | null): Promise<void> {
  await tx.update(quote).set({ sentTo }).where(eq(quote.id, id));
}

/** True if this is the first view from the address within the hour. */
export async function insertView(
  tx: TenantTx,
  { quoteId, at, ip, userAgent }: { quoteId: string; at: Date; ip: string; userAgent: string },
): Promise<boolean> {
  const viewedHour = new Date(Math.floor(at.getTime() / 3_600_000) * 3_600_000);
  const rows = await tx
    .insert(quoteView)
    .values({ quoteId, viewedAt: at, viewedHour, ip, userAgent })
    .onConflictDoNothing()
    .returning({ id: quoteView.id });
  return rows.length > 0;
}

export async function countViews(tx: TenantTx, quoteId: string): Promise<number> {
  const [row] = await tx
    .select({ count: sql<number>`count(*)::int` })
    .from(quoteView)
    .where(eq(quoteView.quoteId, quoteId));
  return row?.count ?? 0;
}

/** Newest first. */
export function listViews(tx: TenantTx, quoteId: string, limit = 100) {
  return tx
    .select({ viewedAt: quoteView.viewedAt, ip: quoteView.ip, userAgent: quoteView.userAgent })
    .from(quoteView)
    .where(eq(quoteView.quoteId, quoteId))
    .orderBy(desc(quoteView.viewedAt))
    .limit(limit);
}

export async function insertQuestion(tx: TenantTx, values: typeof quoteQuestion.$inferInsert): Promise<QuestionRow> {
  const [row] = await tx.insert(quoteQuestion).values(values).returning();
  if (!row) throw new Error('The message was not written.');
  return row;
}

export async function findQuestion(tx: TenantTx, id: string): Promise<QuestionRow | undefined> {
  const [row] = await tx.select().from(quoteQuestion).where(eq(quoteQuestion.id, id));
  return row;
}

export async function markQuestionAnswered(
  tx: TenantTx,
  id: string,
  { by, at }: { by: string | null; at: Date },
): Promise<void> {
  await tx.update(quoteQuestion).set({ answeredAt: at, answeredBy: by }).where(eq(quoteQuestion.id, id));
}

/** Both sides' messages about one quote, oldest first. */
export function listQuestions(tx: TenantTx, quoteId: string): Promise<QuestionRow[]> {
  return tx
    .select()
    .from(quoteQuestion)
    .where(eq(quoteQuestion.quoteId, quoteId))
    .orderBy(asc(quoteQuestion.askedAt), asc(quoteQuestion.id));
}

/** Messages of all quotes of an estimate, oldest first. */
export function listQuestionsOfEstimate(tx: TenantTx, estimateId: string) {
  return tx
    .select({ question: quoteQuestion, revision: estimateRevision.number })
    .from(quoteQuestion)
    .innerJoin(quote, eq(quote.id, quoteQuestion.quoteId))
    .innerJoin(estimateRevision, eq(estimateRevision.id, quote.revisionId))
    .where(eq(estimateRevision.estimateId, estimateId))
    .orderBy(asc(quoteQuestion.askedAt), asc(quoteQuestion.id));
}

/** How many of the client's questions about one quote wait for an answer. */
export async function countOpenQuestions(tx: TenantTx, quoteId: string): Promise<number> {
  const [row] = await tx
    .select({ count: sql<number>`count(*)::int` })
    .from(quoteQuestion)
    .where(and(eq(quoteQuestion.quoteId, quoteId), eq(quoteQuestion.side, 'client'), isNull(quoteQuestion.answeredAt)));
  return row?.count ?? 0;
}

/** Questions of all clients that wait for an answer, oldest first. */
export function listOpenQuestions(tx: TenantTx, limit = 50) {
  return tx
    .select({
      id: quoteQuestion.id,
      body: quoteQuestion.body,
      authorName: quoteQuestion.authorName,
      askedAt: quoteQuestion.askedAt,
      estimateId: estimate.id,
      number: estimate.number,
      title: estimate.title,
    })
    .from(quoteQuestion)
    .innerJoin(quote, eq(quote.id, quoteQuestion.quoteId))
    .innerJoin(estimateRevision, eq(estimateRevision.id, quote.revisionId))
    .innerJoin(estimate, eq(estimate.id, estimateRevision.estimateId))
    .where(and(eq(quoteQuestion.side, 'client'), isNull(quoteQuestion.answeredAt), isNull(estimate.deletedAt)))
    .orderBy(asc(quoteQuestion.askedAt))
    .limit(limit);
}

/** Undefined when the quote has an acceptance already. */
export async function insertAcceptance(
  tx: TenantTx,
  values: typeof quoteAcceptance.$inferInsert,
): Promise<AcceptanceRow | undefined> {
  const [row] = await tx
    .insert(quoteAcceptance)
    .values(values)
    .onConflictDoNothing({ target: [quoteAcceptance.tenantId, quoteAcceptance.quoteId] })
    .returning();
  return row;
}

/** Undefined when the quote was declined already. */
export async function insertDecline(
  tx: TenantTx,
  values: typeof quoteDecline.$inferInsert,
): Promise<DeclineRow | undefined> {
  const [row] = await tx
    .insert(quoteDecline)
    .values(values)
    .onConflictDoNothing({ target: [quoteDecline.tenantId, quoteDecline.quoteId] })
    .returning();
  return row;
}
