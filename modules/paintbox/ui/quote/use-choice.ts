import { useMemo, useState } from 'react';
import type { QuoteDocument } from '../../domain/quote-print.ts';
import { quoteTotals } from '../../domain/quote-totals.ts';
import { checkSelection } from '../../domain/selection.ts';

/** The document with the options that are ticked right now; the total follows in the browser. */
export function useChoice(document: QuoteDocument) {
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  const current = useMemo(() => {
    if (!chosen || (document.state !== 'open' && document.state !== 'preview')) return document;
    return { ...document, selection: chosen, totals: quoteTotals(document.quote.basis, chosen) };
  }, [document, chosen]);
  const onChoose = (selection: string[]) => {
    const checked = checkSelection(document.quote.options, selection);
    if (checked.ok) setChosen(checked.value);
  };
  return { document: current, onChoose };
}
