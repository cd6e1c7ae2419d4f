import { z } from 'zod';
import { findPersonProof } from '../data/person/proof.server.ts';
import { notFound } from '../errors/refusal.ts';
import { fileResponse } from '../files/file.server.ts';
import { fileLoader, tenantLoader } from '../tenancy/gate.server.ts';
import { idSchema } from '../values/id.ts';

const params = z.object({ tenant: z.string(), erasure: idSchema });

const read = tenantLoader({ permission: 'tenant:admin', params }, async ({ tx, params: { erasure } }) => {
  const proof = await findPersonProof(tx, erasure);
  if (!proof) throw notFound('erasure');
  return { erasure, proof };
});

/** `GET /t/:tenant/admin/erasures/:erasure`: the signed statement that a person was erased, as a file. */
export const loader = fileLoader(read, async ({ erasure, proof }) =>
  fileResponse({ name: `erasure-${erasure}`, kind: 'json', body: `${JSON.stringify(proof, null, 1)}\n` }),
);
