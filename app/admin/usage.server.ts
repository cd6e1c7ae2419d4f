import { and, count, eq, gt, gte, like, ne, sql } from 'drizzle-orm';
import { accessLog, mail, tenant } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import type { TenantInfo } from '../tenancy/operation.server.ts';

/** One day of the business's own calendar. */
export interface DayOfUse {
  /** `2026-01-15` */
  day: string;
  /** Requests of people in a browser, and of programs by the API. */
  pages: number;
  calls: number;
  /** Bytes of files that were stored on that day. */
  stored: number;
}

/** What was asked and stored on each of the last `days` days, the newest first, days without anything included. */
export async function readUse(
  tx: TenantTx,
  { timeZone }: Pick<TenantInfo, 'timeZone'>,
  days: number,
): Promise<DayOfUse[]> {
  const { rows } = await tx.execute<{ day: string; pages: string; calls: string; stored: string }>(sql`
    with today as (select (now() at time zone ${timeZone})::date as date),
    days as (select today.date - n as date from today, generate_series(0, ${days - 1}::int) n),
    asked as (
      select (at at time zone ${timeZone})::date as date,
        count(*) filter (where path like '/api/%') as calls,
        count(*) filter (where path not like '/api/%') as pages
      from access_log where kind = 'request' and at > now() - ${days + 1}::int * interval '1 day' group by 1
    ),
    stored as (
      select (created_at at time zone ${timeZone})::date as date, sum(size) as bytes
      from stored_file where created_at > now() - ${days + 1}::int * interval '1 day' group by 1
    )
    select to_char(days.date, 'YYYY-MM-DD') as day, coalesce(asked.pages, 0) as pages,
      coalesce(asked.calls, 0) as calls, coalesce(stored.bytes, 0) as stored
    from days left join asked using (date) left join stored using (date) order by days.date desc`);
  return rows.map(({ day, pages, calls, stored }) => ({
    day,
    pages: Number(pages),
    calls: Number(calls),
    stored: Number(stored),
  }));
}

/** What there is of something, and how much of it is used. */
export interface Allowance {
  count: number;
  limit: number;
}

/** Calls of the API in this month of UTC, and letters in the last 24 hours. */
export async function readAllowances(tx: TenantTx, now: Date): Promise<{ calls: Allowance; letters: Allowance }> {
  const [[limits], calls, letters] = await Promise.all([
    tx.select({ calls: tenant.apiCallLimit, letters: tenant.dailyMailLimit }).from(tenant),
    callsOfMonth(tx, now),
    tx.$count(mail, gt(mail.createdAt, new Date(now.getTime() - 24 * 3_600_000))),
  ]);
  return {
    calls: { count: calls, limit: limits?.calls ?? 0 },
    letters: { count: letters, limit: limits?.letters ?? 0 },
  };
}

/** The calls of the API in the month of UTC: those that were answered, not those that came too often. */
export async function callsOfMonth(tx: TenantTx, now: Date): Promise<number> {
  const [found] = await tx
    .select({ calls: count() })
    .from(accessLog)
    .where(
      and(
        eq(accessLog.kind, 'request'),
        like(accessLog.path, '/api/%'),
        ne(accessLog.status, 429),
        gte(accessLog.at, monthOf(now)),
      ),
    );
  return found?.calls ?? 0;
}

/** When the month of UTC began. */
export function monthOf(at: Date): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1));
}
