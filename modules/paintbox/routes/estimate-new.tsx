import type { LinksFunction, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { tenantAction, tenantLoader } from '#app/tenancy/gate.server.ts';
import type { OperationContext } from '#app/tenancy/operation.server.ts';
import { newId } from '#app/values/id.ts';
import { listClientChoices } from '../data/clients.server.ts';
import { copyEstimate } from '../domain/copy.ts';
import { type CreateEstimate, createEstimateSchema } from '../domain/inputs/estimate.ts';
import { optionalId } from '../domain/inputs/form-fields.ts';
import { estimateNumber } from '../domain/labels.ts';
import { links as paths } from '../domain/links.ts';
import { createDeal, getDeal } from '../operations/deals.server.ts';
import { listEstimates } from '../operations/estimate-reading.server.ts';
import { readEstimateFile } from '../operations/estimate-workbook.server.ts';
import { createEstimate, insertDocument } from '../operations/estimates.server.ts';
import stylesheet from '../ui/editor/editor.css?url';
import { NewEstimate } from '../ui/editor/new-estimate.tsx';
import { said } from './said.server.ts';

export const links: LinksFunction = () => [{ rel: 'stylesheet', href: stylesheet }];

export const meta: MetaFunction = () => [{ title: 'New estimate · Candlefish' }];

const search = z.object({ deal: optionalId.catch(null), client: optionalId.catch(null), from: optionalId.catch(null) });

export const loader = tenantLoader({ permission: 'paintbox:write', search }, async ({ tx, tenant, search: asked }) => {
  const scope = { tx, tenant };
  const [clients, estimates, deal] = await Promise.all([
    listClientChoices(tx, '', 500),
    listEstimates(scope, { q: '', sort: 'updated', page: 1, direction: undefined, status: undefined }),
    asked.deal === null ? null : getDeal(scope, asked.deal),
  ]);
  return {
    submission: newId(),
    clients: clients.map(({ id, name, email, phone }) => ({ id, name, email, phone })),
    estimates: estimates.rows.map(({ id, number, title, clientName }) => ({
      id,
      label: `${estimateNumber(number)} ${title}`,
      clientName,
    })),
    deal: deal && { id: deal.deal.id, title: deal.deal.title, clientName: deal.client.name },
    chosenClient: asked.client,
    chosenEstimate: asked.from,
  };
});

/** A file field that was left empty posts an empty file. */
const fileField = z
  .instanceof(File)
  .optional()
  .transform((file) => (file && file.size > 0 ? file : null));

const input = z.preprocess(byStart, createEstimateSchema.safeExtend({ file: fileField }));

/** Only what was chosen to start from counts; a title that was left empty is that of the file. */
function byStart(fields: unknown): unknown {
  if (typeof fields !== 'object' || fields === null) return fields;
  const { start, fromId, file, title, ...rest }: Record<string, unknown> = { ...fields };
  const isFile = file instanceof File && file.size > 0 && start !== 'copy';
  const ownTitle = typeof title === 'string' && title.trim() !== '' ? title : undefined;
  const fileTitle = isFile ? file.name.replace(/\.xlsx$/i, '').slice(0, 120) : undefined;
  return {
    ...rest,
    title: ownTitle ?? fileTitle ?? '',
    fromId: start === 'file' ? null : fromId,
    file: isFile ? file : undefined,
  };
}

export const action = tenantAction(
  { permission: 'paintbox:write', input },
  async ({ operation, tenant, input: { file, ...wanted } }) => {
    const { estimate } = file ? await importEstimate(operation, wanted, file) : await createEstimate(operation, wanted);
    return said(paths.estimate(tenant.slug, estimate.id), `${estimateNumber(estimate.number)} is ready.`);
  },
);

async function importEstimate(operation: OperationContext, wanted: CreateEstimate, file: File) {
  const document = copyEstimate(readEstimateFile(new Uint8Array(await file.arrayBuffer())), newId, wanted.title);
  const deal =
    wanted.dealId === null
      ? await createDeal(operation, { ...wanted, stage: 'estimating' })
      : (await getDeal(operation, wanted.dealId)).deal;
  return insertDocument(operation, deal, document);
}

export default function NewEstimatePage() {
  return <NewEstimate {...useLoaderData<typeof loader>()} />;
}
