import type { z } from 'zod';
import { recordChanged } from '#app/ai/knowledge/changed.server.ts';
import { audit } from '#app/audit/audit.server.ts';
import type { EventType } from '#app/events/event.ts';
import { record } from '#app/events/record.server.ts';
import type { OperationContext } from '#app/tenancy/operation.server.ts';
import * as data from '../data/activity.server.ts';
import { type HistoryDetails, type HistoryEntry, historySentence } from '../domain/history.ts';
import type { ReadScope } from './scope.server.ts';

/** Transactions that tell of the past: made-up history is no news, and nobody is to be written to about it. */
const quiet = new WeakSet<OperationContext['tx']>();

/** Lets nothing that happens in this transaction become an event; the audit is kept as always. */
export function withoutEvents(tx: OperationContext['tx']): void {
  quiet.add(tx);
}

/** Writes an event in the transaction that caused it; it is delivered after the commit. */
export async function recordEvent<Schema extends z.ZodType>(
  ctx: OperationContext,
  event: EventType<Schema>,
  payload: z.input<Schema>,
): Promise<void> {
  if (!quiet.has(ctx.tx)) await record(ctx, event, payload);
}

/** Who did what to which row. `after` carries what the history tells people. */
export async function recordAudit(
  ctx: OperationContext,
  action: string,
  subject: { type: string; id: string | null },
  after: HistoryDetails & Record<string, unknown>,
  before: Record<string, unknown> | null = null,
): Promise<void> {
  await Promise.all([
    audit(ctx, {
      action,
      subjectType: subject.type,
      subjectId: subject.id,
      before,
      after: ctx.actor.userId === null ? { by: ctx.actor.name, ...after } : after,
    }),
    noteChange(ctx, subject, after.clientId),
  ]);
}

/** What a person can search says something else now. Places and people are a part of their client. */
async function noteChange(
  { tx, now }: OperationContext,
  { type, id }: { type: string; id: string | null },
  clientId: unknown,
): Promise<void> {
  if (quiet.has(tx)) return;
  const isOfClient = type === 'property' || type === 'contact';
  const changed = isOfClient ? clientId : id;
  if (typeof changed !== 'string' || !(isOfClient || searched.has(type))) return;
  await recordChanged(tx, `paintbox.${isOfClient ? 'client' : type}`, changed, now);
}

const searched = new Set(['client', 'estimate', 'workbook']);

export async function clientHistory({ tx, tenant }: ReadScope, clientId: string): Promise<HistoryEntry[]> {
  return told(await data.listClientActivity(tx, clientId), tenant.locale);
}

export async function dealHistory({ tx, tenant }: ReadScope, dealId: string): Promise<HistoryEntry[]> {
  return told(await data.listDealActivity(tx, dealId), tenant.locale);
}

/** Saves of one person in a row are one thing that happened; the newest of them is kept. */
function told(rows: data.ActivityRow[], locale: string): HistoryEntry[] {
  return rows.filter((row, at) => !isSameWork(rows[at - 1], row)).map((row) => toEntry(row, locale));
}

const repeated = new Set(['estimate.saved', 'workbook.saved', 'client.updated', 'deal.updated']);

function isSameWork(newer: data.ActivityRow | undefined, row: data.ActivityRow): boolean {
  return (
    newer !== undefined &&
    repeated.has(row.action) &&
    newer.action === row.action &&
    newer.subjectId === row.subjectId &&
    newer.actorName === row.actorName
  );
}

function toEntry(row: data.ActivityRow, locale: string): HistoryEntry {
  const { id, at, subjectType, subjectId } = row;
  const sentence = historySentence(row.action, row.actorName, (row.after ?? {}) as HistoryDetails, locale);
  return { id, at, subjectType, subjectId, sentence };
}
