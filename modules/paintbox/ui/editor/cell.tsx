import { type ReactNode, useId, useState } from 'react';
import { cx } from '#app/ui/cx.ts';
import type { Estimate } from '../../domain/estimate.ts';
import { useEditor } from './context.tsx';
import type { Read } from './typed.ts';

export interface CellProps {
  /** The column: Enter and the arrows stay in it. */
  col: string;
  /** Read aloud: `Length of Living`. */
  label: string;
  /** Shown before the cell on a phone, where no column heading stands above. */
  caption?: string;
  className?: string;
}

interface Draft {
  typed: string;
  error: string | null;
  /** Undo and other people's edits count it up, and what was being typed gives way to the document. */
  epoch: number;
}

export interface TextCellProps<Value> extends CellProps {
  text: string;
  read: Read<Value>;
  /** Names the step for undo: typing in one cell is one step. */
  step: string;
  change: (value: Value, typed: string) => (doc: Estimate) => Estimate;
  align?: 'end';
  inputMode?: 'decimal' | 'numeric' | 'text';
  placeholder?: string;
  suffix?: string;
  /** Follows from something else, until it is typed over. */
  isDerived?: boolean;
  list?: string;
  /** The posted name, where the cell stands in a form that works without a script. */
  name?: string;
}

/** A cell that is typed into. What was typed is in the document with each letter, as soon as it can be read. */
export function TextCell<Value>(props: TextCellProps<Value>) {
  const { col, label, caption, text, read, step, change, align, inputMode, placeholder, suffix, isDerived, list } =
    props;
  const { store, isReadOnly } = useEditor();
  const [draft, setDraft] = useState<Draft | null>(null);
  const errorId = useId();
  const live = draft && draft.epoch === store.epoch ? draft : null;

  function type(typed: string) {
    const value = read(typed);
    if (value.ok) store.edit(change(value.value, typed), step);
    setDraft({ typed, error: value.ok ? null : value.error, epoch: store.epoch });
  }

  // What could not be read stays as it was typed, with the reason beside it.
  function leave() {
    store.seal();
    if (!live?.error) setDraft(null);
  }

  return (
    <Cell caption={caption} className={cx(align === 'end' && 'ed-cell-end', props.className)}>
      <input
        className={cx('ed-input', isDerived && !live && 'is-derived')}
        name={props.name}
        data-col={col}
        aria-label={label}
        aria-invalid={live?.error ? true : undefined}
        aria-describedby={live?.error ? errorId : undefined}
        autoComplete="off"
        spellCheck={false}
        inputMode={inputMode}
        placeholder={placeholder}
        list={list}
        readOnly={isReadOnly}
        title={live ? undefined : text}
        value={live?.typed ?? text}
        onChange={(event) => type(event.currentTarget.value)}
        onFocus={(event) => event.currentTarget.select()}
        onBlur={leave}
        onKeyDown={(event) => event.key === 'Escape' && setDraft(null)}
      />
      {suffix && <span className="ed-suffix">{suffix}</span>}
      {live?.error && (
        <span id={errorId} className="ed-cell-error">
          {live.error}
        </span>
      )}
    </Cell>
  );
}

export interface ChoiceCellProps extends CellProps {
  value: string;
  options: readonly { value: string; label: string }[];
  change: (value: string) => (doc: Estimate) => Estimate;
  isDerived?: boolean;
}

/**
 * A cell with a list to choose from, the browser's own. A thousand rows would hold ten thousand choices: the others are there once
 * the cell is entered.
 */
export function ChoiceCell({ col, label, caption, className, value, options, change, isDerived }: ChoiceCellProps) {
  const { store, isReadOnly } = useEditor();
  const [isEntered, setEntered] = useState(false);
  const current = options.find((option) => option.value === value);
  const enter = () => setEntered(true);
  return (
    <Cell caption={caption} className={className}>
      <select
        className={cx('ed-input ed-choice', isDerived && 'is-derived')}
        data-col={col}
        aria-label={label}
        title={current?.label}
        value={value}
        disabled={isReadOnly}
        onPointerDown={enter}
        onFocus={enter}
        onChange={(event) => store.edit(change(event.currentTarget.value))}
      >
        {isEntered ? (
          <>
            {!current && <option value={value}>{value}</option>}
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </>
        ) : (
          <option value={value}>{current?.label ?? value}</option>
        )}
      </select>
    </Cell>
  );
}

export interface FigureCellProps extends CellProps {
  children: ReactNode;
  onOpen: () => void;
  /** Reached by the arrows and not by Tab: there is a more telling figure in the row. */
  isAside?: boolean;
}

/** A figure that was calculated; it opens to say how. */
export function FigureCell({ col, label, caption, className, children, onOpen, isAside }: FigureCellProps) {
  return (
    <Cell caption={caption} className={cx('ed-cell-end', className)}>
      <button
        type="button"
        className="ed-figure"
        data-col={col}
        aria-label={label}
        tabIndex={isAside ? -1 : undefined}
        onClick={onOpen}
      >
        {children}
      </button>
    </Cell>
  );
}

/** The frame of a cell. */
export function Cell({ caption, className, children }: { caption?: string; className?: string; children?: ReactNode }) {
  return (
    <div className={cx('ed-cell', className)}>
      {caption && (
        <span className="ed-caption" aria-hidden="true">
          {caption}
        </span>
      )}
      {children}
    </div>
  );
}
