import { type KeyboardEvent, useState, useSyncExternalStore } from 'react';
import { Select } from './choice-fields.tsx';
import { Field, type FieldProps } from './field.tsx';
import type { FieldState } from './form-context.ts';
import { Icon } from './icons.tsx';
import { matching, moved } from './listbox.ts';

export interface ComboboxOption {
  value: string;
  label: string;
  /** Set small at the right of the option. */
  detail?: string;
}

export interface ComboboxProps extends FieldProps {
  options: readonly ComboboxOption[];
  /** The value chosen at first. */
  defaultValue?: string;
  placeholder?: string;
  onChoose?: (option: ComboboxOption | undefined) => void;
}

/**
 * One of a long list, found by typing. Posts the value under the field's name. Without a script it is a plain menu of the
 * same options. Follows the combobox pattern of the ARIA Authoring Practices (list, manual selection).
 */
export function Combobox({ options, defaultValue = '', placeholder, onChoose, ...field }: ComboboxProps) {
  const isScripted = useIsScripted();
  if (!isScripted) {
    return <Select {...field} options={options} defaultValue={defaultValue} placeholder={placeholder ?? ''} />;
  }
  return (
    <Field {...field}>
      {(state) => (
        <Control field={state} {...{ options, placeholder, onChoose }} first={state.posted ?? defaultValue} />
      )}
    </Field>
  );
}

interface ControlProps extends Pick<ComboboxProps, 'options' | 'placeholder' | 'onChoose'> {
  field: FieldState;
  first: string;
}

function Control({ field: { wiring }, options, placeholder, onChoose, first }: ControlProps) {
  const { name, id, ...described } = wiring;
  const box = useCombobox(options, first, onChoose);
  const listId = `${id}-list`;
  const optionId = (at: number) => `${id}-option-${at}`;
  return (
    <div className="combobox">
      <input type="hidden" name={name} value={box.chosen?.value ?? ''} />
      <div className="control control-group">
        <input
          {...described}
          id={id}
          role="combobox"
          autoComplete="off"
          placeholder={placeholder}
          value={box.typed}
          aria-expanded={box.isOpen}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={box.isOpen && box.active >= 0 ? optionId(box.active) : undefined}
          onChange={(event) => box.type(event.currentTarget.value)}
          onClick={box.open}
          onBlur={box.leave}
          onKeyDown={box.press}
        />
        <Icon name="chevrons-up-down" />
      </div>
      <div id={listId} role="listbox" tabIndex={-1} aria-label="Choices" className="options" hidden={!box.isOpen}>
        {box.found.map((option, at) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are heard by the input, which keeps the focus
          <div
            key={option.value}
            id={optionId(at)}
            ref={at === box.active ? scrollIntoSight : undefined}
            role="option"
            tabIndex={-1}
            aria-selected={option.value === box.chosen?.value}
            data-active={at === box.active || undefined}
            className="option"
            // Taking the focus would close the list before the click arrives.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => box.choose(option)}
          >
            {option.label}
            {option.detail && <small>{option.detail}</small>}
          </div>
        ))}
        {box.found.length === 0 && <p className="p-2 text-ink-soft">Nothing found. Try another word.</p>}
      </div>
    </div>
  );
}

function useCombobox(options: readonly ComboboxOption[], first: string, onChoose: ComboboxProps['onChoose']) {
  const [chosen, setChosen] = useState(() => options.find(({ value }) => value === first));
  const [typed, setTyped] = useState(chosen?.label ?? '');
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  // Opened on a chosen option it shows them all: the name of the one is no search for it.
  const found = typed === (chosen?.label ?? '') ? [...options] : matching(options, typed);

  function choose(option: ComboboxOption | undefined) {
    setChosen(option);
    setTyped(option?.label ?? '');
    setOpen(false);
    setActive(-1);
    if (option?.value !== chosen?.value) onChoose?.(option);
  }

  function type(text: string) {
    setTyped(text);
    setOpen(true);
    setActive(text.trim() === '' ? -1 : 0);
  }

  function press(event: KeyboardEvent) {
    const next = moved(event.key, isOpen ? active : -1, found.length);
    if (next !== undefined) {
      setOpen(true);
      setActive(next);
    } else if (event.key === 'Enter' && isOpen) choose(found[active] ?? chosen);
    else if (event.key === 'Escape' && isOpen) choose(chosen);
    else return;
    event.preventDefault();
  }

  // Leaving keeps an exact name, forgets an empty one, and puts anything else back.
  function leave() {
    if (typed.trim() === '') choose(undefined);
    else choose(options.find(({ label }) => label === typed) ?? chosen);
  }

  return { chosen, typed, isOpen, active, found, choose, type, press, leave, open: () => setOpen(true) };
}

function scrollIntoSight(option: HTMLElement | null) {
  option?.scrollIntoView({ block: 'nearest' });
}

const never = () => () => undefined;

/** False on the server and while the page wakes up, so that both draw the same. */
function useIsScripted(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
