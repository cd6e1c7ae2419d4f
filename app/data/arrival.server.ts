import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { archive } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { requireRoom } from '../admin/quota.server.ts';
import { sizeText } from '../admin/size.ts';
import { env } from '../env.server.ts';
import { notFound, Refusal } from '../errors/refusal.ts';
import { requireKind } from '../files/file.server.ts';
import { defineJob, enqueue } from '../jobs/job.server.ts';
import type { OperationContext } from '../tenancy/operation.server.ts';
import { type ArrivalStand, chained, bytesOf as keptBytes, piecesOf, sha256, spanOf } from './arrival.ts';
import { requireEmpty, startImport } from './import.server.ts';
import { expiryJob, keepPieces, lockArchive, lockArchives, requireNoneAtWork } from './store.server.ts';

/** After so long without a piece what is here is removed. */
const patienceMs = 24 * 3600 * 1000;

type ArchiveRow = typeof archive.$inferSelect;

/** What the row of an archive keeps while it arrives: `last` is the digest of the piece that came last. */
interface Arrival extends Pick<ArrivalStand, 'name' | 'pieces' | 'digest'> {
  last: string;
}

/** Bytes of the largest archive that may come in. */
export function mostArchive(): number {
  return env().ARCHIVE_LIMIT_MIB * 1024 * 1024;
}

/**
 * Begins to take an archive in pieces, or says how far it is when a file of this name and size is arriving already. Room for
 * all of it is kept from here on. Nothing is written into the history: what an archive comes into has none.
 * @throws Refusal too-large when it is larger than an archive may be, or than there is room for; conflict when the business
 *   is not empty, or another archive is arriving or at work
 */
export async function beginArrival(
  ctx: OperationContext,
  { name, size }: { name: string; size: number },
): Promise<ArrivalStand> {
  const { tx, actor, now } = ctx;
  if (size > mostArchive())
    throw new Refusal(
      'too-large',
      `This archive has ${sizeText(size)}. One that is brought here may have up to ${sizeText(mostArchive())}.`,
    );
  await lockArchives(ctx);
  await requireNoneAtWork(tx);
  await requireEmpty(tx);
  const before = await findArrival(tx);
  if (before?.name === name && before.size === size) return before;
  if (before && before.pieces > 0) throw anotherArrives(before.name);
  if (before) await cancelArrival(ctx, before.id);
  await requireRoom(tx, size);
  const cursor: Arrival = { name, pieces: 0, digest: '', last: '' };
  const [made] = await tx
    .insert(archive)
    .values({
      direction: 'in',
      state: 'arriving',
      cursor,
      size,
      requestedBy: actor.userId,
      createdAt: now,
      expiresAt: endOfPatience(now),
    })
    .returning();
  if (!made) throw new Error('The arrival could not be begun.');
  await expectLateness(tx, made.id, endOfPatience(now));
  return standOf(made);
}

/**
 * Keeps the next piece. One that is sent again because its answer was lost counts once.
 * @throws Refusal with nothing kept of it: conflict for a piece that is not the next, too-large or invalid for one that is not
 *   what was said, gone after the arrival ended, not-found for an archive of others
 */
export async function keepPiece(
  { tx, now }: OperationContext,
  { id, number, digest, bytes }: { id: string; number: number; digest: string; bytes: Uint8Array<ArrayBuffer> },
): Promise<ArrivalStand> {
  const row = await lockArrival(tx, id);
  const { pieces, last, ...arrival } = row.cursor as Arrival;
  if (number === pieces - 1 && digest === last) return standOf(row);
  if (number !== pieces) throw notTheNext(number, row);
  requireLength(bytes.length, row.size, number);
  if ((await sha256(bytes)) !== digest)
    throw new Refusal('invalid', 'This piece of the archive changed on its way. Send it again.');
  if (number === 0) requireKind(bytes, ['zip']);
  await keepPieces(tx, id, bytes, spanOf(row.size, number).from);
  const cursor: Arrival = {
    ...arrival,
    pieces: pieces + 1,
    digest: await chained(arrival.digest, digest),
    last: digest,
  };
  await tx
    .update(archive)
    .set({ cursor, expiresAt: endOfPatience(now) })
    .where(eq(archive.id, id));
  return standOf({ ...row, cursor });
}

/**
 * All pieces are here: the archive is read and brought in. A second time changes nothing.
 * @throws Refusal conflict when pieces are missing or the business is not empty any more; gone after the arrival ended
 */
