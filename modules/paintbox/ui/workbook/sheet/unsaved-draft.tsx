import { Notice } from '#app/ui/badge.tsx';
import { Button } from '#app/ui/button.tsx';
import type { Draft } from './sheet-store.ts';
import { useSheet } from './use-sheet.ts';

/** Edits that a crash or a reload kept from the server: they come back when somebody says so. */
export function UnsavedDraft({ draft }: { draft: Draft }) {
  const { store } = useSheet();
  const count = draft.log.length - draft.saved.length;
  return (
    <Notice
      title="Restore unsaved edits?"
      action={
        <div className="flex gap-2">
          <Button size="small" onClick={() => void store.restoreDraft()}>
            Restore
          </Button>
          <Button size="small" variant="quiet" onClick={() => store.dropDraft()}>
            Discard
          </Button>
        </div>
      }
    >
      {count > 1 ? `${count} edits` : 'What was typed last'} did not reach the server before this page was left.
    </Notice>
  );
}
