import type { ComponentPropsWithoutRef } from 'react';
import { Field, type FieldControlProps, splitField } from './field.tsx';
import { Icon } from './icons.tsx';

export type FileFieldProps = Omit<FieldControlProps<ComponentPropsWithoutRef<'input'>>, 'type' | 'value'> & {
  /** Said above the button, such as "Drop an .xlsx workbook here". */
  invitation?: string;
};

/** A file to send. The browser's own control: it takes dropped files and tells their names without a script. */
export function FileField(props: FileFieldProps) {
  const [field, { invitation, defaultValue: _, ...native }] = splitField(props);
  return (
    <Field {...field}>
      {({ wiring }) => (
        <div className="file">
          <Icon name="upload" />
          {invitation && <p>{invitation}</p>}
          <input type="file" {...native} {...wiring} />
        </div>
      )}
    </Field>
  );
}
