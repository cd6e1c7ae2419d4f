import type { OperationContext, TenantInfo } from '#app/tenancy/operation.server.ts';
import { type On, onAt } from '#app/values/time.ts';

/** What a read works with: what a loader is given. `now` is the clock unless a caller fixes it. */
export interface ReadScope {
  tx: OperationContext['tx'];
  tenant: TenantInfo;
  now?: Date;
}

/** The calendar date in the tenant's time zone. */
export function todayOf({ tenant, now }: ReadScope): On {
  return onAt(now ?? new Date(), tenant.timeZone);
}

/** Who does it and when, as rows keep it. */
export function stampOf({ actor, now }: OperationContext): { by: string | null; at: Date } {
  return { by: actor.userId, at: now };
}
