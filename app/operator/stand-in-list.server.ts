import { desc, eq } from 'drizzle-orm';
import { standIn, user } from '#db/schema/index.ts';
import type { PlatformTx, TenantTx } from '#db/tenant.server.ts';

/** Every time that an operator asked to stand in for somebody, the newest first: what both sides are shown of it. */
export function listStandIns(tx: TenantTx | PlatformTx) {
  return tx
    .select({
      id: standIn.id,
      operatorId: standIn.operatorId,
      operatorName: standIn.operatorName,
      memberName: user.name,
      reason: standIn.reason,
      readsOnly: standIn.readsOnly,
      needsConsent: standIn.needsConsent,
      requestedAt: standIn.requestedAt,
      decidedAt: standIn.decidedAt,
      allowedUntil: standIn.allowedUntil,
      startedAt: standIn.startedAt,
      endsAt: standIn.endsAt,
      endedAt: standIn.endedAt,
    })
    .from(standIn)
    .leftJoin(user, eq(user.id, standIn.memberId))
    .orderBy(desc(standIn.requestedAt))
    .$dynamic();
}
