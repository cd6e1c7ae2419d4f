import { lazy, Suspense } from 'react';
import { withoutTricks } from './plain-text.ts';

// As large as the rest of a conversation, and a new one has nothing to read.
const ReadMarkdown = lazy(() => import('./read-markdown.tsx'));

/** The words of an answer, drawn as Markdown; until the reader of it is there, as they stand. */
export function Markdown({ text }: { text: string }) {
  return (
    <Suspense fallback={<p className="answer-text answer-unread">{withoutTricks(text)}</p>}>
      <ReadMarkdown text={text} />
    </Suspense>
  );
}
