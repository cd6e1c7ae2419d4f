import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Refusal } from '../errors/refusal.ts';
import { RowChecksum } from './checksum.ts';
import { archiveVersion, type Manifest, manifestSchema, memberListSchema, schemaVersion } from './manifest.server.ts';
import { type ArchiveTable, archiveTables } from './tables.server.ts';
import { type ByteSource, linesOf, readDirectory, readEntry, readWhole } from './unzip.server.ts';
import type { ZipEntry } from './zip.ts';

/** An archive that was read to its end and is what its manifest says. */
export interface CheckedArchive {
  manifest: Manifest;
  members: z.infer<typeof memberListSchema>;
  entries: ReadonlyMap<string, ZipEntry>;
  /** What an import writes, parents before children. `columns` are those that the archive has. */
  tables: readonly (ArchiveTable & { file: string; rows: number; checksum: string })[];
}

const mostManifest = 64 * 1024 * 1024;

/**
 * Reads an archive whole before a row of it is written: every file is there, no other is, sizes, hashes and checksums hold,
 * and every row has columns that its table has.
 * @throws Refusal unsupported, in one sentence
 */
export async function checkArchive(source: ByteSource): Promise<CheckedArchive> {
  return (await checkParts(source, 0, () => false)).archive;
}

/** Of how many parts an archive is that {@link checkParts} reads: its files, and then its tables once more as rows. */
export function partsOf({ manifest, tables }: CheckedArchive): number {
  return manifest.files.length + tables.length;
}

/**
 * The same in turns, for an archive that takes longer than one may: reads part after part until it is told to stop, and says
 * how many are read by then. One part is always read.
 * @throws Refusal unsupported, in one sentence
 */
export async function checkParts(
  source: ByteSource,
  done: number,
  isOver: () => boolean,
): Promise<{ archive: CheckedArchive; parts: number }> {
  const archive = await openArchive(source);
  const { manifest, entries, tables } = archive;
  refuseUntold(archive);
  const fileIds = new Set([...entries.keys()].map((path) => /^files\/([^/]+)\//.exec(path)?.[1]));
  let parts = done;
  while (parts < partsOf(archive)) {
    const file = manifest.files[parts];
    const table = tables[parts - manifest.files.length];
    if (file) await checkFile(source, entries, file);
    else if (table) await checkTable(source, entries, table, fileIds);
    parts += 1;
    if (isOver()) break;
  }
  return { archive, parts };
}

/** The same without reading the rows: for one that was checked when it came. */
export async function openArchive(source: ByteSource): Promise<CheckedArchive> {
  const entries = await readDirectory(source);
  const manifest = await readManifest(source, entries);
  const file = entries.get('members.json');
  const members = file ? memberListSchema.safeParse(await readJson(source, file)) : null;
  if (!members?.success) throw bad('The archive does not say who belonged to the business.');
  return { manifest, entries, members: members.data, tables: tablesOf(manifest, entries) };
}

async function readManifest(source: ByteSource, entries: ReadonlyMap<string, ZipEntry>): Promise<Manifest> {
  const file = entries.get('manifest.json');
  if (!file) throw bad('This zip file is no archive of Candlefish: it has no manifest.json.');
  const text = await readJson(source, file);
  const version = z.object({ version: z.number(), schema: z.number() }).safeParse(text);
  if (version.success && (version.data.version > archiveVersion || version.data.schema > schemaVersion()))
    throw bad('The archive was made by a newer version of Candlefish. Import it there, or update this one first.');
  const manifest = manifestSchema.safeParse(text);
  if (!manifest.success) throw bad('The manifest of the archive cannot be read.');
  return manifest.data;
}

async function readJson(source: ByteSource, entry: ZipEntry): Promise<unknown> {
  const text = (await readWhole(source, entry, mostManifest)).toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    throw bad(`The file “${entry.path}” of the archive is not JSON.`);
  }
}

function tablesOf(manifest: Manifest, entries: ReadonlyMap<string, ZipEntry>): CheckedArchive['tables'] {
  const known = archiveTables();
  const told = new Map(manifest.tables.map((table) => [table.name, table]));
  const stranger = manifest.tables.find(({ name }) => !known.some((table) => table.name === name));
  if (stranger) throw bad(`The archive has a table “${stranger.name}” that is not known here.`);
  return known.flatMap((table) => {
    const given = told.get(table.name);
    if (!table.isPortable || !given) return [];
    const foreign = given.columns.find((column) => !table.columns.includes(column));
    if (foreign === 'tenant_id')
      throw bad('The archive has rows that name another business. It was not made by an export.');
    if (foreign) throw bad(`The archive has a column “${given.name}.${foreign}” that is not known here.`);
    if (!given.columns.includes('id') || !entries.has(given.file))
      throw bad(`The archive has no rows for its table “${given.name}”.`);
    const columns = table.columns.filter((column) => given.columns.includes(column));
    return [{ ...table, columns, file: given.file, rows: given.rows, checksum: given.checksum }];
  });
}

function refuseUntold({ manifest, entries }: CheckedArchive): void {
  const told = new Set(manifest.files.map(({ path }) => path));
  for (const path of entries.keys())
    if (path !== 'manifest.json' && !told.has(path))
      throw bad(`The archive has a file “${path.slice(0, 80)}” that its manifest does not name.`);
}

async function checkFile(
  source: ByteSource,
  entries: CheckedArchive['entries'],
  { path, size, sha256 }: Manifest['files'][number],
): Promise<void> {
  const entry = entries.get(path);
  if (!entry) throw bad(`The file “${path.slice(0, 80)}” is missing in the archive.`);
  const hash = createHash('sha256');
  for await (const piece of readEntry(source, entry)) hash.update(piece);
  if (entry.size !== size || hash.digest('hex') !== sha256)
    throw bad(`The file “${path.slice(0, 80)}” of the archive is not the one that was exported: its checksum differs.`);
}

async function checkTable(
  source: ByteSource,
  entries: ReadonlyMap<string, ZipEntry>,
  { name, file, columns, rows, checksum }: CheckedArchive['tables'][number],
  fileIds: ReadonlySet<string | undefined>,
): Promise<void> {
  const entry = entries.get(file);
  if (!entry) throw bad(`The file “${file}” is missing in the archive.`);
  const sum = new RowChecksum();
  const ids = new Set<unknown>();
  for await (const line of linesOf(readEntry(source, entry))) {
    const row = parseRow(line, file);
    if (Object.hasOwn(row, 'tenant_id'))
      throw bad('The archive has rows that name another business. It was not made by an export.');
    const stranger = Object.keys(row).find((column) => !columns.includes(column));
    if (stranger) throw bad(`A row of “${file}” has a column “${stranger.slice(0, 80)}” that its table does not have.`);
    if (!isId(row.id) || ids.has(row.id)) throw bad(`A row of “${file}” has no number of its own.`);
    if (name === 'stored_file' && !fileIds.has(row.id)) throw bad('A stored file is missing in the archive.');
    ids.add(row.id);
    sum.add(line);
  }
  if (ids.size !== rows || sum.toString() !== checksum)
    throw bad(`The rows of “${file}” are not those that were exported: their checksum differs.`);
}

function parseRow(line: string, file: string): Record<string, unknown> {
  try {
    const row: unknown = JSON.parse(line);
    if (typeof row === 'object' && row !== null && !Array.isArray(row)) return row as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw bad(`A line of “${file}” is no row.`);
}

const isId = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);

function bad(message: string): Refusal {
  return new Refusal('unsupported', message);
}
