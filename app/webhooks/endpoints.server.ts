import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import { webhookAttempt, webhookDelivery, webhookEndpoint } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { audit } from '../audit/audit.server.ts';
import { notFound, Refusal } from '../errors/refusal.ts';
import { outsideUrl } from '../outbound/address.server.ts';
import { allowsPrivate } from '../outbound/agent.server.ts';
import { seal, unseal } from '../secrets/seal.server.ts';
import type { OperationContext } from '../tenancy/operation.server.ts';
import { enqueueDelivery, insertDelivery } from './outbox.server.ts';
import { newSecret } from './signature.ts';

const sealedAs = 'webhook_endpoint.sealed_secret';
/** How long the old secret signs as well after a change. */
const overlapMs = 24 * 3_600_000;
const mostEndpoints = 20;

export interface NewEndpoint {
  url: string;
  description: string;
  events: string[];
}

/**
 * Adds an endpoint; its secret is shown once.
 * @throws Refusal invalid for an address that is not to be called
 */
export async function addEndpoint(ctx: OperationContext, input: NewEndpoint): Promise<{ id: string; secret: string }> {
  const url = outsideUrl(input.url, { allowPrivate: allowsPrivate(), field: 'url' }).href;
  if ((await ctx.tx.$count(webhookEndpoint)) >= mostEndpoints)
    throw new Refusal('conflict', `There can be ${mostEndpoints} endpoints. Remove one first.`);
  const secret = newSecret();
  const { description, events } = input;
  const [made] = await ctx.tx
    .insert(webhookEndpoint)
    .values({
      url,
      description,
      events,
      sealedSecret: await seal(ctx.tx, sealedAs, secret),
      createdBy: ctx.actor.userId,
    })
    .returning({ id: webhookEndpoint.id });
  if (!made) throw new Error('The endpoint was not written.');
  await audited(ctx, 'created', made.id, { url, events });
  return { id: made.id, secret };
}

/** Gives an endpoint a new secret. The old one signs as well for a day, so that the receiver can change over. */
export async function rotateSecret(ctx: OperationContext, id: string): Promise<{ secret: string }> {
  const before = await getEndpoint(ctx.tx, id);
  const secret = newSecret();
  await ctx.tx
    .update(webhookEndpoint)
    .set({
      sealedSecret: await seal(ctx.tx, sealedAs, secret),
      sealedOldSecret: before.sealedSecret,
      oldSecretUntil: new Date(ctx.now.getTime() + overlapMs),
    })
    .where(eq(webhookEndpoint.id, id));
  await audited(ctx, 'secret_changed', id, { url: before.url });
  return { secret };
}

/** The secrets that sign now, the newest first. */
export async function secretsOf(tx: TenantTx, endpoint: typeof webhookEndpoint.$inferSelect, now: Date) {
  const { sealedSecret, sealedOldSecret, oldSecretUntil } = endpoint;
  const isOverlapping = sealedOldSecret !== null && oldSecretUntil !== null && oldSecretUntil > now;
  const sealed = isOverlapping ? [sealedSecret, sealedOldSecret] : [sealedSecret];
  return Promise.all(sealed.map((text) => unseal(tx, sealedAs, text)));
}

/** Stops telling an endpoint, or begins again. What happened in between is not told. */
export async function switchEndpoint(ctx: OperationContext, id: string, isOn: boolean): Promise<void> {
  const { url } = await getEndpoint(ctx.tx, id);
  const state = isOn
    ? { disabledAt: null, disabledBecause: null, failingSince: null }
    : ({ disabledAt: ctx.now, disabledBecause: 'person' } as const);
  await ctx.tx.update(webhookEndpoint).set(state).where(eq(webhookEndpoint.id, id));
  await audited(ctx, isOn ? 'switched_on' : 'switched_off', id, { url });
}

/** Removes an endpoint with its log. */
export async function removeEndpoint(ctx: OperationContext, id: string): Promise<void> {
  const { url } = await getEndpoint(ctx.tx, id);
  await ctx.tx.delete(webhookEndpoint).where(eq(webhookEndpoint.id, id));
  await audited(ctx, 'removed', id, { url });
}

