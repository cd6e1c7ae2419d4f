import { useLocation } from '@remix-run/react';
import { lazy, type MouseEvent, Suspense, useEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { buttonClass } from '../ui/button.tsx';
import { Icon } from '../ui/icons.tsx';
import { Link } from '../ui/link.tsx';

// A conversation weighs more than the pages it stands beside: it comes when it is first called.
const AssistantPanel = lazy(() => import('../chat/panel.tsx'));

/** Opens the assistant beside the page; so does Ctrl-J or Cmd-J. Without a script it is the way to the assistant's own page. */
export function AssistantButton({ tenantSlug }: { tenantSlug: string }) {
  const [isOpen, setOpen] = useState(false);
  const [frame, setFrame] = useState<Element | null>(null);
  const button = useRef<HTMLAnchorElement>(null);
  const home = `/t/${tenantSlug}/assistant`;
  const isItsPage = useLocation().pathname.startsWith(home);
  const toggle = (event: MouseEvent | KeyboardEvent) => {
    event.preventDefault();
    // The page itself has the box to type in.
    if (isItsPage) document.querySelector<HTMLElement>('.assistant-page textarea')?.focus();
    else {
      setFrame(document.querySelector('.frame'));
      setOpen((before) => !before);
    }
  };
  useShortcut(toggle);
  useEffect(() => {
    if (isItsPage) setOpen(false);
  }, [isItsPage]);
  return (
    <>
      <Link
        ref={button}
        to={home}
        className={buttonClass({ variant: 'quiet' }, 'assistant-button')}
        aria-keyshortcuts="Control+J Meta+J"
        title="Assistant (Ctrl J)"
        aria-current={isItsPage ? 'page' : undefined}
        data-open={isOpen || undefined}
        onClick={(event) => !(event.metaKey || event.ctrlKey || event.shiftKey) && !isItsPage && toggle(event)}
      >
        <Icon name="spark" />
        <span>Assistant</span>
      </Link>
      {frame &&
        createPortal(
          <Suspense>
            <AssistantPanel
              tenantSlug={tenantSlug}
              isOpen={isOpen}
              onClose={() => {
                setOpen(false);
                button.current?.focus();
              }}
            />
          </Suspense>,
          frame,
        )}
    </>
  );
}

function useShortcut(toggle: (event: KeyboardEvent) => void) {
  const latest = useRef(toggle);
  latest.current = toggle;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const isCall = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      if (isCall && event.key.toLowerCase() === 'j') latest.current(event);
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}
