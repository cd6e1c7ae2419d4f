import { useActionData } from '@remix-run/react';
import { useContext } from 'react';
import { Notice } from '#app/ui/badge.tsx';
import { Button } from '#app/ui/button.tsx';
import { fieldId, KeptForm, useFormState } from '#app/ui/form-context.ts';
import type { RateBook } from '../../domain/rate-book.ts';
import { type Change, type Merged, mergeForms } from './compare.ts';
import { fieldLabel } from './field-names.ts';
import { type FormValues, formOfBook } from './form-values.ts';
import { wholeOf } from './parts.ts';

/** Somebody published in between: both edits put together, on top of their version. */
export interface RateConflict extends Merged {
  number: number;
  theirs: FormValues;
}

interface ConflictDetails {
  theirs: RateBook;
  base: RateBook | null;
  number: number;
}

/** The conflict in the answer to a refused save, if there is one. */
export function conflictIn(answer: unknown, locale: string): RateConflict | null {
  if (!isConflict(answer)) return null;
  const { theirs, base, number } = answer.details;
  const before = formOfBook(base ?? theirs, locale);
  const after = formOfBook(theirs, locale);
  return { number, theirs: after, ...mergeForms(before, after, wholeOf(before, answer.values)) };
}

function isConflict(answer: unknown): answer is { values: FormValues; details: ConflictDetails } {
  if (typeof answer !== 'object' || answer === null || !('values' in answer) || !('details' in answer)) return false;
  const { details } = answer;
  const { values } = answer;
  const isOfRates = typeof values === 'object' && values !== null && '_form' in values && values._form === 'rates';
  return isOfRates && typeof details === 'object' && details !== null && 'theirs' in details && 'number' in details;
}

/** What became of the form: the answer to it, or the form itself where it had to wait for something else. */
export function useRateAnswer() {
  const answer = useActionData<unknown>();
  const kept = useContext(KeptForm);
  return answer ?? kept;
}

/** What was put together, and where both wrote: yours is kept unless you take theirs. */
export function ConflictSummary({ conflict }: { conflict: RateConflict }) {
  const { id } = useFormState();
  const { number, taken, clashes, values } = conflict;
  return (
    <div className="grid gap-3">
      {taken.length > 0 && (
        <Notice title={`Taken in from version ${number}`}>
          <ChangeList changes={taken} books={[values]} />
        </Notice>
      )}
      {clashes.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must scroll from the keyboard too
        // biome-ignore lint/a11y/useSemanticElements: a landmark for each table would drown the others
        <div className="table-frame overflow-x-auto" role="group" aria-label="What differs" tabIndex={0}>
          <table className="table">
            <caption className="sr-only">Both of you changed these</caption>
            <thead>
              <tr>
                <th scope="col">Both changed</th>
                <th scope="col">Before</th>
                <th scope="col">Version {number}</th>
                <th scope="col">Yours, kept</th>
                <th scope="col" className="needs-script">
                  <span className="sr-only">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {clashes.map(({ name, base, theirs, yours }) => (
                <tr key={name}>
                  <th scope="row">{fieldLabel(name, values)}</th>
                  <td>{base || 'empty'}</td>
                  <td>{theirs || 'empty'}</td>
                  <td>{yours || 'empty'}</td>
                  <td className="cell-actions needs-script">
                    <Button size="small" onClick={() => put(fieldId(id, name), theirs)}>
                      Take theirs
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

export function ChangeList({ changes, books }: { changes: readonly Change[]; books: readonly FormValues[] }) {
  return (
    <ul>
      {changes.map(({ name, from, to }) => (
        <li key={name}>
          {fieldLabel(name, ...books)}: {from || 'empty'} → {to || 'empty'}
        </li>
      ))}
    </ul>
  );
}

function put(id: string, value: string) {
  const field = document.getElementById(id);
  if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement)) return;
  field.value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.focus();
}
