import { Refusal } from '#app/errors/refusal.ts';
import type { OperationContext } from '#app/tenancy/operation.server.ts';
import { addDays } from '#app/values/time.ts';
import { lockEstimate, setEstimateState } from '../data/estimates.server.ts';
import { findQuote, setQuoteExpiry } from '../data/quotes.server.ts';
import type { ExtendQuote } from '../domain/inputs/quote.ts';
import { revisionNumber } from '../domain/labels.ts';
import { recordAudit } from './activity.server.ts';
import { quoteState } from './quotes.server.ts';
import { expectFound } from './refusals.server.ts';
import { todayOf } from './scope.server.ts';

/**
 * Lets a quote be accepted for so many days from today, behind the same link: one that has expired opens again.
 * @throws Refusal `conflict` once it was answered, withdrawn or replaced.
 */
export async function extendQuote(ctx: OperationContext, { id, days }: ExtendQuote): Promise<{ expiresOn: string }> {
  const { estimateId } = expectFound(await findQuote(ctx.tx, id), 'quote');
  const [, again] = await Promise.all([lockEstimate(ctx.tx, estimateId), findQuote(ctx.tx, id)]);
  const found = expectFound(again, 'quote');
  const state = quoteState(found, todayOf(ctx));
  if (state !== 'open' && state !== 'expired') {
    throw new Refusal('conflict', `This quote was ${state} and cannot be extended any more.`);
  }
  const expiresOn = addDays(todayOf(ctx), days);
  await Promise.all([
    setQuoteExpiry(ctx.tx, id, expiresOn),
    setEstimateState(ctx.tx, estimateId, { expiresOn }, ctx.now),
    recordAudit(
      ctx,
      'quote.extended',
      { type: 'estimate', id: estimateId },
      { label: revisionNumber(found.number, found.revision), to: expiresOn },
    ),
  ]);
  return { expiresOn };
}
