import { type KeyboardEvent, type MouseEvent, useState } from 'react';
import { allToggled, extended, narrowed, nothingSelected, type Selection, toggled } from './selection.ts';

export interface RowSelection {
  selection: Selection;
  isAll: boolean;
  isSome: boolean;
  toggleAll: () => void;
  clear: () => void;
  onClick: (key: string, event: MouseEvent<HTMLInputElement>) => void;
  onKeyDown: (key: string, event: KeyboardEvent<HTMLInputElement>) => void;
}

/**
 * Ticking rows: a click ticks one, Shift-click a range; on the keyboard arrows move, Shift and arrows extend,
 * Ctrl/Cmd-A ticks all and Escape none.
 */
export function useSelection(keys: readonly string[]): RowSelection {
  const [stored, setSelection] = useState(nothingSelected);
  const selection = narrowed(stored, keys);
  const clear = () => setSelection(nothingSelected);
  const toggleAll = () => setSelection(allToggled(selection, keys));

  function onClick(key: string, event: MouseEvent<HTMLInputElement>) {
    setSelection(event.shiftKey ? extended(selection, key, keys) : toggled(selection, key));
  }

  function onKeyDown(key: string, event: KeyboardEvent<HTMLInputElement>) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) move(key, step, event);
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) toggleAll();
    else if (event.key === 'Escape' && selection.chosen.size > 0) clear();
    else return;
    event.preventDefault();
  }

  function move(from: string, step: number, event: KeyboardEvent<HTMLInputElement>) {
    const next = keys[keys.indexOf(from) + step];
    if (next === undefined) return;
    if (event.shiftKey) {
      const anchored = selection.anchor === undefined ? toggled(selection, from) : selection;
      setSelection(extended(anchored, next, keys));
    }
    const boxes = event.currentTarget.closest('tbody')?.querySelectorAll<HTMLInputElement>('.row-check');
    boxes?.[keys.indexOf(next)]?.focus();
  }

  const isAll = keys.length > 0 && keys.every((key) => selection.chosen.has(key));
  return { selection, isAll, isSome: selection.chosen.size > 0 && !isAll, toggleAll, clear, onClick, onKeyDown };
}
