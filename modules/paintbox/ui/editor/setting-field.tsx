import { type ReactNode, useState } from 'react';
import { TextField } from '#app/ui/text-fields.tsx';
import { useEditor } from './context.tsx';
import type { Read } from './typed.ts';

interface SettingFieldProps<Value> {
  name: string;
  label: string;
  text: string;
  read: Read<Value>;
  onValue: (value: Value) => void;
  help?: ReactNode;
  suffix?: ReactNode;
  optional?: boolean;
  inputMode?: 'decimal' | 'numeric';
  isReadOnly?: boolean;
}

/** A labelled field of the settings: in the document with each letter, and the reason beside it when it cannot be read. */
export function SettingField<Value>({ text, read, onValue, help, isReadOnly, ...field }: SettingFieldProps<Value>) {
  const { store, isReadOnly: isAllReadOnly } = useEditor();
  const [draft, setDraft] = useState<{ typed: string; error: string | null; epoch: number } | null>(null);
  const live = draft && draft.epoch === store.epoch ? draft : null;

  function type(typed: string) {
    const value = read(typed);
    if (value.ok) onValue(value.value);
    setDraft({ typed, error: value.ok ? null : value.error, epoch: store.epoch });
  }

  return (
    <TextField
      {...field}
      autoComplete="off"
      numeric={field.inputMode !== undefined}
      help={live?.error ? <span className="ed-problem">{live.error}</span> : help}
      readOnly={isAllReadOnly || isReadOnly}
      value={live?.typed ?? text}
      onChange={(event) => type(event.currentTarget.value)}
      onBlur={() => {
        store.seal();
        if (!live?.error) setDraft(null);
      }}
    />
  );
}
