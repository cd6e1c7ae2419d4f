import { type RefObject, useEffect, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { usePlainId } from '../ui/form-context.ts';
import { Icon } from '../ui/icons.tsx';
import { fieldsOf, type InputField, withFields } from './input-fields.ts';

export interface InputEditorProps {
  /** Is given the form. */
  place: RefObject<HTMLFormElement>;
  input: unknown;
  isSending: boolean;
  onDone: (edited: unknown) => void;
  onCancel: () => void;
}

/** The values that a change was made of, to be corrected. What comes of them is shown once more before it is done. */
export default function InputEditor({ place: form, input, isSending, onDone, onCancel }: InputEditorProps) {
  const [wrong, setWrong] = useState<{ path: string; wrong: string }>();
  const fields = fieldsOf(input);
  useEffect(() => form.current?.querySelector<HTMLElement>('input, textarea, select')?.focus(), [form]);

  function send() {
    const posted = new FormData(form.current ?? undefined);
    const typed = new Map([...posted].map(([name, value]): [string, string] => [name, String(value)]));
    const edited = withFields(input, typed);
    if ('wrong' in edited) return setWrong(edited);
    onDone(edited.input);
  }

  return (
    <form
      ref={form}
      className="input-editor"
      aria-label="Edit the change"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isSending) send();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onCancel();
      }}
    >
      {fields.map((field) => (
        <InputControl key={field.path} field={field} wrong={wrong?.path === field.path ? wrong.wrong : undefined} />
      ))}
      {fields.length === 0 && <p className="muted">There is nothing in it that could be edited.</p>}
      <div className="change-buttons">
        <Button type="submit" variant="primary" size="small" pending={isSending}>
          Show the edited change
        </Button>
        <Button variant="quiet" size="small" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

function InputControl({ field: { path, label, value }, wrong }: { field: InputField; wrong: string | undefined }) {
  const id = usePlainId();
  const shared = {
    id,
    name: path,
    className: 'control',
    defaultValue: String(value),
    'aria-invalid': wrong ? true : undefined,
    'aria-describedby': wrong ? `${id}-error` : undefined,
  };
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      {typeof value === 'boolean' ? (
        <select {...shared} className="control select">
          <option value="true">Yes</option>
          <option value="false">No</option>
        </select>
      ) : typeof value === 'string' && value.length > 60 ? (
        <textarea {...shared} rows={3} />
      ) : (
        <input {...shared} inputMode={typeof value === 'number' ? 'decimal' : undefined} autoComplete="off" />
      )}
      {wrong && (
        <p id={`${id}-error`} className="field-error">
          <Icon name="problem" />
          <span>{wrong}</span>
        </p>
      )}
    </div>
  );
}
