import { type KeyboardEvent, useMemo } from 'react';
import { numberText } from '#app/ui/figures.ts';
import { useMemberLocale } from '#app/ui/locale.tsx';
import { useSheet } from './use-sheet.ts';

/** The sheets of the workbook, and what the selection adds up to. */
export function SheetFoot() {
  return (
    <div className="wb-foot">
      <SheetTabs />
      <Summary />
    </div>
  );
}

function SheetTabs() {
  const { store, state } = useSheet();
  const visible = store.book.sheets.flatMap((sheet, index) =>
    sheet.state === 'visible' ? [{ name: sheet.name, index }] : [],
  );
  const show = (index: number) => store.commit() && store.showSheet(index);
  function move(event: KeyboardEvent) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const at = visible.findIndex(({ index }) => index === state.sheet);
    const next = visible[(at + by + visible.length) % visible.length];
    if (!next) return;
    show(next.index);
    document.getElementById(`sheet-tab-${next.index}`)?.focus();
  }
  return (
    <div className="wb-tabs" role="tablist" aria-label="Sheets" onKeyDown={move}>
      {visible.map(({ name, index }) => (
        <button
          key={index}
          id={`sheet-tab-${index}`}
          type="button"
          role="tab"
          className="wb-tab"
          aria-selected={index === state.sheet}
          aria-controls="sheet-grid"
          tabIndex={index === state.sheet ? 0 : -1}
          onClick={() => show(index)}
        >
          {name}
        </button>
      ))}
    </div>
  );
}

function Summary() {
  const { store, state } = useSheet();
  const { locale } = useMemberLocale();
  const { selection, sheet, revision } = state;
  // biome-ignore lint/correctness/useExhaustiveDependencies: cells change in place, which only the revision tells
  const found = useMemo(() => {
    let sum = 0;
    let numbers = 0;
    let filled = 0;
    store.sheet.cells.visit(selection, ({ value }) => {
      if (value !== null && value !== '') filled += 1;
      if (typeof value !== 'number') return;
      sum += value;
      numbers += 1;
    });
    return { sum, numbers, filled };
  }, [store, selection, sheet, revision]);
  const isOne = selection.top === selection.bottom && selection.left === selection.right;
  const text = (value: number) => numberText(Number(value.toPrecision(12)), locale, { places: 4 });
  return (
    <output className="wb-summary">
      {!isOne && found.numbers > 0 && (
        <>
          <span>Sum {text(found.sum)}</span>
          <span>Average {text(found.sum / found.numbers)}</span>
        </>
      )}
      {!isOne && <span>Count {found.filled.toLocaleString(locale)}</span>}
    </output>
  );
}
