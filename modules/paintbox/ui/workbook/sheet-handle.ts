import { useSyncExternalStore } from 'react';

/** What the rest of the page may know of the sheet in the browser, once it is open. */
export interface SheetHandle {
  /** The save that the next one starts from. */
  readonly version: number;
  isSaved(): boolean;
  /** Saves what is unsaved; true when all is with the server. */
  flush(): Promise<boolean>;
  /** What a cell shows now; null when there is no such sheet. */
  textOf(at: { sheet: string; cell: string }): string | null;
}

let current: SheetHandle | null = null;
const listeners = new Set<() => void>();

export function setSheetHandle(handle: SheetHandle | null): void {
  current = handle;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSheetHandle(): SheetHandle | null {
  return useSyncExternalStore(
    subscribe,
    () => current,
    () => null,
  );
}
