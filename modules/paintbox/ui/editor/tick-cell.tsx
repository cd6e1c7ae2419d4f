import type { Estimate } from '../../domain/estimate.ts';
import { Cell, type CellProps } from './cell.tsx';
import { useEditor } from './context.tsx';

interface TickCellProps extends CellProps {
  isTicked: boolean;
  change: (isTicked: boolean) => (doc: Estimate) => Estimate;
}

/** A yes or no in a row. */
export function TickCell({ col, label, caption, className, isTicked, change }: TickCellProps) {
  const { store, isReadOnly } = useEditor();
  return (
    <Cell caption={caption} className={className}>
      <input
        type="checkbox"
        className="check ed-tick"
        data-col={col}
        aria-label={label}
        checked={isTicked}
        disabled={isReadOnly}
        onChange={(event) => store.edit(change(event.currentTarget.checked))}
      />
    </Cell>
  );
}
