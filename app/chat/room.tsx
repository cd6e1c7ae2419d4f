import { type KeyboardEvent, lazy, useMemo, useRef, useState } from 'react';
import type { ChatMessage } from '../ai/message.ts';
import { Notice } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icons.tsx';
import { AllowedTools } from './allowed-tools.tsx';
import { Announcer } from './announcer.tsx';
import { Answer, type MessageActions } from './answer.tsx';
import { Beginning } from './beginning.tsx';
import { Composer, type Given, type PostedForm } from './composer.tsx';
import { useIsOffline } from './connection.ts';
import type { Doors, OpenConversation } from './doors.ts';
import { OnceOpen } from './once-open.tsx';
import { attachmentIds, attachmentsOf, textOf } from './parts.ts';
import { Question } from './question.tsx';
import type { Site } from './safe-link.ts';
import type { AssistantSetup, PageBeside } from './setup.ts';
import { SurroundingsContext } from './surroundings.tsx';
import { type Conversation, useConversation } from './use-conversation.ts';
import { useFollowing } from './use-following.ts';

const LeaveDialog = lazy(() => import('./leave-dialog.tsx'));

export interface RoomProps {
  doors: Doors;
  site: Site;
  setup: AssistantSetup;
  id: string | null;
  opened?: OpenConversation;
  /** For the form without a script: what its message is called, and what was wrong with the last one. */
  posted?: PostedForm;
  beside: PageBeside | null;
  /** Whoever opens the room wants to write. */
  focusFirst?: boolean;
  onCreated: (id: string) => void;
  onChanged: () => void;
  /** Records of the business are no longer what they were. */
  onWritten?: () => void;
  /** Escape, when there is nothing to stop. */
  onEscape?: () => void;
  /** Draws what stands above the conversation, which knows it. */
  header: (conversation: Conversation) => React.ReactNode;
}

/** One conversation: what was said, and the box to say more. */
export function Room(props: RoomProps) {
  const { doors, site, setup, id, opened, beside, header } = props;
  const conversation = useConversation({
    doors,
    id,
    opened,
    onCreated: props.onCreated,
    onChanged: props.onChanged,
    onWritten: props.onWritten,
  });
  const { messages, facts, isBusy, isLoading, loadProblem } = conversation;
  const [leaving, setLeaving] = useState<string | null>(null);
  const [editing, setEditing] = useState<ChatMessage>();
  const [given, setGiven] = useState<Given>();
  const log = useRef<HTMLDivElement>(null);
  const { isAway, follow } = useFollowing(log, messages);
  const [model, setModel] = useState<string | null>(null);
  const chosen = model ?? facts?.conversation.model ?? null;
  const answering = setup.models.find(({ id }) => id === chosen) ?? setup.models[0];
  const usedUp = answering?.isFree ? null : setup.usedUp;
  const mayWrite = facts === null || facts.access !== 'read';
  const actions = useActions(conversation, (message) => {
    setEditing(message);
    setGiven({
      text: textOf(message),
      attachments: attachmentsOf(message),
      mentions: message.metadata?.mentions ?? [],
    });
  });
  const surroundings = useMemo(
    () => ({ site, attachments: attachmentIds(messages), onLeave: setLeaving }),
    [site, messages],
  );

  function onKey(event: KeyboardEvent) {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    if (isBusy) {
      event.preventDefault();
      void conversation.stop();
    } else props.onEscape?.();
  }

  return (
    <SurroundingsContext.Provider value={surroundings}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Escape is heard from whatever has the focus inside */}
      <div
        className="room"
        onKeyDown={onKey}
        onFocusCapture={conversation.prepare}
        onPointerOverCapture={conversation.prepare}
      >
        {conversation.follower}
        {header(conversation)}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must scroll from the keyboard too */}
        {/* biome-ignore lint/a11y/useSemanticElements: it is a part of the page that is named, not a form's set */}
        <div ref={log} className="room-log" tabIndex={0} role="group" aria-label="Conversation">
          {isLoading && <p className="room-quiet">Opening the conversation</p>}
          {loadProblem && <Notice tone="danger">{loadProblem}</Notice>}
          {messages.length === 0 && !isLoading && !loadProblem && (
            <Beginning
              doors={doors}
              path={beside?.path ?? ''}
              models={setup.models}
              onChoose={(text) => setGiven({ text })}
            />
          )}
          {conversation.hasEarlier && (
            <Button size="small" className="room-earlier needs-script" onClick={() => void conversation.readEarlier()}>
              Earlier messages
            </Button>
          )}
          <Messages
            {...{ messages, actions, isBusy, mayWrite, setup }}
            isShared={isShared(conversation)}
            me={facts?.me ?? null}
            isOwn={facts === null || facts.access === 'own'}
          />
          <Problem conversation={conversation} />
          {props.posted?.failure && <Notice tone="danger">{props.posted.failure.message}</Notice>}
          {opened?.live && (
            <noscript>
              <Notice>The answer is still being written. Reload the page in a moment.</Notice>
            </noscript>
          )}
        </div>
        <Announcer message={messages.at(-1)} isBusy={isBusy} />
        {mayWrite ? (
          <div className="room-foot">
            {isAway && (
              <Button size="small" icon="arrow-down" className="room-latest" onClick={follow}>
                Latest
              </Button>
            )}
            {usedUp && <Notice tone="danger">{usedUp}</Notice>}
            <Offline />
            <AllowedTools conversation={conversation} />
            <Composer
              {...{ doors, beside, isBusy, given }}
              setup={{ ...setup, usedUp }}
              place={`${site.tenantSlug}:${facts?.conversation.id ?? id ?? 'new'}`}
              posted={props.posted}
              model={chosen}
              onModel={(chosen) => {
                setModel(chosen);
                if (facts) void conversation.change({ model: chosen });
              }}
              focusFirst={props.focusFirst ?? false}
              isEditing={editing !== undefined}
              onCancelEdit={() => setEditing(undefined)}
              ensure={conversation.ensure}
              onSend={async (draft) => {
                const edited = editing;
                setEditing(undefined);
                follow();
                const isSaid = await (edited ? conversation.edit(edited.id, draft) : conversation.send(draft));
                if (!isSaid) setGiven(draft);
              }}
              onStop={() => void conversation.stop()}
              onEditLast={() => {
                const last = messages.findLast(({ role }) => role === 'user');
                if (last && !isBusy) actions.edit(last);
              }}
            />
          </div>
        ) : (
          <p className="room-foot room-quiet">
            <Icon name="eye" /> This conversation was shared with you to read.
          </p>
        )}
        <OnceOpen isOpen={leaving !== null}>
          <LeaveDialog url={leaving} onClose={() => setLeaving(null)} />
        </OnceOpen>
      </div>
    </SurroundingsContext.Provider>
  );
}

