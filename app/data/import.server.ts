import { eq, sql } from 'drizzle-orm';
import { DatabaseError } from 'pg';
import { z } from 'zod';
import { archive, formerMember, membership, tenant, user } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { requireRoom } from '../admin/quota.server.ts';
import { readEverything } from '../ai/knowledge/passes.server.ts';
import { audit } from '../audit/audit.server.ts';
import { isRefusal, Refusal } from '../errors/refusal.ts';
import { defineJob, enqueue, type JobContext } from '../jobs/job.server.ts';
import type { OperationContext } from '../tenancy/operation.server.ts';
import { type CheckedArchive, checkParts, openArchive, partsOf } from './check.server.ts';
import { RowChecksum } from './checksum.ts';
import { eraseRows } from './erase-rows.server.ts';
import {
  expiryJob,
  keepPieces,
  keptSource,
  lockArchive,
  lockArchives,
  removePieces,
  requireNoneAtWork,
} from './store.server.ts';
import { archiveTables, countRows, type PeopleMap, writeRows } from './tables.server.ts';
import { type ByteSource, linesOf, readEntry, readWhole } from './unzip.server.ts';

const turnMs = 15_000;
const mostFile = 64 * 1024 * 1024;
/** Bytes of rows in one transaction. */
const batchBytes = 512 * 1024;
const batchRows = 500;
/** Each row of the history moves the head of its chain at the commit. */
const batchHistory = 100;

const named = z.object({ archiveId: z.uuid(), turn: z.number().int() });

/**
 * How far an import is: how many parts of the archive were read, and whether that was all and it was found whole; the table,
 * its rows that are written, and their checksum as the database gave them back.
 */
interface Cursor {
  checked: number;
  isChecked: boolean;
  table: number;
  rows: number;
  checksum: string;
  people: PeopleMap;
}

const start: Cursor = {
  checked: 0,
  isChecked: false,
  table: 0,
  rows: 0,
  checksum: new RowChecksum().toString(),
  people: {},
};

/** What already stands in a business, where an archive would come. */
export async function whatIsThere(tx: TenantTx): Promise<string[]> {
  const there: string[] = [];
  for (const { name, isPortable } of archiveTables())
    if (isPortable && (await countRows(tx, name)) > 0) there.push(name);
  return there;
}

/** @throws Refusal conflict when something stands where an archive would come */
export async function requireEmpty(tx: TenantTx): Promise<void> {
  if ((await whatIsThere(tx)).length === 0) return;
  throw new Refusal(
    'conflict',
    'This business is not empty any more. Start a new business and import the archive there.',
  );
}

/**
 * Begins to bring an archive, given whole, into an empty business. Nobody becomes a member by it: who is one already keeps
 * what they did there; the others are kept as names. A larger one comes in pieces (`arrival.server.ts`).
 * @throws Refusal conflict when the business is not empty, or an archive is at work or arriving; too-large when there is no
 *   room for it
 */
export async function beginImport(ctx: OperationContext, bytes: Uint8Array): Promise<{ id: string }> {
  const { tx, actor, now } = ctx;
  await lockArchives(ctx);
  await requireNoneAtWork(tx);
  await requireEmpty(tx);
  if ((await tx.$count(archive, eq(archive.state, 'arriving'))) > 0)
    throw new Refusal('conflict', 'Another archive is arriving. Cancel that one first.');
  await requireRoom(tx, bytes.length);
  const [made] = await tx
    .insert(archive)
    .values({ direction: 'in', cursor: start, size: bytes.length, requestedBy: actor.userId, createdAt: now })
    .returning({ id: archive.id });
  if (!made) throw new Error('The import could not be begun.');
  await keepPieces(tx, made.id, bytes);
  await startImport(tx, made.id);
  return made;
}

/** Has an archive whose bytes are here read and brought in. */
export async function startImport(tx: TenantTx, archiveId: string): Promise<void> {
  await tx.update(archive).set({ state: 'working', cursor: start, expiresAt: null }).where(eq(archive.id, archiveId));
  await enqueue(tx, importJob, { archiveId, turn: 0 }, { key: `${archiveId}:0` });
}

