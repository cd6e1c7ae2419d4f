import { and, desc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { deal, estimate, storedFile, user, workbook } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import type { WorkbookList } from '../domain/inputs/workbook.ts';
import { matchesWords } from './patterns.server.ts';

export type WorkbookRow = typeof workbook.$inferSelect;

export async function insertStoredFile(
  tx: TenantTx,
  values: { name: string; mediaType: string; sha256: string; bytes: Uint8Array; by: string | null; at: Date },
): Promise<string> {
  const { by, at, ...file } = values;
  const [row] = await tx
    .insert(storedFile)
    .values({ ...file, size: file.bytes.byteLength, createdBy: by, createdAt: at })
    .returning({ id: storedFile.id });
  if (!row) throw new Error('The file was not written.');
  return row.id;
}

export async function findStoredFile(tx: TenantTx, id: string) {
  const [row] = await tx.select().from(storedFile).where(eq(storedFile.id, id));
  return row;
}

/** A workbook in use that was imported from the very same bytes. */
export async function findWorkbookByHash(
  tx: TenantTx,
  sha256: string,
): Promise<{ id: string; name: string } | undefined> {
  const [row] = await tx
    .select({ id: workbook.id, name: workbook.name })
    .from(workbook)
    .innerJoin(storedFile, eq(storedFile.id, workbook.fileId))
    .where(and(eq(storedFile.sha256, sha256), isNull(workbook.archivedAt)))
    .orderBy(desc(workbook.updatedAt))
    .limit(1);
  return row;
}

export async function insertWorkbook(tx: TenantTx, values: typeof workbook.$inferInsert): Promise<WorkbookRow> {
  const [row] = await tx.insert(workbook).values(values).returning();
  if (!row) throw new Error('The workbook was not written.');
  return row;
}

export async function findWorkbook(tx: TenantTx, id: string): Promise<WorkbookRow | undefined> {
  const [row] = await tx.select().from(workbook).where(eq(workbook.id, id));
  return row;
}

/** Takes the workbook's lock: two saves happen one after the other. */
export async function lockWorkbook(tx: TenantTx, id: string): Promise<WorkbookRow | undefined> {
  const [row] = await tx.select().from(workbook).where(eq(workbook.id, id)).for('update');
  return row;
}

/** The workbook with its file's facts and the names a page shows, without the bytes. */
export async function findWorkbookWithNames(tx: TenantTx, id: string) {
  const [row] = await tx
    .select({
      workbook,
      file: { id: storedFile.id, name: storedFile.name, size: storedFile.size, sha256: storedFile.sha256 },
      deal: { id: deal.id, title: deal.title },
      estimate: { id: estimate.id, number: estimate.number, title: estimate.title },
      updatedByName: user.name,
    })
    .from(workbook)
    .innerJoin(storedFile, eq(storedFile.id, workbook.fileId))
    .leftJoin(deal, eq(deal.id, workbook.dealId))
    .leftJoin(estimate, eq(estimate.id, workbook.estimateId))
    .leftJoin(user, eq(user.id, workbook.updatedBy))
    .where(eq(workbook.id, id));
  return row;
}

/** Counts as one more version. */
export async function updateWorkbook(
  tx: TenantTx,
  id: string,
  values: Partial<Pick<WorkbookRow, 'state' | 'totalsMapping' | 'audit' | 'name' | 'estimateId' | 'dealId'>>,
  { by, at }: { by: string | null; at: Date },
): Promise<WorkbookRow | undefined> {
  const [row] = await tx
    .update(workbook)
    .set({ ...values, version: sql`${workbook.version} + 1`, updatedBy: by, updatedAt: at })
    .where(eq(workbook.id, id))
    .returning();
  return row;
}

export async function markWorkbookArchived(
  tx: TenantTx,
  id: string,
  mark: { by: string | null; at: Date } | null,
): Promise<WorkbookRow | undefined> {
  const [row] = await tx
    .update(workbook)
    .set({ archivedAt: mark?.at ?? null, archivedBy: mark?.by ?? null, updatedAt: sql`${workbook.updatedAt}` })
    .where(eq(workbook.id, id))
    .returning();
  return row;
}

/** The last changed first, without their contents: of the audit the counts alone. */
export function listWorkbookRows(tx: TenantTx, { q, archived }: WorkbookList) {
  return tx
    .select({
      id: workbook.id,
      name: workbook.name,
      size: storedFile.size,
      summary: sql<Record<string, number>>`${workbook.audit} -> 'summary'`,
      dealId: workbook.dealId,
      estimateId: workbook.estimateId,
      estimateNumber: estimate.number,
      updatedAt: workbook.updatedAt,
      updatedByName: user.name,
    })
    .from(workbook)
    .innerJoin(storedFile, eq(storedFile.id, workbook.fileId))
    .leftJoin(estimate, eq(estimate.id, workbook.estimateId))
    .leftJoin(user, eq(user.id, workbook.updatedBy))
    .where(and(archived ? isNotNull(workbook.archivedAt) : isNull(workbook.archivedAt), matchesWords(q, workbook.name)))
    .orderBy(desc(workbook.updatedAt), desc(workbook.id))
    .limit(200);
}