function isShared({ facts, messages }: Conversation): boolean {
  const authors = new Set(messages.flatMap(({ metadata }) => metadata?.author?.id ?? []));
  return facts?.access !== 'own' || authors.size > 1;
}

/** The same functions for as long as the room is open, so that a message is drawn anew only when it changes. */
function useActions(conversation: Conversation, edit: (message: ChatMessage) => void): MessageActions {
  const latest = useRef({ conversation, edit });
  latest.current = { conversation, edit };
  return useMemo(() => {
    const now = () => latest.current.conversation;
    return {
      decide: (decisions, allowTool) => now().decide(decisions, allowTool),
      undo: (changeSetId) => now().undo(changeSetId),
      retry: (messageId) => void now().retry(messageId),
      goOn: (messageId) => void now().goOn(messageId),
      turnTo: (messageId) => void now().turnTo(messageId),
      edit: (message) => latest.current.edit(message),
    };
  }, []);
}

interface MessagesProps {
  messages: readonly ChatMessage[];
  actions: MessageActions;
  isBusy: boolean;
  mayWrite: boolean;
  isShared: boolean;
  me: string | null;
  isOwn: boolean;
  setup: AssistantSetup;
}

function Messages({ messages, actions, isBusy, mayWrite, isShared, me, isOwn, setup }: MessagesProps) {
  const last = messages.at(-1);
  if (messages.length === 0) return null;
  return (
    <ol className="messages">
      {messages.map((message) =>
        message.role === 'user' ? (
          <Question
            key={message.id}
            message={message}
            actions={actions}
            mayEdit={mayWrite && !isBusy}
            isShared={isShared}
          />
        ) : (
          <Answer
            key={message.id}
            message={message}
            actions={actions}
            models={setup.models}
            isRunning={isBusy && message === last}
            isLast={message === last}
            mayWrite={mayWrite}
            me={me}
            isOwn={isOwn}
          />
        ),
      )}
      {isBusy && last?.role === 'user' && (
        <li className="answer">
          <p className="answer-waits">Reading your question</p>
        </li>
      )}
    </ol>
  );
}

/** Why the last thing did not work. What was written is back in the box. */
function Problem({ conversation: { problem, isOffline, isBusy } }: { conversation: Conversation }) {
  if (!problem || isBusy) return null;
  return <Notice tone={isOffline ? 'info' : 'danger'}>{problem}</Notice>;
}

function Offline() {
  const isOffline = useIsOffline();
  return isOffline ? <Notice>There is no connection. What you write is kept here.</Notice> : null;
}
