/** Unsaved work of one kind, under one key. */
export interface Kept<Work> {
  keep(work: Work | null): void;
  take(): Work | null;
}

/**
 * Unsaved work outlives a crash or a reload in this tab's storage. `read` says whether what is found there is such work: an older version
 * of the application may have put it there.
 */
export function keptAt<Work>(key: string, read: (found: unknown) => Work | null): Kept<Work> {
  return {
    keep(work) {
      try {
        if (work) sessionStorage.setItem(key, JSON.stringify(work));
        else sessionStorage.removeItem(key);
      } catch {
        // Storage that is full or forbidden costs only the safety net; saving goes on.
      }
    },
    take() {
      try {
        const text = sessionStorage.getItem(key);
        return text === null ? null : read(JSON.parse(text));
      } catch {
        return null;
      }
    },
  };
}
