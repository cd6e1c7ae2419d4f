import { randomUUIDv7 } from 'node:crypto';
import { z } from 'zod';
import { webhookDelivery } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { enqueue } from '../jobs/job.server.ts';

/** The job that tries to deliver one message. */
export const sending = { name: 'webhooks.send', schema: z.object({ deliveryId: z.uuid() }) };

/** Writes a message to an endpoint and asks for its delivery, in the transaction that causes it. */
export async function insertDelivery(
  tx: TenantTx,
  message: Pick<typeof webhookDelivery.$inferInsert, 'endpointId' | 'event' | 'eventId' | 'body'>,
): Promise<void> {
  const id = randomUUIDv7();
  await tx.insert(webhookDelivery).values({ id, ...message });
  await enqueueDelivery(tx, { id, attempts: 0 });
}

/** Asks for the next try. Two askings for one try are one. */
export function enqueueDelivery(
  tx: TenantTx,
  { id, attempts }: { id: string; attempts: number },
  runAt?: Date,
): Promise<void> {
  return enqueue(tx, sending, { deliveryId: id }, { key: `${id} ${attempts}`, ...(runAt && { runAt }) });
}
