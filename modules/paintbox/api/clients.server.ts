import { z } from 'zod';
import { apiRoute } from '#app/api/gate.server.ts';
import { idSchema } from '#app/values/id-schema.ts';
import { clientListSchema, createClientSchema } from '../domain/inputs/client.ts';
import { listSearch } from '../domain/inputs/list-search.ts';
import { createClient, getClient, listClients } from '../operations/clients.server.ts';
import { pageInfo } from './page.ts';

const path = 'paintbox/clients';
const read = { permission: 'paintbox:read', method: 'GET' } as const;

const list = apiRoute(
  { ...read, path, search: listSearch(clientListSchema), personalData: 'clients' },
  async ({ tx, tenant, search }) => {
    const found = await listClients({ tx, tenant }, search);
    const { currency } = tenant;
    const data = found.rows.map(({ wonMinor, ...row }) => ({ ...row, won: { minor: wonMinor, currency } }));
    return { data, page: pageInfo(found) };
  },
);

const one = apiRoute(
  { ...read, path: `${path}/:id`, params: z.object({ id: idSchema }), personalData: 'client' },
  async ({ tx, tenant, params }) => {
    const { client, properties, contacts } = await getClient({ tx, tenant }, params.id);
    return {
      ...shown(client),
      properties: properties.map(({ id, label, address, notes }) => ({ id, label, address, notes })),
      contacts: contacts.map(({ id, name, role, email, phone }) => ({ id, name, role, email, phone })),
    };
  },
);

const create = apiRoute(
  { method: 'POST', path, permission: 'paintbox:write', input: createClientSchema },
  async ({ operation, input }) => {
    const { client, property, similar } = await createClient(operation, input);
    return {
      ...shown(client),
      propertyId: property?.id ?? null,
      similar: similar.map(({ id, name }) => ({ id, name })),
    };
  },
);

export const clientDoors = [list, one, create];

type Client = Awaited<ReturnType<typeof getClient>>['client'];

/** Named one by one, so that a new column is not published by having been added. */
function shown({ id, kind, name, email, phone, notes, version, createdAt, updatedAt, archivedAt }: Client) {
  return { id, kind, name, email, phone, notes, version, createdAt, updatedAt, archivedAt };
}
