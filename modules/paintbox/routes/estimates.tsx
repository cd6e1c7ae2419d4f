import type { MetaFunction } from '@remix-run/node';
import { useLoaderData, useLocation, useParams } from '@remix-run/react';
import { useMemo } from 'react';
import { z } from 'zod';
import { byIntent, tenantAction, tenantLoader } from '#app/tenancy/gate.server.ts';
import { LinkButton } from '#app/ui/button.tsx';
import { Page, PageHeader } from '#app/ui/page.tsx';
import { Pagination } from '#app/ui/pagination.tsx';
import { sortOf } from '#app/ui/table-url.ts';
import { idSchema } from '#app/values/id-schema.ts';
import { pack, unpack } from '#app/values/packed.ts';
import { links } from '../contract.ts';
import { estimateListSchema } from '../domain/inputs/estimate.ts';
import { idListSchema } from '../domain/inputs/id-list.ts';
import { listSearch } from '../domain/inputs/list-search.ts';
import { PAGE_SIZE } from '../domain/inputs/listing.ts';
import { listDeletedEstimates, listEstimates } from '../operations/estimate-reading.server.ts';
import { deleteEstimate, duplicateEstimate, restoreEstimate } from '../operations/estimates.server.ts';
import { DeletedEstimates } from '../ui/lists/deleted-estimates.tsx';
import { estimateLine, totalText } from '../ui/lists/estimate-lines.ts';
import { EstimateTable } from '../ui/lists/estimate-table.tsx';
import { EstimateTools, NoEstimates, StatusTabs } from '../ui/lists/estimate-tools.tsx';
import { said } from './said.server.ts';

export const meta: MetaFunction = () => [{ title: 'Estimates · Candlefish' }];

const search = listSearch(estimateListSchema.extend({ deleted: z.string().optional() }));

export const loader = tenantLoader(
  { permission: 'paintbox:read', search },
  async ({ tx, tenant, member, search: asked }) => {
    const mayWrite = member.can('paintbox:write');
    if (asked.deleted !== undefined) {
      return { view: 'deleted' as const, mayWrite, rows: await listDeletedEstimates({ tx, tenant }) };
    }
    const { rows, page, count, counts, totals } = await listEstimates({ tx, tenant }, asked);
    const total = totalText(totals, tenant.locale);
    const lines = pack(rows.map((row) => estimateLine(row, tenant)));
    return { view: 'list' as const, mayWrite, lines, page, pageSize: PAGE_SIZE, count, counts, total };
  },
);

const bulk = { permission: 'paintbox:delete', input: z.object({ ids: idListSchema }) } as const;

export const action = byIntent({
  delete: tenantAction(bulk, async ({ operation, input: { ids }, url }) => {
    await Promise.all(ids.map((id) => deleteEstimate(operation, { id })));
    const undo = { action: url.pathname + url.search, fields: { intent: 'restore', ids: ids.join() } };
    return said(url.pathname + url.search, `${estimates(ids.length)} deleted.`, { undo });
  }),
  restore: tenantAction(bulk, async ({ operation, input: { ids }, url }) => {
    await Promise.all(ids.map((id) => restoreEstimate(operation, { id })));
    return said(url.pathname + url.search, `${estimates(ids.length)} restored.`);
  }),
  duplicate: tenantAction(
    { permission: 'paintbox:write', input: z.object({ id: idSchema }) },
    async ({ operation, tenant, input }) => {
      const { estimate } = await duplicateEstimate(operation, { id: input.id, title: '', dealId: null });
      return said(links.estimate(tenant.slug, estimate.id), 'This is the copy. The first one stays as it was.');
    },
  ),
});

const estimates = (count: number) => (count === 1 ? '1 estimate' : `${count} estimates`);

export default function Estimates() {
  const data = useLoaderData<typeof loader>();
  const { tenant = '' } = useParams();
  return (
    <Page>
      <PageHeader title="Estimates">
        {data.mayWrite && (
          <>
            <LinkButton to={links.workbooks(tenant)} icon="upload">
              Import a workbook
            </LinkButton>
            <LinkButton to={links.newEstimate(tenant)} variant="primary" icon="plus">
              New estimate
            </LinkButton>
          </>
        )}
      </PageHeader>
      {data.view === 'deleted' ? <DeletedEstimates {...data} /> : <EstimateList {...data} />}
    </Page>
  );
}

type ListData = Extract<ReturnType<typeof useLoaderData<typeof loader>>, { view: 'list' }>;

function EstimateList({ lines, page, pageSize, count, counts, total, mayWrite }: ListData) {
  const { tenant = '' } = useParams();
  const { search: query } = useLocation();
  const rows = useMemo(() => unpack(lines), [lines]);
  return (
    <>
      <StatusTabs counts={counts} />
      <EstimateTable
        rows={rows}
        base={links.estimates(tenant)}
        sort={sortOf(query) ?? { column: 'updated', direction: 'descending' }}
        total={total}
        count={estimates(count)}
        mayWrite={mayWrite}
        tools={<EstimateTools />}
        empty={<NoEstimates isFiltered={query !== ''} mayWrite={mayWrite} />}
      />
      {count > pageSize && <Pagination page={page} pageSize={pageSize} total={count} things="estimates" />}
    </>
  );
}