export async function endArrival(ctx: OperationContext, id: string): Promise<{ id: string }> {
  const { tx } = ctx;
  await lockArchives(ctx);
  const row = await lockArchive(tx, id);
  if (row?.direction === 'in' && !hasEnded(row) && row.state !== 'arriving') return { id };
  const arriving = await lockArrival(tx, id);
  const { pieces } = arriving.cursor as Arrival;
  if (pieces < piecesOf(arriving.size))
    throw new Refusal('conflict', `Only ${stateOfArrival(arriving)} of this archive are here. Send the rest first.`, {
      pieces,
    });
  await requireNoneAtWork(tx);
  await requireEmpty(tx);
  await startImport(tx, id);
  return { id };
}

/**
 * Ends an arrival; what came is removed. A second time changes nothing.
 * @throws Refusal conflict when the archive is whole and being read
 */
export async function cancelArrival({ tx, now }: OperationContext, id: string): Promise<void> {
  const row = await lockArchive(tx, id);
  if (row?.state === 'cancelled') return;
  await lockArrival(tx, id);
  await giveUp(tx, id, { state: 'cancelled', finishedAt: now });
}

/** What is arriving: one at a time. */
export async function findArrival(tx: TenantTx): Promise<ArrivalStand | null> {
  const [row] = await tx.select().from(archive).where(eq(archive.state, 'arriving'));
  return row ? standOf(row) : null;
}

/** Removes what came of an archive whose rest did not come for a day. */
export const latenessJob = defineJob('data.late', z.object({ archiveId: z.uuid() }), (ctx, { archiveId }) =>
  ctx.inTenant(async ({ tx, now }) => {
    const row = await lockArchive(tx, archiveId);
    if (row?.state !== 'arriving' || !row.expiresAt) return;
    if (row.expiresAt > now) return expectLateness(tx, archiveId, row.expiresAt);
    const problem = `The rest of it did not come for a day. The ${stateOfArrival(row)} that were here are removed.`;
    await giveUp(tx, archiveId, { state: 'failed', problem, finishedAt: now });
  }),
);

/** By its time in the key: a job that asks for itself again is another one. */
function expectLateness(tx: TenantTx, archiveId: string, at: Date): Promise<void> {
  return enqueue(tx, latenessJob, { archiveId }, { runAt: at, key: `${archiveId}:${at.getTime()}` });
}

async function giveUp(
  tx: TenantTx,
  id: string,
  end: Partial<Pick<ArchiveRow, 'state' | 'problem' | 'finishedAt'>>,
): Promise<void> {
  await tx.update(archive).set(end).where(eq(archive.id, id));
  await enqueue(tx, expiryJob, { archiveId: id }, { key: id });
}

/** The row of an archive that is arriving, for this transaction alone. */
async function lockArrival(tx: TenantTx, id: string): Promise<ArchiveRow> {
  const row = await lockArchive(tx, id);
  if (row?.direction !== 'in') throw notFound('archive');
  if (row.state === 'arriving') return row;
  if (hasEnded(row)) throw new Refusal('gone', 'The sending of this archive was ended. Begin it again.');
  throw new Refusal('conflict', 'This archive has arrived already.');
}

/** Cancelled, given up, or not brought in. */
function hasEnded({ state }: ArchiveRow): boolean {
  return state === 'cancelled' || state === 'failed';
}

function requireLength(length: number, size: number, number: number): void {
  const { from, to } = spanOf(size, number);
  if (length > to - from)
    throw new Refusal('too-large', 'This piece is larger than what is left of the archive, or than a piece may be.');
  if (length < to - from) throw new Refusal('invalid', 'This piece of the archive is not whole. Send it again.');
}

function notTheNext(number: number, row: ArchiveRow): Refusal {
  const { pieces } = row.cursor as Arrival;
  if (number < pieces) return new Refusal('conflict', 'This piece of the archive is here already.', { pieces });
  if (pieces === piecesOf(row.size)) return new Refusal('conflict', 'All of this archive is here already.', { pieces });
  return new Refusal('conflict', `Piece ${pieces + 1} of the archive comes next.`, { pieces });
}

function anotherArrives(name: string): Refusal {
  return new Refusal('conflict', `The archive “${name}” is arriving. Choose that file to go on with it, or cancel it.`);
}

function stateOfArrival(row: ArchiveRow): string {
  return `${sizeText(keptBytes(standOf(row)))} of ${sizeText(row.size)}`;
}

function standOf({ id, size, cursor }: Pick<ArchiveRow, 'id' | 'size' | 'cursor'>): ArrivalStand {
  const { name, pieces, digest } = cursor as Arrival;
  return { id, name, size, pieces, digest };
}

function endOfPatience(now: Date): Date {
  return new Date(now.getTime() + patienceMs);
}
