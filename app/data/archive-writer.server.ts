import { createHash, type Hash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, crc32, deflateRaw, inflateRaw } from 'node:zlib';
import { and, asc, eq, gt } from 'drizzle-orm';
import { archiveEntry, archivePart } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { RowChecksum } from './checksum.ts';
import { directoryEnd, directoryLine, localHeader } from './zip.ts';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);
/** Each batch ends on a whole byte and refers to nothing before it, so batches of different processes join. */
const flushed = { finishFlush: constants.Z_FULL_FLUSH };
/** An empty last block: it ends what was only flushed. */
const lastBlock = Buffer.from([3, 0]);
/** Bytes of text that one transaction aims at: long enough to pack well, short enough for others to get their turn. */
const aimBytes = 1024 * 1024;
const mostBatch = 1_000;

/** How far an archive is. Stored with what was written, so that both are there or neither. */
export interface Cursor {
  /** The version of the schema: with another one the steps are others. */
  schema: number;
  step: number;
  /** The place of the last row of this step. */
  after: string | null;
  /** How many rows the next batch asks for. */
  batch: number;
  /** Where the next file begins. */
  position: number;
  /** The number of the next part. */
  part: number;
  entries: number;
  open: OpenEntry | null;
}

interface OpenEntry {
  path: string;
  /** The part that is kept free for its header. */
  header: number;
  size: number;
  compressedSize: number;
  crc32: number;
  rows: number | null;
  checksum: string | null;
}

export const startCursor: Omit<Cursor, 'schema'> = {
  step: 0,
  after: null,
  batch: 100,
  position: 0,
  part: 0,
  entries: 0,
  open: null,
};

/**
 * The writer for this state of the archive. A hash cannot be stored half-way: the one in memory is taken if it belongs to
 * the very same state, else the parts of the open file are read once more.
 */
export async function writerOf(
  tx: TenantTx,
  archiveId: string,
  cursor: Cursor,
  kept: Map<number, ArchiveWriter>,
): Promise<ArchiveWriter> {
  const before = kept.get(cursor.part);
  kept.clear();
  const hash = before?.hash.copy() ?? (await hashAgain(tx, archiveId, cursor));
  const writer = new ArchiveWriter(tx, archiveId, structuredClone(cursor), hash, (done) => {
    kept.clear();
    kept.set(done.cursor.part, done);
  });
  return writer;
}

async function hashAgain(tx: TenantTx, archiveId: string, { open }: Cursor): Promise<Hash> {
  const hash = createHash('sha256');
  if (!open) return hash;
  for (let after = open.header; ; ) {
    const [part] = await tx
      .select({ number: archivePart.number, bytes: archivePart.bytes })
      .from(archivePart)
      .where(and(eq(archivePart.archiveId, archiveId), gt(archivePart.number, after)))
      .orderBy(asc(archivePart.number))
      .limit(1);
    if (!part) return hash;
    hash.update(await inflate(part.bytes, { finishFlush: constants.Z_SYNC_FLUSH }));
    after = part.number;
  }
}

/** Writes files into an archive, in the transaction of one batch. */
export class ArchiveWriter {
  readonly cursor: Cursor;
  hash: Hash;
  readonly #tx: TenantTx;
  readonly #archiveId: string;
  readonly #wrote: (writer: ArchiveWriter) => void;

  constructor(tx: TenantTx, archiveId: string, cursor: Cursor, hash: Hash, wrote: (writer: ArchiveWriter) => void) {
    this.#tx = tx;
    this.#archiveId = archiveId;
    this.cursor = cursor;
    this.hash = hash;
    this.#wrote = wrote;
  }

  get isOpen(): boolean {
    return this.cursor.open !== null;
  }

