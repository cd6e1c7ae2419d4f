import { tenant } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { callsOfMonth, monthOf } from '../admin/usage.server.ts';
import { Refusal } from '../errors/refusal.ts';

/** How long this process counts on by itself before it reads again what all of them wrote down. */
const freshMs = 60_000;
const mostTenants = 10_000;

interface Counted {
  month: number;
  readAt: number;
  calls: number;
}

const known = new Map<string, Counted>();

/**
 * Counts a call of the API, and refuses it when the business has used up those of the month (of UTC). The count is that of
 * the access log, read once a minute: by so much processes may be apart.
 * @throws Refusal too-many, until the month is over
 */
export async function countCall(tx: TenantTx, tenantId: string, now: Date): Promise<void> {
  const [[limits], counted] = await Promise.all([
    tx.select({ calls: tenant.apiCallLimit }).from(tenant),
    countedFor(tx, tenantId, now),
  ]);
  const most = limits?.calls ?? 0;
  if (counted.calls >= most) {
    const next = nextMonth(now);
    const day = next.toLocaleDateString('en', { day: 'numeric', month: 'long', timeZone: 'UTC' });
    throw new Refusal(
      'too-many',
      `This business has used the ${most.toLocaleString('en')} API calls of its plan for this month. They begin anew on ${day} (UTC).`,
      { retryAfter: Math.ceil((next.getTime() - now.getTime()) / 1000) },
    );
  }
  counted.calls += 1;
}

async function countedFor(tx: TenantTx, tenantId: string, now: Date): Promise<Counted> {
  const month = monthOf(now).getTime();
  const found = known.get(tenantId);
  if (found?.month === month && now.getTime() - found.readAt < freshMs) return found;
  // Calls of the last seconds may not be written down yet: what was counted here is never taken back.
  const before = found?.month === month ? found.calls : 0;
  const counted = { month, readAt: now.getTime(), calls: Math.max(before, await callsOfMonth(tx, now)) };
  if (known.size >= mostTenants) known.clear();
  known.set(tenantId, counted);
  return counted;
}

function nextMonth(at: Date): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1));
}
