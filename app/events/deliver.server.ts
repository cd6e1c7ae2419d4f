import { eq, sql } from 'drizzle-orm';
import type { z } from 'zod';
import { event, eventDelivery } from '#db/schema/index.ts';
import { isSwitchedOff } from '../admin/products.server.ts';
import { defineJob, type Job, type JobContext, productOf } from '../jobs/job.server.ts';
import type { OperationContext } from '../tenancy/operation.server.ts';
import { delivery } from './delivery.ts';
import type { EventType } from './event.ts';

/** An event as its listeners get it. */
export interface Heard<Payload> {
  id: string;
  payload: Payload;
  actorId: string | null;
  occurredAt: Date;
}

export interface Listener<Payload = unknown> {
  /** `module.what-it-does`, kept for ever: receipts refer to it. */
  name: string;
  event: EventType<z.ZodType<Payload>>;
  run(ctx: OperationContext, event: Heard<Payload>): Promise<void>;
}

/**
 * Declares what is to happen after an event. It runs in a transaction of its own that also writes its receipt, so its
 * effects on the database happen once. For anything else (mail, network) it enqueues a job.
 */
export function defineListener<Schema extends z.ZodType>(
  name: string,
  type: EventType<Schema>,
  run: Listener<z.output<Schema>>['run'],
): Listener<z.output<Schema>> {
  return { name, event: type as EventType<z.ZodType<z.output<Schema>>>, run };
}

/** The job that tells listeners. One that fails does not hold up the others, and is told again until it succeeds. */
export function deliveryJob(listeners: readonly Listener[]): Job<z.output<typeof delivery.schema>> {
  return defineJob(delivery.name, delivery.schema, (ctx, { eventId }) => deliver(ctx, eventId, listeners), {
    attempts: 12,
    async onDead(ctx, { eventId }, error) {
      await ctx.inTenant(async ({ tx }) => {
        await tx.update(event).set({ deadAt: sql`now()`, lastError: error.message }).where(eq(event.id, eventId));
      });
    },
  });
}

async function deliver(ctx: JobContext, eventId: string, listeners: readonly Listener[]): Promise<void> {
  const found = await ctx.inTenant(async ({ tx }) => (await tx.select().from(event).where(eq(event.id, eventId)))[0]);
  if (!found) return;
  const failures: string[] = [];
  for (const listener of listeners) {
    if (listener.event.name !== found.name) continue;
    await tell(ctx, listener, found).catch((error: unknown) => {
      failures.push(`${listener.name}: ${error instanceof Error ? error.message : String(error)}`);
    });
  }
  await ctx.inTenant(async ({ tx }) => {
    const outcome =
      failures.length > 0 ? { lastError: failures.join('; ') } : { deliveredAt: sql`now()`, deadAt: null };
    await tx
      .update(event)
      .set({ ...outcome, attempts: ctx.attempt })
      .where(eq(event.id, eventId));
  });
  if (failures.length > 0) throw new Error(failures.join('; '));
}

function tell(ctx: JobContext, listener: Listener, found: typeof event.$inferSelect): Promise<void> {
  return ctx.inTenant(async (operation) => {
    // What is switched off hears nothing, and is not told later either.
    if (await isSwitchedOff(operation.tx, productOf(listener.name))) return;
    const receipt = await operation.tx
      .insert(eventDelivery)
      .values({ eventId: found.id, listener: listener.name })
      .onConflictDoNothing({ target: [eventDelivery.tenantId, eventDelivery.eventId, eventDelivery.listener] })
      .returning({ id: eventDelivery.id });
    if (receipt.length === 0) return;
    const { id, actorId, occurredAt } = found;
    await listener.run(operation, { id, payload: listener.event.schema.parse(found.payload), actorId, occurredAt });
  });
}