/** Sends a message that tells nothing, to see whether it arrives. */
export async function sendTest(ctx: OperationContext, id: string): Promise<void> {
  await getEndpoint(ctx.tx, id);
  const body = { type: 'webhook.test', timestamp: ctx.now.toISOString(), data: { tenant: ctx.tenant.slug } };
  await insertDelivery(ctx.tx, { endpointId: id, event: body.type, eventId: null, body: JSON.stringify(body) });
}

/** Sends a message again under its own id, so that a receiver which has it already knows. */
export async function replay(ctx: OperationContext, id: string): Promise<void> {
  const [again] = await ctx.tx
    .update(webhookDelivery)
    .set({ state: 'waiting', nextAttemptAt: ctx.now })
    .where(and(eq(webhookDelivery.id, id), sql`${webhookDelivery.state} <> 'waiting'`))
    .returning({ id: webhookDelivery.id, attempts: webhookDelivery.attempts });
  if (!again) throw notFound('message');
  await enqueueDelivery(ctx.tx, again);
}

export async function getEndpoint(tx: TenantTx, id: string) {
  const [found] = await tx.select().from(webhookEndpoint).where(eq(webhookEndpoint.id, id));
  if (!found) throw notFound('endpoint');
  return found;
}

/** The endpoints without their secrets, the oldest first. */
export function listEndpoints(tx: TenantTx) {
  return tx
    .select({
      id: webhookEndpoint.id,
      url: webhookEndpoint.url,
      description: webhookEndpoint.description,
      events: webhookEndpoint.events,
      failingSince: webhookEndpoint.failingSince,
      disabledAt: webhookEndpoint.disabledAt,
      disabledBecause: webhookEndpoint.disabledBecause,
    })
    .from(webhookEndpoint)
    .orderBy(webhookEndpoint.createdAt, webhookEndpoint.id);
}

/** The last messages to any endpoint, or to one, with their last try; newest first. */
export function listDeliveries(tx: TenantTx, limit = 50) {
  const last = tx
    .select({
      at: webhookAttempt.at,
      status: webhookAttempt.status,
      excerpt: webhookAttempt.excerpt,
      error: webhookAttempt.error,
      milliseconds: webhookAttempt.milliseconds,
    })
    .from(webhookAttempt)
    .where(eq(webhookAttempt.deliveryId, webhookDelivery.id))
    .orderBy(desc(webhookAttempt.at))
    .limit(1)
    .as('last');
  return tx
    .select({
      id: webhookDelivery.id,
      event: webhookDelivery.event,
      url: webhookEndpoint.url,
      state: webhookDelivery.state,
      attempts: webhookDelivery.attempts,
      nextAttemptAt: webhookDelivery.nextAttemptAt,
      createdAt: webhookDelivery.createdAt,
      body: webhookDelivery.body,
      at: last.at,
      status: last.status,
      excerpt: last.excerpt,
      error: last.error,
      milliseconds: last.milliseconds,
    })
    .from(webhookDelivery)
    .innerJoin(webhookEndpoint, eq(webhookEndpoint.id, webhookDelivery.endpointId))
    .leftJoinLateral(last, sql`true`)
    .orderBy(desc(webhookDelivery.createdAt), desc(webhookDelivery.id))
    .limit(limit);
}

/** The endpoints that want to be told of an event. */
export function listHearing(tx: TenantTx, event: string) {
  return tx
    .select({ id: webhookEndpoint.id })
    .from(webhookEndpoint)
    .where(and(isNull(webhookEndpoint.disabledAt), sql`${event} = any(${webhookEndpoint.events})`));
}

function audited(ctx: OperationContext, verb: string, id: string, after: object): Promise<void> {
  return audit(ctx, { action: `webhook.${verb}`, subjectType: 'webhook_endpoint', subjectId: id, after });
}
