import type { LinksFunction, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { tenantAction, tenantLoader } from '#app/tenancy/gate.server.ts';
import { newId } from '#app/values/id.ts';
import { listClientChoices } from '../data/clients.server.ts';
import { listDealChoices } from '../data/deals.server.ts';
import { createEstimateSchema } from '../domain/inputs/estimate.ts';
import { optionalId } from '../domain/inputs/form-fields.ts';
import { estimateNumber } from '../domain/labels.ts';
import { links as paths } from '../domain/links.ts';
import { listEstimates } from '../operations/estimate-reading.server.ts';
import { readEstimateFile } from '../operations/estimate-workbook.server.ts';
import { createEstimate, importEstimate } from '../operations/estimates.server.ts';
import { expectFound } from '../operations/refusals.server.ts';
import stylesheet from '../ui/editor/editor.css?url';
import { NewEstimate } from '../ui/editor/new-estimate.tsx';
import { placesOf } from './places.server.ts';
import { said } from './said.server.ts';

export const links: LinksFunction = () => [{ rel: 'stylesheet', href: stylesheet }];

export const meta: MetaFunction = () => [{ title: 'New estimate · Candlefish' }];

const anId = optionalId.catch(null);

/** `deal` and `client` of a link; the rest is what the form itself asks with where no script fetches a client's properties. */
const search = z.object({
  deal: anId,
  client: anId,
  from: anId,
  dealId: anId,
  clientId: anId,
  title: z.string().max(120).catch(''),
});

export const loader = tenantLoader({ permission: 'paintbox:write', search }, async ({ tx, tenant, search: asked }) => {
  const scope = { tx, tenant };
  const [chosenDeal, chosenClient] = [asked.deal ?? asked.dealId, asked.client ?? asked.clientId];
  const [clients, deals, estimates] = await Promise.all([
    listClientChoices(tx, '', 500),
    listDealChoices(tx, chosenDeal),
    listEstimates(scope, { q: '', sort: 'updated', page: 1, direction: undefined, status: undefined }),
  ]);
  const deal =
    chosenDeal === null
      ? undefined
      : expectFound(
          deals.find(({ id }) => id === chosenDeal),
          'deal',
        );
  return {
    submission: newId(),
    title: asked.title || (deal?.title ?? ''),
    clients: clients.map(({ id, name, email, phone }) => ({ id, name, email, phone })),
    deals,
    estimates: estimates.rows.map(({ id, number, title, clientName }) => ({
      id,
      label: `${estimateNumber(number)} ${title}`,
      clientName,
    })),
    chosenDeal,
    chosenClient,
    places: await placesOf(tx, deal?.clientId ?? chosenClient),
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
    const { estimate } = file
      ? await importEstimate(operation, wanted, readEstimateFile(new Uint8Array(await file.arrayBuffer())))
      : await createEstimate(operation, wanted);
    return said(paths.estimate(tenant.slug, estimate.id), `${estimateNumber(estimate.number)} is ready.`);
  },
);

export default function NewEstimatePage() {
  return <NewEstimate {...useLoaderData<typeof loader>()} />;
}
