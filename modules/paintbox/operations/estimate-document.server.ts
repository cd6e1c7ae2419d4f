import { Refusal } from '#app/errors/refusal.ts';
import type { OperationContext } from '#app/tenancy/operation.server.ts';
import * as data from '../data/estimates.server.ts';
import { findRateBook, type RateBookRow } from '../data/rate-books.server.ts';
import type { Estimate } from '../domain/estimate.ts';
import { priceEstimate } from '../domain/price.ts';
import type { Priced } from '../domain/priced.ts';
import { expectFound } from './refusals.server.ts';
import { stampOf } from './scope.server.ts';

/** A document of 500 large rooms is about a megabyte; beyond this somebody sends something else. */
const maxDocumentCharacters = 3_000_000;

export interface Opened {
  estimate: data.EstimateRow;
  revision: data.RevisionRow;
}

/** Takes the estimate's lock and gives it with its current revision. */
export async function openForUpdate(ctx: OperationContext, id: string): Promise<Opened> {
  const [estimate, revision] = await Promise.all([data.lockEstimate(ctx.tx, id), data.findCurrentRevision(ctx.tx, id)]);
  const opened = { estimate: expectFound(estimate, 'estimate'), revision: expectFound(revision, 'estimate') };
  if (opened.estimate.deletedAt !== null) {
    throw new Refusal('gone', 'This estimate was deleted. Restore it before you go on.');
  }
  return opened;
}

/** The same, for whoever wants to change the document: a revision that was sent stays as the client saw it. */
export async function openForEditing(ctx: OperationContext, id: string): Promise<Opened> {
  const opened = await openForUpdate(ctx, id);
  if (opened.revision.lockedAt !== null) {
    throw new Refusal('conflict', 'This revision was sent and cannot change. Revise the estimate to go on.', {
      isLocked: true,
    });
  }
  return opened;
}

/** The version of the rate book that a document names. */
export async function rateBookOf(ctx: Pick<OperationContext, 'tx'>, document: Estimate): Promise<RateBookRow> {
  const found = await findRateBook(ctx.tx, document.rateBookVersion);
  if (found) return found;
  throw new Refusal('invalid', `There is no version ${document.rateBookVersion} of the rate book.`, {
    fieldErrors: { rateBookVersion: ['There is no such version of the rate book.'] },
  });
}

export interface Saved {
  revision: data.RevisionRow;
  priced: Priced;
}

/**
 * Stores a document as the next save of a revision, priced here whatever the browser showed, and copies title and
 * totals to where the list finds them. The estimate's lock has to be held.
 */
export async function storeDocument(ctx: OperationContext, opened: Opened, document: Estimate): Promise<Saved> {
  if (JSON.stringify(document).length > maxDocumentCharacters) {
    throw new Refusal('too-large', 'This estimate is too large to save. Split it into two estimates.');
  }
  const book = await rateBookOf(ctx, document);
  const priced = priceEstimate(document, book.document);
  const { estimate, revision } = opened;
  const saved = await data.saveRevision(ctx.tx, revision, { document, rateBookVersionId: book.id }, stampOf(ctx));
  if (!saved) throw new Error('The revision changed although its estimate was locked.');
  await data.setEstimateFigures(ctx.tx, estimate.id, document.title, priced.totals, ctx.now);
  if (document.title !== estimate.title) await data.refreshSearchText(ctx.tx, { estimateId: estimate.id });
  return { revision: saved, priced };
}
