import type { KeyboardEvent } from 'react';
import { edgeFrom, type Layout } from './geometry.ts';
import type { SheetStore } from './sheet-store.ts';

interface Place {
  row: number;
  col: number;
}

/** What a key does in the sheet while nothing is being typed. True when it was one of ours. */
export function pressed(event: KeyboardEvent, store: SheetStore, layout: Layout, page: number): boolean {
  const command = event.ctrlKey || event.metaKey;
  if (command && commands(event, store)) return true;
  const to = target(event, store, layout, page, command);
  if (to) {
    if (event.shiftKey && event.key !== 'Tab' && event.key !== 'Enter') store.extend(to);
    else store.select(to);
    return true;
  }
  if (command || event.altKey) return false;
  if (event.key === 'Delete' || event.key === 'Backspace') store.clear();
  else if (event.key === 'F2' || event.key === 'Enter') store.type('cell');
  else if (event.key.length === 1) store.type('cell', event.key);
  else return false;
  return true;
}

function commands(event: KeyboardEvent, store: SheetStore): boolean {
  const key = event.key.toLowerCase();
  if (key === 'z') event.shiftKey ? store.redo() : store.undo();
  else if (key === 'y') store.redo();
  else if (key === 'a') {
    const extent = store.sheet.cells.extent;
    if (extent) store.select({ row: 0, col: 0 }, { row: extent.bottom, col: extent.right });
  } else return false;
  return true;
}

function target(event: KeyboardEvent, store: SheetStore, layout: Layout, page: number, command: boolean): Place | null {
  const { active, head, selection } = store.state();
  const from = event.shiftKey ? head : active;
  const extent = store.sheet.cells.extent ?? { bottom: 0, right: 0 };
  switch (event.key) {
    case 'ArrowDown':
    case 'ArrowUp':
      return { ...from, row: vertical(store, layout, from, event.key === 'ArrowDown' ? 1 : -1, command) };
    case 'ArrowRight':
    case 'ArrowLeft':
      return { ...from, col: horizontal(store, layout, from, event.key === 'ArrowRight' ? 1 : -1, command) };
    case 'Home':
      return command ? { row: 0, col: 0 } : { ...from, col: 0 };
    case 'End':
      return command ? { row: extent.bottom, col: extent.right } : { ...from, col: lastUsed(store, from.row) };
    case 'PageDown':
      return { ...from, row: Math.min(layout.rows.count - 1, from.row + page) };
    case 'PageUp':
      return { ...from, row: Math.max(0, from.row - page) };
    case 'Tab':
      return {
        row: selection.top,
        col: layout.cols.step(event.shiftKey ? selection.left : selection.right, event.shiftKey ? -1 : 1),
      };
    default:
      return null;
  }
}

function vertical(store: SheetStore, { rows }: Layout, from: Place, by: 1 | -1, toEdge: boolean): number {
  if (toEdge) return edgeFrom((row) => isFilled(store, row, from.col), rows, from.row, by);
  const merge = store.sheet.merges.find(
    (box) => box.top <= from.row && box.bottom >= from.row && box.left <= from.col && box.right >= from.col,
  );
  return rows.step(merge ? (by > 0 ? merge.bottom : merge.top) : from.row, by);
}

function horizontal(store: SheetStore, { cols }: Layout, from: Place, by: 1 | -1, toEdge: boolean): number {
  if (toEdge) return edgeFrom((col) => isFilled(store, from.row, col), cols, from.col, by);
  const merge = store.sheet.merges.find(
    (box) => box.top <= from.row && box.bottom >= from.row && box.left <= from.col && box.right >= from.col,
  );
  return cols.step(merge ? (by > 0 ? merge.right : merge.left) : from.col, by);
}

function isFilled(store: SheetStore, row: number, col: number): boolean {
  const cell = store.sheet.cells.get(row, col);
  return cell !== undefined && cell.value !== null;
}

function lastUsed(store: SheetStore, row: number): number {
  let last = 0;
  const right = store.sheet.cells.extent?.right ?? 0;
  store.sheet.cells.visit({ top: row, bottom: row, left: 0, right }, (cell) => {
    if (cell.value !== null) last = Math.max(last, cell.col);
  });
  return last;
}

/** What a key does while a cell is being typed. True when it was one of ours. */
export function pressedWhileTyping(event: KeyboardEvent, store: SheetStore, layout: Layout): boolean {
  const { typing, active } = store.state();
  if (!typing || event.nativeEvent.isComposing) return false;
  const leave = (to: Place) => {
    if (store.commit()) store.select(to);
    return true;
  };
  if (event.key === 'Escape') store.cancel();
  else if (event.key === 'Enter')
    return leave({ ...active, row: layout.rows.step(active.row, event.shiftKey ? -1 : 1) });
  else if (event.key === 'Tab') return leave({ ...active, col: layout.cols.step(active.col, event.shiftKey ? -1 : 1) });
  else if (typing.isFresh && !typing.text.startsWith('=') && typing.at === 'cell' && /^Arrow/.test(event.key)) {
    const by = event.key === 'ArrowDown' || event.key === 'ArrowRight' ? 1 : -1;
    return /Up|Down/.test(event.key)
      ? leave({ ...active, row: layout.rows.step(active.row, by) })
      : leave({ ...active, col: layout.cols.step(active.col, by) });
  } else return false;
  return true;
}
