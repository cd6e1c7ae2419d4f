import { z } from 'zod';
import { isFeatureOn } from '../operator/features.server.ts';
import { registry } from '../registry.server.ts';
import { tenantLoader } from '../tenancy/gate.server.ts';

/** `GET /t/:tenant/search?q=` -> `{ hits }` of every product that the member may read, for the command palette. */
export const loader = tenantLoader(
  { permission: 'tenant:read', search: z.object({ q: z.string().trim().max(100).catch('') }) },
  async ({ tx, tenant, member, search }) => {
    if (search.q.length < 2 || !isFeatureOn('search', tenant.id)) return { hits: [] };
    const searchable = registry.manifests.filter(({ places }) =>
      places.some(({ permission }) => !permission || member.can(permission)),
    );
    const found = await Promise.all(
      searchable.map((manifest) => manifest.search?.({ tx, tenantSlug: tenant.slug }, search.q) ?? []),
    );
    return { hits: found.flat() };
  },
);
