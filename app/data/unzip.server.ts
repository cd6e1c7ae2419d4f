import { Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { Refusal } from '../errors/refusal.ts';
import type { ZipEntry } from './zip.ts';

/** Bytes that are somewhere, read piece by piece. */
export interface ByteSource {
  size: number;
  /** Exactly so many bytes. */
  read(from: number, length: number): Promise<Buffer>;
}

export function sourceOf(bytes: Uint8Array): ByteSource {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { size: whole.length, read: async (from, length) => whole.subarray(from, from + length) };
}

/** How much an archive may become when it is unpacked: rows of text pack to a tenth, nothing honest to a two-hundredth. */
const mostRatio = 200;
const mostEntries = 200_000;
const mostDirectory = 64 * 1024 * 1024;
const pieceBytes = 256 * 1024;

/** @throws Refusal unsupported, in one sentence, for whatever is no whole and harmless zip. */
export async function readDirectory(source: ByteSource): Promise<Map<string, ZipEntry>> {
  const { count, position, size } = await findDirectory(source);
  if (count > mostEntries || size > mostDirectory)
    throw bad('The archive has more files than an archive of a business has.');
  const entries = new Map<string, ZipEntry>();
  const lines = await source.read(position, size);
  let at = 0;
  for (let read = 0; read < count; read += 1) {
    const { entry, next } = parseLine(lines, at);
    if (entries.has(entry.path)) throw bad('The archive has two files of one name.');
    entries.set(entry.path, entry);
    at = next;
  }
  refuseHarm([...entries.values()], position, source.size);
  return entries;
}

interface DirectoryPlace {
  count: number;
  position: number;
  size: number;
}

async function findDirectory(source: ByteSource): Promise<DirectoryPlace> {
  const length = Math.min(source.size, 22 + 0xffff + 76);
  const tail = await source.read(source.size - length, length);
  const at = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (at < 0 || at + 22 > tail.length) throw bad('This is not a whole zip file. It may have been cut off on its way.');
  const place = {
    count: tail.readUInt16LE(at + 10),
    size: tail.readUInt32LE(at + 12),
    position: tail.readUInt32LE(at + 16),
  };
  const isLarge = place.count === 0xffff || place.size === 0xffff_ffff || place.position === 0xffff_ffff;
  if (isLarge && at >= 76 && tail.readUInt32LE(at - 76) === 0x06064b50) {
    place.count = Number(tail.readBigUInt64LE(at - 76 + 32));
    place.size = Number(tail.readBigUInt64LE(at - 76 + 40));
    place.position = Number(tail.readBigUInt64LE(at - 76 + 48));
  }
  if (place.position + place.size > source.size)
    throw bad('The archive is not whole. It may have been cut off on its way.');
  return place;
}

function parseLine(lines: Buffer, at: number): { entry: ZipEntry; next: number } {
  if (at + 46 > lines.length || lines.readUInt32LE(at) !== 0x02014b50)
    throw bad('The archive is damaged: its list of files cannot be read.');
  const nameLength = lines.readUInt16LE(at + 28);
  const extraLength = lines.readUInt16LE(at + 30);
  const next = at + 46 + nameLength + extraLength + lines.readUInt16LE(at + 32);
  if (next > lines.length) throw bad('The archive is damaged: its list of files cannot be read.');
  const method = lines.readUInt16LE(at + 10);
  if ((method !== 0 && method !== 8) || (lines.readUInt16LE(at + 8) & 1) === 1)
    throw bad('The archive has a file that is packed in a way that is not known here.');
  const entry = {
    path: lines.toString('utf8', at + 46, at + 46 + nameLength),
    crc32: lines.readUInt32LE(at + 16),
    compressedSize: lines.readUInt32LE(at + 20),
    size: lines.readUInt32LE(at + 24),
    position: lines.readUInt32LE(at + 42),
    isDeflated: method === 8,
  };
  return {
    entry: withLargeFields(entry, lines.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength)),
    next,
  };
}

