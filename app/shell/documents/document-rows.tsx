import { sizeText } from '../../admin/size.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { DateText } from '../../ui/figure.tsx';
import { Form } from '../../ui/form.tsx';
import { Link } from '../../ui/link.tsx';
import { Card } from '../../ui/page.tsx';
import { Progress } from '../../ui/progress.tsx';

export interface DocumentRow {
  id: string;
  title: string;
  permission: string;
  status: 'waiting' | 'ready' | 'failed';
  problem: string | null;
  chunkCount: number;
  addedByName: string | null;
  createdAt: Date | string;
  size: number;
  mayChange: boolean;
}

/** The documents of a business, each with what became of it and what can be done. */
export function DocumentRows({
  rows,
  home,
  mayOpenToAdmins,
}: {
  rows: readonly DocumentRow[];
  /** The page of documents. */
  home: string;
  mayOpenToAdmins: boolean;
}) {
  return (
    <Card>
      <ul className="rows">
        {rows.map((row) => (
          <li key={row.id} className="rows-item documents-row">
            <div className="min-w-0 flex-1">
              <Link to={`${home}/${row.id}`} className="documents-title">
                {row.title}
              </Link>{' '}
              {row.permission === 'tenant:admin' && <Badge icon="lock">Owners and admins</Badge>}{' '}
              {row.status === 'failed' && <Badge tone="danger">Not read</Badge>}
              <p className="muted">
                {sizeText(row.size)}
                {row.status === 'ready' && ` · ${row.chunkCount} ${row.chunkCount === 1 ? 'passage' : 'passages'}`} ·{' '}
                {row.addedByName && `${row.addedByName}, `}
                <DateText value={row.createdAt} />
              </p>
              {row.problem && <p>{row.problem}</p>}
              {row.status === 'waiting' && <Progress label="Waiting to be read" />}
            </div>
            {row.mayChange && <Acts row={row} mayOpenToAdmins={mayOpenToAdmins} />}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Acts({ row, mayOpenToAdmins }: { row: DocumentRow; mayOpenToAdmins: boolean }) {
  const { id, title, permission, status } = row;
  const isOpen = permission === 'tenant:read';
  return (
    <div className="toolbar">
      {status === 'failed' && (
        <Form name={`retry-${id}`} aria-label={`Read ${title} again`}>
          <input type="hidden" name="intent" value="retry" />
          <input type="hidden" name="id" value={id} />
          <Button type="submit" size="small">
            Try again
          </Button>
        </Form>
      )}
      {mayOpenToAdmins && (
        <Form name={`open-${id}`} aria-label={`Who may find ${title}`}>
          <input type="hidden" name="intent" value="open" />
          <input type="hidden" name="id" value={id} />
          <input type="hidden" name="audience" value={isOpen ? 'tenant:admin' : 'tenant:read'} />
          <Button type="submit" size="small" variant="quiet">
            {isOpen ? 'Keep to admins' : 'Open to everybody'}
          </Button>
        </Form>
      )}
      <Form name={`remove-${id}`} aria-label={`Remove ${title}`}>
        <input type="hidden" name="intent" value="remove" />
        <input type="hidden" name="id" value={id} />
        <ConfirmButton
          size="small"
          variant="quiet"
          icon="trash"
          aria-label={`Remove ${title}`}
          question={`Remove “${title}”?`}
          consequence="Its file goes, and the assistant does not find it any more."
          confirm="Remove"
        />
      </Form>
    </div>
  );
}
