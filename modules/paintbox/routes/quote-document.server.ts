import { on } from '#app/values/time.ts';
import { type QuoteDocument, selectionOr } from '../domain/quote-print.ts';
import { quoteTotals } from '../domain/quote-totals.ts';
import type { PublicQuote } from '../operations/public-quotes.server.ts';

/** The quote as page and PDF print it: with what was agreed, or with what the address asks for while it is open. */
export function chosenDocument(found: PublicQuote, chosen: readonly string[] | null): QuoteDocument {
  const { label, recipient, business, tenant, state, acceptance, expiresOn } = found;
  const isOpen = state === 'open';
  // The offer is frozen; how long it may be accepted can be extended.
  const quote = { ...found.quote, validUntil: expiresOn === null ? found.quote.validUntil : on(expiresOn) };
  const selection = isOpen ? selectionOr(quote, chosen) : found.selection;
  return {
    label,
    quote,
    recipient: { name: recipient.name, address: recipient.address },
    business: { name: business.name },
    locale: tenant.locale,
    timeZone: tenant.timeZone,
    state,
    selection,
    totals: isOpen ? quoteTotals(quote.basis, selection) : found.totals,
    acceptance,
  };
}
