import { and, asc, desc, eq, isNull, lt, ne, sql } from 'drizzle-orm';
import { client, deal, estimate, estimateRevision, estimateSave, property, user } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import type { Estimate } from '../domain/estimate.ts';
import type { Totals } from '../domain/priced.ts';

export type EstimateRow = typeof estimate.$inferSelect;
export type RevisionRow = Omit<typeof estimateRevision.$inferSelect, 'document'> & { document: Estimate };

type Stamp = { by: string | null; at: Date };

/** How many saves of a revision are kept: the base for merging, and the way back. */
const KEPT_SAVES = 30;

export async function insertEstimate(
  tx: TenantTx,
  values: { dealId: string; number: number; title: string; currency: string },
  totals: Totals,
  { by, at }: Stamp,
): Promise<EstimateRow> {
  const [row] = await tx
    .insert(estimate)
    .values({ ...values, ...stored(totals), createdBy: by, createdAt: at, updatedAt: at })
    .returning();
  if (!row) throw new Error('The estimate was not written.');
  return row;
}

export async function insertRevision(
  tx: TenantTx,
  values: { estimateId: string; number: number; document: Estimate; rateBookVersionId: string },
  { by, at }: Stamp,
): Promise<RevisionRow> {
  const [row] = await tx
    .insert(estimateRevision)
    .values({ ...values, createdBy: by, updatedBy: by, createdAt: at, updatedAt: at })
    .returning();
  if (!row) throw new Error('The revision was not written.');
  await insertSave(tx, { revisionId: row.id, version: row.version, document: values.document }, { by, at });
  return asRevision(row);
}

function stored(totals: Totals) {
  return { netMinor: totals.net, taxMinor: totals.tax, totalMinor: totals.total };
}

/** The document was checked by its schema when it was saved. */
function asRevision(row: typeof estimateRevision.$inferSelect): RevisionRow {
  return { ...row, document: row.document as Estimate };
}

export async function findEstimate(tx: TenantTx, id: string): Promise<EstimateRow | undefined> {
  const [row] = await tx.select().from(estimate).where(eq(estimate.id, id));
  return row;
}

/** By the number that people call it by; one that was deleted is not found. */
export async function findEstimateByNumber(tx: TenantTx, number: number): Promise<EstimateRow | undefined> {
  const [row] = await tx
    .select()
    .from(estimate)
    .where(and(eq(estimate.number, number), isNull(estimate.deletedAt)));
  return row;
}

/** Takes the one lock of an estimate: saving, sending, revising and the client's answer happen one after the other. */
export async function lockEstimate(tx: TenantTx, id: string): Promise<EstimateRow | undefined> {
  const [row] = await tx.select().from(estimate).where(eq(estimate.id, id)).for('update');
  return row;
}

export async function findEstimateWithNames(tx: TenantTx, id: string) {
  const [row] = await tx
    .select({
      estimate,
      deal: { id: deal.id, title: deal.title, stage: deal.stage, archivedAt: deal.archivedAt },
      client: {
        id: client.id,
        name: client.name,
        kind: client.kind,
        email: client.email,
        phone: client.phone,
        erasedAt: client.erasedAt,
      },
      property,
    })
    .from(estimate)
    .innerJoin(deal, eq(deal.id, estimate.dealId))
    .innerJoin(client, eq(client.id, deal.clientId))
    .leftJoin(property, eq(property.id, deal.propertyId))
    .where(eq(estimate.id, id));
  return row;
}

export async function findRevision(tx: TenantTx, estimateId: string, number: number): Promise<RevisionRow | undefined> {
  const [row] = await tx
    .select()
    .from(estimateRevision)
    .where(and(eq(estimateRevision.estimateId, estimateId), eq(estimateRevision.number, number)));
  return row && asRevision(row);
}

/** The revision being worked on. Sent right behind {@link lockEstimate} it sees what the lock waited for. */
export async function findCurrentRevision(tx: TenantTx, estimateId: string): Promise<RevisionRow | undefined> {
  const [row] = await tx
    .select({ revision: estimateRevision })
    .from(estimateRevision)
    .innerJoin(
      estimate,
      and(eq(estimate.id, estimateRevision.estimateId), eq(estimate.currentRevision, estimateRevision.number)),
    )
    .where(eq(estimateRevision.estimateId, estimateId));
  return row && asRevision(row.revision);
}

/** Newest first, without the documents. */
export function listRevisions(tx: TenantTx, estimateId: string) {
  return tx
    .select({
      id: estimateRevision.id,
      number: estimateRevision.number,
      version: estimateRevision.version,
      lockedAt: estimateRevision.lockedAt,
      createdAt: estimateRevision.createdAt,
      updatedAt: estimateRevision.updatedAt,
      updatedByName: user.name,
    })
    .from(estimateRevision)
    .leftJoin(user, eq(user.id, estimateRevision.updatedBy))
    .where(eq(estimateRevision.estimateId, estimateId))
    .orderBy(desc(estimateRevision.number));
}

/** Undefined when it is locked or was saved by somebody else since `version`. */
export async function saveRevision(
  tx: TenantTx,
  { id, version }: { id: string; version: number },
  values: { document: Estimate; rateBookVersionId: string },
  { by, at }: Stamp,
): Promise<RevisionRow | undefined> {
  const [row] = await tx
    .update(estimateRevision)
    .set({ ...values, version: version + 1, updatedBy: by, updatedAt: at })
    .where(and(eq(estimateRevision.id, id), eq(estimateRevision.version, version), isNull(estimateRevision.lockedAt)))
    .returning();
  if (!row) return undefined;
  await Promise.all([
    insertSave(tx, { revisionId: id, version: row.version, document: values.document }, { by, at }),
    tx
      .delete(estimateSave)
      .where(and(eq(estimateSave.revisionId, id), lt(estimateSave.version, row.version - KEPT_SAVES))),
  ]);
  return asRevision(row);
}

