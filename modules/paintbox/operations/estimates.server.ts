import { Refusal } from '#app/errors/refusal.ts';
import type { OperationContext } from '#app/tenancy/operation.server.ts';
import { newId } from '#app/values/id.ts';
import { estimateCreated, estimateNumber } from '../contract.ts';
import { nextNumber } from '../data/activity.server.ts';
import type { DealRow } from '../data/deals.server.ts';
import { findDeal } from '../data/deals.server.ts';
import * as data from '../data/estimates.server.ts';
import { listOpenQuotes, markQuoteSuperseded } from '../data/quotes.server.ts';
import { copyEstimate } from '../domain/copy.ts';
import { emptyEstimate } from '../domain/edit.ts';
import type { Estimate } from '../domain/estimate.ts';
import type { CreateEstimate, DuplicateEstimate } from '../domain/inputs/estimate.ts';
import { revisionNumber } from '../domain/labels.ts';
import { priceEstimate } from '../domain/price.ts';
import { recordAudit, recordEvent } from './activity.server.ts';
import { changeStage, createDeal, followEstimate, placeDeal } from './deals.server.ts';
import { openForUpdate, rateBookOf } from './estimate-document.server.ts';
import { ensureRateBook } from './rate-books.server.ts';
import { expectFound } from './refusals.server.ts';
import { stampOf } from './scope.server.ts';

/** The first estimate of a tenant is E-1001. */
const firstNumber = 1001;

export interface CreatedEstimate {
  estimate: data.EstimateRow;
  revision: data.RevisionRow;
}

/**
 * Starts an estimate in a deal; without one, a deal (and if need be its client) is made on the way. Empty and by the
 * newest rate book, or a copy of `fromId`.
 */
export async function createEstimate(ctx: OperationContext, input: CreateEstimate): Promise<CreatedEstimate> {
  const source = input.fromId === null ? null : await openSource(ctx, input.fromId);
  const document = source
    ? copyEstimate(source.document, newId, input.title)
    : emptyEstimate((await ensureRateBook(ctx)).document, input.title);
  return insertDocument(ctx, await chooseDeal(ctx, input), document, source?.label);
}

/** Starts an estimate from a document that came from elsewhere, in the deal or for the client that was chosen. */
export async function importEstimate(
  ctx: OperationContext,
  input: CreateEstimate,
  document: Estimate,
): Promise<CreatedEstimate> {
  return insertDocument(ctx, await chooseDeal(ctx, input), copyEstimate(document, newId, input.title));
}

async function chooseDeal(ctx: OperationContext, input: CreateEstimate): Promise<DealRow> {
  if (input.dealId === null) return createDeal(ctx, { ...input, stage: 'estimating' });
  return placeDeal(ctx, expectFound(await findDeal(ctx.tx, input.dealId), 'deal'), input.propertyId);
}

/** A copy with ids and a number of its own, in the same deal unless another is named. */
export async function duplicateEstimate(ctx: OperationContext, input: DuplicateEstimate): Promise<CreatedEstimate> {
  const source = await openSource(ctx, input.id);
  const deal = expectFound(await findDeal(ctx.tx, input.dealId ?? source.dealId), 'deal');
  const title = input.title || `${source.document.title} (copy)`.slice(0, 120);
  return insertDocument(ctx, deal, copyEstimate(source.document, newId, title), source.label);
}

async function openSource(ctx: OperationContext, id: string) {
  const [estimate, revision] = await Promise.all([data.findEstimate(ctx.tx, id), data.findCurrentRevision(ctx.tx, id)]);
  const { dealId, number } = expectFound(estimate, 'estimate');
  return { dealId, label: estimateNumber(number), document: expectFound(revision, 'estimate').document };
}

