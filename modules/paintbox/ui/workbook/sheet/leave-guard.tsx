import { useBeforeUnload, useBlocker } from '@remix-run/react';
import { useCallback, useEffect } from 'react';
import { AlertDialog } from '#app/ui/dialog.tsx';
import { useSheet } from './use-sheet.ts';

/** Leaving with unsaved work saves it first; only when that fails is there a question. */
export function LeaveGuard() {
  const { store, state } = useSheet();
  const blocker = useBlocker(
    ({ currentLocation: here, nextLocation: next }) => store.hasUnsavedWork && here.pathname !== next.pathname,
  );
  useBeforeUnload(
    useCallback(
      (event) => {
        if (store.hasUnsavedWork) event.preventDefault();
      },
      [store],
    ),
  );
  useEffect(() => {
    if (blocker.state !== 'blocked') return;
    void store.flush().then((isSaved) => isSaved && blocker.proceed());
  }, [blocker, store]);
  const isStuck = !['saved', 'waiting', 'saving'].includes(state.save.kind);
  return (
    <AlertDialog
      open={blocker.state === 'blocked' && isStuck}
      title="Leave without saving?"
      confirm="Leave"
      cancel="Stay"
      danger
      onConfirm={() => blocker.proceed?.()}
      onCancel={() => blocker.reset?.()}
    >
      <p>Your last changes could not be saved.</p>
    </AlertDialog>
  );
}
