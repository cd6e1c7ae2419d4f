import { Badge } from '#app/ui/badge.tsx';
import { DateText } from '#app/ui/figure.tsx';
import { Form, SubmitButton } from '#app/ui/form.tsx';
import type { Change } from '../domain/changes.ts';

interface SavesProps {
  /** The save that the estimate stands at. */
  version: number;
  mayRestore: boolean;
  saves: readonly { version: number; savedAt: Date; savedByName: string | null; changes: Change[] | null }[];
}

/** The kept saves of an estimate, newest first: who, when, what, and the way back. */
export function Saves({ version, mayRestore, saves }: SavesProps) {
  return (
    <ol className="grid gap-3">
      {saves.map((save) => (
        <li key={save.version} className="card grid gap-3">
          <div className="flex flex-wrap items-center justify-between gap-3">
            <h2 className="text-base font-semibold">
              Save {save.version}
              {save.version === version && (
                <>
                  {' '}
                  <Badge>Now</Badge>
                </>
              )}
            </h2>
            {mayRestore && save.version !== version && (
              <Form name={`restore-${save.version}`} className="form-inline">
                <input type="hidden" name="saveVersion" value={save.version} />
                <input type="hidden" name="version" value={version} />
                <SubmitButton variant="secondary">Restore save {save.version}</SubmitButton>
              </Form>
            )}
          </div>
          <p className="text-ink-soft">
            {save.savedByName ?? 'Somebody'}, <DateText value={save.savedAt} shape="both" />
          </p>
          <Changes changes={save.changes} isFirst={save.version === 1} />
        </li>
      ))}
    </ol>
  );
}

const shown = 6;

function Changes({ changes, isFirst }: { changes: readonly Change[] | null; isFirst: boolean }) {
  if (changes === null) {
    return <p>{isFirst ? 'The estimate was started.' : 'What was saved before is not kept any more.'}</p>;
  }
  if (changes.length === 0) return <p>Nothing was changed.</p>;
  const more = changes.slice(shown);
  return (
    <>
      <ChangeList changes={changes.slice(0, shown)} />
      {more.length > 0 && (
        <details>
          <summary className="link w-fit">{more.length === 1 ? '1 more' : `${more.length} more`}</summary>
          <ChangeList changes={more} />
        </details>
      )}
    </>
  );
}

function ChangeList({ changes }: { changes: readonly Change[] }) {
  return (
    <ul className="grid gap-1">
      {changes.map((change, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two changes may read alike, and the list never moves
        <li key={at}>{sentence(change)}</li>
      ))}
    </ul>
  );
}

function sentence(change: Change): string {
  if (change.kind !== 'changed') return `${change.label}: ${change.kind}`;
  return `${change.label}: ${brief(change.before)} → ${brief(change.after)}`;
}

/** Whole texts of terms are not what a list is for. */
function brief(text: string): string {
  if (text === '') return 'empty';
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
