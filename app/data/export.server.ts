import { asc, eq, gt, ne } from 'drizzle-orm';
import { z } from 'zod';
import { archive, archiveEntry, archivePart, membership, personErasure, storedFile, user } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { audit } from '../audit/audit.server.ts';
import { readHead } from '../audit/chain.server.ts';
import { Refusal } from '../errors/refusal.ts';
import { defineJob, enqueue, type JobContext } from '../jobs/job.server.ts';
import type { OperationContext } from '../tenancy/operation.server.ts';
import { csvRecord } from '../workbook/csv.ts';
import { type ArchiveWriter, type Cursor, startCursor, writerOf } from './archive-writer.server.ts';
import { archiveFormat, archiveVersion, type Manifest, readme, schemaVersion } from './manifest.server.ts';
import { expiryJob, lockArchive, lockArchives, requireNoneAtWork } from './store.server.ts';
import { type ArchiveTable, archiveTables, countRows, readRows } from './tables.server.ts';

/** How long a finished archive is kept. */
export const keptDays = 7;

/** How long one run of the job works before it lets others have their turn. */
const turnMs = 15_000;

const named = z.object({ archiveId: z.uuid(), turn: z.number().int() });

/**
 * Begins an archive of everything that the business has. One is made at a time.
 * @throws Refusal conflict
 */
export async function beginExport(ctx: OperationContext): Promise<{ id: string }> {
  const { tx, actor, now } = ctx;
  await lockArchives(ctx);
  await requireNoneAtWork(tx);
  if ((await tx.$count(personErasure, ne(personErasure.state, 'done'))) > 0)
    throw new Refusal('conflict', 'A person is being erased. Make the archive when that is done.');
  let rowsTotal = 0;
  // Each row is read twice: once for the machine, once for the spreadsheet.
  for (const { name } of archiveTables()) rowsTotal += 2 * (await countRows(tx, name));
  const [made] = await tx
    .insert(archive)
    .values({
      direction: 'out',
      cursor: { ...startCursor, schema: schemaVersion() },
      rowsTotal,
      requestedBy: actor.userId,
      createdAt: now,
    })
    .returning({ id: archive.id });
  if (!made) throw new Error('The archive could not be begun.');
  await audit(ctx, { action: 'data.exported', subjectType: 'archive', subjectId: made.id });
  await enqueue(tx, exportJob, { archiveId: made.id, turn: 0 }, { key: `${made.id}:0` });
  return made;
}

/** Writes the archive, a batch in each transaction: a process that dies leaves it to the next, which goes on. */
export const exportJob = defineJob(
  'data.export',
  named,
  async (ctx, { archiveId, turn }) => {
    const isDone = await writeFor(ctx, archiveId, turnMs);
    if (!isDone) {
      const next = { archiveId, turn: turn + 1 };
      await ctx.inTenant(({ tx }) => enqueue(tx, exportJob, next, { key: `${archiveId}:${turn + 1}` }));
    }
  },
  { onDead: (ctx, { archiveId }) => giveUp(ctx, archiveId) },
);

/** Writes for some time; true when the archive is finished or there is nothing to write. */
export async function writeFor(ctx: JobContext, archiveId: string, ms: number): Promise<boolean> {
  const until = performance.now() + ms;
  const hashes = new Map<number, ArchiveWriter>();
  while (performance.now() < until) {
    ctx.signal.throwIfAborted();
    const isDone = await ctx.inTenant((operation) => writeBatch(operation, archiveId, hashes));
    if (isDone) return true;
  }
  return false;
}

async function giveUp(ctx: JobContext, archiveId: string): Promise<void> {
  await ctx.inTenant(({ tx }) =>
    tx
      .update(archive)
      .set({ state: 'failed', problem: 'The archive could not be made. Begin a new one.', finishedAt: new Date() })
      .where(eq(archive.id, archiveId)),
  );
}

/** The parts of an archive in the order in which they are written: children before parents, so that no row lacks its parent. */
type Step =
  | { kind: 'rows'; table: ArchiveTable; form: 'jsonl' | 'csv' }
  | { kind: 'files' | 'members' | 'readme' | 'manifest' | 'end' };

function steps(): Step[] {
  const tables = archiveTables().toReversed();
  const rows = tables.flatMap((table): Step[] => [
    { kind: 'rows', table, form: 'jsonl' },
    { kind: 'rows', table, form: 'csv' },
  ]);
  return [...rows, { kind: 'files' }, { kind: 'members' }, { kind: 'readme' }, { kind: 'manifest' }, { kind: 'end' }];
}

async function writeBatch(
  ctx: OperationContext,
  archiveId: string,
  open: Map<number, ArchiveWriter>,
): Promise<boolean> {
  const { tx } = ctx;
  const row = await lockArchive(tx, archiveId);
  if (row?.state !== 'working') return true;
  const cursor = row.cursor as Cursor;
  if (cursor.schema !== schemaVersion()) {
    const problem = 'Candlefish was updated while the archive was made. Make a new one.';
    await tx.update(archive).set({ state: 'failed', problem, finishedAt: ctx.now }).where(eq(archive.id, archiveId));
    return true;
  }
  const writer = await writerOf(tx, archiveId, cursor, open);
  const step = steps()[cursor.step];
  if (!step) throw new Error('The archive has no such step.');
  const read = await write(ctx, writer, step, row);
  const isDone = step.kind === 'end';
  await tx
    .update(archive)
    .set({
      cursor: writer.cursor,
      rowsDone: row.rowsDone + read,
      size: writer.cursor.position,
      ...(isDone && { state: 'done', finishedAt: ctx.now, expiresAt: expiryOf(ctx.now) }),
    })
    .where(eq(archive.id, archiveId));
  if (isDone) await enqueue(tx, expiryJob, { archiveId }, { runAt: expiryOf(ctx.now), key: archiveId });
  return isDone;
}

