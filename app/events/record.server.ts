import { randomUUIDv7 } from 'node:crypto';
import type { z } from 'zod';
import { event } from '#db/schema/index.ts';
import { enqueue } from '../jobs/job.server.ts';
import type { OperationContext } from '../tenancy/operation.server.ts';
import { delivery } from './delivery.ts';
import type { EventType } from './event.ts';

/**
 * Writes an event, and the order to deliver it, in the transaction that caused it: what is rolled back never happened
 * and is never told.
 * @throws ZodError when the payload is not what the event declares: a mistake in the program
 */
export async function record<Schema extends z.ZodType>(
  ctx: Pick<OperationContext, 'tx' | 'actor' | 'now'>,
  { name, schema }: EventType<Schema>,
  payload: z.input<Schema>,
): Promise<void> {
  const id = randomUUIDv7();
  await Promise.all([
    ctx.tx
      .insert(event)
      .values({ id, name, payload: schema.parse(payload), actorId: ctx.actor.userId, occurredAt: ctx.now }),
    enqueue(ctx.tx, delivery, { eventId: id }),
  ]);
}
