import { z } from 'zod';
import { withTenant } from '#db/tenant.server.ts';
import { findAffordable } from '../ai/knowledge/embedder-of.server.ts';
import { embedQuery, searchKnowledge } from '../ai/knowledge/search.server.ts';
import { fileLoader, tenantLoader } from '../tenancy/gate.server.ts';

const read = tenantLoader(
  { permission: 'tenant:read', search: z.object({ q: z.string().trim().max(300).catch('') }) },
  async ({ tx, tenant, member, search, standIn }) => ({
    tenant,
    member,
    query: search.q,
    // What an operator looks for in a member's place is not put on the member's bill: words alone answer.
    found: standIn ? null : await findAffordable(tx, member.userId, new Date()),
  }),
);

/**
 * `GET /t/:tenant/assistant/documents/search?q=` -> `{ query, hits }`: by words and by meaning. The question's vector is
 * made between two transactions.
 */
export const loader = fileLoader(read, async ({ tenant, member, query, found }) => {
  if (query === '') return Response.json({ query, hits: [] });
  const embed = found && (await embedQuery({ tenantId: tenant.id, userId: member.userId }, found, query));
  const hits = await withTenant(
    { tenantId: tenant.id },
    (tx) => searchKnowledge({ tx, tenant, asker: member }, { query, limit: 10, embed }),
    { readOnly: true },
  );
  return Response.json({ query, hits: hits.map(({ text: _, documentId: __, ...hit }) => hit) });
});
