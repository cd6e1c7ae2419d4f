import { useFetcher } from '@remix-run/react';
import { useEffect } from 'react';
import type { QuotePiece } from '../../ai/knowledge/query.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Link } from '../../ui/link.tsx';
import { Card } from '../../ui/page.tsx';

export interface FoundPassage {
  chunkId: string;
  title: string;
  locator: string;
  href: string;
  source: 'file' | 'record';
  quote: QuotePiece[];
}

/** What was found by its words; with a script what is near in meaning comes to it a moment later. */
export function Found({ query, hits: worded, more }: { query: string; hits: FoundPassage[]; more: string }) {
  const fetcher = useFetcher<{ query: string; hits: FoundPassage[] }>();
  const { load } = fetcher;
  useEffect(() => load(`${more}?q=${encodeURIComponent(query)}`), [load, more, query]);
  const isNewer = fetcher.data?.query === query;
  const hits = isNewer ? (fetcher.data?.hits ?? []) : worded;
  if (hits.length === 0 && fetcher.state !== 'idle') return <p className="muted">Looking for what is meant…</p>;
  if (hits.length === 0)
    return (
      <EmptyState icon="search" title="Nothing was found">
        Neither documents nor records that you may see say anything about it. Try fewer or other words.
      </EmptyState>
    );
  return (
    <Card>
      <ol className="rows" aria-label={`Passages on ${query}`} aria-live="polite">
        {hits.map(({ chunkId, title, locator, href, quote }) => (
          <li key={chunkId} className="rows-item">
            <div className="min-w-0 flex-1">
              <Link to={href}>{title}</Link> {locator && <span className="muted">{locator}</span>}
              <Quote pieces={quote} />
            </div>
          </li>
        ))}
      </ol>
    </Card>
  );
}

function Quote({ pieces }: { pieces: readonly QuotePiece[] }) {
  return (
    <blockquote className="quoted">
      {pieces.map(({ text, isHit }, at) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text stay where they are
        isHit ? <mark key={at}>{text}</mark> : text,
      )}
    </blockquote>
  );
}
