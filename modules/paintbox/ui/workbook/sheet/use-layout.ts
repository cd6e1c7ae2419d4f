import { useCallback, useMemo, useState } from 'react';
import type { Sheet } from '#app/workbook/model.ts';
import { lookOf, textWidth } from './cell-look.ts';
import { Axis, columnPixels, type Layout, sheetSize } from './geometry.ts';
import type { SheetState, SheetStore } from './sheet-store.ts';

const widest = 320;
const narrowest = 24;

/** Where everything stands. Columns can be drawn wider for oneself; the file keeps its own widths. */
export function useLayout(store: SheetStore, state: SheetState, rowHeight: number, room: number) {
  const { sheet } = store;
  const [own, setOwn] = useState<ReadonlyMap<string, number>>(new Map());
  const fitted = useMemo(() => (sheet.widths.size === 0 ? fitColumns(store, sheet) : null), [store, sheet]);
  // Inserting rows or columns changes what the sheet says of them, and every such change is a new revision.
  const size = sheetSize(sheet, state.head);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the sheet is changed in place, which only its revision tells
  const layout = useMemo<Layout>(() => {
    const width = (col: number) =>
      own.get(`${sheet.name} ${col}`) ?? fitted?.get(col) ?? columnPixels(sheet.widths.get(col) ?? sheet.defaultWidth);
    const cols = new Axis(size.cols, (col) => (sheet.hiddenColumns.has(col) ? 0 : width(col)));
    const rows = new Axis(size.rows, (row) => (sheet.hiddenRows.has(row) ? 0 : rowHeight));
    return { rows, cols, frozen: frozenThatFit(sheet, cols, rows, room, rowHeight) };
  }, [sheet, state.revision, size.rows, size.cols, own, fitted, rowHeight, room]);
  const resize = useCallback(
    (col: number, width: number | 'fit') => {
      const pixels = width === 'fit' ? (fitColumns(store, store.sheet).get(col) ?? 64) : width;
      setOwn((now) =>
        new Map(now).set(`${store.sheet.name} ${col}`, Math.min(800, Math.max(narrowest, Math.round(pixels)))),
      );
    },
    [store],
  );
  return { layout, resize };
}

/** Frozen columns must leave room for the rest: on a phone they would fill it. */
function frozenThatFit(sheet: Sheet, cols: Axis, rows: Axis, room: number, rowHeight: number): Layout['frozen'] {
  const frozen = {
    rows: Math.min(sheet.frozen.rows, rows.count - 1),
    cols: Math.min(sheet.frozen.columns, cols.count - 1),
  };
  if (cols.start(frozen.cols) > room * 0.6) frozen.cols = 0;
  if (rows.start(frozen.rows) > rowHeight * 8) frozen.rows = 0;
  return frozen;
}

/** Widths that show the used cells, for a sheet that states none. */
function fitColumns(store: SheetStore, sheet: Sheet): Map<number, number> {
  const widths = new Map<number, number>();
  const extent = sheet.cells.extent;
  if (!extent) return widths;
  const index = store.book.sheets.indexOf(sheet);
  sheet.cells.visit({ ...extent, bottom: Math.min(extent.bottom, 300) }, (cell) => {
    if (sheet.merges.some((box) => box.top === cell.row && box.left === cell.col)) return;
    const width = textWidth(lookOf(store.editor, index, cell, Number.POSITIVE_INFINITY).text) + 18;
    widths.set(cell.col, Math.min(widest, Math.max(widths.get(cell.col) ?? 64, width)));
  });
  return widths;
}
