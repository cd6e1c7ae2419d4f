import { useEffect, useRef } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { usePlainId } from '../ui/form-context.ts';
import type { ConversationRow } from './doors.ts';

export interface RenameDialogProps {
  row: ConversationRow | undefined;
  onClose: () => void;
  onRename: (row: ConversationRow, title: string) => void;
}

/** Gives a conversation a name that no answer replaces. */
export default function RenameDialog({ row, onClose, onRename }: RenameDialogProps) {
  const input = useRef<HTMLInputElement>(null);
  const id = usePlainId();
  useEffect(() => {
    if (!row || !input.current) return;
    input.current.value = row.title;
    input.current.select();
  }, [row]);
  return (
    <Dialog
      open={row !== undefined}
      onClose={onClose}
      title="Rename the conversation"
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={`${id}-form`} variant="primary">
            Rename
          </Button>
        </>
      }
    >
      <form
        id={`${id}-form`}
        onSubmit={(event) => {
          event.preventDefault();
          const title = input.current?.value.trim() ?? '';
          if (row && title !== '') onRename(row, title);
          onClose();
        }}
      >
        <label className="field-label" htmlFor={id}>
          Name
        </label>
        <input ref={input} id={id} className="control" maxLength={200} autoComplete="off" />
      </form>
    </Dialog>
  );
}
