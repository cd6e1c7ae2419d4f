import { createContext, useContext, useSyncExternalStore } from 'react';
import type { SheetState, SheetStore } from './sheet-store.ts';

export const SheetContext = createContext<SheetStore | null>(null);

/** The open workbook and how it stands; draws again whenever that changes. */
export function useSheet(): { store: SheetStore; state: SheetState } {
  const store = useContext(SheetContext);
  if (!store) throw new Error('There is no open workbook here.');
  return { store, state: useSyncExternalStore(store.subscribe, store.state) };
}
