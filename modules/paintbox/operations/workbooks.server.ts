import { createHash } from 'node:crypto';
import { requireRoom } from '#app/admin/quota.server.ts';
import { Refusal } from '#app/errors/refusal.ts';
import type { OperationContext } from '#app/tenancy/operation.server.ts';
import { workbookEdited, workbookImported } from '../contract.ts';
import { findDeal } from '../data/deals.server.ts';
import * as data from '../data/workbooks.server.ts';
import {
  MAX_EDITS,
  type MapTotals,
  type RenameWorkbook,
  type SaveWorkbook,
  type TotalLine,
  type WorkbookList,
} from '../domain/inputs/workbook.ts';
import { applyEdits, type StoredEdit } from '../domain/workbook-edits.ts';
import type { FoundCell, SheetPart } from '../domain/workbook-questions.ts';
import type { TotalCell } from '../domain/workbook-totals.ts';
import type { SheetView } from '../domain/workbook-view.ts';
import { recordAudit, recordEvent } from './activity.server.ts';
import type { Desk } from './desk.server.ts';
import { expectFound } from './refusals.server.ts';
import { type ReadScope, stampOf } from './scope.server.ts';
import { atDesk } from './workbook-desk.server.ts';
import type { StoredAudit } from './workbook-engine.server.ts';
import type { EditedFile } from './workbook-tasks.ts';

/** What was typed into the file since it was imported. */
interface State {
  edits: StoredEdit[];
}

/** A total with the amount it had at the last save, in minor units of the tenant's currency; or why it has none. */
export type MappedTotal = TotalLine & { amount: number | null; problem: string | null };

export interface TotalsMapping {
  lines: MappedTotal[];
  /** Cells that look like totals. */
  suggested: TotalCell[];
}

export type OpenWorkbook = Omit<data.WorkbookRow, 'state' | 'audit' | 'totalsMapping'> & {
  state: State;
  audit: StoredAudit;
  totalsMapping: TotalsMapping;
};

/** Built by the operations below, which are the only ones to write these columns. */
function typed(row: data.WorkbookRow): OpenWorkbook {
  return row as OpenWorkbook;
}

/**
 * Takes in a contractor's .xlsx as it is, with an audit of its formulas against the values it stores. `twin` is another
 * workbook made from the very same file.
 * @throws Refusal `unsupported`, `too-large` or `invalid` in the words of the engine, under the field `file`.
 */
export async function importWorkbook(
  ctx: OperationContext,
  input: { name: string; bytes: Uint8Array; dealId?: string | null },
  desk: Desk,
): Promise<{ workbook: OpenWorkbook; twin: { id: string; name: string } | null }> {
  if (input.dealId) expectFound(await findDeal(ctx.tx, input.dealId), 'deal');
  const sha256 = createHash('sha256').update(input.bytes).digest('hex');
  const { audit, suggested, hasMacros } = await desk('inspect', sha256, { bytes: input.bytes });
  await requireRoom(ctx.tx, input.bytes.byteLength);
  const fileName = input.name.split(/[\\/]/).at(-1)?.trim().slice(0, 200) || 'Workbook.xlsx';
  const stamp = stampOf(ctx);
  const mediaType = hasMacros ? mediaTypes.xlsm : mediaTypes.xlsx;
  const [twin, fileId] = await Promise.all([
    data.findWorkbookByHash(ctx.tx, sha256),
    data.insertStoredFile(ctx.tx, { name: fileName, mediaType, sha256, bytes: input.bytes, ...stamp }),
  ]);
  const totalsMapping: TotalsMapping = { lines: [], suggested };
  const row = await data.insertWorkbook(ctx.tx, {
    name: fileName.replace(/\.xls[xm]$/i, '').slice(0, 120) || 'Workbook',
    fileId,
    dealId: input.dealId ?? null,
    state: { edits: [] } satisfies State,
    audit,
    totalsMapping,
    createdBy: stamp.by,
    updatedBy: stamp.by,
    createdAt: stamp.at,
    updatedAt: stamp.at,
  });
  const { formulas, differ, unsupported } = audit.summary;
  await Promise.all([
    recordEvent(ctx, workbookImported, { workbookId: row.id, name: row.name, formulas, differ, unsupported }),
    auditWorkbook(ctx, 'workbook.imported', row, { formulas, differ, unsupported }),
  ]);
  return { workbook: typed(row), twin: twin ?? null };
}

export const mediaTypes = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  xlsm: 'application/vnd.ms-excel.sheet.macroEnabled.12',
} as const;

