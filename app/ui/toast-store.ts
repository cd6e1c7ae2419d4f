/** Said once, after something happened. The server's flash has the same shape. */
export interface Flash {
  message: string;
  /** Default `done`. */
  tone?: 'done' | 'info' | 'problem';
  /** Takes it back by posting these fields. */
  undo?: { action: string; label?: string; fields?: Record<string, string> };
}

export interface Toast extends Flash {
  id: number;
}

let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

/** Says something from the browser, such as an optimistic change that the server refused. */
export function toast(flash: Flash): void {
  lastId += 1;
  change([...toasts, { ...flash, id: lastId }].slice(-4));
}

export function dismissToast(id: number): void {
  change(toasts.filter((each) => each.id !== id));
}

export function currentToasts(): readonly Toast[] {
  return toasts;
}

export function onToastsChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** How long it stays, in ms: an undo has time to be read and reached, a problem stays until it is put away. */
export function shownFor({ tone, undo }: Flash): number | undefined {
  if (tone === 'problem') return undefined;
  return undo ? 15_000 : 6_000;
}
