import { and, eq, inArray, isNull, lt, sql } from 'drizzle-orm';
import { membership, user, webhookAttempt, webhookDelivery, webhookEndpoint } from '#db/schema/index.ts';
import { audit } from '../audit/audit.server.ts';
import { defineListener, type Listener } from '../events/deliver.server.ts';
import { ownAddress } from '../http/address.server.ts';
import { defineJob, type Job, type JobContext } from '../jobs/job.server.ts';
import { sendMail } from '../mail/mail.server.ts';
import { webhookSwitchedOff } from '../mail/templates/webhook.tsx';
import type { PublishedEvent } from '../manifest.ts';
import type { OperationContext } from '../tenancy/operation.server.ts';
import { listHearing, secretsOf } from './endpoints.server.ts';
import { enqueueDelivery, insertDelivery, sending } from './outbox.server.ts';
import { isDelivered, type Outcome, send } from './send.server.ts';
import { signedHeaders } from './signature.ts';

const minute = 60_000;
const hour = 60 * minute;

/** How long after each try that failed the next one is made; after the last the message is given up. About three days. */
const pauses = [5_000, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour];

/** An endpoint that has failed for so long is told nothing more. */
const failingForMs = 5 * 24 * hour;

/** How long messages are kept to be looked at and sent again. */
const keptMs = 30 * 24 * hour;

/** What tells the endpoints of each tenant: one listener for each event that a product publishes. */
export function webhookListeners(events: readonly PublishedEvent[]): Listener[] {
  return events.map(({ type }) =>
    defineListener(`webhooks.${type.name}`, type, async ({ tx }, { id, payload, occurredAt }) => {
      const body = JSON.stringify({ type: type.name, timestamp: occurredAt.toISOString(), data: payload });
      for (const endpoint of await listHearing(tx, type.name))
        await insertDelivery(tx, { endpointId: endpoint.id, event: type.name, eventId: id, body });
    }),
  );
}

/** Says that nobody is there any more, and will not be. */
const gone = 410;

/** The job that makes one try. A failed one asks for the next itself: the pauses of other jobs are too short for this. */
export const webhookJob: Job<{ deliveryId: string }> = defineJob(sending.name, sending.schema, attempt, {
  timeoutMs: 30_000,
});

async function attempt(ctx: JobContext, { deliveryId }: { deliveryId: string }): Promise<void> {
  const message = await ctx.inTenant((operation) => read(operation, deliveryId));
  if (!message) return;
  const { url, headers, body } = message;
  const outcome = await send(new URL(url), { headers, body }, { signal: ctx.signal });
  // A stopping server tells nothing of the endpoint: the job is given back and tried by the next one.
  ctx.signal.throwIfAborted();
  await ctx.inTenant((operation) => settle(operation, deliveryId, outcome));
}

async function read(ctx: OperationContext, deliveryId: string) {
  const { tx, now } = ctx;
  const [found] = await tx
    .select({ delivery: webhookDelivery, endpoint: webhookEndpoint })
    .from(webhookDelivery)
    .innerJoin(webhookEndpoint, eq(webhookEndpoint.id, webhookDelivery.endpointId))
    .where(and(eq(webhookDelivery.id, deliveryId), eq(webhookDelivery.state, 'waiting')));
  if (!found) return null;
  const { delivery, endpoint } = found;
  // A test is for whoever looks whether it works again.
  if (endpoint.disabledAt && delivery.eventId !== null) {
    await tx
      .update(webhookDelivery)
      .set({ state: 'failed', nextAttemptAt: null })
      .where(eq(webhookDelivery.id, deliveryId));
    return null;
  }
  const { id, body } = delivery;
  const timestamp = Math.floor(now.getTime() / 1000);
  const headers = signedHeaders({ id: `msg_${id}`, timestamp, body }, await secretsOf(tx, endpoint, now));
  return { url: endpoint.url, headers, body };
}

/** Writes down how a try ended, and what follows from it. */
async function settle(ctx: OperationContext, deliveryId: string, outcome: Outcome): Promise<void> {
  const { tx, now } = ctx;
  const [delivery] = await tx
    .update(webhookDelivery)
    .set({ attempts: sql`${webhookDelivery.attempts} + 1` })
    .where(eq(webhookDelivery.id, deliveryId))
    .returning();
  if (!delivery) return;
  await tx.insert(webhookAttempt).values({ deliveryId, at: now, ...outcome });
  await tx.delete(webhookDelivery).where(lt(webhookDelivery.createdAt, new Date(now.getTime() - keptMs)));
  const isDone = isDelivered(outcome);
  const isOver = isDone || outcome.status === gone;
  const pause = isOver ? undefined : pauses[delivery.attempts - 1];
  const nextAttemptAt = pause === undefined ? null : new Date(now.getTime() + pause * (0.9 + Math.random() / 5));
  const state = isDone ? 'delivered' : nextAttemptAt ? 'waiting' : 'failed';
  await tx.update(webhookDelivery).set({ state, nextAttemptAt }).where(eq(webhookDelivery.id, deliveryId));
  if (nextAttemptAt) await enqueueDelivery(tx, delivery, nextAttemptAt);
  await noteHealth(ctx, delivery.endpointId, outcome);
}

async function noteHealth(ctx: OperationContext, endpointId: string, outcome: Outcome): Promise<void> {
  const { tx, now } = ctx;
  const ofEndpoint = eq(webhookEndpoint.id, endpointId);
  const failingSince = isDelivered(outcome)
    ? null
    : sql`coalesce(${webhookEndpoint.failingSince}, ${now.toISOString()}::timestamptz)`;
  const [endpoint] = await tx.update(webhookEndpoint).set({ failingSince }).where(ofEndpoint).returning();
  if (!endpoint?.failingSince || endpoint.disabledAt) return;
  const isOver = outcome.status === gone || now.getTime() - endpoint.failingSince.getTime() >= failingForMs;
  if (!isOver) return;
  await tx.update(webhookEndpoint).set({ disabledAt: now, disabledBecause: 'failing' }).where(ofEndpoint);
  const { url } = endpoint;
  await audit(ctx, {
    action: 'webhook.given_up',
    subjectType: 'webhook_endpoint',
    subjectId: endpointId,
    after: { url },
  });
  await tellAdmins(ctx, url);
}

async function tellAdmins(ctx: OperationContext, url: string): Promise<void> {
  const admins = await ctx.tx
    .select({ email: user.email, name: user.name })
    .from(membership)
    .innerJoin(user, eq(user.id, membership.userId))
    .where(and(inArray(membership.role, ['owner', 'admin']), isNull(membership.suspendedAt)));
  const href = ownAddress(`/t/${ctx.tenant.slug}/admin/webhooks`);
  for (const { email, name } of admins)
    await sendMail(ctx, webhookSwitchedOff, { to: email, props: { name, url, href } });
}
