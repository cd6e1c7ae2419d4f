import { Refusal } from '#app/errors/refusal.ts';
import type { OperationContext } from '#app/tenancy/operation.server.ts';
import { rateBookPublished } from '../contract.ts';
import * as data from '../data/rate-books.server.ts';
import type { RestoreRateBook, SaveRateBook } from '../domain/inputs/rate-book.ts';
import type { RateBook } from '../domain/rate-book.ts';
import { defaultRateBook } from '../domain/rate-book-default.ts';
import { recordAudit, recordEvent } from './activity.server.ts';
import { expectFound } from './refusals.server.ts';
import { type ReadScope, stampOf } from './scope.server.ts';

export interface CurrentRateBook {
  number: number;
  document: RateBook;
  note: string;
  createdAt: Date | null;
  /** False while the tenant has not used a rate book yet: this is the default that the first use will store as number 1. */
  isStored: boolean;
}

/** The newest version, or the default in the tenant's units and currency. Reads only: a loader can call it. */
export async function getRateBook({ tx, tenant }: ReadScope): Promise<CurrentRateBook> {
  const row = await data.findLatestRateBook(tx);
  if (row) return { ...row, isStored: true };
  const document = defaultRateBook(tenant.units, tenant.currency);
  return { number: 1, document, note: '', createdAt: null, isStored: false };
}

/** The newest version; the first use in a tenant stores the default. */
export async function ensureRateBook(ctx: OperationContext): Promise<data.RateBookRow> {
  const latest = await data.findLatestRateBook(ctx.tx);
  if (latest) return latest;
  const document = defaultRateBook(ctx.tenant.units, ctx.tenant.currency);
  const note = 'Starting rates: edit them to match your crew.';
  const first = await data.insertRateBook(ctx.tx, { document, note, ...stampOf(ctx) });
  return expectFound(first ?? (await data.findLatestRateBook(ctx.tx)), 'rate book');
}

/** One version by its number: what an estimate of that version was priced with. */
export async function getRateBookVersion(scope: ReadScope, number: number): Promise<CurrentRateBook> {
  const row = await data.findRateBook(scope.tx, number);
  if (row) return { ...row, isStored: true };
  const current = await getRateBook(scope);
  return expectFound(current.number === number && !current.isStored ? current : null, 'version of the rate book');
}

/** Every version, newest first, without the documents. */
export function listRateBookVersions({ tx }: ReadScope) {
  return data.listRateBookRows(tx);
}

/**
 * Stores the book as the next version. Estimates keep the version they were priced with.
 * @throws Refusal `conflict` with `{ yours, theirs, base }` when somebody published in between.
 */
export async function saveRateBook(ctx: OperationContext, input: SaveRateBook): Promise<data.RateBookRow> {
  const latest = await ensureRateBook(ctx);
  if (latest.number !== input.baseVersion) throw await outdated(ctx, input.baseVersion, input.document, latest);
  return publish(ctx, { ...input.document, version: latest.number + 1 }, input.note);
}

/** An old version becomes the newest again, as a version of its own. */
export async function restoreRateBook(ctx: OperationContext, input: RestoreRateBook): Promise<data.RateBookRow> {
  const old = expectFound(await data.findRateBook(ctx.tx, input.number), 'version of the rate book');
  const latest = await ensureRateBook(ctx);
  if (latest.number !== input.baseVersion) throw await outdated(ctx, input.baseVersion, old.document, latest);
  return publish(ctx, { ...old.document, version: latest.number + 1 }, `Version ${old.number} again`);
}

async function publish(ctx: OperationContext, document: RateBook, note: string): Promise<data.RateBookRow> {
  const saved = await data.insertRateBook(ctx.tx, { document, note, ...stampOf(ctx) });
  if (!saved) {
    const latest = expectFound(await data.findLatestRateBook(ctx.tx), 'rate book');
    throw await outdated(ctx, document.version - 1, document, latest);
  }
  await Promise.all([
    recordEvent(ctx, rateBookPublished, { number: saved.number, note }),
    recordAudit(ctx, 'rate-book.published', { type: 'rate-book', id: saved.id }, { label: String(saved.number), note }),
  ]);
  return saved;
}

async function outdated(
  ctx: OperationContext,
  baseVersion: number,
  yours: RateBook,
  latest: data.RateBookRow,
): Promise<Refusal> {
  const base = await data.findRateBook(ctx.tx, baseVersion);
  return new Refusal(
    'conflict',
    `Version ${latest.number} of the rate book was published while you were editing. Compare the two, then save again.`,
    { yours, theirs: latest.document, base: base?.document ?? null, number: latest.number },
  );
}
