import type { OperationContext } from '#app/tenancy/operation.server.ts';
import { addressLine, clientCreated } from '../contract.ts';
import * as parts from '../data/client-parts.server.ts';
import * as data from '../data/clients.server.ts';
import { listDealsOfClient } from '../data/deals.server.ts';
import { listEstimatesOf } from '../data/estimate-list.server.ts';
import { refreshSearchText } from '../data/estimates.server.ts';
import type { ClientList, CreateClient, SimilarClients, UpdateClient } from '../domain/inputs/client.ts';
import { type Page, pageOf } from '../domain/inputs/listing.ts';
import { clientHistory, recordAudit, recordEvent } from './activity.server.ts';
import { expectFound, expectUnerased, staleSave } from './refusals.server.ts';
import { type ReadScope, stampOf, todayOf } from './scope.server.ts';

/** Adds a client, and their first property when an address was given. `similar` are others with the same e-mail or phone. */
export async function createClient(
  ctx: OperationContext,
  input: CreateClient,
): Promise<{ client: data.ClientRow; property: parts.PropertyRow | null; similar: data.SimilarClient[] }> {
  const { kind, name, email, phone, notes, ...address } = input;
  const similar = data.findSimilarClientRows(ctx.tx, { email, phone });
  const [found, client] = await Promise.all([
    similar,
    data.insertClient(ctx.tx, { kind, name, email, phone, notes }, stampOf(ctx)),
  ]);
  const hasAddress = [address.label, address.line1, address.line2, address.city, address.postalCode].some(Boolean);
  const [property] = await Promise.all([
    hasAddress ? parts.insertProperty(ctx.tx, { ...address, clientId: client.id, notes: '' }, ctx.now) : null,
    recordEvent(ctx, clientCreated, { clientId: client.id, clientName: name }),
    recordAudit(ctx, 'client.created', { type: 'client', id: client.id }, { label: name }),
  ]);
  return { client, property, similar: found };
}

/** @throws Refusal `conflict` with `{ yours, theirs }` when somebody saved in between. */
export async function updateClient(ctx: OperationContext, input: UpdateClient): Promise<data.ClientRow> {
  const { id, version, ...details } = input;
  const before = expectUnerased(await data.findClient(ctx.tx, id), 'client');
  const client = await data.updateClientRow(ctx.tx, { id, version }, details, ctx.now);
  if (!client) throw staleSave('client', details, before);
  await Promise.all([
    before.name === client.name && before.email === client.email
      ? undefined
      : refreshSearchText(ctx.tx, { clientId: id }),
    recordAudit(ctx, 'client.updated', { type: 'client', id }, { label: client.name, ...details }, detailsOf(before)),
  ]);
  return client;
}

function detailsOf({ kind, name, email, phone, notes }: data.ClientRow) {
  return { kind, name, email, phone, notes };
}

export async function archiveClient(ctx: OperationContext, { id }: { id: string }): Promise<data.ClientRow> {
  const client = expectFound(await data.markClientArchived(ctx.tx, id, stampOf(ctx)), 'client');
  await recordAudit(ctx, 'client.archived', { type: 'client', id }, { label: client.name });
  return client;
}

export async function restoreClient(ctx: OperationContext, { id }: { id: string }): Promise<data.ClientRow> {
  const client = expectFound(await data.markClientArchived(ctx.tx, id, null), 'client');
  await recordAudit(ctx, 'client.restored', { type: 'client', id }, { label: client.name });
  return client;
}

export type ClientPage = Page<data.ClientListRow> & { counts: { active: number; archived: number } };

/** A page of 50; `counts` are of all that match the search, in and out of the archive. */
export async function listClients({ tx, tenant }: ReadScope, input: ClientList): Promise<ClientPage> {
  const { rows, active, archived } = await data.listClientRows(tx, input, tenant.currency);
  return { ...pageOf(rows, input.page, input.archived ? archived : active), counts: { active, archived } };
}

/** Active clients by name, for a combobox. */
export function listClientChoices({ tx }: ReadScope, search: string) {
  return data.listClientChoices(tx, search);
}

/** Whether somebody with this e-mail address or phone number is a client already. */
export function findSimilarClients({ tx }: ReadScope, input: SimilarClients): Promise<data.SimilarClient[]> {
  return data.findSimilarClientRows(tx, input);
}

/** Everything that the client's page shows. */
export async function getClient(scope: ReadScope, id: string) {
  const { tx } = scope;
  const [client, properties, contacts, notes, deals, estimates, history] = await Promise.all([
    data.findClient(tx, id),
    data.listProperties(tx, id),
    data.listContacts(tx, id),
    data.listNotes(tx, id),
    listDealsOfClient(tx, id),
    listEstimatesOf(tx, { clientId: id }, todayOf(scope)),
    clientHistory(scope, id),
  ]);
  return {
    client: expectFound(client, 'client'),
    properties: properties.map((property) => ({ ...property, address: addressLine(property) })),
    contacts,
    notes,
    deals,
    estimates,
    history,
  };
}
