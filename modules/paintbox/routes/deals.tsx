import type { MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { byIntent, tenantAction, tenantLoader } from '#app/tenancy/gate.server.ts';
import { LinkButton } from '#app/ui/button.tsx';
import { EmptyState } from '#app/ui/empty-state.tsx';
import { Page, PageHeader } from '#app/ui/page.tsx';
import { Pagination } from '#app/ui/pagination.tsx';
import { newId } from '#app/values/id.ts';
import { addressLine, dealStageLabels, links } from '../contract.ts';
import { listClientChoices, listProperties } from '../data/clients.server.ts';
import { createDealSchema, dealListSchema, moveDealSchema } from '../domain/inputs/deal.ts';
import { checkbox, optionalId } from '../domain/inputs/form-fields.ts';
import { listSearch } from '../domain/inputs/list-search.ts';
import { PAGE_SIZE } from '../domain/inputs/listing.ts';
import { createDeal, listDeals, moveDeal } from '../operations/deals.server.ts';
import { Board } from '../ui/deals/board.tsx';
import { DealTable } from '../ui/deals/deal-table.tsx';
import { NewDeal } from '../ui/deals/new-deal.tsx';
import { FilterTabs } from '../ui/lists/filter-tabs.tsx';
import { said } from './said.server.ts';

export const meta: MetaFunction = () => [{ title: 'Deals · Candlefish' }];

const search = listSearch(
  dealListSchema.extend({
    view: z.enum(['board', 'list']).catch('board'),
    new: checkbox,
    client: optionalId.catch(null),
  }),
);

/** More clients than this are found by name on their own page, where a deal can be opened too. */
const offeredClients = 500;

export const loader = tenantLoader(
  { permission: 'paintbox:read', search },
  async ({ tx, tenant, member, search: asked }) => {
    const mayWrite = member.can('paintbox:write');
    if (asked.new && mayWrite) {
      const [clients, properties] = await Promise.all([
        listClientChoices(tx, '', offeredClients),
        asked.client ? listProperties(tx, asked.client) : [],
      ]);
      const places = properties.map((property) => ({
        id: property.id,
        label: property.label,
        address: addressLine(property),
      }));
      const chosen = asked.client ? { id: asked.client, properties: places } : null;
      return { view: 'new' as const, clients, chosen, submission: newId() };
    }
    const { rows, stages, page, count } = await listDeals({ tx, tenant }, asked);
    return { view: asked.view, rows, stages, page, count, pageSize: PAGE_SIZE, mayWrite };
  },
);

const write = { permission: 'paintbox:write' } as const;

export const action = byIntent({
  create: tenantAction({ ...write, input: createDealSchema }, async ({ operation, input, tenant }) => {
    const deal = await createDeal(operation, input);
    return said(links.deal(tenant.slug, deal.id), 'The deal is open.');
  }),
  move: tenantAction(
    { ...write, input: moveDealSchema.extend({ stay: checkbox }) },
    async ({ operation, input, url }) => {
      const { title, stage } = await moveDeal(operation, input);
      if (input.stay) return { ok: true as const, stage };
      return said(url.pathname + url.search, `${title} is in ${dealStageLabels[stage]} now.`);
    },
  ),
});

export default function Deals() {
  const data = useLoaderData<typeof loader>();
  if (data.view === 'new') return <NewDeal {...data} />;
  const { rows, stages, page, count, pageSize, mayWrite, view } = data;
  const all = stages.reduce((sum, stage) => sum + stage.count, 0);
  const newDeal = (
    <LinkButton to="?new=on" variant="primary" icon="plus">
      New deal
    </LinkButton>
  );
  return (
    <Page>
      <PageHeader title="Deals">{mayWrite && newDeal}</PageHeader>
      <FilterTabs
        label="View"
        name="view"
        filters={[{ label: 'Board' }, { value: 'list', label: 'List', count: all }]}
      />
      {view === 'board' && all === 0 && (
        <EmptyState icon="briefcase" title="Your deals will be here" action={mayWrite && newDeal}>
          A deal is a job you may get: who asks, where it is, the estimates that compete for it, and how it ended.
        </EmptyState>
      )}
      {view === 'board' && all > 0 && <Board deals={rows} stages={stages} mayWrite={mayWrite} />}
      {view === 'list' && (
        <>
          <DealTable rows={rows} />
          {count > pageSize && <Pagination page={page} pageSize={pageSize} total={count} things="deals" />}
        </>
      )}
    </Page>
  );
}
