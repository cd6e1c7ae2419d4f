import { type ReactNode, useEffect, useRef } from 'react';
import { Button } from '#app/ui/button.tsx';
import { cx } from '#app/ui/cx.ts';
import { Money } from '#app/ui/figure.tsx';
import { Icon } from '#app/ui/icons.tsx';
import type { Quote, QuoteOption } from '../../domain/quote.ts';
import { choiceGroups, optionDetails } from '../../domain/quote-print.ts';
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
        <OptionGroup key={group.id} legend={group.name} hint={onChoose && 'Choose one.'}>
          {group.options.map((option) => (
            <OptionBox key={option.id} type="radio" {...{ quote, option, selection }} isFixed={!onChoose} />
          ))}
        </OptionGroup>
      ))}
      {single.length > 0 && (
        <OptionGroup legend="Extras" hint={onChoose && 'Add what you like. The total follows.'}>
          {single.map((option) => (
            <OptionBox key={option.id} type="checkbox" {...{ quote, option, selection }} isFixed={!onChoose} />
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

function OptionGroup({ legend, hint, children }: { legend: string; hint?: string; children: ReactNode }) {
  return (
    <fieldset className="grid gap-3 border-0">
      <legend className="mb-3">
        <span className="font-semibold">{legend}</span>
        {hint && <span className="text-ink-soft print:hidden">. {hint}</span>}
      </legend>
      {children}
    </fieldset>
  );
}

interface OptionBoxProps {
  type: 'radio' | 'checkbox';
  quote: Quote;
  option: QuoteOption;
  selection: readonly string[];
  isFixed: boolean;
}

function OptionBox({ type, quote, option, selection, isFixed }: OptionBoxProps) {
  const isTaken = selection.includes(option.id);
  const details = optionDetails(option);
  const Box = isFixed ? 'div' : 'label';
  return (
    <Box
      className={cx(
        'grid grid-cols-[auto_1fr_auto] items-start gap-x-3 gap-y-1 rounded-lg border p-4 leading-normal break-inside-avoid',
        'border-line bg-surface has-checked:border-ink has-focus-visible:outline-2 has-focus-visible:outline-focus',
        isFixed && isTaken && 'border-ink',
      )}
    >
      {isFixed ? (
        <Icon
          name={isTaken ? 'check' : 'minus'}
          label={isTaken ? 'Chosen' : 'Not chosen'}
          className={cx('mt-0.5', !isTaken && 'text-ink-faint')}
        />
      ) : (
        <input
          type={type}
          className="check mt-0.5 focus-visible:outline-none"
          name={optionField(option)}
          value={option.id}
          defaultChecked={isTaken}
        />
      )}
      <span className="font-semibold">{option.name}</span>
      <Money minor={option.amount} currency={quote.currency} signed={type === 'checkbox'} />
      {option.description && <span className="col-span-2 col-start-2 text-base">{option.description}</span>}
      {details.map((detail) => (
        <span key={detail} className="col-span-2 col-start-2 text-base text-ink-soft">
          {detail}
        </span>
      ))}
    </Box>
  );
}
