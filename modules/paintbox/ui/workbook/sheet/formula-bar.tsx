import { type KeyboardEvent, useRef, useState } from 'react';
import { IconButton } from '#app/ui/button.tsx';
import { Icon } from '#app/ui/icons.tsx';
import { boxName, cellName } from '#app/workbook/address.ts';
import { useSheet } from './use-sheet.ts';

/** Which cell it is, and what it holds: both can be typed into. */
export function FormulaBar() {
  const { store, state } = useSheet();
  const { active, typing, problem } = state;
  const shown = typing?.text ?? store.inputAt(active.row, active.col);
  return (
    <div className="wb-bar">
      <NameBox />
      {typing && (
        <>
          <IconButton icon="x" size="small" label="Leave the cell as it was" onClick={() => store.cancel()} />
          <IconButton icon="check" size="small" label="Take over what was typed" onClick={() => store.commit()} />
        </>
      )}
      <span className="wb-fx" aria-hidden="true">
        fx
      </span>
      <input
        className="wb-bar-field"
        aria-label={`Content of ${cellName(active.row, active.col)}`}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        readOnly={!store.mayWrite}
        value={shown}
        aria-invalid={problem !== null && typing !== null}
        aria-describedby={problem ? 'sheet-problem' : undefined}
        onFocus={() => store.mayWrite && !store.state().typing && store.type('bar')}
        onChange={(event) => store.retype(event.target.value, 'bar')}
        onKeyDown={(event) => keyInBar(event, store)}
        onBlur={(event) => {
          const isUntouched = store.state().typing?.text === store.inputAt(active.row, active.col);
          if (isUntouched && store.state().typing?.at === 'bar' && !isOfBar(event.relatedTarget)) store.cancel();
        }}
      />
      {problem && (
        <p id="sheet-problem" className="wb-problem" role="alert">
          <Icon name="problem" />
          {problem}
        </p>
      )}
    </div>
  );
}

function isOfBar(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('.wb-bar') !== null;
}

function keyInBar(event: KeyboardEvent, store: ReturnType<typeof useSheet>['store']) {
  if (event.nativeEvent.isComposing) return;
  if (event.key === 'Escape') store.cancel();
  else if (event.key === 'Enter' && store.commit()) {
    const { active } = store.state();
    store.select({ row: active.row + 1, col: active.col });
  } else return;
  event.preventDefault();
}

/** Says where the selection is; a cell, a range or a name typed here is gone to. */
function NameBox() {
  const { store, state } = useSheet();
  const [typed, setTyped] = useState<string | null>(null);
  const [isWrong, setWrong] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  return (
    <input
      ref={field}
      className="wb-name"
      aria-label="Go to a cell, range or name"
      autoComplete="off"
      spellCheck={false}
      value={typed ?? boxName(state.selection)}
      aria-invalid={isWrong}
      onFocus={(event) => event.target.select()}
      onChange={(event) => {
        setTyped(event.target.value);
        setWrong(false);
      }}
      onBlur={() => {
        setTyped(null);
        setWrong(false);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setTyped(null);
        if (event.key !== 'Enter') return;
        event.preventDefault();
        if (typed === null || store.goTo(typed)) {
          setTyped(null);
          document.querySelector<HTMLElement>('.wb-grid')?.focus({ preventScroll: true });
        } else setWrong(true);
      }}
    />
  );
}
