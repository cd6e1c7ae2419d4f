import { useSearchParams } from '@remix-run/react';
import { useEffect, useRef, useState } from 'react';
import { parseCell } from '#app/workbook/address.ts';
import { sheetIndex } from '#app/workbook/model.ts';
import type { TotalCandidate } from '../page-data.ts';
import { setSheetHandle } from '../sheet-handle.ts';
import { ConflictDialog } from './conflict-dialog.tsx';
import { FormulaBar } from './formula-bar.tsx';
import { Grid } from './grid.tsx';
import { LeaveGuard } from './leave-guard.tsx';
import { SheetFoot } from './sheet-foot.tsx';
import type { SheetStore } from './sheet-store.ts';
import { SheetTools } from './sheet-tools.tsx';
import { UnsavedDraft } from './unsaved-draft.tsx';
import { SheetContext, useSheet } from './use-sheet.ts';

export { openSheet } from './open-sheet.ts';

interface SheetAppProps {
  store: SheetStore;
  onPick: (cell: TotalCandidate) => void;
}

/** A workbook as a spreadsheet in the page. */
export function SheetApp({ store, onPick }: SheetAppProps) {
  return (
    <SheetContext.Provider value={store}>
      <Spreadsheet onPick={onPick} />
    </SheetContext.Provider>
  );
}

function Spreadsheet({ onPick }: Pick<SheetAppProps, 'onPick'>) {
  const { state } = useSheet();
  const field = useRef<HTMLInputElement>(null);
  const [isComparing, setComparing] = useState(false);
  useHandle();
  useJumps();
  const { save } = state;
  useEffect(() => {
    if (save.kind === 'conflict') setComparing(true);
  }, [save]);
  return (
    <>
      {state.draft && <UnsavedDraft draft={state.draft} />}
      <SheetTools onPick={onPick} onCompare={() => setComparing(true)} />
      <FormulaBar />
      <div id="sheet-grid" className="wb-grid-box">
        <Grid field={field} />
      </div>
      <SheetFoot />
      {save.kind === 'conflict' && isComparing && (
        <ConflictDialog conflict={save} onClose={() => setComparing(false)} />
      )}
      <LeaveGuard />
    </>
  );
}

/** Tells the rest of the page what the cells show. */
function useHandle() {
  const { store, state } = useSheet();
  const { revision, save } = state;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new handle for each change is what draws the others again
  useEffect(() => {
    setSheetHandle({
      get version() {
        return store.version;
      },
      isSaved: () => !store.hasUnsavedWork,
      flush: () => store.flush(),
      textOf: ({ sheet, cell }) => {
        const at = parseCell(cell);
        const index = sheetIndex(store.book, sheet);
        return at && index >= 0 ? store.textAt(at.row, at.col, index) : null;
      },
    });
  }, [store, revision, save]);
  useEffect(() => () => setSheetHandle(null), []);
}

/** A cell named in the address is gone to: that is how the audit's links lead here. */
function useJumps() {
  const { store } = useSheet();
  const [search] = useSearchParams();
  const sheet = search.get('sheet');
  const cell = search.get('cell');
  useEffect(() => {
    if (sheet === null) return;
    const index = sheetIndex(store.book, sheet);
    if (index < 0) return;
    store.showSheet(index);
    if (cell !== null && store.goTo(cell)) document.querySelector<HTMLElement>('.wb-grid')?.focus();
  }, [store, sheet, cell]);
}
