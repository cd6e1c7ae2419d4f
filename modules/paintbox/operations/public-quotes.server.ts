import { Refusal } from '#app/errors/refusal.ts';
import type { OperationContext } from '#app/tenancy/operation.server.ts';
import { formatMoney } from '#app/values/money.ts';
import type { Result } from '#app/values/result.ts';
import { formatOn, on } from '#app/values/time.ts';
import { quoteAccepted, quoteDeclined, quoteQuestionAsked, quoteViewed } from '../contract.ts';
import { lockEstimate, setAgreedFigures, setEstimateState } from '../data/estimates.server.ts';
import { isErasedClient } from '../data/people.server.ts';
import * as data from '../data/quotes.server.ts';
import type { AcceptQuote, AskQuestion, DeclineQuote, Origin } from '../domain/inputs/quote.ts';
import { type QuoteState, revisionNumber } from '../domain/labels.ts';
import type { Totals } from '../domain/priced.ts';
import { type AnswerRefusal, decideAcceptance, decideDecline, depositOf, type Signature } from '../domain/quote.ts';
import type { QuoteSnapshot } from '../domain/quote-snapshot.ts';
import { quoteTotals } from '../domain/quote-totals.ts';
import { defaultSelection } from '../domain/selection.ts';
import { recordAudit, recordEvent } from './activity.server.ts';
import { followEstimate } from './deals.server.ts';
import { factsOf, quoteState } from './quotes.server.ts';
import { expectFound } from './refusals.server.ts';
import { type ReadScope, todayOf } from './scope.server.ts';

/*
 * The client's side of a quote. They are nobody's member: the link names the tenant, the transaction is confined to it, and the
 * hash of the link is all that they can look up.
 */

/** The quote as its page shows it: open, or answered. @throws Refusal `gone` when it is neither, `not-found` for no such link. */
export async function getPublicQuote(scope: ReadScope, tokenHash: string) {
  const found = expectFound(await data.findQuoteByHash(scope.tx, tokenHash), 'quote');
  return told(scope, found, expectVisible(scope, found));
}

/** The same for a member, whatever has become of it. */
export async function getSentQuote(scope: ReadScope, id: string) {
  const found = expectFound(await data.findQuote(scope.tx, id), 'quote');
  return told(scope, found, quoteState(found, todayOf(scope)));
}

async function told(scope: ReadScope, found: data.QuoteWithAnswer, state: QuoteState) {
  const questions = await messagesOf(scope, found);
  const { quote, label, recipient, business } = snapshotOf(found);
  const { acceptance, decline } = found;
  const selection = acceptance ? (acceptance.selection as string[]) : defaultSelection(quote.options);
  const totals = acceptance ? (acceptance.totals as Totals) : quoteTotals(quote.basis, selection);
  return {
    id: found.quote.id,
    label,
    state,
    quote,
    recipient,
    business,
    tenant: { name: scope.tenant.name, locale: scope.tenant.locale, timeZone: scope.tenant.timeZone },
    expiresOn: found.quote.expiresOn,
    sentAt: found.quote.sentAt,
    /** The options taken: by the acceptance, or by default. */
    selection,
    totals,
    deposit: depositOf(quote.deposit, totals.total),
    acceptance: acceptance && {
      signedName: acceptance.signedName,
      signatureKind: acceptance.signatureKind,
      signature: acceptance.signature,
      acceptedAt: acceptance.acceptedAt,
    },
    decline: decline && { declinedAt: decline.declinedAt, reason: decline.reason },
    questions,
  };
}

/** Both sides' messages about a quote, oldest first, whatever has become of it. */
export async function listPublicQuestions(scope: ReadScope, tokenHash: string) {
  return messagesOf(scope, expectFound(await data.findQuoteByHash(scope.tx, tokenHash), 'quote'));
}

async function messagesOf({ tx }: ReadScope, { quote }: data.QuoteWithAnswer) {
  const rows = await data.listQuestions(tx, quote.id);
  return rows.map(({ id, side, authorName, body, askedAt }) => ({ id, side, authorName, body, askedAt }));
}

type ClosedState = Exclude<QuoteState, 'open'>;

export type PublicQuote = Awaited<ReturnType<typeof getPublicQuote>>;

/** The snapshot was built by this product when the quote was sent and has not changed since. */
function snapshotOf({ quote }: data.QuoteWithAnswer): QuoteSnapshot {
  return quote.snapshot as QuoteSnapshot;
}

function expectVisible(scope: ReadScope, found: data.QuoteWithAnswer): 'open' | 'accepted' | 'declined' {
  const state = quoteState(found, todayOf(scope));
  if (state === 'open' || state === 'accepted' || state === 'declined') return state;
  throw closed(scope, found, state);
}

