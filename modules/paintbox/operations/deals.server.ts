import { Refusal } from '#app/errors/refusal.ts';
import type { OperationContext } from '#app/tenancy/operation.server.ts';
import { dealMoved, dealStageLabels } from '../contract.ts';
import { findProperty } from '../data/client-parts.server.ts';
import { findClient, listProperties } from '../data/clients.server.ts';
import * as data from '../data/deals.server.ts';
import { listEstimatesOf } from '../data/estimate-list.server.ts';
import { findOtherOffers, refreshSearchText } from '../data/estimates.server.ts';
import { type DealNews, stageAfter } from '../domain/deal-stage.ts';
import { createClientSchema } from '../domain/inputs/client.ts';
import {
  type ClientChoice,
  type CreateDeal,
  type DealList,
  type DealStage,
  dealStages,
  type MoveDeal,
  type UpdateDeal,
} from '../domain/inputs/deal.ts';
import { type Page, pageOf } from '../domain/inputs/listing.ts';
import { dealHistory, recordAudit, recordEvent } from './activity.server.ts';
import { createClient } from './clients.server.ts';
import { expectFound, expectUnerased, staleSave } from './refusals.server.ts';
import { type ReadScope, stampOf, todayOf } from './scope.server.ts';

/** Opens a deal for an existing client, or for a new one that is made on the way. */
export async function createDeal(ctx: OperationContext, input: CreateDeal): Promise<data.DealRow> {
  const clientId = await chooseClient(ctx, input);
  await checkProperty(ctx, input.propertyId, clientId);
  const { title, propertyId, stage } = input;
  const deal = await data.insertDeal(ctx.tx, { clientId, propertyId, title, stage, ...stampOf(ctx) });
  await auditDeal(ctx, 'deal.created', deal);
  return deal;
}

/** Says where a deal's work is, as long as nobody has: for whoever chooses the property with the estimate. */
export async function placeDeal(
  ctx: OperationContext,
  deal: data.DealRow,
  propertyId: string | null,
): Promise<data.DealRow> {
  if (propertyId === null || deal.propertyId !== null) return deal;
  const { id, version, title, ownerId } = deal;
  return updateDeal(ctx, { id, version, title, ownerId, propertyId });
}

async function chooseClient(ctx: OperationContext, choice: ClientChoice): Promise<string> {
  if (choice.clientId !== null) return expectUnerased(await findClient(ctx.tx, choice.clientId), 'client').id;
  const input = createClientSchema.parse({
    kind: choice.clientKind,
    name: choice.clientName,
    email: choice.clientEmail,
    phone: choice.clientPhone,
  });
  return (await createClient(ctx, input)).client.id;
}

async function checkProperty(ctx: OperationContext, propertyId: string | null, clientId: string): Promise<void> {
  if (propertyId === null) return;
  const property = await findProperty(ctx.tx, propertyId);
  if (property?.clientId === clientId) return;
  const message = 'This property does not belong to the client. Choose another.';
  throw new Refusal('invalid', message, { fieldErrors: { propertyId: [message] } });
}

/** @throws Refusal `conflict` with `{ yours, theirs }` when somebody saved in between. */
export async function updateDeal(ctx: OperationContext, input: UpdateDeal): Promise<data.DealRow> {
  const { id, version, ...values } = input;
  const before = expectFound(await data.findDeal(ctx.tx, id), 'deal');
  await checkProperty(ctx, input.propertyId, before.clientId);
  const deal = await data.updateDealRow(ctx.tx, { id, version }, values, ctx.now);
  if (!deal) throw staleSave('deal', values, before);
  await Promise.all([refreshSearchText(ctx.tx, { dealId: id }), auditDeal(ctx, 'deal.updated', deal)]);
  return deal;
}