function withLargeFields(entry: ZipEntry, extra: Buffer): ZipEntry {
  const wanted = (['size', 'compressedSize', 'position'] as const).filter((name) => entry[name] === 0xffff_ffff);
  if (wanted.length === 0) return entry;
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1 || at + 4 + wanted.length * 8 > extra.length) continue;
    return {
      ...entry,
      ...Object.fromEntries(wanted.map((name, index) => [name, Number(extra.readBigUInt64LE(at + 4 + index * 8))])),
    };
  }
  throw bad('The archive is damaged: a size is missing.');
}

function refuseHarm(entries: readonly ZipEntry[], directoryAt: number, archiveSize: number): void {
  let total = 0;
  let end = 0;
  for (const entry of [...entries].sort((a, b) => a.position - b.position)) {
    const isStrange = /^[/\\]|(^|[/\\])\.\.([/\\]|$)|\\|^[a-z]:|[\p{Cc}]/iu.test(entry.path) || entry.path === '';
    if (isStrange) throw bad('The archive has a file whose name leads out of the archive.');
    if (entry.position < end || entry.position + 30 + entry.compressedSize > directoryAt)
      throw bad('The archive is damaged: two of its files overlap.');
    end = entry.position + 30 + entry.compressedSize;
    total += entry.size;
  }
  if (total > archiveSize * mostRatio) throw bad('The archive would become far too large when it is unpacked.');
}

/**
 * A file's bytes, piece by piece.
 * @throws Refusal unsupported when they are not what the directory says.
 */
export async function* readEntry(source: ByteSource, entry: ZipEntry): AsyncGenerator<Buffer> {
  let size = 0;
  let crc = 0;
  try {
    for await (const piece of entry.isDeflated ? inflate(packed(source, entry)) : packed(source, entry)) {
      size += piece.length;
      if (size > entry.size) break;
      crc = crc32(piece, crc);
      yield piece;
    }
  } catch (error) {
    if (isZlibError(error)) throw damaged(entry);
    throw error;
  }
  if (size !== entry.size || crc !== entry.crc32) throw damaged(entry);
}

/** @throws Refusal unsupported when it is larger than `most` or damaged. */
export async function readWhole(source: ByteSource, entry: ZipEntry, most: number): Promise<Buffer> {
  if (entry.size > most) throw bad(`The file ${shown(entry.path)} of the archive is too large.`);
  const pieces: Buffer[] = [];
  for await (const piece of readEntry(source, entry)) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function* packed(source: ByteSource, entry: ZipEntry): AsyncGenerator<Buffer> {
  const head = await source.read(entry.position, 30);
  if (head.length < 30 || head.readUInt32LE(0) !== 0x04034b50) throw damaged(entry);
  const start = entry.position + 30 + head.readUInt16LE(26) + head.readUInt16LE(28);
  for (let done = 0; done < entry.compressedSize; done += pieceBytes) {
    yield await source.read(start + done, Math.min(pieceBytes, entry.compressedSize - done));
  }
}

async function* inflate(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const inflater = createInflateRaw();
  const input = Readable.from(pieces, { objectMode: false });
  input.on('error', (error) => inflater.destroy(error));
  input.pipe(inflater);
  try {
    for await (const piece of inflater) yield piece as Buffer;
  } finally {
    input.destroy();
    inflater.destroy();
  }
}

const mostLine = 64 * 1024 * 1024;

/** The lines of a text, without their ends. */
export async function* linesOf(pieces: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer[] = [];
  let length = 0;
  for await (const piece of pieces) {
    let from = 0;
    for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, from)) {
      yield Buffer.concat([...rest, piece.subarray(from, end)]).toString('utf8');
      rest = [];
      length = 0;
      from = end + 1;
    }
    length += piece.length - from;
    if (length > mostLine) throw bad('The archive has a line that is far too long.');
    if (from < piece.length) rest.push(piece.subarray(from));
  }
  if (length > 0) yield Buffer.concat(rest).toString('utf8');
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}

function damaged(entry: ZipEntry): Refusal {
  return bad(`The file ${shown(entry.path)} of the archive is damaged.`);
}

function shown(path: string): string {
  return `“${path.slice(0, 80)}”`;
}

function bad(message: string): Refusal {
  return new Refusal('unsupported', message);
}
