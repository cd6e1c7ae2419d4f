import type { Manifest, SearchHit } from '../../manifest.ts';
import { readTool, type Tool } from '../tool.ts';
import { inputs } from './inputs.ts';

/** Looks for records of every product that the member may read, as the command palette does. */
export function searchProducts(manifests: readonly Manifest[]): Tool {
  return readTool({
    name: 'platform_search',
    label: 'Search',
    description:
      'Finds records of every product by words of their names: clients, estimates, deals, workbooks. Use it when it is not clear what kind of record somebody means.',
    permission: 'tenant:read',
    input: inputs.platform_search,
    async run({ tx, tenant, asker }, { query }) {
      const found = await Promise.all(
        manifests.flatMap(({ places, search }) => {
          const place = places.find(({ permission }) => !permission || asker.can(permission));
          if (!place || !search) return [];
          return search({ tx, tenantSlug: tenant.slug }, query).then((hits) => ({
            hits,
            permission: place.permission,
          }));
        }),
      );
      const hits = found.flatMap(({ hits: some }) => some);
      return {
        text: sentence(query, hits),
        data: hits.map(({ label, detail }) => ({ label, detail })),
        records: hits.map(({ label, href }) => ({ label, href })),
        permissions: found.flatMap(({ hits: some, permission }) => (some.length > 0 && permission ? permission : [])),
      };
    },
  });
}

function sentence(query: string, hits: readonly SearchHit[]): string {
  if (hits.length === 0) return `Nothing was found for “${query}”.`;
  const named = hits.slice(0, 3).map(({ label }) => label);
  const more = hits.length - named.length;
  return `Found for “${query}”: ${named.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`;
}