/** Puts a deal into a stage; one that is there already stays as it is. */
export async function moveDeal(ctx: OperationContext, { id, stage }: MoveDeal): Promise<data.DealRow> {
  return changeStage(ctx, expectFound(await data.findDeal(ctx.tx, id), 'deal'), stage);
}

/** The same for a deal at hand. */
export async function changeStage(ctx: OperationContext, deal: data.DealRow, stage: DealStage): Promise<data.DealRow> {
  if (deal.stage === stage) return deal;
  const { id, clientId, title: label } = deal;
  const [from, to] = [dealStageLabels[deal.stage], dealStageLabels[stage]];
  await Promise.all([
    data.setDealStage(ctx.tx, id, stage, ctx.now),
    recordEvent(ctx, dealMoved, { dealId: id, clientId, from: deal.stage, to: stage }),
    recordAudit(ctx, 'deal.moved', { type: 'deal', id }, { label, from, to }),
  ]);
  return { ...deal, stage, updatedAt: ctx.now };
}

/** The deal follows what happens to one of its estimates. */
export async function followEstimate(
  ctx: OperationContext,
  estimate: { id: string; dealId: string },
  news: DealNews,
): Promise<void> {
  const [deal, others] = await Promise.all([
    data.findDeal(ctx.tx, estimate.dealId),
    findOtherOffers(ctx.tx, estimate.dealId, estimate.id, todayOf(ctx)),
  ]);
  if (deal) await changeStage(ctx, deal, stageAfter(deal.stage, news, others));
}

export async function archiveDeal(ctx: OperationContext, { id }: { id: string }): Promise<data.DealRow> {
  const deal = expectFound(await data.markDealArchived(ctx.tx, id, stampOf(ctx)), 'deal');
  await auditDeal(ctx, 'deal.archived', deal);
  return deal;
}

export async function restoreDeal(ctx: OperationContext, { id }: { id: string }): Promise<data.DealRow> {
  const deal = expectFound(await data.markDealArchived(ctx.tx, id, null), 'deal');
  await auditDeal(ctx, 'deal.restored', deal);
  return deal;
}

function auditDeal(ctx: OperationContext, action: string, deal: data.DealRow): Promise<void> {
  const { title: label, stage, propertyId, clientId } = deal;
  return recordAudit(ctx, action, { type: 'deal', id: deal.id }, { label, stage, propertyId, clientId });
}

/** One stage of the board: how many deals, and what they come to in each currency. */
export interface StageTotal {
  stage: DealStage;
  count: number;
  values: { currency: string; totalMinor: number }[];
}

export type DealPage = Page<data.DealListRow> & { stages: StageTotal[] };

/** A page of 50; `stages` counts all that match the search, stage by stage. For a board, group the rows by stage. */
export async function listDeals({ tx }: ReadScope, input: DealList): Promise<DealPage> {
  const found = await data.listDealRows(tx, input);
  const stages = dealStages.map((stage) => {
    const rows = found.stages.filter((row) => row.stage === stage);
    return {
      stage,
      count: rows.reduce((sum, row) => sum + row.count, 0),
      values: rows.flatMap(({ currency, valueMinor }) => (currency ? [{ currency, totalMinor: valueMinor }] : [])),
    };
  });
  const counted = stages.filter(({ stage }) => input.stage === undefined || stage === input.stage);
  return {
    ...pageOf(
      found.rows,
      input.page,
      counted.reduce((sum, { count }) => sum + count, 0),
    ),
    stages,
  };
}

/** A deal with its client, property, competing estimates and history. */
export async function getDeal(scope: ReadScope, id: string) {
  const { tx } = scope;
  const [found, estimates, history] = await Promise.all([
    data.findDealWithNames(tx, id),
    listEstimatesOf(tx, { dealId: id }, todayOf(scope)),
    dealHistory(scope, id),
  ]);
  const { deal, client, property, ownerName } = expectFound(found, 'deal');
  const properties = await listProperties(tx, client.id);
  return { deal, client, property, ownerName, properties, estimates, history };
}
