import type { LinksFunction, MetaFunction } from '@remix-run/node';
import { type ShouldRevalidateFunction, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { byIntent, tenantLoader } from '#app/tenancy/gate.server.ts';
import type { OperationContext } from '#app/tenancy/operation.server.ts';
import { newId } from '#app/values/id.ts';
import { idSchema } from '#app/values/id-schema.ts';
import { listClientChoices } from '../data/clients.server.ts';
import { listDealChoices } from '../data/deals.server.ts';
import {
  renameHereSchema,
  type TakeFromWorkbook,
  takeFromWorkbookSchema,
  typeIntoCellSchema,
  workbookSearchSchema,
} from '../domain/inputs/workbook-page.ts';
import { estimateNumber } from '../domain/labels.ts';
import { links as paths } from '../domain/links.ts';
import type { Desk } from '../operations/desk.server.ts';
import { getEstimate, listEstimates } from '../operations/estimate-reading.server.ts';
import { createEstimateFromWorkbook, takeTotals } from '../operations/workbook-totals.server.ts';
import * as workbooks from '../operations/workbooks.server.ts';
import stylesheet from '../ui/workbook/workbook.css?url';
import { WorkbookPage } from '../ui/workbook/workbook-page.tsx';
import { deskAction } from './desk-action.server.ts';
import { placesOf } from './places.server.ts';
import { said } from './said.server.ts';

export const links: LinksFunction = () => [{ rel: 'stylesheet', href: stylesheet }];

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.workbook.name ?? 'Workbook'} · Candlefish` },
];

const params = z.object({ workbook: idSchema });

export const loader = tenantLoader(
  { permission: 'paintbox:read', params, search: workbookSearchSchema },
  async ({ tx, tenant, member, params: { workbook: id }, search }) => {
    const scope = { tx, tenant };
    const [found, loaded, estimates, clients, same] = await Promise.all([
      workbooks.getWorkbook(scope, id),
      workbooks.loadWorkbook(scope, id),
      listEstimates(scope, { q: '', sort: 'updated', page: 1, direction: undefined, status: 'draft' }),
      listClientChoices(tx, '', 500),
      search.same ? workbooks.getWorkbook(scope, search.same) : null,
    ]);
    const deals = await listDealChoices(tx, found.deal?.id ?? null);
    const deal = deals.find((choice) => choice.id === found.deal?.id);
    const { id: _, name, version, archivedAt, updatedAt, state, audit, totalsMapping } = found.workbook;
    return {
      workbook: { id, name, version, isArchived: archivedAt !== null, updatedAt },
      edits: state.edits.map(({ version: __, ...edit }) => edit),
      file: { name: found.file.name, size: found.file.size },
      estimate: found.estimate,
      updatedByName: found.updatedByName,
      audit,
      totals: totalsMapping,
      view: await workbooks.viewOfSheet(loaded, search.sheet),
      drafts: estimates.rows.map(({ id: value, number, title, clientName }) => ({
        value,
        label: `${estimateNumber(number)} ${title}`,
        detail: clientName,
      })),
      whom: {
        deals,
        clients: clients.map(({ id: clientId, name: label, phone, email }) => ({
          id: clientId,
          name: label,
          phone,
          email,
        })),
        chosenDeal: deal?.id ?? null,
        chosenClient: null,
        places: await placesOf(tx, deal?.clientId ?? null),
      },
      same: same && { id: same.workbook.id, name: same.workbook.name },
      mayWrite: member.can('paintbox:write') && archivedAt === null,
      mayArchive: member.can('paintbox:write'),
      submission: newId(),
    };
  },
);

/** Moving about in the sheet changes the address, and needs nothing new from the server. */
export const shouldRevalidate: ShouldRevalidateFunction = ({
  formMethod,
  currentUrl,
  nextUrl,
  defaultShouldRevalidate,
}) => (formMethod || currentUrl.pathname !== nextUrl.pathname ? defaultShouldRevalidate : false);

/** Does it, and comes back to the page. */
function change<I>(
  input: z.ZodType<I>,
  run: (ctx: OperationContext, id: string, input: I, desk: Desk) => Promise<unknown>,
  message: string,
  undo?: string,
) {
  return deskAction(
    { permission: 'paintbox:write', params, input },
    async ({ operation, params: at, input: given, url, desk }) => {
      await run(operation, at.workbook, given, desk);
      const back = undo ? { undo: { action: url.pathname, fields: { intent: undo } } } : {};
      return said(url.pathname + url.search, message, back);
    },
  );
}

const nothing = z.object({});

export const action = byIntent({
  type: change(typeIntoCellSchema, typeIntoCell, 'Saved.'),
  rename: change(renameHereSchema, (ctx, id, { name }) => workbooks.renameWorkbook(ctx, { id, name }), 'Renamed.'),
  audit: change(
    nothing,
    (ctx, id, _, desk) => workbooks.auditAgain(ctx, { id }, desk),
    'Every formula was compared again.',
  ),
  archive: change(
    nothing,
    (ctx, id) => workbooks.archiveWorkbook(ctx, { id }),
    'The workbook is in the archive.',
    'restore',
  ),
  restore: change(nothing, (ctx, id) => workbooks.restoreWorkbook(ctx, { id }), 'The workbook is back.'),
  take: deskAction(
    { permission: 'paintbox:write', params, input: takeFromWorkbookSchema },
    async ({ operation, tenant, params: { workbook: id }, input, desk }) => {
      await workbooks.mapTotals(operation, { id, version: input.version, lines: input.lines }, desk);
      const estimateId = await take(operation, id, input, desk);
      return said(paths.estimate(tenant.slug, estimateId), 'The totals are in the estimate.');
    },
  ),
});

async function take(operation: OperationContext, id: string, input: TakeFromWorkbook, desk: Desk): Promise<string> {
  if (input.target === 'existing' && input.estimateId !== null) {
    const { revision } = await getEstimate(operation, input.estimateId);
    await takeTotals(operation, { id, estimateId: input.estimateId, version: revision.version }, desk);
    return input.estimateId;
  }
  const { version: _, lines: __, target: ___, estimateId: ____, ...where } = input;
  return (await createEstimateFromWorkbook(operation, { id, ...where }, desk)).estimate.id;
}

async function typeIntoCell(
  operation: OperationContext,
  id: string,
  { version, sheet, cell, input }: z.infer<typeof typeIntoCellSchema>,
  desk: Desk,
) {
  const { workbook } = await workbooks.getWorkbook(operation, id);
  const keep = workbook.state.edits.filter((edit) => edit.version <= version).length;
  const edits = [{ kind: 'cell', sheet, cell, input } as const];
  await workbooks.saveWorkbook(operation, { id, version, keep, edits }, desk);
}

export default function Workbook() {
  return <WorkbookPage {...useLoaderData<typeof loader>()} />;
}