/** Writes one batch of a step; says how many rows it read. */
async function write(
  ctx: OperationContext,
  writer: ArchiveWriter,
  step: Step,
  { id, createdAt }: typeof archive.$inferSelect,
): Promise<number> {
  switch (step.kind) {
    case 'rows':
      return writeRows(ctx.tx, writer, step);
    case 'files':
      await writeFile(ctx.tx, writer);
      return 0;
    case 'members':
      await writer.whole('members.json', Buffer.from(`${JSON.stringify(await members(ctx.tx), null, 1)}\n`));
      break;
    case 'readme':
      await writer.whole('README.txt', Buffer.from(readme(ctx.tenant.name, createdAt)));
      break;
    case 'manifest':
      await writer.whole(
        'manifest.json',
        Buffer.from(`${JSON.stringify(await manifest(ctx, id, createdAt), null, 1)}\n`),
      );
      break;
    case 'end':
      await writer.end();
  }
  writer.nextStep();
  return 0;
}

async function writeRows(
  tx: TenantTx,
  writer: ArchiveWriter,
  { table, form }: { table: ArchiveTable; form: 'jsonl' | 'csv' },
): Promise<number> {
  const limit = writer.cursor.batch;
  const rows = await readRows(tx, table, writer.cursor.after, limit);
  if (!writer.isOpen) {
    writer.begin(`tables/${table.name}.${form}`, form === 'jsonl');
    if (form === 'csv') await writer.add(Buffer.from(`${csvRecord(table.columns)}\r\n`));
  }
  if (rows.length > 0) {
    const lines = rows.map(({ line }) => line);
    if (form === 'jsonl') await writer.addLines(lines);
    else await writer.add(Buffer.from(lines.map((line) => csvLine(line, table.columns)).join('')));
    writer.note(rows.at(-1)?.at ?? null);
  }
  if (rows.length < limit) {
    await writer.finish();
    writer.nextStep();
  }
  return rows.length;
}

function csvLine(line: string, columns: readonly string[]): string {
  const row: Record<string, unknown> = JSON.parse(line);
  return `${csvRecord(columns.map((column) => csvValue(row[column])))}\r\n`;
}

function csvValue(value: unknown): string | number | boolean | null {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  return JSON.stringify(value ?? null);
}

async function writeFile(tx: TenantTx, writer: ArchiveWriter): Promise<void> {
  const { after } = writer.cursor;
  const [file] = await tx
    .select({ id: storedFile.id, name: storedFile.name, bytes: storedFile.bytes })
    .from(storedFile)
    .where(after === null ? undefined : gt(storedFile.id, after))
    .orderBy(asc(storedFile.id))
    .limit(1);
  if (!file) return writer.nextStep();
  await writer.whole(`files/${file.id}/${fileName(file.name)}`, Buffer.from(file.bytes));
  writer.note(file.id);
}

/** A name that any system can unpack. */
function fileName(name: string): string {
  const clean = name
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}/\\:*?"<>|]/gu, '_')
    .replace(/^[. ]+|[. ]+$/g, '');
  return [...clean].slice(0, 80).join('') || 'file';
}

function members(tx: TenantTx) {
  return tx
    .select({ userId: membership.userId, name: user.name, email: user.email, role: membership.role })
    .from(membership)
    .innerJoin(user, eq(user.id, membership.userId))
    .orderBy(asc(membership.userId));
}

async function manifest({ tx, tenant }: OperationContext, archiveId: string, madeAt: Date): Promise<Manifest> {
  const entries = await tx
    .select({
      path: archiveEntry.path,
      size: archiveEntry.size,
      sha256: archiveEntry.sha256,
      rows: archiveEntry.rows,
      checksum: archiveEntry.checksum,
    })
    .from(archiveEntry)
    .where(eq(archiveEntry.archiveId, archiveId))
    .orderBy(asc(archiveEntry.number));
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  const { name, locale, timeZone, currency, units } = tenant;
  return {
    format: archiveFormat,
    version: archiveVersion,
    schema: schemaVersion(),
    madeAt: madeAt.toISOString(),
    business: { name, locale, timeZone, currency, units },
    auditHead: await readHead(tx),
    tables: archiveTables().map((table) => {
      const file = `tables/${table.name}.jsonl`;
      const { rows, checksum } = byPath.get(file) ?? {};
      return {
        name: table.name,
        file,
        columns: [...table.columns],
        rows: rows ?? 0,
        checksum: checksum ?? '0'.repeat(64),
      };
    }),
    files: entries.map(({ path, size, sha256 }) => ({ path, size, sha256 })),
  };
}

function expiryOf(now: Date): Date {
  return new Date(now.getTime() + keptDays * 24 * 3600 * 1000);
}

/** The bytes of an archive may be gone before its row is looked at: who asks gets the parts that there are. */
export async function findExport(tx: TenantTx, id: string, now: Date): Promise<{ size: number } | null> {
  const [found] = await tx
    .select({ size: archive.size, direction: archive.direction, state: archive.state, expiresAt: archive.expiresAt })
    .from(archive)
    .where(eq(archive.id, id));
  const isThere =
    found?.direction === 'out' && found.state === 'done' && found.expiresAt !== null && found.expiresAt > now;
  return isThere && (await tx.$count(archivePart, eq(archivePart.archiveId, id))) > 0 ? { size: found.size } : null;
}
