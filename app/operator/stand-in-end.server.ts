import { and, eq, gte, inArray, isNotNull, isNull, lte, or, sql } from 'drizzle-orm';
import { auditEntry, standIn } from '#db/schema/index.ts';
import { enterTenant, withPlatform } from '#db/tenant.server.ts';
import { audit } from '../audit/audit.server.ts';
import { log } from '../http/log.server.ts';
import { tenantInfo } from '../tenancy/tenant-info.server.ts';

/** Nobody is there when a stand-in runs out: this tells the tenant's audit afterwards, once for each. */
export async function noteEndedStandIns(): Promise<void> {
  const over = await withPlatform(
    (tx) =>
      tx
        .select({ tenantId: standIn.tenantId, id: standIn.id })
        .from(standIn)
        .where(and(isNotNull(standIn.startedAt), isNull(standIn.endNotedAt), isOver())),
    { readOnly: true },
  );
  // One that fails must not keep the others.
  for (const one of over)
    await note(one).catch((error) => log().error({ err: error, ...one }, 'the end of a stand-in was not noted'));
}

function isOver() {
  return or(isNotNull(standIn.endedAt), lte(standIn.endsAt, sql`now()`));
}

async function note({ tenantId, id }: { tenantId: string; id: string }): Promise<void> {
  await withPlatform(async (tx) => {
    // Of two processes one gets it; one that began anew meanwhile is not over.
    const [ended] = await tx
      .update(standIn)
      .set({ endNotedAt: sql`now()`, endedAt: sql`coalesce(${standIn.endedAt}, ${standIn.endsAt})` })
      .where(and(eq(standIn.tenantId, tenantId), eq(standIn.id, id), isNull(standIn.endNotedAt), isOver()))
      .returning();
    if (!ended?.startedAt) return;
    const inside = await enterTenant(tx, tenantId);
    const said = and(
      eq(auditEntry.subjectType, 'stand_in'),
      eq(auditEntry.subjectId, id),
      inArray(auditEntry.action, ['stand_in.stopped', 'stand_in.ended']),
      gte(auditEntry.at, ended.startedAt),
    );
    if ((await inside.$count(auditEntry, said)) > 0) return;
    const { operatorId, operatorName, memberId, reason, endedAt } = ended;
    const ctx = { tx: inside, tenant: await tenantInfo(inside), now: new Date(), door: 'job' as const };
    await audit(
      { ...ctx, actor: { userId: operatorId, name: operatorName }, onBehalfOf: memberId },
      {
        action: 'stand_in.expired',
        subjectType: 'stand_in',
        subjectId: id,
        after: { operator: operatorName, reason, endedAt },
      },
    );
  });
}
