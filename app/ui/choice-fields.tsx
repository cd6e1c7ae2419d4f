import type { ComponentPropsWithoutRef, ReactNode } from 'react';
import { cx } from './cx.ts';
import { Field, type FieldControlProps, FieldNotes, splitField } from './field.tsx';
import { useField, usePostedChoice } from './form-context.ts';
import { Icon } from './icons.tsx';

export interface Choice {
  value: string;
  label: string;
  /** A second line under a radio button. */
  help?: string;
  disabled?: boolean;
}

export type SelectProps = FieldControlProps<ComponentPropsWithoutRef<'select'>> & {
  options: readonly (Choice | { label: string; options: readonly Choice[] })[];
  /** An empty first choice, such as "Choose a client". */
  placeholder?: string;
};

/** One of a short list, with the browser's own menu. For long lists see Combobox. */
export function Select(props: SelectProps) {
  const [field, { options, placeholder, defaultValue, ...native }] = splitField(props);
  return (
    <Field {...field}>
      {({ wiring, posted }) => (
        <div className="select">
          <select
            className="control"
            {...native}
            {...wiring}
            {...('value' in native ? {} : { defaultValue: posted ?? defaultValue ?? '' })}
          >
            {placeholder !== undefined && <option value="">{placeholder}</option>}
            {options.map((option) =>
              'options' in option ? (
                <optgroup key={option.label} label={option.label}>
                  {option.options.map(selectOption)}
                </optgroup>
              ) : (
                selectOption(option)
              ),
            )}
          </select>
          <Icon name="chevron-down" />
        </div>
      )}
    </Field>
  );
}

function selectOption({ value, label, disabled }: Choice) {
  return (
    <option key={value} value={value} disabled={disabled}>
      {label}
    </option>
  );
}

export type CheckboxProps = Omit<FieldControlProps<ComponentPropsWithoutRef<'input'>>, 'type' | 'value'> & {
  /** What is posted when it is ticked. Default `on`. */
  value?: string;
};

/** One yes or no, sent with its form. */
export function Checkbox(props: CheckboxProps) {
  return <TickBox {...props} look="check" />;
}

/** A yes or no that reads as a state, on or off. */
export function Switch(props: CheckboxProps) {
  return <TickBox {...props} look="switch" role="switch" />;
}

function TickBox({ look, ...props }: CheckboxProps & { look: 'check' | 'switch' }) {
  const [field, { value = 'on', defaultChecked, ...native }] = splitField(props);
  const state = useField(field.name, { id: field.id, help: field.help });
  const posted = usePostedChoice(field.name, value);
  return (
    <div className={cx('choice', field.className)}>
      <input
        type="checkbox"
        className={look}
        value={value}
        {...native}
        {...state.wiring}
        {...('checked' in native ? {} : { defaultChecked: posted ?? defaultChecked })}
      />
      <label htmlFor={state.wiring.id} className={cx(field.hideLabel && 'sr-only')}>
        {field.label}
      </label>
      <FieldNotes field={state} help={field.help} />
    </div>
  );
}

export interface ChoiceGroupProps {
  name: string;
  legend: ReactNode;
  options: readonly Choice[];
  help?: ReactNode;
  className?: string;
}

/** One of a few, all in sight. */
export function RadioGroup({ defaultValue, ...props }: ChoiceGroupProps & { defaultValue?: string }) {
  return <ChoiceGroup {...props} type="radio" chosen={defaultValue === undefined ? [] : [defaultValue]} />;
}

/** Any of a few. Posts `name[]` once for each that is ticked, so that one alone is a list too. */
export function CheckboxGroup({
  defaultValues = [],
  ...props
}: ChoiceGroupProps & { defaultValues?: readonly string[] }) {
  return <ChoiceGroup {...props} type="checkbox" chosen={defaultValues} />;
}

interface GroupProps extends ChoiceGroupProps {
  type: 'radio' | 'checkbox';
  chosen: readonly string[];
}

function ChoiceGroup({ name, legend, options, help, className, type, chosen }: GroupProps) {
  const state = useField(name, { help });
  const { id, ...described } = state.wiring;
  return (
    // The group takes the id, so that the error summary can bring a person here.
    <fieldset
      id={id}
      tabIndex={-1}
      className={cx('choices', className)}
      aria-describedby={described['aria-describedby']}
    >
      <legend className="field-label">{legend}</legend>
      {options.map((option) => (
        <GroupOption
          key={option.value}
          {...{ name, type, option }}
          id={`${id}-${option.value}`}
          isChosen={chosen.includes(option.value)}
          invalid={state.errors.length > 0}
        />
      ))}
      <FieldNotes field={state} help={help} />
    </fieldset>
  );
}

interface GroupOptionProps {
  id: string;
  name: string;
  type: 'radio' | 'checkbox';
  option: Choice;
  isChosen: boolean;
  invalid: boolean;
}

function GroupOption({ id, name, type, option, isChosen, invalid }: GroupOptionProps) {
  const posted = usePostedChoice(name, option.value);
  const helpId = option.help && `${id}-help`;
  return (
    <div className="choice">
      <input
        type={type}
        className="check"
        id={id}
        name={type === 'checkbox' ? `${name}[]` : name}
        value={option.value}
        disabled={option.disabled}
        defaultChecked={posted ?? isChosen}
        aria-describedby={helpId}
        aria-invalid={invalid || undefined}
      />
      <label htmlFor={id}>{option.label}</label>
      {helpId && (
        <p id={helpId} className="field-help">
          {option.help}
        </p>
      )}
    </div>
  );
}
