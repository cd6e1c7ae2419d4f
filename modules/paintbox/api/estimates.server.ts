import { z } from 'zod';
import { apiRoute } from '#app/api/gate.server.ts';
import { idSchema } from '#app/values/id-schema.ts';
import { estimateNumber } from '../contract.ts';
import { createEstimateSchema, estimateListSchema } from '../domain/inputs/estimate.ts';
import { listSearch } from '../domain/inputs/list-search.ts';
import { getEstimate, listEstimates } from '../operations/estimate-reading.server.ts';
import { createEstimate } from '../operations/estimates.server.ts';
import { pageInfo } from './page.ts';

const path = 'paintbox/estimates';
const read = { permission: 'paintbox:read', method: 'GET' } as const;

const list = apiRoute(
  { ...read, path, search: listSearch(estimateListSchema), personalData: 'estimates' },
  async ({ tx, tenant, search }) => {
    const found = await listEstimates({ tx, tenant }, search);
    const data = found.rows.map(({ number, clientId, clientName, totalMinor, currency, ...row }) => ({
      ...row,
      number: estimateNumber(number),
      client: { id: clientId, name: clientName },
      total: { minor: totalMinor, currency },
    }));
    return { data, page: pageInfo(found) };
  },
);

const one = apiRoute(
  { ...read, path: `${path}/:id`, params: z.object({ id: idSchema }), personalData: 'client of an estimate' },
  async ({ tx, tenant, params }) => {
    const { estimate, deal, client, property, revision } = await getEstimate({ tx, tenant }, params.id);
    const { id, number, title, status, currency, expiresOn, createdAt, updatedAt } = estimate;
    return {
      id,
      number: estimateNumber(number),
      title,
      status,
      net: { minor: estimate.netMinor, currency },
      tax: { minor: estimate.taxMinor, currency },
      total: { minor: estimate.totalMinor, currency },
      expiresOn,
      createdAt,
      updatedAt,
      deal: { id: deal.id, title: deal.title },
      client: { id: client.id, name: client.name, email: client.email, phone: client.phone },
      propertyId: property?.id ?? null,
      revision: { number: revision.number, version: revision.version, lockedAt: revision.lockedAt },
      document: revision.document,
    };
  },
);

/** A draft by the newest rate book, or a copy, to be filled in by a person. */
const create = apiRoute(
  { method: 'POST', path, permission: 'paintbox:write', input: createEstimateSchema },
  async ({ operation, input }) => {
    const { estimate, revision } = await createEstimate(operation, input);
    const { id, number, title, status, dealId, createdAt } = estimate;
    return {
      id,
      number: estimateNumber(number),
      title,
      status,
      dealId,
      revision: { number: revision.number, version: revision.version },
      createdAt,
    };
  },
);

export const estimateDoors = [list, one, create];
