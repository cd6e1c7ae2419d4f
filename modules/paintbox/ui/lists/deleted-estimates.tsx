import { Button, LinkButton } from '#app/ui/button.tsx';
import { EmptyState } from '#app/ui/empty-state.tsx';
import { DateText } from '#app/ui/figure.tsx';
import { Form, SubmitButton } from '#app/ui/form.tsx';
import { type Column, Table } from '#app/ui/table.tsx';
import { estimateNumber } from '../../domain/labels.ts';

export interface DeletedEstimate {
  id: string;
  number: number;
  title: string;
  clientName: string;
  deletedAt: Date | null;
  deletedByName: string | null;
}

/** What was deleted, the last first: from here it comes back. */
export function DeletedEstimates({ rows, mayWrite }: { rows: readonly DeletedEstimate[]; mayWrite: boolean }) {
  return (
    <Table
      label="Deleted estimates"
      rows={rows}
      columns={mayWrite ? [...columns, restore] : columns}
      rowKey={({ id }) => id}
      rowLabel={({ number }) => estimateNumber(number)}
      phone="cards"
      tools={
        <LinkButton to="?" size="small" variant="quiet" icon="chevron-left">
          Back to all estimates
        </LinkButton>
      }
      bulk={
        mayWrite
          ? {
              children: (
                <Button type="submit" name="intent" value="restore" size="small" icon="undo">
                  Restore
                </Button>
              ),
            }
          : undefined
      }
      empty={
        <EmptyState icon="trash" title="Nothing is deleted">
          Estimates that you delete stay here, and can be restored.
        </EmptyState>
      }
    />
  );
}

const columns: readonly Column<DeletedEstimate>[] = [
  { id: 'number', header: 'Number', cell: ({ number }) => estimateNumber(number) },
  { id: 'title', header: 'Title', cell: ({ title }) => title, card: 'wide' },
  { id: 'client', header: 'Client', cell: ({ clientName }) => clientName },
  { id: 'by', header: 'Deleted by', cell: ({ deletedByName }) => deletedByName ?? 'Somebody', card: 'label' },
  {
    id: 'at',
    header: 'When',
    kind: 'date',
    cell: ({ deletedAt }) => deletedAt && <DateText value={deletedAt} shape="both" />,
  },
];

const restore: Column<DeletedEstimate> = {
  id: 'restore',
  header: 'Actions',
  kind: 'actions',
  cell: ({ id, number }) => (
    <Form className="form-inline">
      <input type="hidden" name="intent" value="restore" />
      <input type="hidden" name="ids" value={id} />
      <SubmitButton variant="secondary" size="small" aria-label={`Restore ${estimateNumber(number)}`}>
        Restore
      </SubmitButton>
    </Form>
  ),
};
