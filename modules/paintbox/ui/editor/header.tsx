import { Badge, Notice, type Tone } from '#app/ui/badge.tsx';
import { IconButton, LinkButton } from '#app/ui/button.tsx';
import { CsrfField } from '#app/ui/csrf.tsx';
import { DateText } from '#app/ui/figure.tsx';
import { Link } from '#app/ui/link.tsx';
import { Menu, MenuAction, MenuButton, MenuLink, MenuSeparator } from '#app/ui/menu.tsx';
import { changeEstimate } from '../../domain/edit.ts';
import type { EstimateStatus } from '../../domain/inputs/estimate.ts';
import { addressLine, estimateStatusLabels, revisionNumber } from '../../domain/labels.ts';
import { links } from '../../domain/links.ts';
import { TextCell } from './cell.tsx';
import { useEditor } from './context.tsx';
import { SaveStatus } from './save-status.tsx';
import { readText } from './typed.ts';

/** What the page knows of the estimate besides its document. */
export interface EstimateFacts {
  id: string;
  number: number;
  status: EstimateStatus;
  revision: number;
  currentRevision: number;
  isDeleted: boolean;
  lockedAt: Date | null;
  mayWrite: boolean;
  mayDelete: boolean;
  client: { id: string; name: string };
  deal: { id: string; title: string };
  property: { line1: string; line2?: string; city: string; region: string; postalCode: string } | null;
  revisions: { number: number; createdAt: Date; lockedAt: Date | null }[];
  newestRateBook: number;
}

const statusTones: Record<EstimateStatus, Tone> = {
  draft: 'plain',
  sent: 'info',
  accepted: 'done',
  declined: 'danger',
  expired: 'danger',
};

interface HeaderProps {
  tenant: string;
  facts: EstimateFacts;
  title: string;
  version: number;
  canUndo: boolean;
  canRedo: boolean;
  onCompare: () => void;
  onShortcuts: () => void;
}

/** Which estimate this is, for whom, where it stands, and what can be done with it as a whole. */
export function EstimateHeader(props: HeaderProps) {
  const { tenant, facts, title, version } = props;
  return (
    <header className="ed-header">
      <div className="ed-identity">
        <div className="ed-number">
          <span className="num">{revisionNumber(facts.number, facts.revision)}</span>
          <Badge tone={statusTones[facts.status]}>{estimateStatusLabels[facts.status]}</Badge>
          <Revisions tenant={tenant} facts={facts} />
        </div>
        <h1 className="sr-only">{title}</h1>
        <TitleForm title={title} version={version} />
        <p className="ed-for">
          <Link to={links.client(tenant, facts.client.id)} className="link">
            {facts.client.name}
          </Link>
          <Link to={links.deal(tenant, facts.deal.id)} className="link">
            {facts.deal.title}
          </Link>
          {facts.property && <span>{addressLine(facts.property)}</span>}
        </p>
      </div>
      <Actions {...props} />
    </header>
  );
}

const readTitle = readText('Title', 120, true);

function TitleForm({ title, version }: { title: string; version: number }) {
  const { isReadOnly } = useEditor();
  return (
    <form method="post" className="ed-title" onSubmit={(event) => event.preventDefault()}>
      <CsrfField />
      <input type="hidden" name="intent" value="rename" />
      <input type="hidden" name="version" value={version} />
      <TextCell
        col="title"
        name="title"
        label="Title of the estimate"
        text={title}
        read={readTitle}
        change={(typed) => (doc) => changeEstimate(doc, { title: typed })}
        step="title"
      />
      {!isReadOnly && (
        <button type="submit" className="btn btn-secondary plain-only">
          Rename
        </button>
      )}
    </form>
  );
}

function Revisions({ tenant, facts }: { tenant: string; facts: EstimateFacts }) {
  if (facts.revisions.length < 2) return null;
  const here = links.estimate(tenant, facts.id);
  return (
    <Menu label={`${facts.revisions.length} revisions`} icon="history" variant="quiet" size="small">
      {facts.revisions.map(({ number, createdAt }) => (
        <MenuLink key={number} to={number === facts.currentRevision ? here : `${here}?revision=${number}`}>
          Revision {number}
          <span className="muted">
            <DateText value={createdAt} />
          </span>
        </MenuLink>
      ))}
    </Menu>
  );
}

