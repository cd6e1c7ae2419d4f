import { and, eq, sql } from 'drizzle-orm';
import type { Database } from '#db/client.server.ts';
import { job } from '#db/schema/index.ts';
import { type TenantTx, withWorker } from '#db/tenant.server.ts';

/** A job that this worker has until its lease ends. */
export interface LeasedJob {
  tenantId: string;
  id: string;
  name: string;
  payload: unknown;
  attempts: number;
}

/** Leases at most `limit` of the named jobs that are due, oldest first; two workers never get the same one. */
export function leaseDue(
  database: Database,
  names: readonly string[],
  limit: number,
  leaseMs: number,
): Promise<LeasedJob[]> {
  return withWorker(
    (tx) =>
      tx
        .update(job)
        .set({ leasedUntil: sql`now() + ${leaseMs} * interval '1 millisecond'`, attempts: sql`${job.attempts} + 1` })
        .where(
          sql`(${job.tenantId}, ${job.id}) in (
            select due.tenant_id, due.id from job due
            where due.dead_at is null and due.run_at <= now() and (due.leased_until is null or due.leased_until < now())
              and due.name = any(${sql.param(names)})
            order by due.run_at limit ${limit} for update skip locked)`,
        )
        .returning({
          tenantId: job.tenantId,
          id: job.id,
          name: job.name,
          payload: job.payload,
          attempts: job.attempts,
        }),
    { database },
  );
}

/** The work is done: the row goes. */
export async function finish(tx: TenantTx, id: string): Promise<void> {
  await tx.delete(job).where(eq(job.id, id));
}

/** The try failed: the job comes back after a pause. Only whoever still holds the lease may say so. */
export async function postpone(tx: TenantTx, leased: LeasedJob, error: string, pauseMs: number): Promise<void> {
  await tx
    .update(job)
    .set({ lastError: error, leasedUntil: null, runAt: sql`now() + ${pauseMs} * interval '1 millisecond'` })
    .where(heldBy(leased));
}

/** The job is given up and stays for a person to look at. Says whether it was still this worker's to give up. */
export async function bury(tx: TenantTx, leased: LeasedJob, error: string): Promise<boolean> {
  const buried = await tx
    .update(job)
    .set({ lastError: error, leasedUntil: null, deadAt: sql`now()` })
    .where(heldBy(leased))
    .returning({ id: job.id });
  return buried.length > 0;
}

/** Gives a job back untried, as a stopping worker does. */
export async function giveBack(tx: TenantTx, leased: LeasedJob): Promise<void> {
  await tx
    .update(job)
    .set({ leasedUntil: null, attempts: leased.attempts - 1 })
    .where(heldBy(leased));
}

const switchedOff = 'Its product is switched off.';
const parkedForMs = 3_600_000;

/** Puts a job aside untried while its product is switched off. It is looked at again now and then, and by {@link resumeProduct}. */
export async function park(tx: TenantTx, leased: LeasedJob): Promise<void> {
  const runAt = sql`now() + ${parkedForMs} * interval '1 millisecond'`;
  await tx
    .update(job)
    .set({ leasedUntil: null, attempts: leased.attempts - 1, lastError: switchedOff, runAt })
    .where(heldBy(leased));
}

/** Lets everything that was put aside go on. */
export async function resumeProduct(tx: TenantTx, product: string): Promise<void> {
  await tx
    .update(job)
    .set({ runAt: sql`now()`, lastError: null })
    .where(and(eq(job.lastError, switchedOff), sql`split_part(${job.name}, '.', 1) = ${product}`));
}

/** Tells a dead job's tenant how many there are, newest first. */
export function listDead(tx: TenantTx, limit = 50) {
  return tx
    .select({ id: job.id, name: job.name, attempts: job.attempts, lastError: job.lastError, deadAt: job.deadAt })
    .from(job)
    .where(sql`${job.deadAt} is not null`)
    .orderBy(sql`${job.deadAt} desc`)
    .limit(limit);
}

/** Lets a dead job try again from the start. */
export async function revive(tx: TenantTx, id: string): Promise<void> {
  await tx.update(job).set({ deadAt: null, attempts: 0, runAt: sql`now()`, leasedUntil: null }).where(eq(job.id, id));
}

// Every lease raises `attempts`, so id and attempts together name one lease.
function heldBy({ id, attempts }: LeasedJob) {
  return and(eq(job.id, id), eq(job.attempts, attempts));
}
