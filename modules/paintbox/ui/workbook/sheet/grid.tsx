import {
  type ClipboardEvent,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { type Box, boxName, cellName } from '#app/workbook/address.ts';
import { cellId } from './cell-id.ts';
import type { CopiedCells } from './clipboard.ts';
import { inSight, type Layout, scrollTo } from './geometry.ts';
import { pressed, pressedWhileTyping } from './grid-keys.ts';
import { CellLayer, ColumnHeads, Frame, RowHeads } from './grid-layer.tsx';
import { Part } from './part.tsx';
import { referencesIn, wantsReference } from './references.ts';
import type { SheetStore } from './sheet-store.ts';
import { useLayout } from './use-layout.ts';
import { useSheet } from './use-sheet.ts';
import { useViewport } from './use-viewport.ts';

const headings = { width: 46, height: 26 };

/** The sheet itself: only what is in sight is in the page, however long it is. */
export function Grid({ field }: { field: React.RefObject<HTMLInputElement> }) {
  const { store, state } = useSheet();
  const box = useRef<HTMLDivElement>(null);
  const view = useViewport(box, headings);
  const [rowHeight] = useState(() => (matchMedia('(pointer: coarse)').matches ? 34 : 24));
  const { layout, resize } = useLayout(store, state, rowHeight, view.width);
  const { frozen, rows, cols } = layout;
  const seen = inSight(layout, view);
  useScrollAlong(box, store, layout, view, state.head, state.sheet);
  useFocusBack(box, state.typing === null);
  const copied = useRef<CopiedCells | null>(null);
  const mayLeave = useRef(false);

  function onKeyDown(event: KeyboardEvent) {
    if (event.target !== event.currentTarget) return;
    if (event.key === 'Tab' && mayLeave.current) return;
    mayLeave.current = event.key === 'Escape';
    if (event.nativeEvent.isComposing) return;
    if (pressed(event, store, layout, Math.max(1, Math.floor(view.height / rowHeight) - 1))) event.preventDefault();
  }

  const pointer = usePointing(store, layout, box, resize, field);
  const clipboard = {
    onCopy: (event: ClipboardEvent) => {
      if (event.target !== event.currentTarget) return;
      copied.current = store.copyInputs();
      event.clipboardData.setData('text/plain', copied.current.text);
      event.preventDefault();
    },
    onCut: (event: ClipboardEvent) => {
      if (event.target !== event.currentTarget) return;
      copied.current = store.copyInputs();
      event.clipboardData.setData('text/plain', copied.current.text);
      event.preventDefault();
      store.clear();
    },
    onPaste: (event: ClipboardEvent) => {
      if (event.target !== event.currentTarget) return;
      event.preventDefault();
      const text = event.clipboardData.getData('text/plain');
      if (text !== '') store.paste(text, copied.current);
    },
  };

  const parts = {
    main: seen,
    top: { top: 0, bottom: frozen.rows - 1, left: seen.left, right: seen.right },
    side: { top: seen.top, bottom: seen.bottom, left: 0, right: frozen.cols - 1 },
    corner: { top: 0, bottom: frozen.rows - 1, left: 0, right: frozen.cols - 1 },
  };
  const shared = { store, sheetIndex: state.sheet, layout, revision: state.revision };
  const marks = (part: Box) => <Marks layout={layout} part={part} field={field} />;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual sheet cannot be a table
    <div
      ref={box}
      className="wb-grid"
      role="grid"
      tabIndex={0}
      aria-label={`Sheet ${store.sheet.name}. Arrows move, Enter edits; Escape, then Tab leaves the sheet.`}
      aria-rowcount={rows.count + 1}
      aria-colcount={cols.count + 1}
      aria-multiselectable="true"
      aria-readonly={!store.mayWrite || undefined}
      aria-activedescendant={cellId(state.active.row, state.active.col)}
      onKeyDown={onKeyDown}
      {...pointer}
      {...clipboard}
    >
      <div
        role="presentation"
        className="wb-canvas"
        style={{ width: headings.width + cols.length, height: headings.height + rows.length }}
      >
        <div role="presentation" className="wb-layer wb-layer-corner">
          <div className="wb-head wb-all" />
          {frozen.cols > 0 && (
            <Part role="rowgroup" className="wb-at-top">
              <HeadRow>
                <ColumnHeads layout={layout} from={0} to={frozen.cols - 1} selected={state.selection} />
              </HeadRow>
            </Part>
          )}
          {frozen.rows > 0 && (
            <Part role="rowgroup" className="wb-at-side">
              <RowHeads layout={layout} from={0} to={frozen.rows - 1} selected={state.selection} />
            </Part>
          )}
          <div role="presentation" className="wb-at-cells">
            <CellLayer {...shared} part={parts.corner} />
            {marks(parts.corner)}
            <FrozenEdge layout={layout} />
          </div>
        </div>
        <div role="presentation" className="wb-layer wb-layer-top">
          <Part role="rowgroup" className="wb-at-top">
            <HeadRow>
              <ColumnHeads layout={layout} from={seen.left} to={seen.right} selected={state.selection} />
            </HeadRow>
          </Part>
          <div role="presentation" className="wb-at-cells">
            <CellLayer {...shared} part={parts.top} />
            {marks(parts.top)}
          </div>
        </div>
        <div role="presentation" className="wb-layer wb-layer-side">
          <Part role="rowgroup" className="wb-at-side">
            <RowHeads layout={layout} from={seen.top} to={seen.bottom} selected={state.selection} />
          </Part>
          <div role="presentation" className="wb-at-cells">
            <CellLayer {...shared} part={parts.side} />
            {marks(parts.side)}
          </div>
        </div>
        <div role="presentation" className="wb-at-cells wb-layer-main">
          <CellLayer {...shared} part={parts.main} />
          {marks(parts.main)}
        </div>
      </div>
    </div>
  );
}