/** Stores a document as the first revision of a new estimate. */
export async function insertDocument(
  ctx: OperationContext,
  deal: DealRow,
  document: Estimate,
  copiedFrom?: string,
): Promise<CreatedEstimate> {
  if (deal.archivedAt !== null)
    throw new Refusal('conflict', 'This deal is archived. Restore it before you add an estimate.');
  const book = await rateBookOf(ctx, document);
  const { totals } = priceEstimate(document, book.document);
  const number = await nextNumber(ctx.tx, 'estimate', firstNumber);
  const { title, currency } = document;
  const estimate = await data.insertEstimate(
    ctx.tx,
    { dealId: deal.id, number, title, currency },
    totals,
    stampOf(ctx),
  );
  const label = estimateNumber(number);
  const [revision] = await Promise.all([
    data.insertRevision(
      ctx.tx,
      { estimateId: estimate.id, number: 1, document, rateBookVersionId: book.id },
      stampOf(ctx),
    ),
    data.refreshSearchText(ctx.tx, { estimateId: estimate.id }),
    deal.stage === 'lead' ? changeStage(ctx, deal, 'estimating') : undefined,
    recordEvent(ctx, estimateCreated, {
      estimateId: estimate.id,
      number,
      dealId: deal.id,
      clientId: deal.clientId,
      title,
    }),
    recordAudit(
      ctx,
      copiedFrom ? 'estimate.duplicated' : 'estimate.created',
      { type: 'estimate', id: estimate.id },
      { label, title, from: copiedFrom },
    ),
  ]);
  return { estimate, revision };
}

/**
 * Starts the next revision from the current one, which is kept and locked. A quote that is still open is replaced: its
 * link says so. What was accepted is an agreement and is not revised.
 */
export async function reviseEstimate(ctx: OperationContext, { id }: { id: string }): Promise<CreatedEstimate> {
  const { estimate, revision } = await openForUpdate(ctx, id);
  if (estimate.status === 'accepted') {
    throw new Refusal('conflict', 'This estimate was accepted. Duplicate it to propose other work.');
  }
  const number = revision.number + 1;
  const stamp = stampOf(ctx);
  const open = await listOpenQuotes(ctx.tx, id);
  const state = { status: 'draft', expiresOn: null, currentRevision: number } as const;
  const [next] = await Promise.all([
    data.insertRevision(
      ctx.tx,
      { estimateId: id, number, document: revision.document, rateBookVersionId: revision.rateBookVersionId },
      stamp,
    ),
    data.lockRevision(ctx.tx, revision.id, stamp),
    data.setEstimateState(ctx.tx, id, state, ctx.now),
    ...open.map((quote) => markQuoteSuperseded(ctx.tx, quote.id, ctx.now)),
    followEstimate(ctx, estimate, 'revised'),
    recordAudit(ctx, 'estimate.revised', { type: 'estimate', id }, { label: revisionNumber(estimate.number, number) }),
  ]);
  return { estimate: { ...estimate, ...state }, revision: next };
}

/** Takes an estimate out of every list; its quote's link stops working. Undone by {@link restoreEstimate}. */
export async function deleteEstimate(ctx: OperationContext, { id }: { id: string }): Promise<data.EstimateRow> {
  const { estimate } = await openForUpdate(ctx, id);
  if (estimate.status === 'accepted') {
    throw new Refusal('conflict', 'This estimate was accepted and is kept. Archive its deal to put it away.');
  }
  const deleted = expectFound(await data.markEstimateDeleted(ctx.tx, id, stampOf(ctx)), 'estimate');
  await recordAudit(ctx, 'estimate.deleted', { type: 'estimate', id }, { label: estimateNumber(estimate.number) });
  return deleted;
}

export async function restoreEstimate(ctx: OperationContext, { id }: { id: string }): Promise<data.EstimateRow> {
  const restored = expectFound(await data.markEstimateDeleted(ctx.tx, id, null), 'estimate');
  await recordAudit(ctx, 'estimate.restored', { type: 'estimate', id }, { label: estimateNumber(restored.number) });
  return restored;
}
