import { type ChangeEvent, useState } from 'react';
import { TextField, type TextFieldProps } from './text-fields.tsx';

export type MeasureFieldProps = Omit<TextFieldProps, 'numeric' | 'type' | 'defaultValue'> & {
  defaultValue?: string;
  /**
   * Reads what was typed (`12'6"`, `3.8 m`) and says it back as the trade writes it, or nothing if it cannot be read.
   * It runs as the person types and decides nothing: the server reads the text again.
   */
  read: (typed: string) => string | undefined;
};

/** A measure as a person writes it, with its reading said back at the right while it is typed. */
export function MeasureField({ read, onChange, suffix, defaultValue, ...props }: MeasureFieldProps) {
  const [reading, setReading] = useState(() => (defaultValue ? read(defaultValue) : undefined));

  function follow(event: ChangeEvent<HTMLInputElement>) {
    const typed = event.currentTarget.value.trim();
    setReading(typed === '' ? undefined : (read(typed) ?? '?'));
    onChange?.(event);
  }

  return (
    <TextField
      autoComplete="off"
      spellCheck={false}
      defaultValue={defaultValue}
      onChange={follow}
      suffix={<output aria-live="off">{reading ?? suffix}</output>}
      {...props}
    />
  );
}