function auditWorkbook(
  ctx: OperationContext,
  action: string,
  { id, name }: { id: string; name: string },
  details: Record<string, unknown> = {},
): Promise<void> {
  return recordAudit(ctx, action, { type: 'workbook', id }, { label: name, ...details });
}

/** The last changed first, with the counts of their audits. */
export async function listWorkbooks({ tx }: ReadScope, input: WorkbookList) {
  const rows = await data.listWorkbookRows(tx, input);
  return rows.map((row) => ({ ...row, summary: row.summary as StoredAudit['summary'] }));
}

/** A workbook without its bytes: audit, edits, totals, and where it belongs. */
export async function getWorkbook({ tx }: ReadScope, id: string) {
  const found = expectFound(await data.findWorkbookWithNames(tx, id), 'workbook');
  return { ...found, workbook: typed(found.workbook) };
}

export interface LoadedWorkbook {
  workbook: OpenWorkbook;
  file: { name: string; mediaType: string; bytes: Uint8Array };
}

/** A workbook with the bytes of its file: what {@link editedFile} takes and {@link exportedFile} writes. */
export async function loadWorkbook({ tx }: ReadScope, id: string): Promise<LoadedWorkbook> {
  const workbook = typed(expectFound(await data.findWorkbook(tx, id), 'workbook'));
  const file = expectFound(await data.findStoredFile(tx, workbook.fileId), 'workbook');
  return { workbook, file };
}

/** What the desk needs to open a workbook as it stands, or as it would with other edits. */
export function editedFile({ workbook, file }: LoadedWorkbook, edits = workbook.state.edits): EditedFile {
  // A copy: a buffer of the driver may be a small window on a large piece of memory, all of which would go along.
  return { key: workbook.fileId, bytes: Uint8Array.from(file.bytes), edits };
}

/** The workbook as an .xlsx with all edits in it and its formulas alive. Touches no database. */
export async function exportedFile(loaded: LoadedWorkbook): Promise<LoadedWorkbook['file']> {
  const { workbook, file } = loaded;
  if (workbook.state.edits.length === 0) return file;
  return { name: file.name, mediaType: file.mediaType, bytes: await atDesk('write', editedFile(loaded)) };
}

/** One sheet of a workbook as it stands, for a page without a script. Touches no database. */
export function viewOfSheet(loaded: LoadedWorkbook, sheet?: string): Promise<SheetView> {
  return atDesk('view', { ...editedFile(loaded), sheet });
}

/**
 * Part of a sheet as it shows its cells. Touches no database.
 * @throws Refusal not-found when there is no such sheet or range
 */
export async function partOfSheet(loaded: LoadedWorkbook, sheet?: string, range?: string): Promise<SheetPart> {
  const part = await atDesk('part', { ...editedFile(loaded), sheet, range });
  if (part) return part;
  const where = [sheet && `sheet “${sheet}”`, range && `range ${range}`].filter(Boolean).join(' with a ');
  throw new Refusal('not-found', `${loaded.workbook.name} has no ${where || 'sheet to read'}.`);
}

/** Cells that show some words, with what stands beside them. Touches no database. */
export function findInWorkbook(loaded: LoadedWorkbook, query: string): Promise<FoundCell[]> {
  return atDesk('search', { ...editedFile(loaded), query });
}

export interface SavedWorkbook {
  version: number;
  /** All edits that are stored now: yours, and what somebody else did meanwhile. */
  edits: StoredEdit[];
  totals: MappedTotal[];
}

/**
 * Saves what was typed into the workbook since `version`. Every edit is made on the server before it is stored, so that
 * what is stored can always be opened.
 * @throws Refusal `conflict` with `{ clashes, edits, version }`, `invalid` for an edit that cannot be made.
 */
export async function saveWorkbook(ctx: OperationContext, input: SaveWorkbook, desk: Desk): Promise<SavedWorkbook> {
  const locked = expectFound(await data.lockWorkbook(ctx.tx, input.id), 'workbook');
  const { workbook, file } = await loadWorkbook(ctx, locked.id);
  const merged = applyEdits(workbook.state.edits, workbook.version, input);
  if (!merged.ok) {
    throw new Refusal('conflict', 'Somebody else changed this workbook while you were editing it. Compare the two.', {
      clashes: merged.clashes,
      edits: workbook.state.edits,
      version: workbook.version,
    });
  }
  if (merged.edits.length > MAX_EDITS) {
    throw new Refusal(
      'too-large',
      'This workbook has been changed too often to go on. Export it and import the result.',
    );
  }
  const lines = await withAmounts(ctx, desk, {
    ...editedFile({ workbook, file }, merged.edits),
    places: workbook.totalsMapping.lines,
  });
  const saved = await data.updateWorkbook(
    ctx.tx,
    workbook.id,
    { state: { edits: merged.edits } satisfies State, totalsMapping: { ...workbook.totalsMapping, lines } },
    stampOf(ctx),
  );
  const { length } = merged.edits;
  await Promise.all([
    auditWorkbook(ctx, 'workbook.saved', workbook, { edits: length }),
    recordEvent(ctx, workbookEdited, { workbookId: workbook.id, name: workbook.name, edits: length }),
  ]);
  return { version: expectFound(saved, 'workbook').version, edits: merged.edits, totals: lines };
}

