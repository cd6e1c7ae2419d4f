import { Button, IconButton } from '#app/ui/button.tsx';
import { Menu, MenuButton, MenuSeparator } from '#app/ui/menu.tsx';
import { cellName } from '#app/workbook/address.ts';
import type { TotalCandidate } from '../page-data.ts';
import { SaveStatus } from './save-status.tsx';
import type { SheetStore } from './sheet-store.ts';
import { useSheet } from './use-sheet.ts';

/** What can be done with the selection, and whether it is saved. */
export function SheetTools({ onPick, onCompare }: { onPick: (cell: TotalCandidate) => void; onCompare: () => void }) {
  const { store, state } = useSheet();
  const { selection } = state;
  const rows = selection.bottom - selection.top + 1;
  const columns = selection.right - selection.left + 1;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would want a legend and be a part of a form
    <div className="wb-tools" role="group" aria-label="Sheet tools">
      {store.mayWrite && (
        <>
          <IconButton icon="undo" label="Undo" size="small" disabled={!state.canUndo} onClick={() => store.undo()} />
          <IconButton
            icon="undo"
            label="Redo"
            size="small"
            className="wb-redo"
            disabled={!state.canRedo}
            onClick={() => store.redo()}
          />
          <Menu label="Rows and columns" icon="columns" variant="quiet" size="small">
            <MenuButton icon="plus" onClick={() => store.restructure('insert', 'row')}>
              Insert {many(rows, 'row')} above
            </MenuButton>
            <MenuButton icon="plus" onClick={() => store.restructure('insert', 'column')}>
              Insert {many(columns, 'column')} to the left
            </MenuButton>
            <MenuSeparator />
            <MenuButton icon="trash" onClick={() => store.restructure('delete', 'row')}>
              Delete {many(rows, 'row')}
            </MenuButton>
            <MenuButton icon="trash" onClick={() => store.restructure('delete', 'column')}>
              Delete {many(columns, 'column')}
            </MenuButton>
          </Menu>
          <Button
            variant="quiet"
            size="small"
            icon="estimate"
            disabled={!isAmount(store)}
            onClick={() => onPick(candidate(store))}
          >
            Use as a total
          </Button>
        </>
      )}
      <span className="push" />
      {store.mayWrite && <SaveStatus onCompare={onCompare} />}
    </div>
  );
}

function many(count: number, thing: string): string {
  return count === 1 ? `a ${thing}` : `${count.toLocaleString('en-US')} ${thing}s`;
}

function isAmount(store: SheetStore): boolean {
  const { active } = store.state();
  return typeof store.sheet.cells.get(active.row, active.col)?.value === 'number';
}

/** The active cell, with the nearest text to its left or above as what it is called. */
function candidate(store: SheetStore): TotalCandidate {
  const { row, col } = store.state().active;
  const { cells, name } = store.sheet;
  const words = (at: number, along: number) => {
    const value = cells.get(at, along)?.value;
    return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 160) : undefined;
  };
  let label: string | undefined;
  for (let left = col - 1; left >= 0 && !label; left--) label = words(row, left);
  for (let above = row - 1; above >= 0 && above > row - 30 && !label; above--) label = words(above, col);
  return { sheet: name, cell: cellName(row, col), label: label ?? `${name} ${cellName(row, col)}` };
}
