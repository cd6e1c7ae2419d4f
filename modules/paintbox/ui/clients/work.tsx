import { useParams } from '@remix-run/react';
import { Badge } from '#app/ui/badge.tsx';
import { LinkButton } from '#app/ui/button.tsx';
import { Money } from '#app/ui/figure.tsx';
import { Link } from '#app/ui/link.tsx';
import { Card, Section } from '#app/ui/page.tsx';
import { type Column, Table } from '#app/ui/table.tsx';
import type { DealStage } from '../../domain/inputs/deal.ts';
import type { EstimateStatus } from '../../domain/inputs/estimate.ts';
import { dealStageLabels, estimateStatusLabels, revisionNumber } from '../../domain/labels.ts';
import { links } from '../../domain/links.ts';
import { ListDay } from '../lists/list-day.tsx';
import { stageTones, statusTones } from '../lists/tones.ts';

export interface DealOfClient {
  id: string;
  title: string;
  stage: DealStage;
  archivedAt: Date | null;
  updatedAt: Date;
}

export function Deals({
  clientId,
  deals,
  mayWrite,
}: {
  clientId: string;
  deals: readonly DealOfClient[];
  mayWrite: boolean;
}) {
  const { tenant = '' } = useParams();
  return (
    <Section
      title="Deals"
      actions={
        mayWrite && (
          <LinkButton to={`${links.deals(tenant)}?new=on&client=${clientId}`} size="small" variant="quiet" icon="plus">
            New deal
          </LinkButton>
        )
      }
    >
      <Card>
        <ul className="rows">
          {deals.map(({ id, title, stage, archivedAt, updatedAt }) => (
            <li key={id} className="rows-item">
              <div className="min-w-0">
                <Link className="link" to={links.deal(tenant, id)}>
                  {title}
                </Link>
                <div className="text-sm text-ink-soft">
                  <ListDay value={updatedAt} />
                </div>
              </div>
              {archivedAt ? <Badge>Archived</Badge> : <Badge tone={stageTones[stage]}>{dealStageLabels[stage]}</Badge>}
            </li>
          ))}
          {deals.length === 0 && <li className="muted">No deals yet.</li>}
        </ul>
      </Card>
    </Section>
  );
}

export interface EstimateOfClient {
  id: string;
  number: number;
  revision: number;
  title: string;
  status: EstimateStatus;
  totalMinor: number;
  currency: string;
  updatedAt: Date;
}

/** Estimates side by side: under one deal they compete. */
export function EstimateRows({ estimates, label }: { estimates: readonly EstimateOfClient[]; label: string }) {
  const { tenant = '' } = useParams();
  const columns: Column<EstimateOfClient>[] = [
    {
      id: 'title',
      header: 'Estimate',
      card: 'wide',
      cell: ({ id, title, number, revision }) => (
        <>
          <Link className="link" to={links.estimate(tenant, id)}>
            {title}
          </Link>{' '}
          <span className="muted whitespace-nowrap">{revisionNumber(number, revision)}</span>
        </>
      ),
    },
    {
      id: 'status',
      header: 'Status',
      cell: ({ status }) => <Badge tone={statusTones[status]}>{estimateStatusLabels[status]}</Badge>,
    },
    {
      id: 'updated',
      header: 'Updated',
      kind: 'date',
      card: 'none',
      cell: ({ updatedAt }) => <ListDay value={updatedAt} />,
    },
    {
      id: 'total',
      header: 'Total',
      kind: 'number',
      cell: ({ totalMinor, currency }) => <Money minor={totalMinor} currency={currency} />,
    },
  ];
  return (
    <Table
      label={label}
      rows={estimates}
      columns={columns}
      rowKey={({ id }) => id}
      phone="cards"
      tall
      empty={<p className="muted px-2 py-1">No estimates yet.</p>}
    />
  );
}
