import { type KeyboardEvent, lazy, useEffect, useRef, useState } from 'react';
import { Button, IconButton } from '../ui/button.tsx';
import { AlertDialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icons.tsx';
import { useMemberLocale } from '../ui/locale.tsx';
import { Menu, MenuButton, MenuLink, MenuSeparator } from '../ui/menu.tsx';
import { toast } from '../ui/toast-store.ts';
import { byDay } from './day-groups.ts';
import type { ConversationChange, ConversationPage, ConversationRow, Doors } from './doors.ts';
import { OnceOpen } from './once-open.tsx';
import { plainName } from './plain-text.ts';

const RenameDialog = lazy(() => import('./rename-dialog.tsx'));

export interface HistoryProps {
  doors: Doors;
  /** What the server drew; without it the list is asked for. */
  first?: ConversationPage;
  /** Counts up when the list is no longer what it was. */
  version: number;
  /** ISO 8601: the moment that the days are counted from, the same for server and browser. */
  now: string;
  currentId: string | null;
  /** Where a conversation is opened: an address, so that each is a link. */
  hrefOf: (id: string) => string;
  /** Opens it in place. Without it the link is followed. */
  onOpen?: (id: string) => void;
  onShare: (id: string) => void;
  onGone: (id: string) => void;
}

/** The conversations one may read, under the days they were spoken in. */
export function History(props: HistoryProps) {
  const { doors, now, currentId, hrefOf, onOpen, onShare, onGone } = props;
  const member = useMemberLocale();
  const [search, setSearch] = useState('');
  const { page, isLoading, more, reload } = useList(props, search);
  const [renaming, setRenaming] = useState<ConversationRow>();
  const [deleting, setDeleting] = useState<ConversationRow>();
  const groups = byDay(page.conversations, new Date(now), member);

  function change(row: ConversationRow, wanted: ConversationChange) {
    doors.change(row.id, wanted).then(reload, problem);
  }

  return (
    <nav className="history" aria-label="Conversations">
      <label className="history-search needs-script">
        <Icon name="search" />
        <span className="sr-only">Search conversations</span>
        <input
          type="search"
          placeholder="Search conversations"
          value={search}
          autoComplete="off"
          onChange={(event) => setSearch(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') focusRow(event.currentTarget.closest('nav'), 0, event);
          }}
        />
      </label>
      {groups.length === 0 && !isLoading && (
        <p className="room-quiet">
          {search === '' ? 'What you talk about will be here.' : 'Nothing found. Try another word.'}
        </p>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrows are an addition to links that Tab reaches too */}
      <div className="history-list" onKeyDown={moveRows} aria-busy={isLoading}>
        {groups.map(({ label, rows }) => (
          <section key={label}>
            <h3>{label}</h3>
            <ul>
              {rows.map((row) => (
                <li key={row.id} className="history-row">
                  <a
                    href={hrefOf(row.id)}
                    data-follow=""
                    aria-current={row.id === currentId ? 'page' : undefined}
                    onClick={(event) => {
                      if (!onOpen || event.metaKey || event.ctrlKey || event.shiftKey) return;
                      event.preventDefault();
                      onOpen(row.id);
                    }}
                  >
                    <span>{plainName(row.title)}</span>
                    {!row.isOwn && <Icon name="people" label="Shared with you" />}
                    {row.isOwn && row.openTo !== 'nobody' && <Icon name="people" label="Shared" />}
                  </a>
                  <RowMenu
                    row={row}
                    exportHref={`${doors.base}/conversations/${row.id}/export`}
                    onPin={() => change(row, { pinned: row.pinnedAt === null })}
                    onRename={() => setRenaming(row)}
                    onShare={() => onShare(row.id)}
                    onDelete={() => setDeleting(row)}
                  />
                </li>
              ))}
            </ul>
          </section>
        ))}
        {page.next && (
          <Button size="small" variant="quiet" className="needs-script" onClick={more}>
            Show earlier ones
          </Button>
        )}
      </div>
      <OnceOpen isOpen={renaming !== undefined}>
        <RenameDialog
          row={renaming}
          onClose={() => setRenaming(undefined)}
          onRename={(row, title) => change(row, { title })}
        />
      </OnceOpen>
      <AlertDialog
        open={deleting !== undefined}
        title="Delete the conversation?"
        confirm="Delete"
        danger
        onCancel={() => setDeleting(undefined)}
        onConfirm={() => {
          const gone = deleting;
          setDeleting(undefined);
          if (gone)
            doors
              .remove(gone.id)
              .then(() => onGone(gone.id))
              .then(reload, problem);
        }}
      >
        <p>
          “{plainName(deleting?.title ?? '')}” and the files given to it are gone for good. What was changed stays
          changed.
        </p>
      </AlertDialog>
    </nav>
  );
}

interface RowMenuProps {
  row: ConversationRow;
  exportHref: string;
  onPin: () => void;
  onRename: () => void;
  onShare: () => void;
  onDelete: () => void;
}

function RowMenu({ row, exportHref, onPin, onRename, onShare, onDelete }: RowMenuProps) {
  return (
    <Menu label={`More for ${plainName(row.title)}`} iconOnly icon="more" size="small" variant="quiet" align="end">
      {row.isOwn && (
        <>
          <MenuButton icon="pin" onClick={onPin}>
            {row.pinnedAt ? 'Unpin' : 'Pin'}
          </MenuButton>
          <MenuButton icon="edit" onClick={onRename}>
            Rename
          </MenuButton>
          <MenuButton icon="people" onClick={onShare}>
            Share
          </MenuButton>
        </>
      )}
      <MenuLink to={exportHref} icon="download" reloadDocument download>
        Export
      </MenuLink>
      {row.isOwn && (
        <>
          <MenuSeparator />
          <MenuButton icon="trash" danger onClick={onDelete}>
            Delete
          </MenuButton>
        </>
      )}
    </Menu>
  );
}

function useList({ doors, first, version }: HistoryProps, search: string) {
  const [page, setPage] = useState<ConversationPage>(first ?? { conversations: [], next: null });
  const [isLoading, setLoading] = useState(!first);
  const [again, setAgain] = useState(0);
  const known = useRef({ search: '', version, again: 0, isFirst: first !== undefined });

  useEffect(() => {
    const before = known.current;
    known.current = { search, version, again, isFirst: false };
    // What the server drew is what there is.
    if (before.isFirst && before.search === search && before.version === version && before.again === again) return;
    let isGone = false;
    const timer = setTimeout(
      () => {
        doors
          .list({ search })
          .then((found) => !isGone && setPage(found))
          .catch(problem)
          .finally(() => !isGone && setLoading(false));
      },
      before.search === search ? 0 : 200,
    );
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [doors, search, version, again]);

  return {
    page,
    isLoading,
    reload: () => setAgain((count) => count + 1),
    more() {
      if (!page.next) return;
      doors
        .list({ search, before: page.next })
        .then(({ conversations, next }) =>
          setPage((before) => ({ conversations: [...before.conversations, ...conversations], next })),
        )
        .catch(problem);
    },
  };
}

function problem(error: unknown): void {
  toast({ message: error instanceof Error ? error.message : 'That did not work.', tone: 'problem' });
}

/** Arrows, Home and End go from conversation to conversation. */
function moveRows(event: KeyboardEvent<HTMLElement>) {
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('.history-row > a')];
  const focused = document.activeElement;
  const at = focused instanceof HTMLElement ? rows.indexOf(focused) : -1;
  if (at < 0) return;
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
  if (to !== undefined) focusRow(event.currentTarget, to, event);
}

function focusRow(within: Element | null, at: number, event: KeyboardEvent) {
  const row = within?.querySelectorAll<HTMLElement>('.history-row > a')[at];
  if (!row) return;
  event.preventDefault();
  row.focus();
}

/** Begins a new conversation; the same in the panel and on the page. */
export function NewButton({ onClick }: { onClick: () => void }) {
  return <IconButton icon="plus" label="New conversation" className="needs-script" onClick={onClick} />;
}
