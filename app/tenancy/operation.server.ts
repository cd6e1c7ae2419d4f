import type { doors } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';

/** The way in which something is asked for: a page, a client's link, a program, a key of the API, the assistant, an operator, a job. */
export type Door = (typeof doors)[number];

export interface TenantInfo {
  id: string;
  slug: string;
  name: string;
  locale: string;
  timeZone: string;
  currency: string;
  units: 'imperial' | 'metric';
}

/**
 * What an operation works with, whatever door it came through: one transaction of one tenant, who asks, and when. A
 * client who answers a quote is nobody's member: `userId` is null and `name` says who they said they are.
 */
export interface OperationContext {
  tx: TenantTx;
  tenant: TenantInfo;
  actor: { userId: string | null; name: string };
  now: Date;
  requestId?: string;
  /** Recorded with whatever is audited. */
  door?: Door;
  /** The member whose place the actor takes: an operator's or an assistant's. */
  onBehalfOf?: string;
}
