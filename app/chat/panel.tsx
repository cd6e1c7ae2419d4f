import { useFetcher, useLocation, useRevalidator } from '@remix-run/react';
import { lazy, useEffect, useMemo, useRef, useState } from 'react';
import { IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icons.tsx';
import { Link } from '../ui/link.tsx';
import { History, NewButton } from './history.tsx';
import { OnceOpen } from './once-open.tsx';
import { plainName } from './plain-text.ts';
import { RoomAt, useDoors, usePlace } from './rooms.tsx';
import type { AssistantSetup, PageBeside } from './setup.ts';
import { useVisibleHeight } from './visible-height.ts';
import { WidthHandle } from './width-handle.tsx';
import '../styles/chat.css';

const ShareDialog = lazy(() => import('./share-dialog.tsx'));

export interface AssistantPanelProps {
  tenantSlug: string;
  isOpen: boolean;
  onClose: () => void;
}

/** The assistant beside the page: a column on a desk, the whole screen on a phone. */
export default function AssistantPanel({ tenantSlug, isOpen, onClose }: AssistantPanelProps) {
  const box = useRef<HTMLDialogElement>(null);
  const doors = useDoors(tenantSlug);
  const { place, open, name } = usePlace(useMemo(() => remembered(tenantSlug), [tenantSlug]));
  const [view, setView] = useState<'room' | 'history'>('room');
  const [version, setVersion] = useState(0);
  const [sharing, setSharing] = useState<string | null>(null);
  const setup = useSetup(tenantSlug, isOpen);
  const beside = usePageBeside();
  const { revalidate } = useRevalidator();
  useShown(box, isOpen);
  useVisibleHeight(box);
  const site = useMemo(() => ({ origin: location.origin, tenantSlug }), [tenantSlug]);
  const home = `/t/${tenantSlug}/assistant`;
  const changed = () => setVersion((count) => count + 1);

  function goTo(id: string | null) {
    remember(tenantSlug, id);
    open(id);
    setView('room');
  }

  return (
    <dialog
      ref={box}
      className="assistant-panel"
      aria-label="Assistant"
      onClose={onClose}
      // Escape stops an answer first; the room hears of it.
      onCancel={(event) => event.preventDefault()}
    >
      <WidthHandle panel={box} />
      {view === 'history' && (
        <div className="room">
          <header className="room-head">
            <IconButton icon="chevron-left" label="Back to the conversation" onClick={() => setView('room')} />
            <h2>Conversations</h2>
            <NewButton onClick={() => goTo(null)} />
          </header>
          <History
            doors={doors}
            version={version}
            now={new Date().toISOString()}
            currentId={place.id}
            hrefOf={(id) => `${home}/${id}`}
            onOpen={goTo}
            onShare={setSharing}
            onGone={(id) => id === place.id && goTo(null)}
          />
        </div>
      )}
      {/* The room stays while the list is looked at: an answer goes on in it. */}
      <div className="panel-room" hidden={view !== 'room'}>
        {setup && (
          <RoomAt
            {...{ doors, site, setup, place, beside }}
            focusFirst={isOpen && view === 'room'}
            onCreated={(id) => {
              remember(tenantSlug, id);
              name(id);
            }}
            onChanged={changed}
            onWritten={revalidate}
            onEscape={() => box.current?.close()}
            header={({ facts }) => (
              <header className="room-head">
                <IconButton icon="history" label="Conversations" onClick={() => setView('history')} />
                <h2>{plainName(facts?.conversation.title ?? 'Assistant')}</h2>
                <NewButton onClick={() => goTo(null)} />
                <Link
                  className="btn btn-quiet btn-icon"
                  to={place.id ? `${home}/${place.id}` : home}
                  aria-label="Open as a page"
                  title="Open as a page"
                >
                  <Icon name="widen" />
                </Link>
                <IconButton icon="x" label="Close the assistant" onClick={() => box.current?.close()} />
              </header>
            )}
          />
        )}
      </div>
      <OnceOpen isOpen={sharing !== null}>
        <ShareDialog
          doors={doors}
          id={sharing}
          members={setup?.members ?? []}
          address={`${location.origin}${home}/${sharing ?? ''}`}
          onClose={() => setSharing(null)}
          onShared={changed}
        />
      </OnceOpen>
    </dialog>
  );
}

/** What the server says of the assistant; asked again each time it is opened, because a budget may be used up since. */
function useSetup(tenantSlug: string, isOpen: boolean): AssistantSetup | undefined {
  const fetcher = useFetcher<AssistantSetup>();
  const { load } = fetcher;
  useEffect(() => {
    if (isOpen) load(`/t/${tenantSlug}/assistant/setup`);
  }, [isOpen, load, tenantSlug]);
  return fetcher.data;
}

/** The page that is open, by its address and its title. A page names itself a moment after it is there. */
function usePageBeside(): PageBeside {
  const { pathname, search } = useLocation();
  const path = pathname + search;
  const [beside, setBeside] = useState({ path, title: titleNow() });
  useEffect(() => {
    const timer = setTimeout(() => setBeside({ path, title: titleNow() }), 50);
    return () => clearTimeout(timer);
  }, [path]);
  return beside;
}

function titleNow(): string {
  return document.title.split(' · ')[0] ?? '';
}

const phone = '(width < 56rem)';

/** Beside the page where there is room; in front of all, and keeping the focus, where there is none. */
function useShown(box: React.RefObject<HTMLDialogElement>, isOpen: boolean) {
  useEffect(() => {
    const dialog = box.current;
    if (!dialog) return;
    if (!isOpen) return void (dialog.open && dialog.close());
    if (dialog.open) return;
    if (matchMedia(phone).matches) dialog.showModal();
    else dialog.show();
  }, [box, isOpen]);
}

function remembered(tenantSlug: string): string | null {
  try {
    return sessionStorage.getItem(`candlefish:assistant:${tenantSlug}`);
  } catch {
    return null;
  }
}

function remember(tenantSlug: string, id: string | null): void {
  try {
    if (id === null) sessionStorage.removeItem(`candlefish:assistant:${tenantSlug}`);
    else sessionStorage.setItem(`candlefish:assistant:${tenantSlug}`, id);
  } catch {
    // A browser that keeps nothing begins anew.
  }
}
