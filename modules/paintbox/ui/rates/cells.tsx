import type { ReactNode } from 'react';
import { IconButton } from '#app/ui/button.tsx';
import { cx } from '#app/ui/cx.ts';
import { Field } from '#app/ui/field.tsx';
import { currencySymbol } from '#app/ui/figures.ts';
import { fieldId, useFormState } from '#app/ui/form-context.ts';
import { Icon } from '#app/ui/icons.tsx';
import type { Options } from './choices.ts';
import { useFirst, useRates } from './rate-context.ts';

interface CellProps {
  name: string;
  label: string;
  numeric?: boolean;
  /** How wide the cell wants to be, as a class. */
  width?: string;
}

const cell =
  'block h-(--row) w-full scroll-mt-40 rounded-md border border-transparent bg-transparent px-2 hover:border-edge focus:bg-raised aria-invalid:border-coral';

/** A cell of a table of rates: a bare input whose heading is its label, with its error beneath. */
export function TextCell({ name, label, numeric, width = 'min-w-20' }: CellProps) {
  const wiring = useCell(name, label);
  return (
    <td className={cx('p-0.5', width)}>
      <input
        className={cx(cell, numeric && 'text-right')}
        inputMode={numeric ? 'decimal' : undefined}
        autoComplete="off"
        defaultValue={useFirst(name)}
        {...wiring}
      />
      <CellError name={name} />
    </td>
  );
}

export function ChoiceCell({ name, label, options, width = 'min-w-24' }: CellProps & { options: Options }) {
  const wiring = useCell(name, label);
  const first = useFirst(name);
  return (
    <td className={cx('p-0.5', width)}>
      <select className={cell} defaultValue={first} {...wiring}>
        {/* A product that was removed is still what the row says, until another is chosen. */}
        {options.every(([value]) => value !== first) && <option value={first}>Choose</option>}
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
      <CellError name={name} />
    </td>
  );
}

/** The input of a heading: the name of a condition. */
export function BareInput({ name, label, className }: CellProps & { className?: string }) {
  const wiring = useCell(name, label);
  return (
    <>
      <input className={cx(cell, className)} autoComplete="off" defaultValue={useFirst(name)} {...wiring} />
      <CellError name={name} />
    </>
  );
}

function useCell(name: string, label: string) {
  const { id, failure } = useFormState();
  const isWrong = failure?.fieldErrors[name] !== undefined;
  return {
    id: fieldId(id, name),
    name,
    'aria-label': label,
    ...(isWrong && { 'aria-invalid': true as const, 'aria-describedby': `${fieldId(id, name)}-error` }),
  };
}

function CellError({ name }: { name: string }) {
  const { id, failure } = useFormState();
  const errors = failure?.fieldErrors[name];
  if (!errors) return null;
  return (
    <p id={`${fieldId(id, name)}-error`} className="px-2 pb-1 text-sm font-medium whitespace-normal text-coral-ink">
      {errors.join(' ')}
    </p>
  );
}

/** A button that changes the rows of the form: sent as `reshape`, or done in the page where there is a script. */
export function RemoveCell({ command, label }: { command: string; label: string }) {
  return (
    <td className="cell-actions">
      <IconButton type="submit" name="reshape" value={command} icon="trash" size="small" label={label} />
    </td>
  );
}

interface RateFieldProps {
  name: string;
  label: string;
  help?: ReactNode;
  optional?: boolean;
  /** Before the text: `money` is the currency's symbol. */
  prefix?: 'money';
  suffix?: ReactNode;
  numeric?: boolean;
  className?: string;
}

/** One of the few values that are no table. */
export function RateField({ name, label, help, optional, prefix, suffix, numeric = true, className }: RateFieldProps) {
  const { locale, currency } = useRates();
  const first = useFirst(name);
  return (
    <Field {...{ name, label, help, optional, className }}>
      {({ wiring }) => (
        <div className="control control-group">
          {prefix && <span className="affix">{currencySymbol(locale, currency)}</span>}
          <input
            className={cx(numeric && 'control-number')}
            inputMode={numeric ? 'decimal' : undefined}
            autoComplete="off"
            defaultValue={first}
            {...wiring}
          />
          {suffix && <span className="affix">{suffix}</span>}
        </div>
      )}
    </Field>
  );
}

export function RateChoice({
  name,
  label,
  help,
  options,
  className,
}: Omit<RateFieldProps, 'suffix'> & { options: Options }) {
  const first = useFirst(name);
  return (
    <Field {...{ name, label, help, className }}>
      {({ wiring }) => (
        <div className="select">
          <select className="control" defaultValue={first} {...wiring}>
            {options.map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
          <Icon name="chevron-down" />
        </div>
      )}
    </Field>
  );
}