/** Why a quote takes no answer any more, in words for the client. */
function closed({ tenant: { name, locale } }: ReadScope, { quote }: data.QuoteWithAnswer, state: ClosedState): Refusal {
  switch (state) {
    case 'accepted':
    case 'declined':
      return answeredAlready(state);
    case 'expired': {
      const until = quote.expiresOn === null ? 'some days ago' : formatOn(on(quote.expiresOn), locale, 'long');
      return new Refusal('gone', `This quote was valid until ${until}. Ask ${name} for a new one.`, { state });
    }
    case 'revoked':
      return new Refusal('gone', `${name} has withdrawn this quote. Ask them for a new one.`, { state });
    case 'superseded':
      return new Refusal(
        'gone',
        `${name} has replaced this quote with a newer one. Use the latest link they sent you.`,
        { state },
      );
  }
}

/** Notes that somebody opened the page: once an hour from one address. Gone quotes are not counted. */
export async function recordView(ctx: OperationContext, input: { tokenHash: string } & Origin): Promise<void> {
  const found = await data.findQuoteByHash(ctx.tx, input.tokenHash);
  if (!found || ['revoked', 'superseded'].includes(quoteState(found, todayOf(ctx)))) return;
  if (await isErasedClient(ctx.tx, found.clientId)) return;
  const { ip, userAgent } = trimmed(input);
  const isNew = await data.insertView(ctx.tx, { quoteId: found.quote.id, at: ctx.now, ip, userAgent });
  if (!isNew || (await data.countViews(ctx.tx, found.quote.id)) > 1) return;
  await Promise.all([
    recordEvent(ctx, quoteViewed, keysOf(found)),
    recordAudit(ctx, 'quote.viewed', subjectOf(found), { label: labelOf(found) }),
  ]);
}

/** What may wait for an answer at once; beyond it somebody is playing. */
const maxOpenQuestions = 20;

/** The client asks something about the quote; one that is over may be asked about too, or nobody would get a new one. */
export async function askQuestion(
  ctx: OperationContext,
  { tokenHash, name, body }: { tokenHash: string } & AskQuestion,
): Promise<data.QuestionRow> {
  const found = expectFound(await data.findQuoteByHash(ctx.tx, tokenHash), 'quote');
  if (await isErasedClient(ctx.tx, found.clientId))
    throw new Refusal('gone', `${ctx.tenant.name} keeps nothing of you any more but accounts. Please call them.`);
  if ((await data.countOpenQuestions(ctx.tx, found.quote.id)) >= maxOpenQuestions) {
    throw new Refusal('too-many', `${ctx.tenant.name} has not answered your earlier questions yet. Please call them.`);
  }
  const question = await data.insertQuestion(ctx.tx, {
    quoteId: found.quote.id,
    side: 'client',
    authorName: name,
    body,
    askedAt: ctx.now,
  });
  await Promise.all([
    recordEvent(ctx, quoteQuestionAsked, { ...keysOf(found), questionId: question.id, authorName: name }),
    recordAudit(ctx, 'quote.question_asked', subjectOf(found), { by: name, label: labelOf(found) }),
  ]);
  return question;
}

/**
 * The client's yes. They are held to the total on their screen: one that differs from what their selection comes to is
 * refused. Of two answers at once the first counts, and the second is told.
 * @throws Refusal `conflict` with `{ totals }` or once it was answered, `invalid` for the selection, `gone`.
 */
export async function acceptQuote(
  ctx: OperationContext,
  input: { tokenHash: string } & AcceptQuote & Origin,
): Promise<{ totals: Totals; deposit: number; acceptedAt: Date }> {
  const found = await lockForAnswer(ctx, input.tokenHash);
  const { quote } = snapshotOf(found);
  const { totals, selection, deposit, signature } = expectAllowed(
    ctx,
    found,
    decideAcceptance({ quote, facts: factsOf(found), today: todayOf(ctx) }, input.selection, signatureOf(input)),
  );
  expectAgreed(ctx, totals, quote.currency, input.agreedTotal);
  const { ip, userAgent } = trimmed(input);
  const row = await data.insertAcceptance(ctx.tx, {
    quoteId: found.quote.id,
    selection,
    signatureKind: input.signatureKind,
    signature: input.signature,
    signedName: signature.name,
    agreedToTerms: true,
    ip,
    userAgent,
    acceptedAt: ctx.now,
    currency: quote.currency,
    netMinor: totals.net,
    taxMinor: totals.tax,
    totalMinor: totals.total,
    totals,
  });
  if (!row) throw answeredAlready('accepted');
  const money = { total: totals.total, currency: quote.currency };
  const signed = { ...ctx, actor: { userId: null, name: input.name } };
  await Promise.all([
    setEstimateState(ctx.tx, found.estimateId, { status: 'accepted' }, ctx.now),
    setAgreedFigures(ctx.tx, found.estimateId, totals),
    followEstimate(signed, { id: found.estimateId, dealId: found.dealId }, 'accepted'),
    recordEvent(ctx, quoteAccepted, { ...keysOf(found), ...money, signedName: input.name }),
    recordAudit(signed, 'quote.accepted', subjectOf(found), { label: labelOf(found), ...money }),
  ]);
  return { totals, deposit, acceptedAt: ctx.now };
}

