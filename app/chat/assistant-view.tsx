import { useNavigate } from '@remix-run/react';
import { lazy, useEffect, useRef, useState } from 'react';
import { IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icons.tsx';
import { Link } from '../ui/link.tsx';
import type { ConversationPage, OpenConversation } from './doors.ts';
import { History } from './history.tsx';
import { OnceOpen } from './once-open.tsx';
import { plainName } from './plain-text.ts';
import { RoomAt, useDoors, usePlace } from './rooms.tsx';
import type { Site } from './safe-link.ts';
import type { AssistantSetup } from './setup.ts';
import { useVisibleHeight } from './visible-height.ts';

const ShareDialog = lazy(() => import('./share-dialog.tsx'));

export interface AssistantViewProps {
  site: Site;
  setup: AssistantSetup;
  list: ConversationPage;
  opened: OpenConversation | null;
  /** ISO 8601. */
  now: string;
  /** What a message that is posted without a script is called. */
  messageId: string;
  /** What was wrong with one. */
  failure?: { message: string; values: Record<string, unknown> };
}

const listId = 'conversations';

/** The assistant as a page of its own: all conversations beside the one that is open. */
export default function AssistantView({ site, setup, list, opened, now, messageId, failure }: AssistantViewProps) {
  const box = useRef<HTMLDivElement>(null);
  const navigate = useNavigate();
  const doors = useDoors(site.tenantSlug);
  const addressed = opened?.conversation.id ?? null;
  const { place, open, name } = usePlace(addressed);
  const [version, setVersion] = useState(0);
  const [sharing, setSharing] = useState<string | null>(null);
  const home = `/t/${site.tenantSlug}/assistant`;
  const changed = () => setVersion((count) => count + 1);
  useVisibleHeight(box);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another address opens another conversation
  useEffect(() => {
    if (addressed !== place.id) open(addressed);
  }, [addressed]);

  return (
    <div ref={box} className="assistant-page">
      {/* On a phone the same element is a sheet, which the browser opens without a script. */}
      <aside id={listId} className="assistant-aside" {...{ popover: 'auto' }}>
        <header className="room-head">
          <h2>Assistant</h2>
          <Link className="btn btn-secondary btn-small" to={home}>
            New conversation
          </Link>
        </header>
        <History
          doors={doors}
          first={list}
          version={version}
          now={now}
          currentId={place.id}
          hrefOf={(id) => `${home}/${id}`}
          onShare={setSharing}
          onGone={(id) => id === place.id && navigate(home)}
        />
      </aside>
      <RoomAt
        {...{ doors, site, setup, place }}
        posted={{ messageId, failure }}
        opened={opened ?? undefined}
        beside={null}
        onCreated={(id) => {
          name(id);
          navigate(`${home}/${id}`, { replace: true, preventScrollReset: true });
        }}
        onChanged={changed}
        header={({ facts }) => (
          <header className="room-head">
            <button
              type="button"
              className="btn btn-quiet btn-icon assistant-list-button"
              aria-label="All conversations"
              title="All conversations"
              {...{ popovertarget: listId }}
            >
              <Icon name="history" />
            </button>
            <h1>{plainName(facts?.conversation.title ?? 'New conversation')}</h1>
            <h2 className="sr-only">Messages</h2>
            {facts?.access === 'own' && (
              <IconButton
                icon="people"
                label="Share the conversation"
                className="needs-script"
                onClick={() => setSharing(facts.conversation.id)}
              />
            )}
          </header>
        )}
      />
      <OnceOpen isOpen={sharing !== null}>
        <ShareDialog
          doors={doors}
          id={sharing}
          members={setup.members}
          address={`${site.origin}${home}/${sharing ?? ''}`}
          onClose={() => setSharing(null)}
          onShared={changed}
        />
      </OnceOpen>
    </div>
  );
}
