import { and, desc, eq, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm';
import { client, deal, estimate, property, user } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import type { DealList, DealStage } from '../domain/inputs/deal.ts';
import { PAGE_SIZE } from '../domain/inputs/listing.ts';
import { matchesWords, ordered } from './patterns.server.ts';

export type DealRow = typeof deal.$inferSelect;

export interface NewDeal {
  clientId: string;
  propertyId: string | null;
  title: string;
  stage: DealStage;
  by: string | null;
  at: Date;
}

export async function insertDeal(tx: TenantTx, { by, at, ...values }: NewDeal): Promise<DealRow> {
  const [row] = await tx
    .insert(deal)
    .values({ ...values, ownerId: by, createdBy: by, createdAt: at, updatedAt: at })
    .returning();
  if (!row) throw new Error('The deal was not written.');
  return row;
}

export async function findDeal(tx: TenantTx, id: string): Promise<DealRow | undefined> {
  const [row] = await tx.select().from(deal).where(eq(deal.id, id));
  return row;
}

/** The deal with the names a page shows. */
export async function findDealWithNames(tx: TenantTx, id: string) {
  const [row] = await tx
    .select({
      deal,
      client: { id: client.id, name: client.name, kind: client.kind, email: client.email, phone: client.phone },
      property,
      ownerName: user.name,
    })
    .from(deal)
    .innerJoin(client, eq(client.id, deal.clientId))
    .leftJoin(property, eq(property.id, deal.propertyId))
    .leftJoin(user, eq(user.id, deal.ownerId))
    .where(eq(deal.id, id));
  return row;
}

export async function updateDealRow(
  tx: TenantTx,
  { id, version }: { id: string; version: number },
  values: { title: string; propertyId: string | null; ownerId: string | null },
  at: Date,
): Promise<DealRow | undefined> {
  const [row] = await tx
    .update(deal)
    .set({ ...values, version: version + 1, updatedAt: at })
    .where(and(eq(deal.id, id), eq(deal.version, version)))
    .returning();
  return row;
}

export async function setDealStage(tx: TenantTx, id: string, stage: DealStage, at: Date): Promise<void> {
  await tx.update(deal).set({ stage, updatedAt: at }).where(eq(deal.id, id));
}

export async function markDealArchived(
  tx: TenantTx,
  id: string,
  mark: { by: string | null; at: Date } | null,
): Promise<DealRow | undefined> {
  const [row] = await tx
    .update(deal)
    .set({ archivedAt: mark?.at ?? null, archivedBy: mark?.by ?? null, updatedAt: sql`${deal.updatedAt}` })
    .where(eq(deal.id, id))
    .returning();
  return row;
}

export interface DealListRow {
  id: string;
  title: string;
  stage: DealStage;
  clientId: string;
  clientName: string;
  estimateCount: number;
  /** The accepted estimate's total, else that of the one changed last; null while there is none. */
  valueMinor: number | null;
  currency: string | null;
  version: number;
  updatedAt: Date;
}

/** One page of deals, and counts and values of every stage: two statements, sent together. */
export async function listDealRows(tx: TenantTx, list: DealList) {
  const [rows, stages] = await Promise.all([dealRows(tx, list), dealStageTotals(tx, list)]);
  return { rows, stages };
}

function dealRows(tx: TenantTx, list: DealList): Promise<DealListRow[]> {
  const { value, estimates } = dealWork(tx);
  const columns = {
    updated: deal.updatedAt,
    title: sql`lower(${deal.title})`,
    client: sql`lower(${client.name})`,
    value: sql`coalesce(${value.total}, 0)`,
  } as const;
  const usual = list.sort === 'updated' || list.sort === 'value' ? 'desc' : 'asc';
  return tx
    .select({
      id: deal.id,
      title: deal.title,
      stage: deal.stage,
      clientId: client.id,
      clientName: client.name,
      estimateCount: estimates.count,
      valueMinor: value.total,
      currency: value.currency,
      version: deal.version,
      updatedAt: deal.updatedAt,
    })
    .from(deal)
    .innerJoin(client, eq(client.id, deal.clientId))
    .leftJoinLateral(value, sql`true`)
    .innerJoinLateral(estimates, sql`true`)
    .where(and(dealMatches(list), list.stage ? eq(deal.stage, list.stage) : undefined))
    .orderBy(...ordered(columns[list.sort], list.direction, usual, deal.id))
    .limit(PAGE_SIZE)
    .offset((list.page - 1) * PAGE_SIZE);
}

function dealStageTotals(tx: TenantTx, list: DealList) {
  const { value } = dealWork(tx);
  return tx
    .select({
      stage: deal.stage,
      currency: value.currency,
      count: sql<number>`count(*)::int`,
      valueMinor: sql<number>`coalesce(sum(${value.total}), 0)`.mapWith(Number),
    })
    .from(deal)
    .innerJoin(client, eq(client.id, deal.clientId))
    .leftJoinLateral(value, sql`true`)
    .where(dealMatches(list))
    .groupBy(deal.stage, value.currency);
}

function dealWork(tx: TenantTx) {
  const ofDeal = and(eq(estimate.dealId, deal.id), isNull(estimate.deletedAt));
  const value = tx
    .select({ total: estimate.totalMinor, currency: estimate.currency })
    .from(estimate)
    .where(ofDeal)
    .orderBy(desc(sql`${estimate.status} = 'accepted'`), desc(estimate.updatedAt))
    .limit(1)
    .as('value');
  const estimates = tx
    .select({ count: sql<number>`count(*)::int`.as('estimate_count') })
    .from(estimate)
    .where(ofDeal)
    .as('estimates');
  return { value, estimates };
}

function dealMatches(list: DealList): SQL | undefined {
  return and(
    list.archived ? isNotNull(deal.archivedAt) : isNull(deal.archivedAt),
    matchesWords(list.q, deal.title, client.name),
  );
}

/** The deals of one client; newest first. */
export function listDealsOfClient(tx: TenantTx, clientId: string) {
  return tx
    .select({
      id: deal.id,
      title: deal.title,
      stage: deal.stage,
      propertyId: deal.propertyId,
      archivedAt: deal.archivedAt,
      updatedAt: deal.updatedAt,
    })
    .from(deal)
    .where(eq(deal.clientId, clientId))
    .orderBy(desc(deal.updatedAt), desc(deal.id));
}

/** Deals that are not archived, the last worked on first, to choose one for an estimate; `wanted` is among them however old. */
export function listDealChoices(tx: TenantTx, wanted: string | null, limit = 300) {
  return tx
    .select({
      id: deal.id,
      title: deal.title,
      clientId: client.id,
      clientName: client.name,
      propertyId: deal.propertyId,
    })
    .from(deal)
    .innerJoin(client, eq(client.id, deal.clientId))
    .where(or(isNull(deal.archivedAt), wanted === null ? undefined : eq(deal.id, wanted)))
    .orderBy(...(wanted === null ? [] : [desc(eq(deal.id, wanted))]), desc(deal.updatedAt), desc(deal.id))
    .limit(limit);
}
