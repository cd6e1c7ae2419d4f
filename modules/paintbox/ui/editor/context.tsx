import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Target } from '../../domain/explanation.ts';
import type { Cost } from '../../domain/priced.ts';
import type { RateBook } from '../../domain/rate-book.ts';
import type { EditorStore, SaveState, Snapshot } from './store.ts';

/** A figure that can be opened: one of the domain's, or a sum that only the editor shows. */
export type Opened =
  | Target
  | { of: 'cost-part'; part: keyof Cost }
  | { of: 'preparation' }
  | { of: 'area-hours'; id: string };

export interface EditorContextValue {
  store: EditorStore;
  book: RateBook;
  /** A revision that was sent, an older one, or a member who may only read. */
  isReadOnly: boolean;
  locale: string;
  currency: string;
  /** Shows how a figure came about. */
  explain(what: Opened): void;
  /** Opens everything there is to say about a surface, or about its area. */
  showDetails(of: { areaId: string; surfaceId?: string }): void;
}

const EditorContext = createContext<EditorContextValue | null>(null);

export const EditorProvider = EditorContext.Provider;

export function useEditor(): EditorContextValue {
  const value = useContext(EditorContext);
  if (!value) throw new Error('This belongs inside the editor.');
  return value;
}

export function useSnapshot(store: EditorStore): Snapshot {
  return useSyncExternalStore(store.subscribe, store.snapshot, store.snapshot);
}

export function useSaveState(store: EditorStore): SaveState {
  return useSyncExternalStore(store.subscribe, store.saveState, store.saveState);
}
