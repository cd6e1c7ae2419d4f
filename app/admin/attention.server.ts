import { and, desc, eq, isNotNull, ne, sql } from 'drizzle-orm';
import { event, job, mail } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { audit } from '../audit/audit.server.ts';
import { notFound, Refusal } from '../errors/refusal.ts';
import { delivery } from '../events/delivery.ts';
import { enqueue } from '../jobs/job.server.ts';
import { revive } from '../jobs/queue.server.ts';
import { mailDelivery } from '../mail/mail.server.ts';
import type { OperationContext } from '../tenancy/operation.server.ts';

const most = 50;

/** Work that was given up, and waits for a person to try it again or let it go. */
export interface Trouble {
  kind: 'job' | 'letter';
  id: string;
  title: string;
  error: string | null;
  at: Date;
  /** A letter that would come too late is not sent again. */
  mayRetry: boolean;
}

/** What was given up in the tenant, newest first, at most fifty of each kind. */
export async function listTroubles(tx: TenantTx): Promise<Trouble[]> {
  const [jobs, letters] = await Promise.all([deadJobs(tx), deadLetters(tx)]);
  return [...jobs, ...letters].sort((one, other) => other.at.getTime() - one.at.getTime());
}

async function deadJobs(tx: TenantTx): Promise<Trouble[]> {
  const rows = await tx
    .select({ id: job.id, name: job.name, lastError: job.lastError, deadAt: job.deadAt, eventName: event.name })
    .from(job)
    .leftJoin(event, and(eq(job.name, delivery.name), sql`${event.id}::text = ${job.payload} ->> 'eventId'`))
    // A letter's own row says what became of it.
    .where(and(isNotNull(job.deadAt), ne(job.name, mailDelivery.name)))
    .orderBy(desc(job.deadAt))
    .limit(most);
  return rows.map(({ id, name, lastError, deadAt, eventName }) => ({
    kind: 'job',
    id,
    title: eventName ? `Telling that ${eventName}` : `Job ${name}`,
    error: lastError,
    at: deadAt ?? new Date(0),
    mayRetry: true,
  }));
}

async function deadLetters(tx: TenantTx): Promise<Trouble[]> {
  const rows = await tx
    .select({
      id: mail.id,
      subject: mail.subject,
      toAddress: mail.toAddress,
      lastError: mail.lastError,
      deadAt: mail.deadAt,
      mayRetry: sql<boolean>`${mail.usefulUntil} > now() and ${mail.html} is not null`,
    })
    .from(mail)
    .where(isNotNull(mail.deadAt))
    .orderBy(desc(mail.deadAt))
    .limit(most);
  return rows.map(({ id, subject, toAddress, lastError, deadAt, mayRetry }) => ({
    kind: 'letter',
    id,
    title: `Letter “${subject}” to ${toAddress}`,
    error: lastError,
    at: deadAt ?? new Date(0),
    mayRetry,
  }));
}

/** Lets what was given up be tried again from the start. */
export async function retry(ctx: OperationContext, trouble: Pick<Trouble, 'kind' | 'id'>): Promise<void> {
  await (trouble.kind === 'job' ? retryJob(ctx.tx, trouble.id) : retryLetter(ctx.tx, trouble.id));
  await record(ctx, 'retried', trouble);
}

/** Lets it go: nobody tries it again, and nobody is asked about it. The audit keeps that it was. */
export async function discard(ctx: OperationContext, trouble: Pick<Trouble, 'kind' | 'id'>): Promise<void> {
  const table = trouble.kind === 'job' ? job : mail;
  const [gone] = await ctx.tx
    .delete(table)
    .where(and(eq(table.id, trouble.id), isNotNull(table.deadAt)))
    .returning({ id: table.id });
  if (!gone) throw notFound(trouble.kind);
  if (trouble.kind === 'letter') await removeDeliveryOf(ctx.tx, trouble.id);
  await record(ctx, 'discarded', trouble);
}

async function retryJob(tx: TenantTx, id: string): Promise<void> {
  const [dead] = await tx
    .select({ id: job.id })
    .from(job)
    .where(and(eq(job.id, id), isNotNull(job.deadAt)))
    .for('update');
  if (!dead) throw notFound('job');
  await revive(tx, id);
}

async function retryLetter(tx: TenantTx, id: string): Promise<void> {
  const [dead] = await tx
    .select({ isUseful: sql<boolean>`${mail.usefulUntil} > now() and ${mail.html} is not null` })
    .from(mail)
    .where(and(eq(mail.id, id), isNotNull(mail.deadAt)))
    .for('update');
  if (!dead) throw notFound('letter');
  if (!dead.isUseful) throw new Refusal('conflict', 'This letter would come too late. Write a new one.');
  await tx.update(mail).set({ deadAt: null, lastError: null }).where(eq(mail.id, id));
  await removeDeliveryOf(tx, id);
  await enqueue(tx, mailDelivery, { mailId: id }, { key: id });
}

async function removeDeliveryOf(tx: TenantTx, mailId: string): Promise<void> {
  await tx.delete(job).where(and(eq(job.name, mailDelivery.name), eq(job.key, mailId), isNotNull(job.deadAt)));
}

function record(ctx: OperationContext, what: 'retried' | 'discarded', { kind, id }: Pick<Trouble, 'kind' | 'id'>) {
  return audit(ctx, { action: `${kind}.${what}`, subjectType: kind, subjectId: id });
}
