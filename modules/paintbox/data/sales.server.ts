import { sql } from 'drizzle-orm';
import type { TenantTx } from '#db/tenant.server.ts';

export interface SalesSpan {
  /** First and last day, of the business's own calendar. */
  from: string;
  to: string;
  by: 'day' | 'week' | 'month';
  timeZone: string;
  currency: string;
}

/** What was sold in one part of a span; money in minor units of the currency asked for. */
export interface SalesPart {
  /** The day it begins on. */
  start: string;
  sent: number;
  accepted: number;
  declined: number;
  acceptedMinor: number;
}

/** Quotes sent, accepted and declined, part by part, those without any included; the earliest first. */
export async function listSales(tx: TenantTx, { from, to, by, timeZone, currency }: SalesSpan): Promise<SalesPart[]> {
  const { rows } = await tx.execute<{
    start: string;
    sent: string;
    accepted: string;
    declined: string;
    minor: string;
  }>(sql`
    with parts as (
      select date_trunc(${by}, day) as start from generate_series(${from}::date::timestamp, ${to}::date::timestamp, interval '1 day') day group by 1
    ),
    acts as (
      select sent_at as at, 'sent' as kind, 0::bigint as minor from quote
      union all
      select accepted_at, 'accepted', case when currency = ${currency} then total_minor else 0 end from quote_acceptance
      union all
      select declined_at, 'declined', 0 from quote_decline
    ),
    counted as (
      select date_trunc(${by}, at at time zone ${timeZone}) as start,
        count(*) filter (where kind = 'sent') as sent, count(*) filter (where kind = 'accepted') as accepted,
        count(*) filter (where kind = 'declined') as declined, sum(minor) as minor
      from acts where (at at time zone ${timeZone})::date between ${from}::date and ${to}::date group by 1
    )
    select to_char(parts.start, 'YYYY-MM-DD') as start, coalesce(sent, 0) as sent, coalesce(accepted, 0) as accepted,
      coalesce(declined, 0) as declined, coalesce(minor, 0) as minor
    from parts left join counted using (start) order by parts.start`);
  return rows.map((row) => ({
    start: row.start,
    sent: Number(row.sent),
    accepted: Number(row.accepted),
    declined: Number(row.declined),
    acceptedMinor: Number(row.minor),
  }));
}
