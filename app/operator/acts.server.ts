import { createHash } from 'node:crypto';
import { count, desc, eq, sql } from 'drizzle-orm';
import { operatorAct, tenant } from '#db/schema/index.ts';
import { enterTenant, type PlatformTx, withPlatform } from '#db/tenant.server.ts';
import { audit } from '../audit/audit.server.ts';
import type { Operator } from '../tenancy/operator.server.ts';
import { tenantInfo } from '../tenancy/tenant-info.server.ts';

/** Who acts: an operator in their browser, or whoever may run a command on the server. */
type Actor = Pick<Operator, 'userId' | 'name' | 'requestId'> | { userId: null; name: string; requestId?: undefined };

export interface Act {
  /** `thing.verb_in_the_past` */
  action: string;
  tenantId?: string | null;
  reason?: string;
  detail?: unknown;
}

/** Writes what an operator does into the platform's own log, in the transaction that does it. */
export async function recordAct(tx: PlatformTx, by: Actor, { action, tenantId, reason, detail }: Act): Promise<void> {
  await tx.insert(operatorAct).values({
    action,
    operatorId: by.userId,
    operatorName: by.name,
    aboutTenantId: tenantId ?? null,
    reason: reason ?? null,
    detail: detail ?? null,
    requestId: by.requestId ?? null,
  });
}

/**
 * Writes the same into the tenant's audit. It is the last thing that a transaction of the platform does: afterwards it
 * sees that tenant alone.
 */
export async function auditInTenant(
  tx: PlatformTx,
  by: Operator,
  { tenantId, action, reason, detail }: Act & { tenantId: string },
): Promise<void> {
  const inside = await enterTenant(tx, tenantId);
  await audit(
    {
      tx: inside,
      tenant: await tenantInfo(inside),
      actor: { userId: by.userId, name: by.name },
      now: new Date(),
      requestId: by.requestId,
      door: 'operator',
    },
    {
      action: `operator.${action}`,
      subjectType: 'tenant',
      subjectId: tenantId,
      after: { operator: by.name, reason, detail },
    },
  );
}

export const actsPerPage = 50;

/** What operators did, the last first. */
export function listActs(page: number) {
  return withPlatform(
    async (tx) => {
      const [rows, [all]] = await Promise.all([
        tx
          .select({
            id: operatorAct.id,
            seq: operatorAct.seq,
            at: operatorAct.at,
            action: operatorAct.action,
            operatorName: operatorAct.operatorName,
            reason: operatorAct.reason,
            detail: operatorAct.detail,
            tenantId: tenant.id,
            tenantName: tenant.name,
          })
          .from(operatorAct)
          .leftJoin(tenant, eq(tenant.id, operatorAct.aboutTenantId))
          .orderBy(desc(operatorAct.seq))
          .limit(actsPerPage)
          .offset((page - 1) * actsPerPage),
        tx.select({ total: count() }).from(operatorAct),
      ]);
      return { rows, total: all?.total ?? 0 };
    },
    { readOnly: true },
  );
}

type ChainRow = { seq: string; previous_hash: string; hash: string; said: string };

/**
 * Computes every hash of the log anew, as `verifyAuditChain` does for a tenant's: SHA-256 over a JSON array of number, hash
 * of the row before ('' for the first), id, action, operator's id and name, tenant, reason, detail, request, and time in
 * UTC with microseconds.
 * @returns the rows that are as they were written, and the number of the first that is not
 */
export function verifyActs(): Promise<{ rows: number; brokenAt: number | null }> {
  return withPlatform(
    async (tx) => {
      let last = { seq: 0, hash: '' };
      for (;;) {
        const { rows } = await tx.execute<ChainRow>(sql`
          select seq, previous_hash, hash, json_build_array(seq, previous_hash, id, action, operator_id, operator_name,
            about_tenant_id, reason, detail, request_id,
            to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))::text as said
          from operator_act where seq > ${last.seq} order by seq limit 5000`);
        for (const row of rows) {
          const isWhole =
            Number(row.seq) === last.seq + 1 &&
            row.previous_hash === last.hash &&
            row.hash === createHash('sha256').update(row.said).digest('hex');
          if (!isWhole) return { rows: last.seq, brokenAt: last.seq + 1 };
          last = { seq: Number(row.seq), hash: row.hash };
        }
        if (rows.length === 0) return { rows: last.seq, brokenAt: null };
      }
    },
    { readOnly: true },
  );
}
