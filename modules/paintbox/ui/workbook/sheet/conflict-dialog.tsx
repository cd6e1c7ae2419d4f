import { useState } from 'react';
import { Button } from '#app/ui/button.tsx';
import { Dialog } from '#app/ui/dialog.tsx';
import type { SaveState } from './sheet-store.ts';
import { useSheet } from './use-sheet.ts';

type Conflict = Extract<SaveState, { kind: 'conflict' }>;

/** Cells that two people changed: for each, whose input stays. */
export function ConflictDialog({ conflict, onClose }: { conflict: Conflict; onClose: () => void }) {
  const { store } = useSheet();
  const [mine, setMine] = useState<readonly boolean[]>(() => conflict.clashes.map(() => true));
  const isMove = conflict.clashes.some(({ cell }) => cell === null);
  return (
    <Dialog
      open
      onClose={onClose}
      title="Somebody else changed the same"
      size="wide"
      actions={
        <>
          <Button onClick={onClose}>Later</Button>
          <Button
            variant="primary"
            onClick={() => {
              store.settle(mine);
              onClose();
            }}
          >
            Go on with this choice
          </Button>
        </>
      }
    >
      <p>
        {isMove
          ? 'Rows or columns moved, or changes were taken back, while somebody else worked here. Choose whose changes stay; yours would be made again on top of theirs.'
          : 'Choose for each cell what stays. Everything else of both of you is kept.'}
      </p>
      <div className="table-frame overflow-x-auto">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Cell</th>
              <th scope="col">Yours</th>
              <th scope="col">Theirs</th>
            </tr>
          </thead>
          <tbody>
            {conflict.clashes.map(({ sheet, cell, yours, theirs }, at) => {
              const place = cell === null ? 'The sheet' : `${store.book.sheets[sheet]?.name ?? ''}!${cell}`;
              const choose = (isMine: boolean) => setMine((now) => now.with(at, isMine));
              return (
                <tr key={place}>
                  <th scope="row">{place}</th>
                  {[true, false].map((isMine) => (
                    <td key={String(isMine)}>
                      <label className="wb-choice">
                        <input
                          type="radio"
                          className="check"
                          name={`clash-${at}`}
                          checked={mine[at] === isMine}
                          onChange={() => choose(isMine)}
                        />
                        <span>{(isMine ? yours : theirs) || '(empty)'}</span>
                      </label>
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Dialog>
  );
}
