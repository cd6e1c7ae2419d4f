import { auditEntry } from '#db/schema/index.ts';
import type { OperationContext } from '../tenancy/operation.server.ts';

export interface AuditEntry {
  /** Where others of the same transaction refer to it. */
  id?: string;
  /** What was done, as `thing.verb_in_the_past`: `member.role_changed`. */
  action: string;
  subjectType: string;
  subjectId: string | null;
  before?: unknown;
  after?: unknown;
}

/**
 * Writes who did what to which row into the append-only log, in the transaction that does it: what was rolled back was
 * never done. Through which door and on whose behalf comes from the context. Secrets and file contents have no place in
 * `before` and `after`. At the commit the database adds the row to the tenant's hash chain (`chain.server.ts`).
 */
export async function audit(
  ctx: OperationContext,
  { before = null, after = null, ...entry }: AuditEntry,
): Promise<void> {
  await ctx.tx.insert(auditEntry).values({
    ...entry,
    before,
    after,
    actorId: ctx.actor.userId,
    onBehalfOf: ctx.onBehalfOf ?? null,
    door: ctx.door ?? null,
    requestId: ctx.requestId ?? null,
    at: ctx.now,
  });
}
