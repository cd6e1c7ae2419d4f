import type { QuoteOption } from '../../domain/quote.ts';

/*
 * How a choice of options travels: as the fields of a form, as the search of an address, as hidden fields. One spelling for all, so
 * that the page reads its own form as the server reads the address.
 */

/** Says that a choice was made, even if nothing is ticked. */
export const chosenField = 'chosen';

export function optionField({ groupId }: Pick<QuoteOption, 'groupId'>): string {
  return groupId === null ? 'option' : `option-${groupId}`;
}

/** The ids that were chosen; null when nobody chose. */
export function chosenIn(fields: URLSearchParams | FormData): string[] | null {
  if (!fields.has(chosenField)) return null;
  return [...fields].flatMap(([name, value]) =>
    /^option(-|$)/.test(name) && typeof value === 'string' ? [value] : [],
  );
}

/** The search of an address that shows this choice. */
export function searchOf(selection: readonly string[]): string {
  return `?${new URLSearchParams([[chosenField, '1'], ...selection.map((id) => ['option', id])])}`;
}
