import { useParams } from '@remix-run/react';
import { Badge } from '#app/ui/badge.tsx';
import { LinkButton } from '#app/ui/button.tsx';
import { EmptyState } from '#app/ui/empty-state.tsx';
import { Money } from '#app/ui/figure.tsx';
import { Link } from '#app/ui/link.tsx';
import { type Column, Table } from '#app/ui/table.tsx';
import { dealStageLabels } from '../../domain/labels.ts';
import { links } from '../../domain/links.ts';
import { ListDay } from '../lists/list-day.tsx';
import { SearchBox } from '../lists/search-box.tsx';
import { stageTones } from '../lists/tones.ts';
import type { DealOnBoard } from './card.tsx';

export type DealInList = DealOnBoard & { updatedAt: Date };

export function DealTable({ rows }: { rows: readonly DealInList[] }) {
  return (
    <Table
      label="Deals"
      rows={rows}
      columns={columns}
      rowKey={({ id }) => id}
      sort={{ column: 'updated', direction: 'descending' }}
      phone="cards"
      tools={<SearchBox label="Search deals" placeholder="Title or client" />}
      empty={
        <EmptyState
          icon="search"
          title="Nothing matches"
          action={<LinkButton to="?view=list">Show all deals</LinkButton>}
        >
          Try fewer words, or another stage.
        </EmptyState>
      }
    />
  );
}

const columns: readonly Column<DealInList>[] = [
  { id: 'title', header: 'Deal', sortable: true, card: 'wide', cell: (deal) => <Title {...deal} /> },
  { id: 'client', header: 'Client', sortable: true, cell: ({ clientName }) => clientName },
  {
    id: 'stage',
    header: 'Stage',
    cell: ({ stage }) => <Badge tone={stageTones[stage]}>{dealStageLabels[stage]}</Badge>,
  },
  { id: 'estimates', header: 'Estimates', kind: 'number', card: 'label', cell: ({ estimateCount }) => estimateCount },
  {
    id: 'updated',
    header: 'Updated',
    kind: 'date',
    sortable: true,
    card: 'none',
    cell: ({ updatedAt }) => <ListDay value={updatedAt} />,
  },
  {
    id: 'value',
    header: 'Value',
    kind: 'number',
    sortable: true,
    cell: ({ valueMinor, currency }) =>
      valueMinor !== null && currency && <Money minor={valueMinor} currency={currency} />,
  },
];

function Title({ id, title }: DealInList) {
  const { tenant = '' } = useParams();
  return (
    <Link className="link" to={links.deal(tenant, id)} prefetch="intent">
      {title}
    </Link>
  );
}