function Actions({ tenant, facts, canUndo, canRedo, onCompare, onShortcuts }: HeaderProps) {
  const { store, isReadOnly } = useEditor();
  const isCurrent = facts.revision === facts.currentRevision;
  return (
    <div className="ed-actions">
      {!isReadOnly && (
        <div className="ed-history needs-script">
          <SaveStatus onCompare={onCompare} />
          <IconButton icon="undo" label="Undo" disabled={!canUndo} onClick={() => store.undo()} />
          <IconButton icon="undo" className="ed-redo" label="Redo" disabled={!canRedo} onClick={() => store.redo()} />
        </div>
      )}
      {isCurrent && !facts.isDeleted && (
        <LinkButton to={links.estimateQuote(tenant, facts.id)} variant="primary" icon="send">
          {facts.status === 'draft' ? 'Prepare quote' : 'Quote'}
        </LinkButton>
      )}
      <Menu label="More" iconOnly icon="more" align="end">
        <MenuLink
          to={links.estimateXlsx(tenant, facts.id) + (isCurrent ? '' : `?revision=${facts.revision}`)}
          icon="download"
          reloadDocument
          download
        >
          Download as a workbook
        </MenuLink>
        {isCurrent && (
          <MenuLink to={links.estimateSaves(tenant, facts.id)} icon="history">
            Earlier saves
          </MenuLink>
        )}
        <MenuButton icon="print" onClick={() => window.print()}>
          Print
        </MenuButton>
        <MenuButton icon="info" onClick={onShortcuts}>
          Keyboard
        </MenuButton>
        {facts.mayWrite && (
          <>
            <MenuSeparator />
            <MenuAction icon="copy" fields={{ intent: 'duplicate' }}>
              Duplicate
            </MenuAction>
            {isCurrent && facts.status !== 'accepted' && (
              <MenuAction icon="edit" fields={{ intent: 'revise' }}>
                Start revision {facts.currentRevision + 1}
              </MenuAction>
            )}
            {isCurrent && !isReadOnly && facts.newestRateBook > store.doc.rateBookVersion && (
              <MenuLink icon="ruler" to="?reprice=1">
                Compare with rate book {facts.newestRateBook}
              </MenuLink>
            )}
          </>
        )}
        {facts.mayDelete && !facts.isDeleted && facts.status !== 'accepted' && (
          <MenuAction icon="trash" danger fields={{ intent: 'delete' }}>
            Delete
          </MenuAction>
        )}
      </Menu>
    </div>
  );
}

/** Why this page cannot be edited, and the way on. */
export function WhyReadOnly({ tenant, facts }: { tenant: string; facts: EstimateFacts }) {
  const here = links.estimate(tenant, facts.id);
  if (facts.isDeleted) {
    return (
      <Notice
        tone="danger"
        title="This estimate was deleted."
        action={facts.mayDelete && <PostButton intent="restore">Restore</PostButton>}
      >
        It is kept, and stands in no list.
      </Notice>
    );
  }
  if (facts.revision !== facts.currentRevision) {
    return (
      <Notice
        title={`This is revision ${facts.revision}, kept as it was.`}
        action={<LinkButton to={here}>Open revision {facts.currentRevision}</LinkButton>}
      >
        Nothing can be changed here.
      </Notice>
    );
  }
  if (facts.lockedAt !== null) {
    const mayRevise = facts.mayWrite && facts.status !== 'accepted';
    return (
      <Notice
        title="This revision was sent to the client and stays as they saw it."
        action={mayRevise && <PostButton intent="revise">Revise</PostButton>}
      >
        {facts.status === 'accepted'
          ? 'It was accepted. Duplicate it to propose other work.'
          : 'To change something, start the next revision.'}
      </Notice>
    );
  }
  return <Notice title="You can read this estimate, but not change it." />;
}

function PostButton({ intent, children }: { intent: string; children: string }) {
  return (
    <form method="post">
      <CsrfField />
      <input type="hidden" name="intent" value={intent} />
      <button type="submit" className="btn btn-secondary btn-small">
        {children}
      </button>
    </form>
  );
}