/** The lines at what their cells hold with these edits; opening the file with them proves that they can be made. */
async function withAmounts(
  { tenant }: OperationContext,
  desk: Desk,
  { places, ...file }: EditedFile & { places: readonly TotalLine[] },
): Promise<MappedTotal[]> {
  const amounts = await amountsOf(desk, file, places, tenant.currency);
  return places.map((line, at) => {
    const amount = amounts[at];
    return { ...line, amount: amount?.ok ? amount.value : null, problem: amount && !amount.ok ? amount.error : null };
  });
}

/** What the cells hold in minor units of the currency, or why they hold no amount. */
export function amountsOf(desk: Desk, file: EditedFile, places: readonly TotalLine[], currency: string) {
  const cells = places.map(({ sheet, cell }) => ({ sheet, cell }));
  const key = JSON.stringify([file.key, file.edits, cells, currency]);
  return desk('amounts', key, { ...file, places: cells, currency });
}

/**
 * Says which cells are the totals that a quote takes.
 * @throws Refusal `invalid` when one of them holds no amount, `conflict` when somebody saved in between.
 */
export async function mapTotals(ctx: OperationContext, input: MapTotals, desk: Desk): Promise<MappedTotal[]> {
  const locked = expectFound(await data.lockWorkbook(ctx.tx, input.id), 'workbook');
  const { workbook, file } = await loadWorkbook(ctx, locked.id);
  if (workbook.version !== input.version) {
    const { totalsMapping: theirs, version } = workbook;
    throw new Refusal('conflict', 'Somebody else changed this workbook meanwhile. Reload it and choose again.', {
      theirs,
      version,
    });
  }
  const lines = await withAmounts(ctx, desk, { ...editedFile({ workbook, file }), places: input.lines });
  const wrong = lines.flatMap(({ problem }, at) =>
    problem === null ? [] : [[`lines.${at}.cell`, [problem]] as const],
  );
  const [first] = wrong;
  if (first) throw new Refusal('invalid', first[1].join(' '), { fieldErrors: Object.fromEntries(wrong) });
  await data.updateWorkbook(ctx.tx, workbook.id, { totalsMapping: { ...workbook.totalsMapping, lines } }, stampOf(ctx));
  await auditWorkbook(ctx, 'workbook.mapped', workbook, { totals: lines.length });
  return lines;
}

/** Audits the file as it was imported once more: the engine may know more functions than it did then. */
export async function auditAgain(ctx: OperationContext, { id }: { id: string }, desk: Desk): Promise<StoredAudit> {
  const { workbook, file } = await loadWorkbook(ctx, id);
  const { audit } = await desk('inspect', workbook.fileId, { bytes: Uint8Array.from(file.bytes) });
  await data.updateWorkbook(ctx.tx, workbook.id, { audit }, stampOf(ctx));
  return audit;
}

export async function renameWorkbook(ctx: OperationContext, { id, name }: RenameWorkbook): Promise<void> {
  const before = expectFound(await data.findWorkbook(ctx.tx, id), 'workbook');
  await data.updateWorkbook(ctx.tx, id, { name }, stampOf(ctx));
  await auditWorkbook(ctx, 'workbook.renamed', before, { to: name });
}

export async function archiveWorkbook(ctx: OperationContext, { id }: { id: string }): Promise<void> {
  const row = expectFound(await data.markWorkbookArchived(ctx.tx, id, stampOf(ctx)), 'workbook');
  await auditWorkbook(ctx, 'workbook.archived', row);
}

export async function restoreWorkbook(ctx: OperationContext, { id }: { id: string }): Promise<void> {
  const row = expectFound(await data.markWorkbookArchived(ctx.tx, id, null), 'workbook');
  await auditWorkbook(ctx, 'workbook.restored', row);
}
