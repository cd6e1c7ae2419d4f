import { z } from 'zod';
import { tenantLoader } from '#app/tenancy/gate.server.ts';
import { idSchema } from '#app/values/id-schema.ts';
import { findClient } from '../data/clients.server.ts';
import { expectFound } from '../operations/refusals.server.ts';
import { placesOf } from './places.server.ts';

/** A client's properties, for a form where the client has just been chosen. */
export const loader = tenantLoader(
  { permission: 'paintbox:read', params: z.object({ client: idSchema }) },
  async ({ tx, params: { client } }) => placesOf(tx, expectFound(await findClient(tx, client), 'client').id),
);
