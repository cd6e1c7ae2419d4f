import { useActionData } from '@remix-run/react';
import { Notice } from '#app/ui/badge.tsx';
import { Button } from '#app/ui/button.tsx';
import { fieldId, useFormState } from '#app/ui/form-context.ts';

type Values = Record<string, unknown>;

/** What a refused save carries: what was typed, and what somebody else saved in the meantime. */
export interface SaveConflict {
  yours: Values;
  theirs: Values & { version: number };
}

/** The conflict in the answer to the form of this name, if there is one. */
export function useConflict(formName: string): SaveConflict | null {
  const answer = useActionData<{ values?: Values; details?: unknown }>();
  if (answer?.values?._form !== formName) return null;
  return isConflict(answer.details) ? answer.details : null;
}

function isConflict(details: unknown): details is SaveConflict {
  if (typeof details !== 'object' || details === null || !('yours' in details) || !('theirs' in details)) return false;
  const { theirs } = details;
  return typeof theirs === 'object' && theirs !== null && 'version' in theirs && typeof theirs.version === 'number';
}

export interface ConflictField {
  name: string;
  label: string;
  /** Says a stored value in words; its text if left out. */
  say?: (value: unknown) => string;
}

/**
 * The difference between two saves, inside the form that was refused. The fields below keep what was typed; each line
 * can take the other value over. Saving again then writes over the other save, knowingly.
 */
export function Conflict({ conflict, fields }: { conflict: SaveConflict | null; fields: readonly ConflictField[] }) {
  const { id } = useFormState();
  if (!conflict) return null;
  const different = fields.filter(({ name }) => text(conflict.yours[name]) !== text(conflict.theirs[name]));
  if (different.length === 0) {
    return <Notice title="Both saves say the same">Save again, or leave it as it is.</Notice>;
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must scroll from the keyboard too
    // biome-ignore lint/a11y/useSemanticElements: a landmark for each table would drown the others
    <div className="table-frame overflow-x-auto" role="group" aria-label="What differs" tabIndex={0}>
      <table className="table">
        <caption className="sr-only">What differs</caption>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">You wrote</th>
            <th scope="col">Saved meanwhile</th>
            <th scope="col" className="needs-script">
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {different.map(({ name, label, say = text }) => (
            <tr key={name}>
              <th scope="row">{label}</th>
              <td>{say(conflict.yours[name]) || '(empty)'}</td>
              <td>{say(conflict.theirs[name]) || '(empty)'}</td>
              <td className="cell-actions needs-script">
                <Button size="small" onClick={() => put(fieldId(id, name), text(conflict.theirs[name]))}>
                  Take theirs
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function text(value: unknown): string {
  return value === null || value === undefined ? '' : String(value);
}

/** Writes into a field as a person would, so that whoever listens hears of it. */
function put(id: string, value: string) {
  const field = document.getElementById(id);
  if (field instanceof HTMLFieldSetElement) {
    const radio = [...field.querySelectorAll<HTMLInputElement>('input[type="radio"]')].find(
      (each) => each.value === value,
    );
    radio?.click();
  } else if (
    field instanceof HTMLInputElement ||
    field instanceof HTMLTextAreaElement ||
    field instanceof HTMLSelectElement
  ) {
    field.value = value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.focus();
  }
}
