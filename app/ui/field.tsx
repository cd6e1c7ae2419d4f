import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import { type FieldState, useField, type Wiring } from './form-context.ts';
import { Icon } from './icons.tsx';

export interface FieldProps {
  /** The posted name; also the key of its errors. */
  name: string;
  label: ReactNode;
  /** One sentence below the control. */
  help?: ReactNode;
  /** Fields are required unless they say so; the word "optional" is written beside the label. */
  optional?: boolean;
  /** Keep the label for screen readers only, where a column heading already says it. */
  hideLabel?: boolean;
  id?: string;
  className?: string;
}

/** What every control takes besides its own attributes. */
export type FieldControlProps<Native> = FieldProps & Omit<Native, keyof FieldProps | keyof Wiring>;

/** Divides a control's props into those of its field and its own. */
export function splitField<Props extends FieldProps>(props: Props): [FieldProps, Omit<Props, keyof FieldProps>] {
  const { name, label, help, optional, hideLabel, id, className, ...native } = props;
  return [{ name, label, help, optional, hideLabel, id, className }, native];
}

export interface FieldFrameProps extends FieldProps {
  children: (field: FieldState) => ReactNode;
}

/** Label above, the control, help and error below, wired together. Use it to make a control that is not here yet. */
export function Field({ children, ...props }: FieldFrameProps) {
  const field = useField(props.name, { id: props.id, help: props.help, required: !props.optional });
  return (
    <div className={cx('field', props.className)}>
      <label className={cx('field-label', props.hideLabel && 'sr-only')} htmlFor={field.wiring.id}>
        {props.label}
        {props.optional && !props.hideLabel && <span className="field-optional">optional</span>}
      </label>
      {children(field)}
      <FieldNotes field={field} help={props.help} />
    </div>
  );
}

/** The error and the help of a field, in that order: the error is what must be read. */
export function FieldNotes({ field, help }: { field: FieldState; help?: ReactNode }) {
  return (
    <>
      {field.errors.length > 0 && (
        <p id={field.errorId} className="field-error">
          <Icon name="problem" />
          <span>{field.errors.join(' ')}</span>
        </p>
      )}
      {help && (
        <p id={field.helpId} className="field-help">
          {help}
        </p>
      )}
    </>
  );
}