function HeadRow({ children }: { children: React.ReactNode }) {
  return (
    <Part role="row" aria-rowindex={1} className="wb-row">
      {children}
    </Part>
  );
}

/** Lines after the frozen rows and columns. */
function FrozenEdge({ layout: { rows, cols, frozen } }: { layout: Layout }) {
  return (
    <>
      {frozen.rows > 0 && (
        <div className="wb-frozen-edge wb-frozen-rows" style={{ top: rows.start(frozen.rows) - 1 }} />
      )}
      {frozen.cols > 0 && (
        <div className="wb-frozen-edge wb-frozen-cols" style={{ left: cols.start(frozen.cols) - 1 }} />
      )}
    </>
  );
}

/** The selection, the references of what is typed, and the field it is typed into. */
function Marks({ layout, part, field }: { layout: Layout; part: Box; field: React.RefObject<HTMLInputElement> }) {
  const { store, state } = useSheet();
  const { active, selection, typing, sheet } = state;
  const merge = store.sheet.merges.find((box) => box.top === active.row && box.left === active.col);
  const ring = merge ?? { top: active.row, bottom: active.row, left: active.col, right: active.col };
  // A cell named twice has one frame.
  const references = new Map(
    (typing ? referencesIn(typing.text, store.book, sheet) : [])
      .filter((one) => one.sheet === sheet)
      .map((one) => [boxName(one.box), one]),
  );
  const isHere =
    active.row >= part.top && active.row <= part.bottom && active.col >= part.left && active.col <= part.right;
  return (
    <div aria-hidden={typing && isHere ? undefined : true} className="wb-marks">
      {boxName(selection) !== boxName(ring) && <Frame {...{ layout, part }} box={selection} className="wb-selection" />}
      <Frame {...{ layout, part }} box={ring} className="wb-ring" />
      {[...references].map(([name, { box, colour }]) => (
        <Frame key={name} {...{ layout, part }} box={box} className={`wb-reference wb-colour-${colour}`} />
      ))}
      {typing && isHere && <CellField layout={layout} field={field} />}
    </div>
  );
}

