import { DateText } from '#app/ui/figure.tsx';
import type { HistoryEntry } from '../domain/history.ts';

/** Who did what and when, newest first. The first lines are in sight; the rest opens. */
export function History({ entries, shown = 8 }: { entries: readonly HistoryEntry[]; shown?: number }) {
  if (entries.length === 0) return <p className="muted">Nothing has happened yet.</p>;
  const older = entries.slice(shown);
  return (
    <>
      <Lines entries={entries.slice(0, shown)} />
      {older.length > 0 && (
        <details className="mt-2">
          <summary className="btn btn-quiet btn-small">Show {older.length} more</summary>
          <Lines entries={older} />
        </details>
      )}
    </>
  );
}

function Lines({ entries }: { entries: readonly HistoryEntry[] }) {
  return (
    <ol className="grid">
      {entries.map(({ id, at, sentence }) => (
        <li
          key={id}
          className="relative border-l border-line py-1.5 pl-4 before:absolute before:-left-1 before:top-3.5 before:size-[7px] before:rounded-full before:bg-edge"
        >
          <p>{sentence}</p>
          <p className="text-sm text-ink-soft">
            <DateText value={at} shape="both" />
          </p>
        </li>
      ))}
    </ol>
  );
}
