import type { ComponentPropsWithoutRef, ReactNode } from 'react';
import { cx } from './cx.ts';
import { Field, type FieldControlProps, splitField } from './field.tsx';
import { currencySymbol } from './figures.ts';
import { Icon } from './icons.tsx';
import { useMemberLocale } from './locale.tsx';

type Input = Omit<ComponentPropsWithoutRef<'input'>, 'prefix'>;

export type TextFieldProps = FieldControlProps<Input> & {
  /** A symbol before the text or a unit after it, inside the edge. */
  prefix?: ReactNode;
  suffix?: ReactNode;
  /** Right-aligned figures. */
  numeric?: boolean;
};

/** One line of text. Keeps what was typed when the form is refused. */
export function TextField(props: TextFieldProps) {
  const [field, { prefix, suffix, numeric, defaultValue, type = 'text', ...native }] = splitField(props);
  return (
    <Field {...field}>
      {({ wiring, posted }) => {
        const shared = {
          type,
          ...native,
          ...wiring,
          ...('value' in native ? {} : { defaultValue: posted ?? defaultValue }),
        };
        if (!prefix && !suffix) return <input className={cx('control', numeric && 'control-number')} {...shared} />;
        return (
          <div className="control control-group">
            {prefix && <span className="affix">{prefix}</span>}
            <input className={cx(numeric && 'control-number')} {...shared} />
            {suffix && <span className="affix">{suffix}</span>}
          </div>
        );
      }}
    </Field>
  );
}

export type TextAreaProps = FieldControlProps<ComponentPropsWithoutRef<'textarea'>>;

/** Several lines; grows with what is written. */
export function TextArea(props: TextAreaProps) {
  const [field, { defaultValue, ...native }] = splitField(props);
  return (
    <Field {...field}>
      {({ wiring, posted }) => (
        <textarea className="control" rows={3} {...native} {...wiring} defaultValue={posted ?? defaultValue} />
      )}
    </Field>
  );
}

export type MoneyFieldProps = Omit<TextFieldProps, 'prefix' | 'numeric' | 'type'> & {
  /** ISO 4217; the tenant's own if left out. */
  currency?: string;
};

/** An amount as a person types it; the server reads it. */
export function MoneyField({ currency, ...props }: MoneyFieldProps) {
  const member = useMemberLocale();
  const symbol = currencySymbol(member.locale, currency ?? member.currency);
  return <TextField inputMode="decimal" autoComplete="off" numeric prefix={symbol} {...props} />;
}

/** A day, with the browser's own calendar. Posts `YYYY-MM-DD`. */
export function DateField(props: Omit<TextFieldProps, 'type'>) {
  return <TextField type="date" {...props} />;
}

export type SearchFieldProps = Omit<TextFieldProps, 'type' | 'prefix'>;

/** A search box. Its label is read aloud; the lens and the placeholder show it. */
export function SearchField({
  name = 'q',
  label,
  ...props
}: Partial<Pick<SearchFieldProps, 'name'>> & Omit<SearchFieldProps, 'name'>) {
  return (
    <TextField
      type="search"
      name={name}
      label={label}
      hideLabel
      optional
      autoComplete="off"
      prefix={<Icon name="search" />}
      {...props}
    />
  );
}
