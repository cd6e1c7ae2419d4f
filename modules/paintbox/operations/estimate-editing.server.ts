import { Refusal } from '#app/errors/refusal.ts';
import type { OperationContext } from '#app/tenancy/operation.server.ts';
import * as data from '../data/estimates.server.ts';
import { type Estimate, estimateSchema } from '../domain/estimate.ts';
import type { RenameEstimate, RepriceEstimate, RestoreSave, SaveEstimate } from '../domain/inputs/estimate.ts';
import { estimateNumber } from '../domain/labels.ts';
import { mergeEstimates, resolveMerge } from '../domain/merge.ts';
import type { Totals } from '../domain/priced.ts';
import { type Repricing, reprice } from '../domain/reprice.ts';
import { recordAudit } from './activity.server.ts';
import { type Opened, openForEditing, rateBookOf, storeDocument } from './estimate-document.server.ts';
import { ensureRateBook, getRateBook } from './rate-books.server.ts';
import { expectFound } from './refusals.server.ts';
import type { ReadScope } from './scope.server.ts';

export interface SavedEstimate {
  /** State it with the next save. */
  version: number;
  totals: Totals;
  /** What is stored, when that is more than what was sent: somebody else's edits were merged in. Null otherwise. */
  merged: Estimate | null;
}

/**
 * Saves the document of the current revision. When somebody saved since `version`, their edits and yours are merged; if
 * both touched the same thing nothing is saved, unless `settled` says for each which of the two holds.
 * @throws Refusal `conflict` with `{ base, yours, theirs, merged, clashes, version }`, or `{ isLocked }` once it was sent.
 */
export async function saveEstimate(ctx: OperationContext, input: SaveEstimate): Promise<SavedEstimate> {
  const opened = await openForEditing(ctx, input.id);
  if (input.revision !== undefined && input.revision !== opened.revision.number) {
    throw new Refusal('conflict', `Revision ${opened.revision.number} was started meanwhile. Open it to go on.`, {
      currentRevision: opened.revision.number,
    });
  }
  const document = await reconcile(ctx, opened, input);
  const { revision, priced } = await storeDocument(ctx, opened, document);
  await auditSave(ctx, opened, priced.totals);
  return { version: revision.version, totals: priced.totals, merged: document === input.document ? null : document };
}

/** What to store: the document itself, or both people's edits in one. Whatever clashes goes back to be chosen. */
async function reconcile(ctx: OperationContext, { revision }: Opened, input: SaveEstimate): Promise<Estimate> {
  const { version, document: yours } = input;
  if (version === revision.version) return yours;
  const theirs = revision.document;
  const base = await data.findSave(ctx.tx, revision.id, version);
  const merge = mergeEstimates(base ?? nothingInCommon(theirs), theirs, yours);
  const { merged, clashes } = merge;
  const sides = input.settled?.seen === revision.version ? input.settled.sides : {};
  const isSettled = clashes.every(({ id }) => sides[id] !== undefined);
  const checked = estimateSchema.safeParse(isSettled ? resolveMerge(merge, sides) : merged);
  if (base && isSettled && checked.success) return checked.data;
  throw new Refusal('conflict', 'Somebody else changed this estimate while you were editing it. Compare the two.', {
    base: base ?? null,
    yours,
    theirs,
    merged,
    version: revision.version,
    clashes,
  });
}

/** Once the common base is too old to be kept: what either wrote counts as new, and the two are shown, never merged unseen. */
function nothingInCommon(theirs: Estimate): Estimate {
  return {
    ...theirs,
    title: '',
    clientNote: '',
    internalNote: '',
    terms: '',
    areas: [],
    extras: [],
    workbookLines: [],
    options: [],
    alternateGroups: [],
    discounts: [],
  };
}

function auditSave(ctx: OperationContext, { estimate, revision }: Opened, totals: Totals): Promise<void> {
  return recordAudit(
    ctx,
    'estimate.saved',
    { type: 'estimate', id: estimate.id },
    {
      label: estimateNumber(estimate.number),
      total: totals.total,
      currency: estimate.currency,
      version: revision.version + 1,
    },
    { total: estimate.totalMinor },
  );
}

/** Changes the title, in the document and in the list. */
export async function renameEstimate(ctx: OperationContext, { id, title }: RenameEstimate): Promise<SavedEstimate> {
  const opened = await openForEditing(ctx, id);
  const { revision, priced } = await storeDocument(ctx, opened, { ...opened.revision.document, title });
  const label = estimateNumber(opened.estimate.number);
  await recordAudit(
    ctx,
    'estimate.renamed',
    { type: 'estimate', id },
    { label, to: title },
    { title: opened.estimate.title },
  );
  return { version: revision.version, totals: priced.totals, merged: null };
}

/** What the newest rate book would do to the current revision. Changes nothing. */
export async function previewReprice(scope: ReadScope, { id }: { id: string }): Promise<Repricing> {
  const revision = expectFound(await data.findCurrentRevision(scope.tx, id), 'estimate');
  const [current, newest] = await Promise.all([rateBookOf(scope, revision.document), getRateBook(scope)]);
  return reprice(revision.document, current.document, newest.document);
}

/** Prices the current revision with the newest rate book and saves that. */
export async function repriceEstimate(
  ctx: OperationContext,
  input: RepriceEstimate,
): Promise<Repricing & SavedEstimate> {
  const opened = await openForEditing(ctx, input.id);
  expectVersion(opened, input.version);
  const { document } = opened.revision;
  const [current, newest] = await Promise.all([rateBookOf(ctx, document), ensureRateBook(ctx)]);
  const change = reprice(document, current.document, newest.document);
  const { revision, priced } = await storeDocument(ctx, opened, change.document);
  const { estimate } = opened;
  await recordAudit(
    ctx,
    'estimate.repriced',
    { type: 'estimate', id: estimate.id },
    {
      label: estimateNumber(estimate.number),
      to: String(newest.number),
      total: priced.totals.total,
      currency: estimate.currency,
    },
  );
  return { ...change, version: revision.version, totals: priced.totals, merged: null };
}

/** Puts the document back to how an earlier save of the current revision left it; that is a save of its own. */
export async function restoreSave(ctx: OperationContext, input: RestoreSave): Promise<SavedEstimate> {
  const opened = await openForEditing(ctx, input.id);
  expectVersion(opened, input.version);
  const document = expectFound(await data.findSave(ctx.tx, opened.revision.id, input.saveVersion), 'earlier save');
  const { revision, priced } = await storeDocument(ctx, opened, document);
  const label = estimateNumber(opened.estimate.number);
  await recordAudit(
    ctx,
    'estimate.recovered',
    { type: 'estimate', id: input.id },
    { label, from: String(input.saveVersion), total: priced.totals.total, currency: opened.estimate.currency },
  );
  return { version: revision.version, totals: priced.totals, merged: document };
}

function expectVersion({ revision }: Opened, version: number): void {
  if (revision.version === version) return;
  throw new Refusal('conflict', 'Somebody else changed this estimate meanwhile. Reload it to see what it is now.', {
    theirs: revision.document,
    version: revision.version,
  });
}
