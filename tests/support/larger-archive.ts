import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { strToU8, unzipSync, type Zippable, zipSync } from 'fflate';
import { RowChecksum } from '#app/data/checksum.ts';

interface Told {
  tables: { name: string; file: string; rows: number; checksum: string }[];
  files: { path: string; size: number; sha256: string }[];
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** An archive with more stored files in it, of chance, as if they had been there when it was made. It has one already. */
export function withMoreFiles(archive: Uint8Array, count: number, size: number): Buffer {
  const files: Zippable = unzipSync(archive);
  const text = (path: string) => Buffer.from(files[path] as Uint8Array).toString();
  const manifest: Told = JSON.parse(text('manifest.json'));
  const table = manifest.tables.find(({ name }) => name === 'stored_file');
  const [like = ''] = table ? text(table.file).split('\n') : [];
  if (!table || like === '') throw new Error('The archive has no stored file to make others like.');
  const put = (path: string, bytes: Uint8Array, level: 0 | 6) => {
    files[path] = [bytes, { level }];
    manifest.files = manifest.files.filter((file) => file.path !== path);
    manifest.files.push({ path, size: bytes.length, sha256: sha256(bytes) });
  };
  let lines = text(table.file);
  for (let n = 0; n < count; n += 1) {
    const id = randomUUID();
    const bytes = randomBytes(size);
    put(`files/${id}/more ${n}.bin`, bytes, 0);
    lines += `${lineLike(like, { id, size, sha256: sha256(bytes) })}\n`;
  }
  put(table.file, strToU8(lines), 6);
  const sum = new RowChecksum();
  for (const line of lines.trimEnd().split('\n')) sum.add(line);
  Object.assign(table, { rows: table.rows + count, checksum: sum.toString() });
  files['manifest.json'] = strToU8(JSON.stringify(manifest));
  return Buffer.from(zipSync(files));
}

/** A row in the very words of the database, whose order of fields is its own. */
function lineLike(line: string, fields: Record<string, string | number>): string {
  return Object.entries(fields).reduce(
    (text, [name, value]) =>
      text.replace(new RegExp(`"${name}": ("[^"]*"|\\d+)`), `"${name}": ${JSON.stringify(value)}`),
    line,
  );
}
