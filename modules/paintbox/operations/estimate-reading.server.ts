import * as list from '../data/estimate-list.server.ts';
import * as data from '../data/estimates.server.ts';
import { findLatestRateBook, findRateBook } from '../data/rate-books.server.ts';
import { type Change, changesBetween } from '../domain/changes.ts';
import type { EstimateList, EstimateStatus } from '../domain/inputs/estimate.ts';
import { estimateStatuses } from '../domain/inputs/estimate.ts';
import { type Page, pageOf } from '../domain/inputs/listing.ts';
import { expectFound } from './refusals.server.ts';
import { type ReadScope, todayOf } from './scope.server.ts';

export type EstimatePage = Page<list.EstimateListRow> & {
  /** How many match the search in each status, whatever the status filter. */
  counts: Record<EstimateStatus, number>;
  /** What the rows on all pages add up to, in each currency. */
  totals: { currency: string; totalMinor: number }[];
};

/** A page of 50 estimates: two statements, sent together. */
export async function listEstimates(scope: ReadScope, input: EstimateList): Promise<EstimatePage> {
  const today = todayOf(scope);
  const [rows, sums] = await Promise.all([
    list.listEstimateRows(scope.tx, input, today),
    list.listStatusTotals(scope.tx, input.q, today),
  ]);
  const counts = countByStatus(sums);
  const shown = sums.filter(({ status }) => input.status === undefined || status === input.status);
  const count = shown.reduce((sum, row) => sum + row.count, 0);
  return { ...pageOf(rows, input.page, count), counts, totals: totalByCurrency(shown) };
}

function countByStatus(sums: list.StatusTotal[]): Record<EstimateStatus, number> {
  const of = (status: EstimateStatus) =>
    sums.filter((row) => row.status === status).reduce((sum, row) => sum + row.count, 0);
  const [draft, sent, accepted, declined, expired] = estimateStatuses.map(of);
  return {
    draft: draft ?? 0,
    sent: sent ?? 0,
    accepted: accepted ?? 0,
    declined: declined ?? 0,
    expired: expired ?? 0,
  };
}

function totalByCurrency(sums: list.StatusTotal[]): { currency: string; totalMinor: number }[] {
  const totals = new Map<string, number>();
  for (const { currency, totalMinor } of sums) totals.set(currency, (totals.get(currency) ?? 0) + totalMinor);
  return [...totals].map(([currency, totalMinor]) => ({ currency, totalMinor }));
}

/**
 * An estimate for the editor: the document of its current revision (or of the one asked for), the rate book of the
 * version that priced it, and what can be done with it.
 */
export async function getEstimate(scope: ReadScope, id: string, revisionNumber?: number) {
  const { tx } = scope;
  const [found, revision, revisions, newest] = await Promise.all([
    data.findEstimateWithNames(tx, id),
    revisionNumber === undefined ? data.findCurrentRevision(tx, id) : data.findRevision(tx, id, revisionNumber),
    data.listRevisions(tx, id),
    findLatestRateBook(tx),
  ]);
  const { estimate, deal, client, property } = expectFound(found, 'estimate');
  const shown = expectFound(revision, 'revision');
  const book =
    newest?.number === shown.document.rateBookVersion ? newest : await findRateBook(tx, shown.document.rateBookVersion);
  const isCurrent = shown.number === estimate.currentRevision;
  return {
    estimate: { ...estimate, status: shownStatus(estimate, todayOf(scope)) },
    deal,
    client,
    property,
    revision: shown,
    revisions,
    rateBook: expectFound(book, 'version of the rate book').document,
    newestRateBook: newest?.number ?? shown.document.rateBookVersion,
    isCurrent,
    isEditable: isCurrent && shown.lockedAt === null && estimate.deletedAt === null,
  };
}

function shownStatus({ status, expiresOn }: data.EstimateRow, today: string): EstimateStatus {
  return status === 'sent' && expiresOn !== null && expiresOn < today ? 'expired' : status;
}

/** One save of the current revision: what it changed of the one before, or null where that is not kept any more. */
export interface SaveEntry {
  version: number;
  savedAt: Date;
  savedByName: string | null;
  changes: Change[] | null;
}

/** The saves of the current revision that can still be gone back to; newest first. */
export async function listSaves({ tx }: ReadScope, id: string): Promise<SaveEntry[]> {
  const revision = expectFound(await data.findCurrentRevision(tx, id), 'estimate');
  const saves = await data.listSavedDocuments(tx, revision.id);
  return saves.map(({ document, ...save }, at) => {
    const before = saves[at + 1];
    return { ...save, changes: before ? changesBetween(before.document, document) : null };
  });
}

export function listDeletedEstimates({ tx }: ReadScope) {
  return data.listDeletedEstimates(tx);
}
