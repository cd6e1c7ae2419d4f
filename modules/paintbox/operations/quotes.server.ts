import { Refusal } from '#app/errors/refusal.ts';
import { makeLink } from '#app/tenancy/link.server.ts';
import type { OperationContext } from '#app/tenancy/operation.server.ts';
import { type On, on } from '#app/values/time.ts';
import { estimateSent, quoteRevoked } from '../contract.ts';
import * as estimates from '../data/estimates.server.ts';
import * as data from '../data/quotes.server.ts';
import type { AnswerQuestion, SendQuote } from '../domain/inputs/quote.ts';
import { addressLine, estimateNumber, type QuoteState, revisionNumber } from '../domain/labels.ts';
import { priceEstimate } from '../domain/price.ts';
import { type QuoteFacts, quoteOf, quoteStateOn } from '../domain/quote.ts';
import type { QuoteSnapshot } from '../domain/quote-snapshot.ts';
import { recordAudit, recordEvent } from './activity.server.ts';
import { followEstimate } from './deals.server.ts';
import { type Opened, openForUpdate, rateBookOf } from './estimate-document.server.ts';
import { expectFound, expectUnerased } from './refusals.server.ts';
import { type ReadScope, stampOf, todayOf } from './scope.server.ts';

export interface SentQuote {
  id: string;
  /** For {@link links.quote}. */
  token: string;
  totalMinor: number;
  currency: string;
  /** The last day on which it can be accepted, in the tenant's time zone. */
  expiresOn: string;
}

/**
 * Makes an offer of the current revision and locks it: the client sees a frozen snapshot. A revision whose quote has
 * expired or was withdrawn can be sent again, behind a new link.
 * @throws Refusal `conflict` while a quote is open or once it was answered, `invalid` for what cannot be priced.
 */
export async function sendQuote(ctx: OperationContext, input: SendQuote): Promise<SentQuote> {
  const opened = await openForUpdate(ctx, input.estimateId);
  const replaced = await replaceable(ctx, opened);
  const snapshot = await snapshotOf(ctx, opened);
  const { estimate, revision } = opened;
  const { token, hash: tokenHash } = makeLink(ctx.tenant.id);
  const stamp = stampOf(ctx);
  const { totals, quote } = snapshot;
  const row = await data.insertQuote(ctx.tx, {
    revisionId: revision.id,
    tokenHash,
    token,
    snapshot: snapshot.stored,
    currency: quote.currency,
    totalMinor: totals.total,
    expiresOn: quote.validUntil,
    sentAt: ctx.now,
    sentBy: stamp.by,
    sentTo: input.sentTo,
  });
  const label = revisionNumber(estimate.number, revision.number);
  const money = { total: totals.total, currency: quote.currency };
  await Promise.all([
    ...replaced.map((old) => data.markQuoteSuperseded(ctx.tx, old.id, ctx.now)),
    estimates.lockRevision(ctx.tx, revision.id, stamp),
    estimates.setEstimateState(ctx.tx, estimate.id, { status: 'sent', expiresOn: quote.validUntil }, ctx.now),
    followEstimate(ctx, estimate, 'sent'),
    recordEvent(ctx, estimateSent, {
      ...money,
      quoteId: row.id,
      estimateId: estimate.id,
      number: estimate.number,
      dealId: estimate.dealId,
      clientId: snapshot.clientId,
      revision: revision.number,
      sentTo: input.sentTo,
    }),
    recordAudit(ctx, 'quote.sent', subjectOf(estimate), {
      label,
      ...money,
      to: input.sentTo ?? undefined,
      quoteId: row.id,
    }),
  ]);
  return { id: row.id, token, totalMinor: totals.total, currency: quote.currency, expiresOn: quote.validUntil };
}

/** Expired quotes, which a new one replaces. One that can still be answered stands in the way. */
async function replaceable(ctx: OperationContext, { estimate }: Opened): Promise<data.QuoteRow[]> {
  if (estimate.status === 'accepted') {
    throw new Refusal('conflict', 'This estimate was accepted. Duplicate it to propose other work.');
  }
  if (estimate.status === 'declined') {
    throw new Refusal('conflict', 'This estimate was declined. Revise it to make a new offer.');
  }
  const today = todayOf(ctx);
  const open = await data.listOpenQuotes(ctx.tx, estimate.id);
  if (open.some((quote) => quote.expiresOn === null || quote.expiresOn >= today)) {
    throw new Refusal(
      'conflict',
      'This estimate was sent already. Copy its link, or revise it to send something else.',
    );
  }
  return open;
}

async function snapshotOf(ctx: OperationContext, { estimate, revision }: Opened) {
  const { document } = revision;
  const [book, found] = await Promise.all([
    rateBookOf(ctx, document),
    estimates.findEstimateWithNames(ctx.tx, estimate.id),
  ]);
  const priced = priceEstimate(document, book.document);
  const quote = quoteOf(document, priced, { version: revision.number, issuedOn: todayOf(ctx) });
  if (!quote.ok) throw new Refusal('invalid', `This estimate cannot be sent yet. ${quote.error}`);
  const { client, property } = expectFound(found, 'estimate');
  expectUnerased(client, 'client');
  const stored: QuoteSnapshot = {
    quote: quote.value,
    label: revisionNumber(estimate.number, revision.number),
    recipient: { name: client.name, email: client.email, address: property ? addressLine(property) : '' },
    business: { name: ctx.tenant.name, sender: ctx.actor.name },
  };
  return { stored, quote: quote.value, totals: priced.totals, clientId: client.id };
}

function subjectOf({ id }: { id: string }) {
  return { type: 'estimate', id };
}

