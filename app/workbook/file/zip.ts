import { Inflate, strToU8, zipSync } from 'fflate';
import { WorkbookError, type WorkbookLimits } from '../limits.ts';

interface Entry {
  path: string;
  method: number;
  crc: number;
  packed: number;
  unpacked: number;
  offset: number;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;

function damaged(): WorkbookError {
  return new WorkbookError('damaged', 'The file is damaged or incomplete and cannot be opened.');
}

function tooLarge(): WorkbookError {
  return new WorkbookError('too-large', 'The workbook is too large once it is unpacked, and was refused.');
}

/**
 * Unpacks a zip file, holding every limit against what the file declares and again against what really comes out of it.
 * Paths that leave the package are refused. Checksums are checked, so a damaged file is never half read.
 */
export function unpack(bytes: Uint8Array, limits: WorkbookLimits): Map<string, Uint8Array> {
  const entries = directory(bytes, limits);
  refuseDeclared(entries, limits);
  const parts = new Map<string, Uint8Array>();
  let total = 0;
  for (const entry of entries) {
    const content = inflated(bytes, entry, Math.min(entry.unpacked, limits.unpackedBytes - total));
    total += content.length;
    if (!entry.path.endsWith('/')) parts.set(entry.path, content);
  }
  return parts;
}

function refuseDeclared(entries: readonly Entry[], limits: WorkbookLimits): void {
  let total = 0;
  for (const { unpacked, packed } of entries) {
    total += unpacked;
    if (total > limits.unpackedBytes) throw tooLarge();
    if (unpacked > 1024 * 1024 && unpacked > Math.max(packed, 1) * limits.ratio) {
      throw new WorkbookError('unsafe', 'The file unpacks to far more than it should, and was refused.');
    }
  }
}

function directory(bytes: Uint8Array, limits: WorkbookLimits): Entry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOfDirectory(view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count === 0xffff || at === 0xffffffff) throw tooLarge();
  if (count > limits.entries) throw new WorkbookError('too-large', 'The file holds too many parts, and was refused.');
  const entries: Entry[] = [];
  const seen = new Set<string>();
  for (let index = 0; index < count; index++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== CENTRAL) throw damaged();
    const entry = readEntry(bytes, view, at);
    if (seen.has(entry.path.toLowerCase())) throw damaged();
    seen.add(entry.path.toLowerCase());
    entries.push(entry);
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

function endOfDirectory(view: DataView): number {
  const lowest = Math.max(0, view.byteLength - 22 - 0xffff);
  for (let at = view.byteLength - 22; at >= lowest; at--) {
    if (view.getUint32(at, true) === END) return at;
  }
  throw damaged();
}

function readEntry(bytes: Uint8Array, view: DataView, at: number): Entry {
  const nameLength = view.getUint16(at + 28, true);
  if (view.getUint16(at + 8, true) & 1)
    throw new WorkbookError('encrypted', 'The file is protected by a password: save a copy without one.');
  const path = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)).replaceAll('\\', '/');
  if (path.startsWith('/') || path.split('/').includes('..') || path.includes('\0') || /^[A-Za-z]:/.test(path)) {
    throw new WorkbookError('unsafe', 'The file names parts outside of itself, and was refused.');
  }
  return {
    path,
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    packed: view.getUint32(at + 20, true),
    unpacked: view.getUint32(at + 24, true),
    offset: view.getUint32(at + 42, true),
  };
}

function inflated(bytes: Uint8Array, entry: Entry, most: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { offset, packed, unpacked, method } = entry;
  if (offset + 30 > bytes.length || view.getUint32(offset, true) !== LOCAL) throw damaged();
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (start + packed > bytes.length) throw damaged();
  const source = bytes.subarray(start, start + packed);
  if (method !== 0 && method !== 8) throw damaged();
  const content = method === 0 ? source.slice() : inflateAtMost(source, most);
  if (content.length !== unpacked || crc32(content) !== entry.crc) throw damaged();
  return content;
}

/** Inflates piece by piece and stops as soon as more comes out than was declared. */
function inflateAtMost(source: Uint8Array, most: number): Uint8Array {
  const content = new Uint8Array(most);
  let length = 0;
  const inflate = new Inflate((chunk) => {
    if (length + chunk.length > most) throw tooLarge();
    content.set(chunk, length);
    length += chunk.length;
  });
  const step = 32 * 1024;
  try {
    for (let at = 0; at < source.length || at === 0; at += step) {
      inflate.push(source.subarray(at, at + step), at + step >= source.length);
    }
  } catch (error) {
    throw error instanceof WorkbookError ? error : damaged();
  }
  return content.subarray(0, length);
}

const table = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (table[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** Packs the parts in their order; the same parts always give the same bytes. */
export function pack(parts: ReadonlyMap<string, Uint8Array>): Uint8Array {
  // Zip keeps local wall-clock fields, so the date is made from local ones to be the same in every time zone.
  const mtime = new Date(1980, 0, 1);
  const files: Record<string, Uint8Array> = {};
  for (const [path, content] of parts) files[path] = content;
  return zipSync(files, { level: 6, mtime });
}

export function encode(text: string): Uint8Array {
  return strToU8(text);
}
