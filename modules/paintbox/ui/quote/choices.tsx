import { type ReactNode, useEffect, useRef } from 'react';
import { Button } from '#app/ui/button.tsx';
import { cx } from '#app/ui/cx.ts';
import { Money } from '#app/ui/figure.tsx';
import type { Quote, QuoteOption } from '../../domain/quote.ts';
import { choiceGroups } from '../../domain/quote-print.ts';
import { chosenField, chosenIn, optionField } from './selection.ts';

export interface ChoicesProps {
  quote: Quote;
  selection: readonly string[];
  /** Left out where nothing can be chosen any more, or not here. */
  onChoose?: (selection: string[]) => void;
}

/**
 * Options and alternates to pick. The boxes belong to the browser: the page reads its own form after each change, as the
 * server reads the address when the form is sent without a script.
 */
export function Choices({ quote, selection, onChoose }: ChoicesProps) {
  const form = useRef<HTMLFormElement>(null);
  const { single, groups } = choiceGroups(quote);

  function read() {
    const chosen = form.current && chosenIn(new FormData(form.current));
    if (chosen) onChoose?.(chosen);
  }

  // What was ticked before the script arrived, or was brought back by the browser, counts.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the script takes over
  useEffect(read, []);

  return (
    <form ref={form} method="get" className="grid gap-8" onChange={read} onSubmit={(event) => event.preventDefault()}>
      <input type="hidden" name={chosenField} value="1" />
      {groups.map((group) => (
        <OptionGroup key={group.id} legend={group.name} hint="Choose one.">
          {group.options.map((option) => (
            <OptionBox
              key={option.id}
              type="radio"
              {...{ option, selection }}
              currency={quote.currency}
              isFixed={!onChoose}
            />
          ))}
        </OptionGroup>
      ))}
      {single.length > 0 && (
        <OptionGroup legend={groups.length > 0 ? 'Extras' : 'Options'} hint="Add what you like. The total follows.">
          {single.map((option) => (
            <OptionBox
              key={option.id}
              type="checkbox"
              {...{ option, selection }}
              currency={quote.currency}
              isFixed={!onChoose}
            />
          ))}
        </OptionGroup>
      )}
      {onChoose && (
        <Button type="submit" className="hidden justify-self-start noscript:inline-flex print:hidden">
          Update the total
        </Button>
      )}
    </form>
  );
}

function OptionGroup({ legend, hint, children }: { legend: string; hint: string; children: ReactNode }) {
  return (
    <fieldset className="grid gap-3 border-0">
      <legend className="mb-1 font-serif text-xl font-semibold">{legend}</legend>
      <p className="-mt-3 text-ink-soft print:hidden">{hint}</p>
      {children}
    </fieldset>
  );
}

interface OptionBoxProps {
  type: 'radio' | 'checkbox';
  option: QuoteOption;
  selection: readonly string[];
  currency: string;
  isFixed: boolean;
}

function OptionBox({ type, option, selection, currency, isFixed }: OptionBoxProps) {
  const isTaken = selection.includes(option.id);
  const lines = option.sections.flatMap((section) => section.lines.filter((line) => !line.isExcluded));
  return (
    <label
      className={cx(
        'grid grid-cols-[auto_1fr_auto] items-start gap-x-3 gap-y-1 rounded-lg border p-4 break-inside-avoid',
        'border-line bg-surface has-checked:border-ink has-focus-visible:outline-2 has-focus-visible:outline-focus',
      )}
    >
      <input
        type={type}
        className="check mt-0.5 focus-visible:outline-none"
        name={optionField(option)}
        value={option.id}
        defaultChecked={isTaken}
        disabled={isFixed}
      />
      <span className="font-serif text-lg font-semibold">{option.name}</span>
      <span className="font-serif text-lg">
        <Money minor={option.amount} currency={currency} signed={type === 'checkbox'} />
      </span>
      {option.description && <span className="col-span-2 col-start-2 text-ink-soft">{option.description}</span>}
      {lines.length > 0 && (
        <span className="col-span-2 col-start-2 text-sm text-ink-soft">
          {lines.map((line) => [line.label, line.description].filter(Boolean).join(', ')).join('; ')}
        </span>
      )}
    </label>
  );
}