/** Members of the archive who are members here, by their address. */
async function mapPeople(tx: TenantTx, members: CheckedArchive['members']): Promise<PeopleMap> {
  const here = await tx
    .select({ id: membership.userId, email: user.email })
    .from(membership)
    .innerJoin(user, eq(user.id, membership.userId));
  const theirs = new Set(members.map(({ userId }) => userId));
  const pairs = members.flatMap(({ userId, email }) => {
    const own = here.find((person) => person.email.toLowerCase() === email.toLowerCase());
    // Somebody else of the archive may have this number: two people must not become one.
    return own && own.id !== userId && !theirs.has(own.id) ? [[userId, own.id]] : [];
  });
  return Object.fromEntries(pairs);
}

/** Brings the rows in, a batch in each transaction, or takes away again what was brought. */
export const importJob = defineJob(
  'data.import',
  named,
  async (ctx, { archiveId, turn }) => {
    const isDone = await bringFor(ctx, archiveId, turnMs);
    if (isDone) return;
    const next = { archiveId, turn: turn + 1 };
    await ctx.inTenant(({ tx }) => enqueue(tx, importJob, next, { key: `${archiveId}:${turn + 1}` }));
  },
  {
    onDead: (ctx, { archiveId }) => giveUp(ctx, archiveId, undone),
  },
);

/** Works for some time; true when there is nothing more to do. */
export async function bringFor(ctx: JobContext, archiveId: string, ms: number): Promise<boolean> {
  const until = performance.now() + ms;
  const [row] = await ctx.inTenant(({ tx }) => tx.select().from(archive).where(eq(archive.id, archiveId)));
  if (row?.state === 'undoing') await undo(ctx, archiveId, undone);
  if (row?.state !== 'working') return true;
  const cursor = row.cursor as Cursor;
  try {
    const source = keptSource((run) => ctx.inTenant(({ tx }) => run(tx)), row.id, row.size);
    if (!cursor.isChecked) return await check(ctx, archiveId, source, cursor, until);
    return await bringUntil(ctx, archiveId, cursor, source, until);
  } catch (error) {
    if (!isOfTheRows(error)) throw error;
    await giveUp(ctx, archiveId, isRefusal(error) ? error.message : undone);
    return true;
  }
}

/** Reads the archive whole before a row of it is written, for as long as there is time. */
async function check(
  ctx: JobContext,
  archiveId: string,
  source: ByteSource,
  cursor: Cursor,
  until: number,
): Promise<boolean> {
  const { archive: checked, parts } = await checkParts(source, cursor.checked, () => {
    ctx.signal.throwIfAborted();
    return performance.now() > until;
  });
  return ctx.inTenant(async (operation) => {
    const { tx } = operation;
    const row = await lockArchive(tx, archiveId);
    if (row?.state !== 'working' || (row.cursor as Cursor).checked !== cursor.checked) return false;
    if (parts < partsOf(checked)) {
      await tx
        .update(archive)
        .set({ cursor: { ...start, checked: parts } })
        .where(eq(archive.id, archiveId));
      return false;
    }
    await waitForWriters(tx);
    // Reading takes its time, and people go on meanwhile.
    await requireEmpty(tx);
    await requireRoomForFiles(tx, checked);
    const people = await mapPeople(tx, checked.members);
    await settle(operation, checked);
    const rowsTotal = checked.tables.reduce((sum, { rows }) => sum + rows, 0);
    await tx
      .update(archive)
      .set({ cursor: { ...start, checked: parts, isChecked: true, people }, rowsTotal })
      .where(eq(archive.id, archiveId));
    return false;
  });
}

/**
 * Waits for those who write, and keeps others waiting until this transaction has said that rows are going to be written:
 * from then on the database lets nobody else write what an archive brings (`refuse_beside_archive`).
 */
async function waitForWriters(tx: TenantTx): Promise<void> {
  await tx.select({ id: tenant.id }).from(tenant).for('update');
}

