import { and, desc, eq, isNull, type Placeholder, type SQL, sql } from 'drizzle-orm';
import { client, deal, estimate } from '#db/schema/index.ts';
import { statement, statementFor } from '#db/statement.server.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import type { Tx } from '#db/transaction.server.ts';
import type { EstimateList, EstimateStatus } from '../domain/inputs/estimate.ts';
import { PAGE_SIZE } from '../domain/inputs/listing.ts';
import { matchesWords, ordered } from './patterns.server.ts';

export interface EstimateListRow {
  id: string;
  number: number;
  title: string;
  status: EstimateStatus;
  revision: number;
  dealId: string;
  clientId: string;
  clientName: string;
  totalMinor: number;
  currency: string;
  expiresOn: string | null;
  updatedAt: Date;
}

/** A count and sum of one status in one currency; `totalMinor` in that currency's minor units. */
export interface StatusTotal {
  status: EstimateStatus;
  currency: string;
  count: number;
  totalMinor: number;
}

/** As shown on `today` (the tenant's date): a sent estimate is expired once its last day has passed. */
function shownStatus(today: string | Placeholder): SQL<EstimateStatus> {
  return sql<EstimateStatus>`case when ${estimate.status} = 'sent' and ${estimate.expiresOn} < ${today}::date
    then 'expired' else ${estimate.status} end`;
}

function statusIs(status: EstimateStatus | undefined, today: string | Placeholder): SQL | undefined {
  if (status === undefined) return undefined;
  if (status === 'expired') return and(eq(estimate.status, 'sent'), sql`${estimate.expiresOn} < ${today}::date`);
  if (status === 'sent') {
    return and(
      eq(estimate.status, 'sent'),
      sql`(${estimate.expiresOn} is null or ${estimate.expiresOn} >= ${today}::date)`,
    );
  }
  return eq(estimate.status, status);
}

/** One page of estimates with their clients' names. */
export function listEstimateRows(tx: TenantTx, list: EstimateList, today: string): Promise<EstimateListRow[]> {
  const from = (list.page - 1) * PAGE_SIZE;
  return list.q === '' ? askPage(tx, list, { today, from }) : estimatePage(tx, list, today, from);
}

const askPage = statementFor(
  ({ sort, direction, status }: EstimateList) => `${sort} ${direction} ${status}`,
  (on, list) => estimatePage(on, list, sql.placeholder('today'), sql.placeholder('from')),
);

function estimatePage(on: Tx, list: EstimateList, today: string | Placeholder, from: number | Placeholder) {
  const columns = {
    updated: estimate.updatedAt,
    number: estimate.number,
    total: estimate.totalMinor,
    client: sql`lower(${client.name})`,
    title: sql`lower(${estimate.title})`,
    status: sql`array_position(array['draft', 'sent', 'accepted', 'declined', 'expired'], (${shownStatus(today)})::text)`,
  } as const;
  const usual = ['client', 'title', 'status'].includes(list.sort) ? 'asc' : 'desc';
  return on
    .select(listColumns(today))
    .from(estimate)
    .innerJoin(deal, eq(deal.id, estimate.dealId))
    .innerJoin(client, eq(client.id, deal.clientId))
    .where(and(isNull(estimate.deletedAt), statusIs(list.status, today), matchesWords(list.q, estimate.searchText)))
    .orderBy(...ordered(columns[list.sort], list.direction, usual, estimate.id))
    .limit(PAGE_SIZE)
    .offset(from);
}

/** Counts and sums of every status among the estimates that match the search. */
export function listStatusTotals(tx: TenantTx, search: string, today: string): Promise<StatusTotal[]> {
  return search === '' ? askTotals(tx, { today }) : statusTotals(tx, search, today);
}

const askTotals = statement((on) => statusTotals(on, '', sql.placeholder('today')));

function statusTotals(on: Tx, search: string, today: string | Placeholder) {
  return on
    .select({
      status: shownStatus(today),
      currency: estimate.currency,
      count: sql<number>`count(*)::int`,
      totalMinor: sql<number>`sum(${estimate.totalMinor})`.mapWith(Number),
    })
    .from(estimate)
    .where(and(isNull(estimate.deletedAt), matchesWords(search, estimate.searchText)))
    .groupBy(sql`1`, estimate.currency);
}

/** The estimates of a client or a deal; newest first. */
export function listEstimatesOf(
  tx: TenantTx,
  scope: { clientId: string } | { dealId: string },
  today: string,
): Promise<EstimateListRow[]> {
  return tx
    .select(listColumns(today))
    .from(estimate)
    .innerJoin(deal, eq(deal.id, estimate.dealId))
    .innerJoin(client, eq(client.id, deal.clientId))
    .where(
      and(
        isNull(estimate.deletedAt),
        'clientId' in scope ? eq(deal.clientId, scope.clientId) : eq(estimate.dealId, scope.dealId),
      ),
    )
    .orderBy(desc(estimate.updatedAt), desc(estimate.id));
}

function listColumns(today: string | Placeholder) {
  return {
    id: estimate.id,
    number: estimate.number,
    title: estimate.title,
    status: shownStatus(today),
    revision: estimate.currentRevision,
    dealId: estimate.dealId,
    clientId: client.id,
    clientName: client.name,
    totalMinor: estimate.totalMinor,
    currency: estimate.currency,
    expiresOn: estimate.expiresOn,
    updatedAt: estimate.updatedAt,
  };
}
