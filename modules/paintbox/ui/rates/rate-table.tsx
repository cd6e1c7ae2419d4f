import type { ReactNode } from 'react';
import { Button } from '#app/ui/button.tsx';

interface RateTableProps {
  label: string;
  head: ReactNode;
  children: ReactNode;
  add?: { command: string; label: string };
}

/** A dense table of cells in a frame that scrolls sideways on its own; its first column stays in sight. */
export function RateTable({ label, head, children, add }: RateTableProps) {
  return (
    <div className="table-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must scroll from the keyboard too */}
      {/* biome-ignore lint/a11y/useSemanticElements: a landmark for each table would drown the others */}
      <div className="table-scroll table-scroll-free" role="group" aria-label={label} tabIndex={0}>
        <table className="table [&_tbody_th]:sticky [&_tbody_th]:left-0 [&_tbody_th]:z-1 [&_tbody_th]:bg-surface [&_tbody_th]:p-0.5 [&_thead_th]:align-bottom">
          <caption className="sr-only">{label}</caption>
          <thead>{head}</thead>
          <tbody>{children}</tbody>
        </table>
      </div>
      {add && (
        <div className="border-t border-line p-1.5">
          <Button type="submit" name="reshape" value={add.command} icon="plus" variant="quiet" size="small">
            {add.label}
          </Button>
        </div>
      )}
    </div>
  );
}

export function Headings({
  names,
  last = true,
}: {
  names: readonly (string | { text: string; numeric: true })[];
  last?: boolean;
}) {
  return (
    <tr>
      {names.map((each) => {
        const text = typeof each === 'string' ? each : each.text;
        return (
          <th key={text} scope="col" className={typeof each === 'string' ? undefined : 'cell-number'}>
            {text}
          </th>
        );
      })}
      {last && (
        <th scope="col">
          <span className="sr-only">Actions</span>
        </th>
      )}
    </tr>
  );
}
