import { memo, type ReactNode } from 'react';
import { type Box, columnName, contains, intersect } from '#app/workbook/address.ts';
import type { Sheet } from '#app/workbook/model.ts';
import { cellId } from './cell-id.ts';
import { lookOf, textWidth } from './cell-look.ts';
import type { Layout } from './geometry.ts';
import { Part } from './part.tsx';
import type { SheetStore } from './sheet-store.ts';

interface LayerProps {
  store: SheetStore;
  sheetIndex: number;
  layout: Layout;
  /** Cells of this layer: the scrolling part, the frozen rows, the frozen columns or their corner. */
  part: Box;
  revision: number;
}

/** Cells of one part of the sheet, each row a row to a screen reader. */
export const CellLayer = memo(function CellLayer({ store, sheetIndex, layout, part, revision }: LayerProps) {
  const sheet = store.book.sheets[sheetIndex];
  if (!sheet || part.bottom < part.top || part.right < part.left) return null;
  const rows: ReactNode[] = [];
  for (let row = part.top; row <= part.bottom; row++) {
    if (layout.rows.size(row) === 0) continue;
    rows.push(<Row key={row} {...{ store, sheetIndex, layout, row, left: part.left, right: part.right, revision }} />);
  }
  return (
    <Part role="rowgroup" className="wb-cells">
      {rows}
      {sheet.merges
        .filter((merge) => intersect(merge, part) && !contains(part, merge.top, merge.left))
        .map((merge) => (
          <Part role="row" className="wb-row" aria-rowindex={merge.top + 2} key={`${merge.top} ${merge.left}`}>
            <OneCell {...{ store, sheetIndex, layout, row: merge.top, col: merge.left, merge }} />
          </Part>
        ))}
    </Part>
  );
});

interface RowProps extends Omit<LayerProps, 'part'> {
  row: number;
  left: number;
  right: number;
}

const Row = memo(function Row({ store, sheetIndex, layout, row, left, right }: RowProps) {
  const sheet = store.book.sheets[sheetIndex];
  if (!sheet) return null;
  const cells: ReactNode[] = [];
  for (let col = left; col <= right; col++) {
    if (layout.cols.size(col) === 0) continue;
    const merge = sheet.merges.find((box) => contains(box, row, col));
    if (merge && (merge.top !== row || merge.left !== col)) continue;
    cells.push(<OneCell key={col} {...{ store, sheetIndex, layout, row, col, merge }} />);
  }
  return (
    <Part role="row" className="wb-row" aria-rowindex={row + 2}>
      {cells}
    </Part>
  );
});

interface OneCellProps extends Pick<LayerProps, 'store' | 'sheetIndex' | 'layout'> {
  row: number;
  col: number;
  merge: Box | undefined;
}

function OneCell({ store, sheetIndex, layout: { rows, cols }, row, col, merge }: OneCellProps) {
  const sheet = store.book.sheets[sheetIndex];
  const cell = sheet?.cells.get(row, col);
  const width = merge ? cols.start(merge.right + 1) - cols.start(merge.left) : cols.size(col);
  const height = merge ? rows.start(merge.bottom + 1) - rows.start(merge.top) : rows.size(row);
  const look = lookOf(store.editor, sheetIndex, cell, width);
  const over =
    sheet && typeof cell?.value === 'string' && !merge && !look.background
      ? overflow(sheet, cols, row, col, look.text)
      : 0;
  return (
    <Part
      role="gridcell"
      id={cellId(row, col)}
      aria-colindex={col + 2}
      className={look.className}
      style={{
        left: cols.start(col),
        top: rows.start(row),
        width,
        height,
        background: look.background,
        color: look.color,
      }}
    >
      {over > 0 ? (
        <span className="wb-over" style={{ width: width + over }}>
          {look.text}
        </span>
      ) : (
        look.text
      )}
    </Part>
  );
}

/** How far a text runs on over empty cells to its right. */
function overflow(sheet: Sheet, cols: Layout['cols'], row: number, col: number, text: string): number {
  const needed = textWidth(text) + 10 - cols.size(col);
  let room = 0;
  for (let next = col + 1; room < needed && next < cols.count && next < col + 30; next++) {
    const cell = sheet.cells.get(row, next);
    if ((cell && cell.value !== null) || cell?.formula) break;
    room += cols.size(next);
  }
  return Math.min(room, Math.max(0, needed));
}

/** The letters above the columns. */
export function ColumnHeads({
  layout: { cols },
  from,
  to,
  selected,
}: {
  layout: Layout;
  from: number;
  to: number;
  selected: Box;
}) {
  const heads: ReactNode[] = [];
  for (let col = from; col <= to; col++) {
    if (cols.size(col) === 0) continue;
    heads.push(
      <Part
        key={col}
        role="columnheader"
        aria-colindex={col + 2}
        className={col >= selected.left && col <= selected.right ? 'wb-head wb-head-on' : 'wb-head'}
        style={{ left: cols.start(col), width: cols.size(col) }}
      >
        {columnName(col)}
        <span className="wb-resize" data-resize={col} />
      </Part>,
    );
  }
  return heads;
}

/** The numbers beside the rows. */
export function RowHeads({
  layout: { rows },
  from,
  to,
  selected,
}: {
  layout: Layout;
  from: number;
  to: number;
  selected: Box;
}) {
  const heads: ReactNode[] = [];
  for (let row = from; row <= to; row++) {
    if (rows.size(row) === 0) continue;
    heads.push(
      <Part role="row" key={row} aria-rowindex={row + 2} className="wb-row">
        <Part
          role="rowheader"
          aria-colindex={1}
          className={row >= selected.top && row <= selected.bottom ? 'wb-head wb-side wb-head-on' : 'wb-head wb-side'}
          style={{ top: rows.start(row), height: rows.size(row) }}
        >
          {row + 1}
        </Part>
      </Part>,
    );
  }
  return heads;
}

/** A frame around cells, as far as they lie in this part. */
export function Frame({
  layout: { rows, cols },
  box,
  part,
  className,
}: {
  layout: Layout;
  box: Box;
  part: Box;
  className: string;
}) {
  const shown = intersect(box, part);
  if (!shown) return null;
  return (
    <div
      className={className}
      style={{
        left: cols.start(shown.left) - 1,
        top: rows.start(shown.top) - 1,
        width: cols.start(shown.right + 1) - cols.start(shown.left) + 1,
        height: rows.start(shown.bottom + 1) - rows.start(shown.top) + 1,
      }}
    />
  );
}