function CellField({ layout, field }: { layout: Layout; field: React.RefObject<HTMLInputElement> }) {
  const { store, state } = useSheet();
  const { active, typing } = state;
  const isHere = typing?.at === 'cell';
  useLayoutEffect(() => {
    if (isHere) field.current?.focus({ preventScroll: true });
  }, [isHere, field]);
  if (!typing) return null;
  const { rows, cols } = layout;
  return (
    <Part role="row" className="wb-row">
      <Part role="gridcell" className="wb-row">
        <input
          ref={field}
          className="wb-field"
          aria-label={`${cellName(active.row, active.col)}`}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          value={typing.text}
          onChange={(event) => store.retype(event.target.value, 'cell')}
          onFocus={() => typing.at !== 'cell' && store.retype(typing.text, 'cell')}
          onKeyDown={(event) => {
            if (pressedWhileTyping(event, store, layout)) event.preventDefault();
            event.stopPropagation();
          }}
          style={{
            left: cols.start(active.col) - 1,
            top: rows.start(active.row) - 1,
            minWidth: cols.size(active.col) + 1,
            width: `${Math.min(60, typing.text.length + 3)}ch`,
            height: rows.size(active.row) + 1,
          }}
        />
      </Part>
    </Part>
  );
}

/** Keeps the cell that moved in sight. */
function useScrollAlong(
  box: React.RefObject<HTMLDivElement>,
  store: SheetStore,
  layout: Layout,
  view: { width: number; height: number },
  head: { row: number; col: number },
  sheet: number,
) {
  const latest = useRef({ layout, view });
  latest.current = { layout, view };
  const shown = useRef(sheet);
  useEffect(() => {
    const frame = box.current;
    if (!frame) return;
    const { layout: now, view: room } = latest.current;
    if (shown.current !== sheet) frame.scrollTo(0, 0);
    shown.current = sheet;
    const { selection } = store.state();
    const isWhole = selection.bottom - selection.top > 400 || selection.right - selection.left > 60;
    if (isWhole) return;
    const to = scrollTo(now, { ...room, top: frame.scrollTop, left: frame.scrollLeft }, head);
    if (to.top !== frame.scrollTop || to.left !== frame.scrollLeft) frame.scrollTo(to);
  }, [head, sheet, store, box]);
}

/** When typing ends, the sheet has the focus again. */
function useFocusBack(box: React.RefObject<HTMLDivElement>, isIdle: boolean) {
  const wasIdle = useRef(isIdle);
  useEffect(() => {
    if (isIdle && !wasIdle.current) box.current?.focus({ preventScroll: true });
    wasIdle.current = isIdle;
  }, [box, isIdle]);
}

