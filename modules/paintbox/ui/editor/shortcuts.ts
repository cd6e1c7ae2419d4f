import type { NewId } from '#app/values/id.ts';
import { duplicateArea, removeArea, removeFrom, removeSurface, reorder, reorderSurface } from '../../domain/edit.ts';
import type { Estimate } from '../../domain/estimate.ts';
import { enter } from './sheet-keys.ts';
import type { EditorStore } from './store.ts';

export interface ShortcutActs {
  store: EditorStore;
  newId: NewId;
  toggleArea(areaId: string): void;
  openArea(areaId: string): void;
  showShortcuts(): void;
}

/** The keys of the whole editor. True when the key was one of them and has done its work. */
export function pressShortcut(event: KeyboardEvent, acts: ShortcutActs): boolean {
  const isCommand = event.ctrlKey || event.metaKey;
  if (isCommand && !event.altKey) return pressCommand(event, acts);
  if (event.altKey && !isCommand) return pressAlt(event, acts);
  if (event.key === '?' && !isTyping(event.target)) {
    acts.showShortcuts();
    return true;
  }
  return false;
}

function pressCommand(event: KeyboardEvent, { store, showShortcuts }: ShortcutActs): boolean {
  switch (event.key.toLowerCase()) {
    case 'z':
      if (event.shiftKey) store.redo();
      else store.undo();
      return true;
    case 'y':
      store.redo();
      return true;
    case 's':
      void store.flush();
      return true;
    case '/':
      showShortcuts();
      return true;
    default:
      return false;
  }
}

/** By the place of the key and not its letter: on a Mac, Alt and a letter is another letter. */
function pressAlt(event: KeyboardEvent, acts: ShortcutActs): boolean {
  const row = rowOf(event.target);
  switch (event.code) {
    case 'KeyA':
      focus('#quick-line');
      return true;
    case 'KeyO':
      if (row?.areaId) acts.toggleArea(row.areaId);
      return row?.areaId !== undefined;
    case 'KeyS':
      if (row?.areaId) addSurfaceTo(row.areaId, acts);
      return row?.areaId !== undefined;
    case 'KeyD':
      if (row?.areaId) acts.store.edit((doc) => duplicateArea(doc, { areaId: row.areaId ?? '', newId: acts.newId }));
      return row?.areaId !== undefined;
    case 'ArrowUp':
    case 'ArrowDown':
      if (row) acts.store.edit((doc) => moved(doc, row, event.code === 'ArrowUp' ? -1 : 1));
      return row !== undefined;
    case 'Delete':
    case 'Backspace':
      if (row) removeRow(row, acts.store);
      return row !== undefined;
    default:
      return false;
  }
}

interface Row {
  element: HTMLElement;
  id: string;
  areaId: string | undefined;
}

function rowOf(target: EventTarget | null): Row | undefined {
  const element = target instanceof HTMLElement ? target.closest<HTMLElement>('[data-row]') : null;
  const id = element?.dataset.row;
  if (!element || id === undefined || id === 'quick') return undefined;
  return { element, id, areaId: element.dataset.area };
}

/** The button is there once the room is drawn, which takes a frame or two. */
function addSurfaceTo(areaId: string, { openArea }: ShortcutActs): void {
  openArea(areaId);
  const press = (frames: number) => {
    const button = document.querySelector<HTMLElement>(`[id="area-${areaId}"] [data-add-surface]`);
    if (button) button.click();
    else if (frames > 0) requestAnimationFrame(() => press(frames - 1));
  };
  requestAnimationFrame(() => press(20));
}

const lists = ['extras', 'options', 'alternateGroups', 'discounts', 'workbookLines'] as const;

function listOf(doc: Estimate, id: string) {
  return lists.find((list) => doc[list].some((element) => element.id === id));
}

function moved(doc: Estimate, { id, areaId }: Row, by: 1 | -1): Estimate {
  const to = (elements: readonly { id: string }[]) =>
    Math.max(0, elements.findIndex((element) => element.id === id) + by);
  if (areaId === id) return reorder(doc, { list: 'areas', id, to: to(doc.areas) });
  const area = doc.areas.find((each) => each.id === areaId);
  if (area) return reorderSurface(doc, { areaId: area.id, surfaceId: id, to: to(area.surfaces) });
  const list = listOf(doc, id);
  return list ? reorder(doc, { list, id, to: to(doc[list]) }) : doc;
}

/** Removes the row and goes on in the same column of its neighbour. */
function removeRow({ element, id, areaId }: Row, store: EditorStore): void {
  const col = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.col : undefined;
  const sheet = element.closest('[data-sheet]');
  const peers = [...(sheet?.querySelectorAll<HTMLElement>(`[data-row] [data-col="${col ?? 'name'}"]`) ?? [])];
  const at = peers.findIndex((cell) => element.contains(cell));
  const next = peers.slice(at + 1).find((cell) => !isInside(cell, element)) ?? peers[at - 1];
  store.edit((doc) => withoutRow(doc, id, areaId));
  if (next) enter(next);
}

/** A room's surfaces go with it. */
function isInside(cell: HTMLElement, row: HTMLElement): boolean {
  return cell.closest<HTMLElement>('[data-row]')?.dataset.area === row.dataset.row;
}

function withoutRow(doc: Estimate, id: string, areaId: string | undefined): Estimate {
  if (areaId === id) return removeArea(doc, { areaId: id });
  if (areaId) return removeSurface(doc, { areaId, surfaceId: id });
  const list = listOf(doc, id);
  return list ? removeFrom(doc, { list, id }) : doc;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.matches('input:not([type=checkbox]), textarea, select, [contenteditable]')
  );
}

function focus(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.focus();
}
