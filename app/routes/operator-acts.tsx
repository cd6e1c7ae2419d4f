import type { MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { actsPerPage, listActs, verifyActs } from '../operator/acts.server.ts';
import { OperatorPage } from '../shell/operator-page.tsx';
import { operatorLoader } from '../tenancy/gate.server.ts';
import { Notice } from '../ui/badge.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { DateText } from '../ui/figure.tsx';
import { Link } from '../ui/link.tsx';
import { Pagination } from '../ui/pagination.tsx';
import { type Column, Table } from '../ui/table.tsx';

export const meta: MetaFunction = () => [{ title: 'What operators did · Platform · Candlefish' }];

const search = z.object({ page: z.coerce.number().int().min(1).max(100_000).catch(1) });

export const loader = operatorLoader({ search }, async ({ search: { page } }) => {
  const [{ rows, total }, chain] = await Promise.all([listActs(page), verifyActs()]);
  const shown = rows.map(({ detail, ...row }) => ({ ...row, detail: detail ? JSON.stringify(detail) : '' }));
  return { rows: shown, total, chain, page, pageSize: actsPerPage };
});

type Row = Awaited<ReturnType<typeof loader>>['rows'][number];

const columns: Column<Row>[] = [
  { id: 'seq', header: 'No.', kind: 'number', cell: ({ seq }) => seq },
  { id: 'at', header: 'When', kind: 'date', cell: ({ at }) => <DateText value={at} shape="both" /> },
  { id: 'who', header: 'Who', cell: ({ operatorName }) => operatorName },
  { id: 'what', header: 'What', cell: ({ action }) => <code>{action}</code> },
  {
    id: 'business',
    header: 'Business',
    cell: ({ tenantId, tenantName }) => tenantId && <Link to={`/operator/tenants/${tenantId}`}>{tenantName}</Link>,
  },
  { id: 'reason', header: 'Reason', card: 'wide', cell: ({ reason }) => reason },
  { id: 'detail', header: 'Detail', card: 'wide', cell: ({ detail }) => <span className="act-detail">{detail}</span> },
];

export default function OperatorActs() {
  const { rows, total, chain, page, pageSize } = useLoaderData<typeof loader>();
  return (
    <OperatorPage title="What operators did" lede="Written once, numbered, and each linked to the one before it.">
      {chain.brokenAt === null ? (
        <Notice tone="done">All {chain.rows} entries are as they were written.</Notice>
      ) : (
        <Notice tone="danger" title={`Entry ${chain.brokenAt} is not as it was written`}>
          The {chain.rows} before it are. Compare the database with a backup.
        </Notice>
      )}
      <Table
        label="What operators did"
        rows={rows}
        columns={columns}
        rowKey={({ id }) => id}
        phone="cards"
        empty={
          <EmptyState icon="history" title="Nothing yet">
            What an operator changes appears here.
          </EmptyState>
        }
      />
      {total > 0 && <Pagination page={page} pageSize={pageSize} total={total} things="entries" />}
    </OperatorPage>
  );
}