  begin(path: string, hasRows: boolean): void {
    const header = this.cursor.part;
    this.cursor.part += 1;
    this.hash = createHash('sha256');
    const empty = new RowChecksum().toString();
    this.cursor.open = {
      path,
      header,
      size: 0,
      compressedSize: 0,
      crc32: 0,
      rows: hasRows ? 0 : null,
      checksum: hasRows ? empty : null,
    };
    this.#wrote(this);
  }

  async addLines(lines: readonly string[]): Promise<void> {
    const open = this.#open();
    const sum = new RowChecksum(open.checksum ?? '0');
    for (const line of lines) sum.add(line);
    open.checksum = sum.toString();
    open.rows = (open.rows ?? 0) + lines.length;
    await this.add(Buffer.from(`${lines.join('\n')}\n`));
  }

  async add(bytes: Buffer): Promise<void> {
    const open = this.#open();
    this.hash.update(bytes);
    open.size += bytes.length;
    open.crc32 = crc32(bytes, open.crc32);
    const packed = await deflate(bytes, flushed);
    open.compressedSize += packed.length;
    await this.#part(packed);
    const share = bytes.length === 0 ? 2 : aimBytes / bytes.length;
    this.cursor.batch = Math.round(Math.min(mostBatch, Math.max(10, this.cursor.batch * Math.min(2, share))));
  }

  /** The next batch begins after this place. */
  note(after: string | null): void {
    this.cursor.after = after;
  }

  async finish(): Promise<void> {
    const { open } = this.cursor;
    if (!open) return;
    await this.#part(lastBlock);
    const compressedSize = open.compressedSize + lastBlock.length;
    const { path, size, rows, checksum } = open;
    const entry = { path, position: this.cursor.position, size, compressedSize, crc32: open.crc32, isDeflated: true };
    const header = localHeader(entry);
    await this.#tx.insert(archivePart).values({ archiveId: this.#archiveId, number: open.header, bytes: header });
    const sha256 = this.hash.digest('hex');
    const { isDeflated: _, ...facts } = entry;
    await this.#tx
      .insert(archiveEntry)
      .values({ ...facts, archiveId: this.#archiveId, number: this.cursor.entries, sha256, rows, checksum });
    this.hash = createHash('sha256');
    Object.assign(this.cursor, {
      position: entry.position + header.length + compressedSize,
      entries: this.cursor.entries + 1,
      open: null,
    });
  }

  /** A file in one go. */
  async whole(path: string, bytes: Buffer): Promise<void> {
    const { batch } = this.cursor;
    this.begin(path, false);
    for (let from = 0; from < bytes.length; from += aimBytes) await this.add(bytes.subarray(from, from + aimBytes));
    await this.finish();
    this.cursor.batch = batch;
  }

  nextStep(): void {
    this.cursor.step += 1;
    this.cursor.after = null;
    this.cursor.batch = startCursor.batch;
  }

  /** The directory of all files: the end of the zip. */
  async end(): Promise<void> {
    const start = this.cursor.position;
    let size = 0;
    for (let after = -1; ; ) {
      const entries = await this.#tx
        .select()
        .from(archiveEntry)
        .where(and(eq(archiveEntry.archiveId, this.#archiveId), gt(archiveEntry.number, after)))
        .orderBy(asc(archiveEntry.number))
        .limit(1_000);
      const lines = Buffer.concat(entries.map((entry) => directoryLine({ ...entry, isDeflated: true })));
      if (entries.length === 0) break;
      await this.#part(lines);
      size += lines.length;
      after = entries.at(-1)?.number ?? after;
    }
    const end = directoryEnd(this.cursor.entries, start, size);
    await this.#part(end);
    this.cursor.position = start + size + end.length;
  }

  async #part(bytes: Buffer): Promise<void> {
    await this.#tx.insert(archivePart).values({ archiveId: this.#archiveId, number: this.cursor.part, bytes });
    this.cursor.part += 1;
    this.#wrote(this);
  }

  #open(): OpenEntry {
    if (!this.cursor.open) throw new Error('No file of the archive is open.');
    return this.cursor.open;
  }
}