/** Lets this transaction write what the archive brings. */
async function writeFor(tx: TenantTx, archiveId: string): Promise<void> {
  await tx.execute(sql`select set_config('app.archive', ${archiveId}, true)`);
}

/** What an archive unpacks to may be more than itself. */
function requireRoomForFiles(tx: TenantTx, { entries }: CheckedArchive): Promise<void> {
  let bytes = 0;
  for (const [path, { size }] of entries) if (path.startsWith('files/')) bytes += size;
  return requireRoom(tx, bytes);
}

async function bringUntil(
  ctx: JobContext,
  archiveId: string,
  from: Cursor,
  source: ByteSource,
  until: number,
): Promise<boolean> {
  const checked = await openArchive(source);
  let cursor = from;
  while (cursor.table < checked.tables.length) {
    for await (const batch of batches(source, checked, cursor)) {
      ctx.signal.throwIfAborted();
      const next = await ctx.inTenant((operation) => bring(operation, archiveId, cursor, batch));
      if (!next) return true;
      cursor = next;
      if (performance.now() > until) return false;
    }
    cursor = await ctx.inTenant((operation) => endTable(operation, archiveId, cursor, checked));
  }
  await ctx.inTenant((operation) => finish(operation, archiveId, checked));
  return true;
}

/** What is not a row: the ways of the business, and who belonged to it. */
async function settle({ tx }: OperationContext, { manifest, members }: CheckedArchive): Promise<void> {
  const { locale, timeZone, currency, units } = manifest.business;
  await tx.update(tenant).set({ locale, timeZone, currency, units });
  const here = new Set((await tx.select({ id: membership.userId }).from(membership)).map(({ id }) => id));
  for (const person of members.filter(({ userId }) => !here.has(userId)))
    await tx
      .insert(formerMember)
      .values({ ...person, origin: 'archive' })
      .onConflictDoNothing();
}

interface Batch {
  table: CheckedArchive['tables'][number];
  lines: string[];
  bytes?: Uint8Array;
}

/** The rows of a table from where the import stands. */
async function* batches(
  source: ByteSource,
  { tables, entries }: CheckedArchive,
  cursor: Cursor,
): AsyncGenerator<Batch> {
  const table = tables[cursor.table];
  const entry = table && entries.get(table.file);
  if (!table || !entry) throw new Error('The archive has no such table.');
  const most = table.name === 'audit_entry' ? batchHistory : batchRows;
  let lines: string[] = [];
  let length = 0;
  let skip = cursor.rows;
  for await (const line of linesOf(readEntry(source, entry))) {
    if (skip > 0) {
      skip -= 1;
      continue;
    }
    if (table.name === 'stored_file') {
      yield { table, lines: [line], bytes: await bytesOf(source, entries, line) };
      continue;
    }
    lines.push(line);
    length += line.length;
    if (lines.length < most && length < batchBytes) continue;
    yield { table, lines };
    lines = [];
    length = 0;
  }
  if (lines.length > 0) yield { table, lines };
}

async function bytesOf(source: ByteSource, entries: CheckedArchive['entries'], line: string): Promise<Buffer> {
  const { id } = z.object({ id: z.string() }).parse(JSON.parse(line));
  for (const [path, entry] of entries) if (path.startsWith(`files/${id}/`)) return readWhole(source, entry, mostFile);
  throw new Refusal('unsupported', 'A stored file is missing in the archive.');
}

/** Writes a batch and how far the import is by it. Null when somebody else works on this import. */
async function bring(
  { tx }: OperationContext,
  archiveId: string,
  cursor: Cursor,
  batch: Batch,
): Promise<Cursor | null> {
  const row = await lockArchive(tx, archiveId);
  if (row?.state !== 'working' || !isSamePlace(row.cursor as Cursor, cursor)) return null;
  const { table, lines, bytes } = batch;
  await writeFor(tx, archiveId);
  const written = await writeRows(tx, table, lines, { people: cursor.people, bytes });
  const sum = new RowChecksum(cursor.checksum);
  for (const line of written) sum.add(line);
  const next = { ...cursor, rows: cursor.rows + written.length, checksum: sum.toString() };
  await tx
    .update(archive)
    .set({ cursor: next, rowsDone: row.rowsDone + written.length })
    .where(eq(archive.id, archiveId));
  return next;
}

