import { type ReactNode, useEffect, useRef } from 'react';
import { Button } from './button.tsx';
import { Form } from './form.tsx';
import type { RowSelection } from './use-selection.ts';

export interface BulkActions {
  /** Where the ticked rows are posted, as the list `ids`. */
  action?: string;
  /** Submit buttons with a `name` and `value` each, such as `intent` and `archive`. */
  children: ReactNode;
}

interface RowCheckProps {
  formId: string;
  rowSelection: RowSelection;
  rowKey: string;
  label: string;
}

/** The box at the start of a row. It belongs to the form of the bulk bar, wherever that stands. */
export function RowCheck({ formId, rowSelection, rowKey, label }: RowCheckProps) {
  return (
    <input
      type="checkbox"
      className="check row-check"
      form={formId}
      name="ids[]"
      value={rowKey}
      aria-label={`Select ${label}`}
      checked={rowSelection.selection.chosen.has(rowKey)}
      // The click knows whether Shift was held; the change that follows it does not.
      onClick={(event) => rowSelection.onClick(rowKey, event)}
      onChange={noChange}
      onKeyDown={(event) => rowSelection.onKeyDown(rowKey, event)}
    />
  );
}

const noChange = () => undefined;

export function SelectAll({ rowSelection: { isAll, isSome, toggleAll } }: { rowSelection: RowSelection }) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = isSome;
  }, [isSome]);
  return (
    <input ref={box} type="checkbox" className="check" aria-label="Select all" checked={isAll} onChange={toggleAll} />
  );
}

/** What can be done with the ticked rows. Appears when one is ticked. */
export function BulkBar({
  bulk,
  formId,
  rowSelection,
}: {
  bulk: BulkActions;
  formId: string;
  rowSelection: RowSelection;
}) {
  const count = rowSelection.selection.chosen.size;
  return (
    <Form id={formId} action={bulk.action} className="bulk-bar" aria-label="Selected rows" preventScrollReset>
      <output aria-live="polite">{count > 0 && `${count} selected`}</output>
      {bulk.children}
      <Button variant="quiet" size="small" onClick={rowSelection.clear}>
        Clear
      </Button>
    </Form>
  );
}
