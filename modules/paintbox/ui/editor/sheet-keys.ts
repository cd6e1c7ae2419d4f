import type { KeyboardEvent } from 'react';

/**
 * Moving between cells as in a sheet. A cell is whatever has `data-col`, a row whatever has `data-row`; down and up go to the next row
 * that has the same column, left and right to the neighbour once the text cursor stands at the edge of what is typed.
 */
export function moveBetweenCells(event: KeyboardEvent<HTMLElement>): void {
  const cell = event.target;
  if (event.defaultPrevented || !(cell instanceof HTMLElement) || cell.dataset.col === undefined) return;
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const target = targetOf(event, cell);
  if (!target) return;
  event.preventDefault();
  enter(target);
}

function targetOf(event: KeyboardEvent, cell: HTMLElement): HTMLElement | undefined {
  switch (event.key) {
    case 'ArrowDown':
      return inColumn(cell, 1);
    case 'ArrowUp':
      return inColumn(cell, -1);
    case 'Enter':
      // On a figure Enter opens it.
      if (cell instanceof HTMLButtonElement) return undefined;
      return inColumn(cell, event.shiftKey ? -1 : 1) ?? afterLast(cell, event.shiftKey);
    case 'ArrowRight':
      return event.shiftKey || !isAtEdge(cell, 'end') ? undefined : inRow(cell, 1);
    case 'ArrowLeft':
      return event.shiftKey || !isAtEdge(cell, 'start') ? undefined : inRow(cell, -1);
  }
}

function sheetOf(cell: HTMLElement): HTMLElement | null {
  return cell.closest<HTMLElement>('[data-sheet]');
}

function inColumn(cell: HTMLElement, by: 1 | -1): HTMLElement | undefined {
  const col = cell.dataset.col ?? '';
  const cells = [...(sheetOf(cell)?.querySelectorAll<HTMLElement>(`[data-col="${CSS.escape(col)}"]`) ?? [])];
  return cells[cells.indexOf(cell) + by];
}

function inRow(cell: HTMLElement, by: 1 | -1): HTMLElement | undefined {
  const cells = [...(cell.closest('[data-row]')?.querySelectorAll<HTMLElement>('[data-col]') ?? [])];
  return cells[cells.indexOf(cell) + by];
}

/** Below the last row of rooms is the line where the next one is typed. */
function afterLast(cell: HTMLElement, isUp: boolean): HTMLElement | undefined {
  if (isUp) return undefined;
  return sheetOf(cell)?.querySelector<HTMLElement>('[data-after-last]') ?? undefined;
}

function isAtEdge(cell: HTMLElement, edge: 'start' | 'end'): boolean {
  if (!(cell instanceof HTMLInputElement) || cell.type === 'checkbox') return true;
  const { selectionStart, selectionEnd, value } = cell;
  const isAllSelected = selectionStart === 0 && selectionEnd === value.length;
  if (isAllSelected) return true;
  return selectionStart === selectionEnd && selectionStart === (edge === 'start' ? 0 : value.length);
}

export function enter(cell: HTMLElement): void {
  cell.focus();
  if (cell instanceof HTMLInputElement && cell.type !== 'checkbox') cell.select();
}