/** Takes an open quote back: its link says that it was withdrawn. The revision stays as the client saw it. */
export async function revokeQuote(ctx: OperationContext, { id }: { id: string }): Promise<void> {
  const { estimateId } = expectFound(await data.findQuote(ctx.tx, id), 'quote');
  const [estimate, found] = await Promise.all([estimates.lockEstimate(ctx.tx, estimateId), data.findQuote(ctx.tx, id)]);
  const quote = expectFound(found, 'quote');
  const state = quoteState(quote, todayOf(ctx));
  if (state === 'revoked') return;
  if (state !== 'open' && state !== 'expired') {
    throw new Refusal('conflict', `This quote was ${state} and cannot be withdrawn any more.`);
  }
  const { number, dealId, clientId } = quote;
  await Promise.all([
    data.markQuoteRevoked(ctx.tx, id, stampOf(ctx)),
    estimate?.status === 'sent'
      ? estimates.setEstimateState(ctx.tx, estimateId, { status: 'draft', expiresOn: null }, ctx.now)
      : undefined,
    followEstimate(ctx, { id: estimateId, dealId }, 'revised'),
    recordEvent(ctx, quoteRevoked, { quoteId: id, estimateId, number, dealId, clientId }),
    recordAudit(ctx, 'quote.revoked', subjectOf({ id: estimateId }), { label: revisionNumber(number, quote.revision) }),
  ]);
}

type Answered = Pick<data.QuoteWithAnswer, 'quote' | 'acceptance' | 'decline'>;

/** What the rows say of a quote, as the rules take it. */
export function factsOf({ quote, acceptance, decline }: Answered): QuoteFacts {
  return {
    answer: acceptance ? 'accepted' : decline ? 'declined' : null,
    isSuperseded: quote.supersededAt !== null,
    isWithdrawn: quote.revokedAt !== null,
    validUntil: quote.expiresOn === null ? null : on(quote.expiresOn),
  };
}

export function quoteState(found: Answered, today: On): QuoteState {
  return quoteStateOn(factsOf(found), today);
}

/** The link of an open quote, to copy or to send once more. */
export async function resendQuote(
  ctx: OperationContext,
  { id, sentTo }: { id: string; sentTo: string | null },
): Promise<SentQuote> {
  const found = expectFound(await data.findQuote(ctx.tx, id), 'quote');
  const { quote, estimateId, number, revision } = found;
  if (quoteState(found, todayOf(ctx)) !== 'open' || quote.token === null || quote.expiresOn === null) {
    throw new Refusal('conflict', 'This quote is not open any more. Send the estimate again for a new link.');
  }
  const label = revisionNumber(number, revision);
  const { totalMinor, currency, token, expiresOn } = quote;
  await Promise.all([
    data.setQuoteRecipient(ctx.tx, id, sentTo),
    recordAudit(ctx, 'quote.resent', subjectOf({ id: estimateId }), { label, to: sentTo ?? undefined }),
  ]);
  return { id, token, totalMinor, currency, expiresOn };
}

/** Every quote of an estimate, newest first, with its answer and how often it was opened. */
export async function listQuotes(scope: ReadScope, estimateId: string) {
  const today = todayOf(scope);
  const rows = await data.listQuotes(scope.tx, estimateId);
  return rows.map(({ quote, revision, acceptance, decline, viewCount, lastViewedAt, sentByName }) => ({
    id: quote.id,
    revision,
    state: quoteState({ quote, acceptance, decline }, today),
    /** For {@link links.quote}; null when it is not shown again. */
    token: quote.token,
    totalMinor: quote.totalMinor,
    currency: quote.currency,
    expiresOn: quote.expiresOn,
    sentAt: quote.sentAt,
    sentTo: quote.sentTo,
    sentByName,
    revokedAt: quote.revokedAt,
    supersededAt: quote.supersededAt,
    viewCount,
    lastViewedAt,
    acceptance,
    decline,
  }));
}

/** Both sides' messages about all quotes of an estimate, oldest first. */
export async function listQuestions({ tx }: ReadScope, estimateId: string) {
  const rows = await data.listQuestionsOfEstimate(tx, estimateId);
  return rows.map(({ question, revision }) => ({ ...question, revision }));
}

/** Clients' questions that wait for an answer, oldest first. */
export function listOpenQuestions({ tx }: ReadScope) {
  return data.listOpenQuestions(tx);
}

/** Who opened a quote's page and when: the latest hundred. */
export async function listViews({ tx }: ReadScope, quoteId: string) {
  expectFound(await data.findQuote(tx, quoteId), 'quote');
  return data.listViews(tx, quoteId);
}

/** Answers a client's question; both stand under the quote for either side to read. */
export async function answerQuestion(ctx: OperationContext, input: AnswerQuestion): Promise<data.QuestionRow> {
  const question = expectFound(await data.findQuestion(ctx.tx, input.questionId), 'question');
  const found = expectFound(await data.findQuote(ctx.tx, question.quoteId), 'question');
  const stamp = stampOf(ctx);
  const [answer] = await Promise.all([
    data.insertQuestion(ctx.tx, {
      quoteId: question.quoteId,
      side: 'contractor',
      authorName: ctx.actor.name,
      authorId: stamp.by,
      body: input.body,
      askedAt: ctx.now,
    }),
    question.side === 'client' ? data.markQuestionAnswered(ctx.tx, question.id, stamp) : undefined,
    recordAudit(ctx, 'quote.question_answered', subjectOf({ id: found.estimateId }), {
      label: estimateNumber(found.number),
    }),
  ]);
  return answer;
}
