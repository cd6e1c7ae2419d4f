import { useSearchParams } from '@remix-run/react';
import { type ReactNode, useEffect, useRef } from 'react';
import { LinkButton } from '#app/ui/button.tsx';
import { Form, FormActions, SubmitButton } from '#app/ui/form.tsx';
import { Icon } from '#app/ui/icons.tsx';
import { Link } from '#app/ui/link.tsx';
import { Conflict, type ConflictField, useConflict } from './conflict.tsx';

/** What is being edited in place is in the address (`?edit=`), so that it works without a script and Back leaves it. */
export function useEditing(): string | null {
  return useSearchParams()[0].get('edit');
}

export function EditLink({ part, label, children }: { part: string; label?: string; children: ReactNode }) {
  return (
    <Link
      to={`?edit=${part}`}
      className="btn btn-quiet btn-small no-print"
      aria-label={label}
      preventScrollReset
      replace
    >
      <Icon name={part === 'property' || part === 'contact' ? 'plus' : 'edit'} />
      {children}
    </Link>
  );
}

interface EditFormProps {
  /** Names the form; unique on the page. */
  name: string;
  intent: string;
  /** What is sent along: ids. */
  fields?: Record<string, string>;
  /** The version that is edited; a new thing has none. */
  version?: number;
  submission?: string;
  conflicts?: readonly ConflictField[];
  save: string;
  children: ReactNode;
}

/** The form that stands in place of what it edits. Shows the difference when somebody else saved first. */
export function EditForm({
  name,
  intent,
  fields = {},
  version,
  submission,
  conflicts = [],
  save,
  children,
}: EditFormProps) {
  const conflict = useConflict(name);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.querySelector<HTMLElement>('.control')?.focus(), []);
  return (
    <div ref={box}>
      <Form name={name} submission={submission} guard>
        <input type="hidden" name="intent" value={intent} />
        {Object.entries(fields).map(([field, value]) => (
          <input key={field} type="hidden" name={field} value={value} />
        ))}
        {version !== undefined && <input type="hidden" name="version" value={conflict?.theirs.version ?? version} />}
        <Conflict conflict={conflict} fields={conflicts} />
        {children}
        <FormActions>
          <SubmitButton>{conflict ? 'Save over it' : save}</SubmitButton>
          <LinkButton to="?" variant="quiet" preventScrollReset replace>
            Cancel
          </LinkButton>
        </FormActions>
      </Form>
    </div>
  );
}
