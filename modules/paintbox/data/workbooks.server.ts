import { and, desc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { storedFile, user, workbook } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
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

export async function insertWorkbook(tx: TenantTx, values: typeof workbook.$inferInsert): Promise<WorkbookRow> {
  const [row] = await tx.insert(workbook).values(values).returning();
  if (!row) throw new Error('The workbook was not written.');
  return row;
}

export async function findWorkbook(tx: TenantTx, id: string): Promise<WorkbookRow | undefined> {
  const [row] = await tx.select().from(workbook).where(eq(workbook.id, id));
  return row;
}

/** Undefined when the row is not there or has another version by now. */
export async function updateWorkbook(
  tx: TenantTx,
  { id, version }: { id: string; version: number },
  values: Partial<typeof workbook.$inferInsert>,
): Promise<WorkbookRow | undefined> {
  const [row] = await tx
    .update(workbook)
    .set({ ...values, version: version + 1 })
    .where(and(eq(workbook.id, id), eq(workbook.version, version)))
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

/** The last changed first, without their contents. */
export function listWorkbookRows(tx: TenantTx, { q, archived }: { q: string; archived: boolean }) {
  return tx
    .select({
      id: workbook.id,
      name: workbook.name,
      size: storedFile.size,
      audit: workbook.audit,
      dealId: workbook.dealId,
      estimateId: workbook.estimateId,
      updatedAt: workbook.updatedAt,
      updatedByName: user.name,
    })
    .from(workbook)
    .innerJoin(storedFile, eq(storedFile.id, workbook.fileId))
    .leftJoin(user, eq(user.id, workbook.updatedBy))
    .where(and(archived ? isNotNull(workbook.archivedAt) : isNull(workbook.archivedAt), matchesWords(q, workbook.name)))
    .orderBy(desc(workbook.updatedAt), desc(workbook.id))
    .limit(200);
}
