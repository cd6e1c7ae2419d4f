import { lazy, Suspense } from 'react';
import { fetchScript } from './fetch-script.ts';
import { withoutTricks } from './plain-text.ts';

type Reader = typeof import('./read-markdown.tsx');
let reader: Reader | undefined;
const fetchModule = fetchScript(() => import('./read-markdown.tsx'));

/**
 * As large as the rest of a conversation, and a new one has nothing to read. It has to be there before words change that the
 * server drew: React throws them away when it must wait for their reader while they do.
 */
export async function fetchReader(): Promise<Reader> {
  reader = await fetchModule();
  return reader;
}

/** A reader that is there is had at once: a promise would make React wait for it all the same. */
// biome-ignore lint/suspicious/noThenProperty: it is what `lazy` asks for, answered without waiting
const atHand = (found: Reader) => ({ then: (take: (found: Reader) => void) => take(found) }) as Promise<Reader>;
const ReadMarkdown = lazy(() => (reader ? atHand(reader) : fetchReader()));

/** The words of an answer, drawn as Markdown; until the reader of it is there, as they stand. */
export function Markdown({ text }: { text: string }) {
  return (
    <Suspense fallback={<p className="answer-text answer-unread">{withoutTricks(text)}</p>}>
      <ReadMarkdown text={text} />
    </Suspense>
  );
}