async function insertSave(
  tx: TenantTx,
  values: { revisionId: string; version: number; document: Estimate },
  { by, at }: Stamp,
): Promise<void> {
  await tx.insert(estimateSave).values({ ...values, savedBy: by, savedAt: at });
}

export async function lockRevision(tx: TenantTx, id: string, { by, at }: Stamp): Promise<void> {
  await tx
    .update(estimateRevision)
    .set({ lockedAt: at, lockedBy: by, updatedAt: sql`${estimateRevision.updatedAt}` })
    .where(and(eq(estimateRevision.id, id), isNull(estimateRevision.lockedAt)));
}

/** A document as it was after a save; undefined once it is too old to be kept. */
export async function findSave(tx: TenantTx, revisionId: string, version: number): Promise<Estimate | undefined> {
  const [row] = await tx
    .select({ document: estimateSave.document })
    .from(estimateSave)
    .where(and(eq(estimateSave.revisionId, revisionId), eq(estimateSave.version, version)));
  return row && (row.document as Estimate);
}

/** Newest first: at most as many as are kept. */
export async function listSavedDocuments(tx: TenantTx, revisionId: string) {
  const rows = await tx
    .select({
      version: estimateSave.version,
      document: estimateSave.document,
      savedAt: estimateSave.savedAt,
      savedByName: user.name,
    })
    .from(estimateSave)
    .leftJoin(user, eq(user.id, estimateSave.savedBy))
    .where(eq(estimateSave.revisionId, revisionId))
    .orderBy(desc(estimateSave.version));
  return rows.map((row) => ({ ...row, document: row.document as Estimate }));
}

/** Copies what the list shows from the saved document. */
export async function setEstimateFigures(
  tx: TenantTx,
  id: string,
  title: string,
  totals: Totals,
  at: Date,
): Promise<void> {
  await tx
    .update(estimate)
    .set({ title, ...stored(totals), version: sql`${estimate.version} + 1`, updatedAt: at })
    .where(eq(estimate.id, id));
}

export async function setEstimateState(
  tx: TenantTx,
  id: string,
  state: Partial<Pick<EstimateRow, 'status' | 'expiresOn' | 'currentRevision'>>,
  at: Date,
): Promise<void> {
  await tx
    .update(estimate)
    .set({ ...state, updatedAt: at })
    .where(eq(estimate.id, id));
}

/** Whether other estimates of a deal are accepted or still with the client on `today`. */
export async function findOtherOffers(tx: TenantTx, dealId: string, exceptId: string, today: string) {
  const [row] = await tx
    .select({
      accepted: sql<boolean>`coalesce(bool_or(${estimate.status} = 'accepted'), false)`,
      open: sql<boolean>`coalesce(bool_or(${estimate.status} = 'sent' and ${estimate.expiresOn} >= ${today}::date), false)`,
    })
    .from(estimate)
    .where(and(eq(estimate.dealId, dealId), ne(estimate.id, exceptId), isNull(estimate.deletedAt)));
  return row ?? { accepted: false, open: false };
}

/** What was agreed, which may differ from what was offered: the client chose options. */
export async function setAgreedFigures(tx: TenantTx, id: string, totals: Totals): Promise<void> {
  await tx
    .update(estimate)
    .set({ ...stored(totals), updatedAt: sql`${estimate.updatedAt}` })
    .where(eq(estimate.id, id));
}

export async function markEstimateDeleted(
  tx: TenantTx,
  id: string,
  mark: Stamp | null,
): Promise<EstimateRow | undefined> {
  const [row] = await tx
    .update(estimate)
    .set({ deletedAt: mark?.at ?? null, deletedBy: mark?.by ?? null, updatedAt: sql`${estimate.updatedAt}` })
    .where(eq(estimate.id, id))
    .returning();
  return row;
}

/**
 * Rewrites what the search box matches, for the estimates of a client, a deal or one estimate: number, titles, client
 * and address. Nobody has worked on them, so `updated_at` stays.
 */
export async function refreshSearchText(
  tx: TenantTx,
  scope: { clientId: string } | { dealId: string } | { estimateId: string },
): Promise<void> {
  const wanted =
    'clientId' in scope
      ? sql`c.id = ${scope.clientId}`
      : 'dealId' in scope
        ? sql`d.id = ${scope.dealId}`
        : sql`e.id = ${scope.estimateId}`;
  await tx.execute(sql`
    update ${estimate} e
    set search_text = lower(concat_ws(' ', 'e-' || e.number, e.title, d.title, c.name, c.email,
      p.label, p.line1, p.city, p.postal_code))
    from ${deal} d
    join ${client} c on c.id = d.client_id
    left join ${property} p on p.id = d.property_id
    where d.id = e.deal_id and ${wanted}`);
}

/** Deleted estimates, the last deleted first: from here they come back. */
export function listDeletedEstimates(tx: TenantTx, limit = 50) {
  return tx
    .select({
      id: estimate.id,
      number: estimate.number,
      title: estimate.title,
      clientName: client.name,
      deletedAt: estimate.deletedAt,
      deletedByName: user.name,
    })
    .from(estimate)
    .innerJoin(deal, eq(deal.id, estimate.dealId))
    .innerJoin(client, eq(client.id, deal.clientId))
    .leftJoin(user, eq(user.id, estimate.deletedBy))
    .where(sql`${estimate.deletedAt} is not null`)
    .orderBy(desc(estimate.deletedAt), asc(estimate.id))
    .limit(limit);
}
