import { useParams } from '@remix-run/react';
import { LinkButton } from '#app/ui/button.tsx';
import { EmptyState } from '#app/ui/empty-state.tsx';
import { Form, SubmitButton } from '#app/ui/form.tsx';
import { Link } from '#app/ui/link.tsx';
import { type Column, Table } from '#app/ui/table.tsx';
import { estimateNumber } from '../../domain/labels.ts';
import { links } from '../../domain/links.ts';
import { ListDay } from '../lists/list-day.tsx';
import { SearchBox } from '../lists/search-box.tsx';
import { AuditBadge } from './audit-badge.tsx';
import type { AuditSummary } from './audit-words.ts';

export interface WorkbookLine {
  id: string;
  name: string;
  size: number;
  summary: AuditSummary;
  estimateId: string | null;
  estimateNumber: number | null;
  updatedAt: Date;
  updatedByName: string | null;
}

interface WorkbookTableProps {
  rows: readonly WorkbookLine[];
  isArchive: boolean;
  isFiltered: boolean;
  mayWrite: boolean;
}

export function WorkbookTable({ rows, isArchive, isFiltered, mayWrite }: WorkbookTableProps) {
  return (
    <Table
      label="Workbooks"
      rows={rows}
      columns={mayWrite ? [...columns, isArchive ? restore : archive] : columns}
      rowKey={({ id }) => id}
      phone="cards"
      tools={<SearchBox label="Search workbooks" placeholder="Name" />}
      empty={<NoRows isFiltered={isFiltered} />}
    />
  );
}

const columns: readonly Column<WorkbookLine>[] = [
  { id: 'name', header: 'Name', card: 'wide', cell: (row) => <Name {...row} /> },
  {
    id: 'formulas',
    header: 'Formulas',
    kind: 'number',
    card: 'label',
    cell: ({ summary }) => summary.formulas.toLocaleString('en-US'),
  },
  {
    id: 'audit',
    header: 'Against stored values',
    card: 'wide',
    cell: ({ summary }) => <AuditBadge summary={summary} />,
  },
  { id: 'estimate', header: 'Estimate', card: 'label', cell: (row) => <Estimate {...row} /> },
  { id: 'by', header: 'Changed by', card: 'none', cell: ({ updatedByName }) => updatedByName ?? '' },
  {
    id: 'updated',
    header: 'Updated',
    kind: 'date',
    card: 'none',
    cell: ({ updatedAt }) => <ListDay value={updatedAt} />,
  },
];

const archive = changing('archive', 'Archive');
const restore = changing('restore', 'Restore');

function changing(intent: string, label: string): Column<WorkbookLine> {
  return {
    id: intent,
    header: 'Actions',
    kind: 'actions',
    cell: ({ id, name }) => (
      <Form className="form-inline">
        <input type="hidden" name="intent" value={intent} />
        <input type="hidden" name="id" value={id} />
        <SubmitButton variant="quiet" size="small" aria-label={`${label} ${name}`}>
          {label}
        </SubmitButton>
      </Form>
    ),
  };
}

function Name({ id, name }: WorkbookLine) {
  const { tenant = '' } = useParams();
  return (
    <Link className="link" to={links.workbook(tenant, id)} prefetch="intent">
      {name}
    </Link>
  );
}

function Estimate({ estimateId, estimateNumber: number }: WorkbookLine) {
  const { tenant = '' } = useParams();
  if (!estimateId || number === null) return null;
  return (
    <Link className="link num" to={links.estimate(tenant, estimateId)} prefetch="intent">
      {estimateNumber(number)}
    </Link>
  );
}

function NoRows({ isFiltered }: { isFiltered: boolean }) {
  if (isFiltered) {
    return (
      <EmptyState icon="search" title="No workbook matches" action={<LinkButton to="?">Show all workbooks</LinkButton>}>
        Try part of the name.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon="sheet" title="Nothing is here">
      Workbooks that you archive leave the list and can be restored from here.
    </EmptyState>
  );
}
