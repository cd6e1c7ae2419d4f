import { z } from 'zod';
import { findPersonProof } from '../data/person/proof.server.ts';
import { notFound } from '../errors/refusal.ts';
import { tenantLoader } from '../tenancy/gate.server.ts';
import { idSchema } from '../values/id.ts';

const params = z.object({ tenant: z.string(), erasure: idSchema });

/** `GET /t/:tenant/admin/erasures/:erasure`: the signed statement that a person was erased, as a file. */
export const loader = tenantLoader({ permission: 'tenant:admin', params }, async ({ tx, params: { erasure } }) => {
  const proof = await findPersonProof(tx, erasure);
  if (!proof) throw notFound('erasure');
  return new Response(`${JSON.stringify(proof, null, 1)}\n`, {
    headers: {
      'Content-Type': 'application/json',
      'Content-Disposition': `attachment; filename="erasure-${erasure}.json"`,
      'Cache-Control': 'private, no-store',
    },
  });
});
