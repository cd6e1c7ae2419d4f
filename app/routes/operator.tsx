import type { MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { sizeText } from '../admin/size.ts';
import { planLabel } from '../operator/plans.ts';
import { listTenants, tenantsPerPage } from '../operator/tenants.server.ts';
import { OperatorPage } from '../shell/operator-page.tsx';
import { operatorLoader } from '../tenancy/gate.server.ts';
import { Badge } from '../ui/badge.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { DateText } from '../ui/figure.tsx';
import { Form, SubmitButton } from '../ui/form.tsx';
import { Link } from '../ui/link.tsx';
import { Pagination } from '../ui/pagination.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { SearchField } from '../ui/text-fields.tsx';

export const meta: MetaFunction = () => [{ title: 'Businesses · Platform · Candlefish' }];

const search = z.object({
  q: z.string().trim().max(100).catch(''),
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
});

export const loader = operatorLoader({ search }, async ({ search: { q, page } }) => ({
  ...(await listTenants({ wanted: q, page })),
  wanted: q,
  page,
  pageSize: tenantsPerPage,
}));

type Row = Awaited<ReturnType<typeof loader>>['rows'][number];

const columns: Column<Row>[] = [
  {
    id: 'name',
    header: 'Business',
    cell: ({ id, name, slug, suspendedAt }) => (
      <>
        <Link to={`/operator/tenants/${id}`}>{name}</Link> {suspendedAt && <Badge tone="danger">Suspended</Badge>}
        <div className="muted">{slug}</div>
      </>
    ),
  },
  { id: 'plan', header: 'Plan', cell: ({ plan }) => planLabel(plan) },
  { id: 'members', header: 'Members', kind: 'number', cell: ({ members }) => members },
  { id: 'storage', header: 'Files', kind: 'number', cell: ({ bytes }) => sizeText(bytes) },
  {
    id: 'active',
    header: 'Last active',
    kind: 'date',
    cell: ({ lastActiveAt }) => (lastActiveAt ? <DateText value={lastActiveAt} shape="both" /> : 'Never'),
  },
  {
    id: 'since',
    header: 'Since',
    kind: 'date',
    cell: ({ createdAt }) => <DateText value={createdAt} />,
  },
];

export default function OperatorTenants() {
  const { rows, total, wanted, page, pageSize } = useLoaderData<typeof loader>();
  return (
    <OperatorPage title="Businesses" lede="Who works here, how much, and since when.">
      <Form method="get" className="form-inline" aria-label="Find a business">
        <SearchField label="Name, address or an owner’s mail" defaultValue={wanted} />
        <SubmitButton>Find</SubmitButton>
      </Form>
      <Table
        label="Businesses"
        rows={rows}
        columns={columns}
        rowKey={({ id }) => id}
        empty={
          <EmptyState icon="building" title={wanted ? 'No business fits' : 'No business yet'}>
            {wanted ? 'Try a part of its name, or the mail address of an owner.' : 'It appears here when it starts.'}
          </EmptyState>
        }
      />
      {total > 0 && <Pagination page={page} pageSize={pageSize} total={total} things="businesses" />}
    </OperatorPage>
  );
}
