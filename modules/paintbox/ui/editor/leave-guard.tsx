import { useBeforeUnload, useBlocker } from '@remix-run/react';
import { useCallback, useEffect } from 'react';
import { AlertDialog } from '#app/ui/dialog.tsx';
import { useEditor, useSaveState } from './context.tsx';

/** Leaving with unsaved work saves it first; only when that fails is there a question. */
export function LeaveGuard() {
  const { store } = useEditor();
  const state = useSaveState(store);
  const blocker = useBlocker(
    // Posting a form of this page counts too: what it does, it does with what is saved. A link to a part of the page does not.
    ({ currentLocation: here, nextLocation: next }) =>
      store.hasUnsavedWork && (here.pathname !== next.pathname || here.hash === next.hash),
  );
  useBeforeUnload(
    useCallback(
      (event) => {
        if (!store.hasUnsavedWork) return;
        store.keepNow();
        event.preventDefault();
      },
      [store],
    ),
  );
  useEffect(() => {
    if (blocker.state !== 'blocked') return;
    void store.flush().then((isSaved) => isSaved && blocker.proceed());
  }, [blocker, store]);

  const isAsking =
    blocker.state === 'blocked' && state.kind !== 'saving' && state.kind !== 'waiting' && state.kind !== 'saved';
  return (
    <AlertDialog
      open={isAsking}
      title="Leave without saving?"
      confirm="Leave"
      cancel="Stay"
      danger
      onConfirm={() => blocker.proceed?.()}
      onCancel={() => blocker.reset?.()}
    >
      <p>Your last changes could not be saved. They stay in this tab until you close it.</p>
    </AlertDialog>
  );
}
