import { memo } from 'react';
import type { ChatMessage } from '../ai/message.ts';
import { Notice } from '../ui/badge.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icons.tsx';
import { AnswerDetails } from './answer-details.tsx';
import { Branches } from './branches.tsx';
import { ChangeSetView, DecideAll, type Deciding } from './change-set.tsx';
import { CopyButton } from './copy-button.tsx';
import { Markdown } from './markdown.tsx';
import { changeSetOf, changeSetsOf, type Part, recordsOf, sourcesOf, textOf } from './parts.ts';
import { plainName, withoutTricks } from './plain-text.ts';
import type { ModelChoice } from './setup.ts';
import { ShowingView } from './showing.tsx';
import { AnyLink } from './surroundings.tsx';
import { ToolStep } from './tool-step.tsx';

/** What can be done with a message. The same object for as long as the conversation is open. */
export interface MessageActions extends Pick<Deciding, 'decide' | 'undo'> {
  retry: (messageId: string) => void;
  goOn: (messageId: string) => void;
  edit: (message: ChatMessage) => void;
  turnTo: (messageId: string) => void;
}

export interface AnswerProps {
  message: ChatMessage;
  actions: MessageActions;
  models: readonly ModelChoice[];
  /** It is being written. */
  isRunning: boolean;
  isLast: boolean;
  mayWrite: boolean;
  /** Number of the member who reads it. Null: the conversation is new, and all in it is their own. */
  me: string | null;
  /** The conversation is theirs. */
  isOwn: boolean;
}

/** What the assistant said, with the steps it took, what it would change, and what it rests on. */
export const Answer = memo(function Answer(props: AnswerProps) {
  const { message, actions, models, isRunning, isLast, mayWrite, me, isOwn } = props;
  const { parts, metadata = {} } = message;
  const sources = sourcesOf(message);
  const records = isRunning ? [] : recordsOf(message).slice(0, 12);
  const waiting = changeSetsOf(message).filter(({ status }) => status === 'proposed');
  const deciding: Deciding = {
    mayDecide: ({ askedBy }) => mayWrite && !isRunning && (me === null || askedBy === me),
    mayAllow: isOwn,
    decide: actions.decide,
    undo: actions.undo,
  };
  return (
    <li className="answer" tabIndex={-1} data-message={message.id}>
      <h3 className="sr-only">The assistant said</h3>
      {parts.map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of an answer are only ever added at its end
        <PartView key={at} part={part} isRunning={isRunning} deciding={deciding} />
      ))}
      {isRunning && !hasBegun(parts) && <p className="answer-waits">Reading your question</p>}
      <DecideAll waiting={waiting} deciding={deciding} />
      {records.length > 0 && (
        <ul className="record-links" aria-label="Records">
          {records.map(({ label, href }) => (
            <li key={href}>
              <AnyLink href={href}>{plainName(label)}</AnyLink>
            </li>
          ))}
        </ul>
      )}
      {sources.length > 0 && (
        <section className="sources" aria-label="Sources">
          <h4>Sources</h4>
          <ol>
            {sources.map(({ label, href, quote }) => (
              <li key={`${href} ${quote}`}>
                <AnyLink href={href}>{plainName(label)}</AnyLink>
                <q>{withoutTricks(quote)}</q>
              </li>
            ))}
          </ol>
        </section>
      )}
      {!isRunning && <HowItEnded {...{ message, actions, mayWrite, isLast }} />}
      {!isRunning && (
        <div className="message-foot">
          <CopyButton label="Copy the answer" text={textOf(message)} />
          {mayWrite && (
            <IconButton
              icon="history"
              label="Answer again"
              size="small"
              className="needs-script"
              onClick={() => actions.retry(message.id)}
            />
          )}
          <Branches message={message} onTurn={actions.turnTo} />
          <AnswerDetails facts={metadata} models={models} />
        </div>
      )}
    </li>
  );
});

function hasBegun(parts: readonly Part[]): boolean {
  return parts.some(({ type }) => type !== 'step-start');
}

function PartView({ part, isRunning, deciding }: { part: Part; isRunning: boolean; deciding: Deciding }) {
  if (part.type === 'text') return <Markdown text={part.text} />;
  if (part.type === 'data-show') return <ShowingView showing={part.data} />;
  if (part.type === 'data-route') {
    return (
      <p className="answer-note">
        <Icon name="info" /> {part.data.to} answers in place of {part.data.from}: {part.data.because}
      </p>
    );
  }
  if (part.type === 'reasoning') {
    return (
      <details className="tool-step-thought">
        <summary>
          <Icon name="chevron-right" />
          What it thought
        </summary>
        <Markdown text={part.text} />
      </details>
    );
  }
  if (part.type !== 'dynamic-tool') return null;
  const changeSet = changeSetOf(part);
  if (changeSet) return <ChangeSetView changeSet={changeSet} input={part.input} deciding={deciding} />;
  return <ToolStep part={part} isRunning={isRunning} />;
}

/** Said of an answer that is no whole one, with the way to have it. */
function HowItEnded({
  message,
  actions,
  mayWrite,
  isLast,
}: Pick<AnswerProps, 'message' | 'actions' | 'mayWrite' | 'isLast'>) {
  const { status, problem } = message.metadata ?? {};
  if (status !== 'stopped' && status !== 'interrupted' && status !== 'failed') return null;
  const words = {
    stopped: 'Stopped here.',
    interrupted: problem ?? 'The answer broke off here.',
    failed: problem ?? 'There was no answer.',
  }[status];
  const isWhole = status !== 'failed' && isLast;
  return (
    <Notice
      tone={status === 'failed' ? 'danger' : 'info'}
      action={
        mayWrite && (
          <Button
            size="small"
            className="needs-script"
            onClick={() => (isWhole ? actions.goOn(message.id) : actions.retry(message.id))}
          >
            {isWhole ? 'Continue' : 'Try again'}
          </Button>
        )
      }
    >
      {words}
    </Notice>
  );
}
