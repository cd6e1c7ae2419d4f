import { useEffect, useRef, useState } from 'react';
import type { ChatMessage, MessageFacts } from '../ai/message.ts';
import { answerOf, textOf, toolLabel } from './parts.ts';
import { newSentences } from './sentences.ts';

interface Said {
  id: number;
  text: string;
}

/** What is said at the end of an answer that is no whole one. */
const endings: Partial<Record<NonNullable<MessageFacts['status']>, string>> = {
  stopped: 'The answer was stopped.',
  interrupted: 'The answer broke off.',
  failed: 'There was no answer.',
  waiting: 'The answer waits for you.',
};

/** Tells a screen reader of an answer while it comes: its sentences as they end, its steps as they are done. */
export function Announcer({ message, isBusy }: { message: ChatMessage | undefined; isBusy: boolean }) {
  const [lines, setLines] = useState<readonly Said[]>([]);
  const told = useRef({ message: '', text: 0, steps: new Set<string>(), wasBusy: false, lastId: 0 });

  useEffect(() => {
    const now = told.current;
    const fresh: string[] = [];
    if (isBusy && !now.wasBusy) fresh.push('The assistant is answering.');
    if (message?.role === 'assistant' && (isBusy || now.wasBusy)) {
      if (now.message !== message.id) Object.assign(now, { message: message.id, text: 0, steps: new Set() });
      fresh.push(...newSteps(message, now.steps));
      const { sentences, said } = newSentences(textOf(message), now.text, !isBusy);
      fresh.push(...sentences);
      now.text = said;
      if (!isBusy) fresh.push(endings[message.metadata?.status ?? 'complete'] ?? 'The answer is complete.');
    }
    now.wasBusy = isBusy;
    if (fresh.length === 0) return;
    const added = fresh.map((text) => {
      now.lastId += 1;
      return { id: now.lastId, text };
    });
    setLines((before) => [...before, ...added].slice(-12));
  }, [message, isBusy]);

  return (
    <div className="sr-only" role="log" aria-live="polite" aria-relevant="additions">
      {lines.map(({ id, text }) => (
        <p key={id}>{text}</p>
      ))}
    </div>
  );
}

function newSteps(message: ChatMessage, known: Set<string>): string[] {
  return message.parts.flatMap((part) => {
    if (part.type !== 'dynamic-tool' || known.has(part.toolCallId)) return [];
    if (part.state !== 'output-available' && part.state !== 'output-error') return [];
    known.add(part.toolCallId);
    if (part.state === 'output-error') return [`${toolLabel(part)} did not work.`];
    const answer = answerOf(part);
    if (answer?.kind === 'changes') return [`A change waits for you: ${answer.changeSet.summary}.`];
    return [`${toolLabel(part)}: done.`];
  });
}
