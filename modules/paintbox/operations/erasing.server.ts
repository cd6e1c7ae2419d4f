import { recordChanged } from '#app/ai/knowledge/changed.server.ts';
import { Refusal } from '#app/errors/refusal.ts';
import type { OperationContext } from '#app/tenancy/operation.server.ts';
import { findContact } from '../data/client-parts.server.ts';
import { refreshSearchText } from '../data/estimates.server.ts';
import * as data from '../data/people.server.ts';
import { revokeQuote } from './quotes.server.ts';
import { expectFound } from './refusals.server.ts';

/** From here on nobody changes the client, and quotes that wait for their answer are withdrawn. */
export async function holdClient(ctx: OperationContext, id: string): Promise<void> {
  if (!(await data.markErased(ctx.tx, 'client', id, ctx.now))) throw notToBeErased();
  for (const quote of await data.listUnansweredQuotes(ctx.tx, id)) await revokeQuote(ctx, quote);
}

/** The company and its quotes stay: they are not this person's. */
export async function holdContact(ctx: OperationContext, id: string): Promise<void> {
  if (!(await data.markErased(ctx.tx, 'contact', id, ctx.now))) throw notToBeErased();
}

function notToBeErased(): Refusal {
  return new Refusal('conflict', 'This record was erased already, or it is not a person’s. Reload the page.');
}

/** What estimates are found by is made again, and what can be searched is read again. */
export async function settleClient(ctx: OperationContext, id: string): Promise<void> {
  const { tx, now } = ctx;
  await refreshSearchText(tx, { clientId: id });
  await recordChanged(tx, 'paintbox.client', id, now);
  for (const estimateId of await data.listEstimateIds(tx, id))
    await recordChanged(tx, 'paintbox.estimate', estimateId, now);
}

export async function settleContact(ctx: OperationContext, id: string): Promise<void> {
  const { clientId } = expectFound(await findContact(ctx.tx, id), 'contact');
  await settleClient(ctx, clientId);
}
