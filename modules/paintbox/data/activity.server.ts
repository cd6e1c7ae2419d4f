import { and, desc, eq, inArray, or, sql } from 'drizzle-orm';
import { auditEntry, contact, counter, deal, estimate, property, user } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';

export interface ActivityRow {
  id: string;
  action: string;
  subjectType: string;
  subjectId: string | null;
  actorName: string | null;
  before: unknown;
  after: unknown;
  at: Date;
}

/** The next number of a series, without gaps: the row stays locked until the transaction ends. */
export async function nextNumber(tx: TenantTx, series: string, first: number): Promise<number> {
  const [row] = await tx
    .insert(counter)
    .values({ series, value: first })
    .onConflictDoUpdate({ target: [counter.tenantId, counter.series], set: { value: sql`${counter.value} + 1` } })
    .returning({ value: counter.value });
  if (!row) throw new Error(`The series ${series} gave no number.`);
  return row.value;
}

/** What happened to a client, their people and places, deals and estimates; newest first. */
export function listClientActivity(tx: TenantTx, clientId: string, limit = 100): Promise<ActivityRow[]> {
  const deals = tx.select({ id: deal.id }).from(deal).where(eq(deal.clientId, clientId));
  const estimates = tx
    .select({ id: estimate.id })
    .from(estimate)
    .innerJoin(deal, eq(deal.id, estimate.dealId))
    .where(eq(deal.clientId, clientId));
  const places = tx.select({ id: property.id }).from(property).where(eq(property.clientId, clientId));
  const people = tx.select({ id: contact.id }).from(contact).where(eq(contact.clientId, clientId));
  return activity(tx, limit)
    .where(
      or(
        subjectIs('client', [clientId]),
        subjectIs('deal', deals),
        subjectIs('estimate', estimates),
        subjectIs('property', places),
        subjectIs('contact', people),
      ),
    )
    .execute();
}

/** What happened to a deal and its estimates; newest first. */
export function listDealActivity(tx: TenantTx, dealId: string, limit = 100): Promise<ActivityRow[]> {
  const estimates = tx.select({ id: estimate.id }).from(estimate).where(eq(estimate.dealId, dealId));
  return activity(tx, limit)
    .where(or(subjectIs('deal', [dealId]), subjectIs('estimate', estimates)))
    .execute();
}

function activity(tx: TenantTx, limit: number) {
  return tx
    .select({
      id: auditEntry.id,
      action: auditEntry.action,
      subjectType: auditEntry.subjectType,
      subjectId: auditEntry.subjectId,
      actorName: user.name,
      before: auditEntry.before,
      after: auditEntry.after,
      at: auditEntry.at,
    })
    .from(auditEntry)
    .leftJoin(user, eq(user.id, auditEntry.actorId))
    .orderBy(desc(auditEntry.at), desc(auditEntry.id))
    .limit(limit)
    .$dynamic();
}

function subjectIs(subjectType: string, ids: Parameters<typeof inArray>[1]) {
  return and(eq(auditEntry.subjectType, subjectType), inArray(auditEntry.subjectId, ids as never));
}