function isSamePlace(a: Cursor, b: Cursor): boolean {
  return a.table === b.table && a.rows === b.rows;
}

/** What the database has of this table must be what was exported. */
async function endTable(
  { tx }: OperationContext,
  archiveId: string,
  cursor: Cursor,
  { tables }: CheckedArchive,
): Promise<Cursor> {
  const table = tables[cursor.table];
  if (table?.rows !== cursor.rows || table.checksum !== cursor.checksum)
    throw new Refusal('unsupported', 'The rows that were written are not those of the archive.');
  const next = { ...cursor, table: cursor.table + 1, rows: 0, checksum: new RowChecksum().toString() };
  await tx.update(archive).set({ cursor: next }).where(eq(archive.id, archiveId));
  return next;
}

async function finish(operation: OperationContext, archiveId: string, { manifest }: CheckedArchive): Promise<void> {
  const row = await lockArchive(operation.tx, archiveId);
  if (row?.state !== 'working') return;
  await operation.tx.update(archive).set({ state: 'done', finishedAt: operation.now }).where(eq(archive.id, archiveId));
  const about = { madeAt: manifest.madeAt, rows: row.rowsTotal, auditHead: manifest.auditHead };
  const asked = { ...operation, actor: { ...operation.actor, userId: row.requestedBy } };
  await audit(asked, { action: 'data.imported', subjectType: 'archive', subjectId: archiveId, after: about });
  await enqueue(operation.tx, expiryJob, { archiveId }, { key: archiveId });
  await readEverything(operation.tx, operation.now);
}

/** True for what trying again does not change: the rows refer to what is not there, or are none. */
function isOfTheRows(error: unknown): boolean {
  if (error instanceof Refusal) return true;
  return error instanceof DatabaseError && /^(22|23)/.test(error.code ?? '');
}

/** Ends an import that cannot be. What was written is taken away; before that nothing is, for it would be somebody's own. */
async function giveUp(ctx: JobContext, archiveId: string, problem: string): Promise<void> {
  const isWritten = await ctx.inTenant(async ({ tx, now }) => {
    const row = await lockArchive(tx, archiveId);
    if (row?.state !== 'working') return row?.state === 'undoing';
    const { isChecked } = row.cursor as Cursor;
    const end = isChecked ? { state: 'undoing' as const } : { state: 'failed' as const, problem, finishedAt: now };
    await tx.update(archive).set(end).where(eq(archive.id, archiveId));
    if (!isChecked) await enqueue(tx, expiryJob, { archiveId }, { key: archiveId });
    return isChecked;
  });
  if (isWritten) await undo(ctx, archiveId, problem);
}

const undone =
  'The archive has rows that do not belong together, so nothing of it was kept. Make a new export and import that.';

/** Takes away what was brought in, in batches; to be called again by whoever comes next when it is cut off. */
async function undo(ctx: JobContext, archiveId: string, problem: string): Promise<void> {
  const tables = archiveTables().filter(({ name, isPortable }) => isPortable && name !== 'audit_entry');
  for (const { name } of tables.toReversed())
    while ((await ctx.inTenant(({ tx }) => eraseRows(tx, name, 500))) > 0) ctx.signal.throwIfAborted();
  while (await ctx.inTenant(({ tx }) => removePieces(tx, archiveId))) ctx.signal.throwIfAborted();
  await ctx.inTenant(async ({ tx, now }) => {
    // Who left this business itself did not come with the archive.
    await tx.delete(formerMember).where(eq(formerMember.origin, 'archive'));
    await tx.update(archive).set({ state: 'failed', problem, finishedAt: now }).where(eq(archive.id, archiveId));
  });
}
