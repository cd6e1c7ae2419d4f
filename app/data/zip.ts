/** What a zip says of one file. Sizes and `position`, where its local header begins, may be beyond 4 GB. */
export interface ZipEntry {
  path: string;
  position: number;
  size: number;
  compressedSize: number;
  crc32: number;
  isDeflated: boolean;
}

const four = 0xffff_ffff;
const two = 0xffff;
/** 1 January 2026, as a zip writes dates: when a file was made is no news of it. */
const date = ((2026 - 1980) << 9) | (1 << 5) | 1;
/** Names are UTF-8. */
const flags = 0x0800;

/** What stands in front of a file's bytes. */
export function localHeader(entry: ZipEntry): Buffer {
  const name = Buffer.from(entry.path);
  const isLarge = entry.size >= four || entry.compressedSize >= four;
  const extra = isLarge ? largeFields([entry.size, entry.compressedSize]) : Buffer.alloc(0);
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(isLarge ? 45 : 20, 4);
  writeFacts(head, 6, entry, isLarge);
  head.writeUInt16LE(name.length, 26);
  head.writeUInt16LE(extra.length, 28);
  return Buffer.concat([head, name, extra]);
}

/** A file's line in the directory at the end. */
export function directoryLine(entry: ZipEntry): Buffer {
  const name = Buffer.from(entry.path);
  const isLarge = entry.size >= four || entry.compressedSize >= four;
  const large = [
    ...(isLarge ? [entry.size, entry.compressedSize] : []),
    ...(entry.position >= four ? [entry.position] : []),
  ];
  const extra = large.length > 0 ? largeFields(large) : Buffer.alloc(0);
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt16LE(45, 4);
  head.writeUInt16LE(large.length > 0 ? 45 : 20, 6);
  writeFacts(head, 8, entry, isLarge);
  head.writeUInt16LE(name.length, 28);
  head.writeUInt16LE(extra.length, 30);
  head.writeUInt32LE(Math.min(entry.position, four), 42);
  return Buffer.concat([head, name, extra]);
}

/** The end of the zip: how many files, and where their directory is. */
export function directoryEnd(count: number, position: number, size: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(count, two), 8);
  end.writeUInt16LE(Math.min(count, two), 10);
  end.writeUInt32LE(Math.min(size, four), 12);
  end.writeUInt32LE(Math.min(position, four), 16);
  if (count < two && position < four && size < four) return end;
  const large = Buffer.alloc(56 + 20);
  large.writeUInt32LE(0x06064b50, 0);
  large.writeBigUInt64LE(44n, 4);
  large.writeUInt16LE(45, 12);
  large.writeUInt16LE(45, 14);
  large.writeBigUInt64LE(BigInt(count), 24);
  large.writeBigUInt64LE(BigInt(count), 32);
  large.writeBigUInt64LE(BigInt(size), 40);
  large.writeBigUInt64LE(BigInt(position), 48);
  large.writeUInt32LE(0x07064b50, 56);
  large.writeBigUInt64LE(BigInt(position + size), 64);
  large.writeUInt32LE(1, 72);
  return Buffer.concat([large, end]);
}

function writeFacts(head: Buffer, at: number, entry: ZipEntry, isLarge: boolean): void {
  head.writeUInt16LE(flags, at);
  head.writeUInt16LE(entry.isDeflated ? 8 : 0, at + 2);
  head.writeUInt16LE(date, at + 6);
  head.writeUInt32LE(entry.crc32, at + 8);
  head.writeUInt32LE(isLarge ? four : entry.compressedSize, at + 12);
  head.writeUInt32LE(isLarge ? four : entry.size, at + 16);
}

function largeFields(values: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + values.length * 8);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(values.length * 8, 2);
  for (const [index, value] of values.entries()) extra.writeBigUInt64LE(BigInt(value), 4 + index * 8);
  return extra;
}