function signatureOf({ name, signature, signatureKind: kind }: AcceptQuote): Signature {
  return kind === 'typed' ? { kind, name } : { kind, name, path: signature };
}

/** What the rules decided; their no as a refusal in words. */
function expectAllowed<Value>(
  ctx: OperationContext,
  found: data.QuoteWithAnswer,
  decision: Result<Value, AnswerRefusal>,
): Value {
  if (decision.ok) return decision.value;
  const { error } = decision;
  if (error.kind === 'closed') throw closed(ctx, found, error.state);
  throw new Refusal('invalid', error.message, { fieldErrors: { [error.field]: [error.message] } });
}

function expectAgreed(ctx: OperationContext, totals: Totals, currency: string, agreedTotal: number): void {
  if (totals.total === agreedTotal) return;
  const [seen, now] = [agreedTotal, totals.total].map((minor) => formatMoney(minor, currency, ctx.tenant.locale));
  throw new Refusal(
    'conflict',
    `Your page showed ${seen}, but this selection comes to ${now}. Check it and accept again.`,
    {
      totals,
    },
  );
}

/** The client's no, with the reason. @throws Refusal `conflict` once it was answered, `gone`. */
export async function declineQuote(
  ctx: OperationContext,
  input: { tokenHash: string } & DeclineQuote & Origin,
): Promise<void> {
  const found = await lockForAnswer(ctx, input.tokenHash);
  const decision = decideDecline({ facts: factsOf(found), today: todayOf(ctx) }, input.reason);
  const { reason } = expectAllowed(ctx, found, decision);
  const { ip, userAgent } = trimmed(input);
  const row = await data.insertDecline(ctx.tx, {
    quoteId: found.quote.id,
    reason,
    declinedName: input.name,
    ip,
    userAgent,
    declinedAt: ctx.now,
  });
  if (!row) throw answeredAlready('declined');
  const { name } = input;
  const asThem = { ...ctx, actor: { userId: null, name: name || snapshotOf(found).recipient.name } };
  await Promise.all([
    setEstimateState(ctx.tx, found.estimateId, { status: 'declined', expiresOn: null }, ctx.now),
    followEstimate(asThem, { id: found.estimateId, dealId: found.dealId }, 'declined'),
    recordEvent(ctx, quoteDeclined, { ...keysOf(found), reason, declinedName: name }),
    recordAudit(asThem, 'quote.declined', subjectOf(found), { label: labelOf(found), reason }),
  ]);
}

/** Takes the estimate's lock, then looks again: whoever waited for it sees the answer that came first. */
async function lockForAnswer(ctx: OperationContext, tokenHash: string): Promise<data.QuoteWithAnswer> {
  const { estimateId } = expectFound(await data.findQuoteByHash(ctx.tx, tokenHash), 'quote');
  const [, again] = await Promise.all([lockEstimate(ctx.tx, estimateId), data.findQuoteByHash(ctx.tx, tokenHash)]);
  return expectFound(again, 'quote');
}

function answeredAlready(answer: 'accepted' | 'declined'): Refusal {
  return new Refusal('conflict', `This quote has already been ${answer}. Reload the page to see the answer.`, {
    answer,
  });
}

function keysOf({ quote, estimateId, number, dealId, clientId }: data.QuoteWithAnswer) {
  return { quoteId: quote.id, estimateId, number, dealId, clientId };
}

function subjectOf({ estimateId }: data.QuoteWithAnswer) {
  return { type: 'estimate', id: estimateId };
}

function labelOf({ number, revision }: data.QuoteWithAnswer): string {
  return revisionNumber(number, revision);
}

function trimmed({ ip, userAgent }: Origin): Origin {
  return { ip: ip.slice(0, 64), userAgent: userAgent.slice(0, 400) };
}
