import type { MetaFunction } from '@remix-run/node';
import { useLoaderData, useParams, useSearchParams } from '@remix-run/react';
import { tenantLoader } from '#app/tenancy/gate.server.ts';
import { LinkButton } from '#app/ui/button.tsx';
import { Page, PageHeader } from '#app/ui/page.tsx';
import { Pagination } from '#app/ui/pagination.tsx';
import { links } from '../contract.ts';
import { clientListSchema } from '../domain/inputs/client.ts';
import { listSearch } from '../domain/inputs/list-search.ts';
import { PAGE_SIZE } from '../domain/inputs/listing.ts';
import { listClients } from '../operations/clients.server.ts';
import { ClientTable } from '../ui/clients/client-list.tsx';
import { FilterTabs } from '../ui/lists/filter-tabs.tsx';

export const meta: MetaFunction = () => [{ title: 'Clients · Candlefish' }];

const search = listSearch(clientListSchema);

export const loader = tenantLoader(
  { permission: 'paintbox:read', personalData: 'clients', search },
  async ({ tx, tenant, member, search: asked }) => ({
    ...(await listClients({ tx, tenant }, asked)),
    pageSize: PAGE_SIZE,
    mayWrite: member.can('paintbox:write'),
  }),
);

export default function Clients() {
  const { rows, page, pageSize, count, counts, mayWrite } = useLoaderData<typeof loader>();
  const { tenant = '' } = useParams();
  const [query] = useSearchParams();
  return (
    <Page>
      <PageHeader title="Clients">
        {mayWrite && (
          <LinkButton to={links.newClient(tenant)} variant="primary" icon="plus">
            New client
          </LinkButton>
        )}
      </PageHeader>
      <FilterTabs
        label="Archive"
        name="archived"
        filters={[
          { label: 'Clients', count: counts.active },
          { value: 'on', label: 'Archived', count: counts.archived },
        ]}
      />
      <ClientTable rows={rows} isFiltered={query.size > 0} mayWrite={mayWrite} />
      {count > pageSize && <Pagination page={page} pageSize={pageSize} total={count} things="clients" />}
    </Page>
  );
}