/** What a mouse or a finger does: select, drag over cells, whole rows and columns, point at cells for a formula, widen a column. */
function usePointing(
  store: SheetStore,
  layout: Layout,
  box: React.RefObject<HTMLDivElement>,
  resize: (col: number, width: number | 'fit') => void,
  field: React.RefObject<HTMLInputElement>,
) {
  const drag = useRef<((event: PointerEvent) => void) | null>(null);

  const placeOf = useCallback(
    (event: { clientX: number; clientY: number }) => hit(layout, box.current, event.clientX, event.clientY),
    [layout, box],
  );

  function onPointerDown(event: PointerEvent<HTMLDivElement>) {
    if (event.button !== 0 || isField(event.target)) return;
    const handle = event.target instanceof HTMLElement ? event.target.dataset.resize : undefined;
    if (handle !== undefined) return widen(event, Number(handle));
    // A finger scrolls; its tap arrives as a click.
    if (event.pointerType === 'touch') return;
    const from = placeOf(event);
    if (!from || pointsAt(event, from)) return;
    if (!store.commit()) return event.preventDefault();
    choose(from, event.shiftKey);
    event.currentTarget.focus({ preventScroll: true });
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = (moved) => {
      const to = placeOf(moved);
      if (to) store.extend(wholeOf(to, from));
    };
  }

  function pointsAt(event: PointerEvent<HTMLDivElement>, from: Hit): boolean {
    const { typing, active } = store.state();
    const caret = field.current?.selectionStart ?? typing?.text.length ?? 0;
    if (!typing || from.row < 0 || from.col < 0) return false;
    if (!typing.pointed && !wantsReference(typing.text, caret)) return false;
    event.preventDefault();
    const put = (to: Hit) => {
      const area = {
        top: Math.min(from.row, to.row),
        bottom: Math.max(from.row, to.row),
        left: Math.min(from.col, to.col),
        right: Math.max(from.col, to.col),
      };
      const end = store.point(boxName(area), caret);
      requestAnimationFrame(() => field.current?.setSelectionRange(end, end));
    };
    if (from.row === active.row && from.col === active.col) return true;
    put(from);
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = (moved) => {
      const to = placeOf(moved);
      if (to && to.row >= 0 && to.col >= 0) put(to);
    };
    return true;
  }

  function widen(event: PointerEvent<HTMLDivElement>, col: number) {
    event.preventDefault();
    const began = event.clientX - layout.cols.size(col);
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = (moved) => resize(col, moved.clientX - began);
  }

  function choose(at: Hit, isExtending: boolean) {
    const { active } = store.state();
    const last = { row: layout.rows.count - 1, col: layout.cols.count - 1 };
    if (at.row < 0 && at.col < 0) store.select({ row: 0, col: 0 }, last);
    else if (at.row < 0)
      store.select({ row: 0, col: isExtending ? active.col : at.col }, { row: last.row, col: at.col });
    else if (at.col < 0)
      store.select({ row: isExtending ? active.row : at.row, col: 0 }, { row: at.row, col: last.col });
    else if (isExtending) store.extend(at);
    else store.select(at);
  }

  /** Dragging from a heading takes whole rows or columns along. */
  function wholeOf(to: Hit, from: Hit) {
    return {
      row: from.row < 0 ? layout.rows.count - 1 : Math.max(0, to.row),
      col: from.col < 0 ? layout.cols.count - 1 : Math.max(0, to.col),
    };
  }

  return {
    onPointerDown,
    onPointerMove: (event: PointerEvent) => drag.current?.(event),
    onPointerUp: () => {
      drag.current = null;
    },
    onPointerCancel: () => {
      drag.current = null;
    },
    onClick: (event: MouseEvent<HTMLDivElement>) => {
      const isTouch = 'pointerType' in event.nativeEvent && event.nativeEvent.pointerType === 'touch';
      const at = placeOf(event);
      if (isTouch && at && !isField(event.target) && store.commit()) choose(at, false);
    },
    onDoubleClick: (event: MouseEvent) => {
      const handle = event.target instanceof HTMLElement ? event.target.dataset.resize : undefined;
      if (handle !== undefined) return resize(Number(handle), 'fit');
      const at = placeOf(event);
      if (at && at.row >= 0 && at.col >= 0 && !isField(event.target)) store.type('cell');
    },
  };
}

function isField(target: EventTarget): boolean {
  return target instanceof HTMLInputElement;
}

/** -1 stands for the headings. */
interface Hit {
  row: number;
  col: number;
}

function hit(layout: Layout, frame: HTMLElement | null, clientX: number, clientY: number): Hit | null {
  if (!frame) return null;
  const { left, top } = frame.getBoundingClientRect();
  const x = clientX - left - headings.width;
  const y = clientY - top - headings.height;
  const { rows, cols, frozen } = layout;
  return {
    row: y < 0 ? -1 : rows.at(y < rows.start(frozen.rows) ? y : y + frame.scrollTop),
    col: x < 0 ? -1 : cols.at(x < cols.start(frozen.cols) ? x : x + frame.scrollLeft),
  };
}
