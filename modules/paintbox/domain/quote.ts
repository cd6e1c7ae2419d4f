import { failed, ok, type Result } from '#app/values/result.ts';
import { addDays, compareOn, type On } from '#app/values/time.ts';
import type { Deposit, Estimate } from './estimate.ts';
import type { QuoteState } from './labels.ts';
import type { Priced, PricedLine, Totals, TotalsBasis } from './priced.ts';
import { percentOf, quoteTotals } from './quote-totals.ts';
import { type Choosable, checkSelection } from './selection.ts';
import { isSignaturePath } from './signature.ts';

/** One row that the client sees; `amount` is null where the estimate shows no price at this level. */
export type QuoteLine = { id: string; label: string; description: string; amount: number | null; isExcluded: boolean };

export type QuoteSection = { id: string; title: string; amount: number | null; lines: readonly QuoteLine[] };

export type QuoteOption = Choosable & {
  description: string;
  amount: number;
  sections: readonly QuoteSection[];
};

/**
 * The offer as the client gets it: a frozen snapshot that holds no cost, no rates and no hidden line prices. Everything it shows adds
 * up, and `basis` gives the totals for any selection (`quoteTotals`).
 */
export type Quote = {
  schema: 1;
  title: string;
  currency: string;
  version: number;
  issuedOn: On;
  /** The last day on which it can be accepted. */
  validUntil: On;
  sections: readonly QuoteSection[];
  options: readonly QuoteOption[];
  alternateGroups: readonly { id: string; name: string }[];
  basis: TotalsBasis;
  taxNote: string;
  clientNote: string;
  terms: string;
  deposit: Deposit;
};

/** Freezes a priced estimate. Refuses one with problems or without anything to sell: such a quote would state a wrong price. */
export function quoteOf(doc: Estimate, priced: Priced, args: { version: number; issuedOn: On }): Result<Quote, string> {
  const [problem] = priced.problems;
  if (problem) return failed(problem.message);
  if (!priced.lines.some((line) => !line.isExcluded)) return failed('There is nothing to quote yet.');
  return ok({
    schema: 1,
    title: doc.title,
    currency: doc.currency,
    version: args.version,
    issuedOn: args.issuedOn,
    validUntil: addDays(args.issuedOn, doc.validityDays),
    sections: sectionsOf(doc, priced, null),
    options: doc.options.map((option) => ({
      ...option,
      amount: priced.options.find((candidate) => candidate.id === option.id)?.amount ?? 0,
      sections: sectionsOf(doc, priced, option.id),
    })),
    alternateGroups: doc.alternateGroups,
    basis: priced.basis,
    taxNote: taxNote(doc),
    clientNote: doc.clientNote,
    terms: doc.terms,
    deposit: doc.deposit,
  });
}

function taxNote({ pricing: { tax } }: Estimate): string {
  if (tax.mode === 'none') return tax.reason;
  if (tax.mode === 'consumer') return tax.basis;
  return `${tax.label} ${tax.ratePercent} %${tax.pricesIncludeTax ? ', included' : ''}${tax.basis ? `: ${tax.basis}` : ''}`;
}

/** Areas in order, then what is not in an area. Sections of one option add up to its amount where amounts are shown. */
function sectionsOf(doc: Estimate, priced: Priced, optionId: string | null): QuoteSection[] {
  const lines = priced.lines.filter((line) => line.optionId === optionId);
  const byArea = Map.groupBy(lines, (line) => line.areaId);
  const areas = doc.areas.flatMap((area) => {
    const own = byArea.get(area.id);
    return own ? [section(doc, area.id, area.name, own, area.surfaces)] : [];
  });
  const loose = byArea.get(null);
  return loose ? [...areas, section(doc, 'other', 'Other work', loose, [])] : areas;
}

function section(
  doc: Estimate,
  id: string,
  title: string,
  lines: readonly PricedLine[],
  surfaces: readonly { id: string; sheen: string }[],
): QuoteSection {
  const sheens = new Map(surfaces.map((surface) => [surface.id, surface.sheen]));
  return {
    id,
    title,
    amount: doc.clientDetail === 'total' ? null : lines.reduce((sum, line) => sum + line.amount, 0),
    lines: lines.map((line) => ({
      id: line.id,
      label: line.label,
      description: describe(line, sheens.get(line.id) ?? ''),
      amount: doc.clientDetail === 'surfaces' && !line.isExcluded ? line.amount : null,
      isExcluded: line.isExcluded,
    })),
  };
}

function describe(line: PricedLine, sheen: string): string {
  if (line.isExcluded) return 'Not included';
  const coats = line.coats === null ? '' : line.coats === 1 ? 'one coat' : `${line.coats} coats`;
  return [coats, line.colour, sheen].filter((part) => part !== '').join(', ');
}

/** The deposit of a total, in minor units; never more than the total. */
export function depositOf(deposit: Deposit, total: number): number {
  if (deposit.kind === 'none' || total <= 0) return 0;
  return deposit.kind === 'percent' ? percentOf(total, deposit.percent) : Math.min(deposit.amount, total);
}

/** What has happened to a quote so far; who and when is recorded by the caller. Without `validUntil` it stays open. */
export type QuoteFacts = {
  answer: 'accepted' | 'declined' | null;
  isSuperseded: boolean;
  isWithdrawn: boolean;
  validUntil: On | null;
};

/** What a quote is on a day of the tenant. An answer outlives everything else. */
export function quoteStateOn({ answer, isWithdrawn, isSuperseded, validUntil }: QuoteFacts, today: On): QuoteState {
  if (answer) return answer;
  if (isWithdrawn) return 'revoked';
  if (isSuperseded) return 'superseded';
  return validUntil !== null && compareOn(today, validUntil) > 0 ? 'expired' : 'open';
}

/** `path`: the strokes as SVG path data. */
export type Signature = { kind: 'typed'; name: string } | { kind: 'drawn'; name: string; path: string };

/** Why an answer does not count: of what became of the quote, or of what is wrong with the answer itself. */
export type AnswerRefusal =
  | { kind: 'closed'; state: Exclude<QuoteState, 'open'> }
  | { kind: 'wrong'; field: 'selection' | 'signature' | 'reason'; message: string };

export type Acceptance = {
  selection: readonly string[];
  signature: Signature;
  totals: Totals;
  deposit: number;
};

/** Whether a quote can be accepted on a day, with a selection and a signature, and for how much. */
export function decideAcceptance(
  { quote, facts, today }: { quote: Quote; facts: QuoteFacts; today: On },
  selection: readonly string[],
  signature: Signature,
): Result<Acceptance, AnswerRefusal> {
  const state = quoteStateOn(facts, today);
  if (state !== 'open') return failed({ kind: 'closed', state });
  const checked = checkSelection(quote.options, selection);
  if (!checked.ok) return failed({ kind: 'wrong', field: 'selection', message: checked.error });
  const unsigned = unsignedBecause(signature);
  if (unsigned) return failed({ kind: 'wrong', field: 'signature', message: unsigned });
  const totals = quoteTotals(quote.basis, checked.value);
  return ok({
    selection: checked.value,
    signature: { ...signature, name: signature.name.trim() },
    totals,
    deposit: depositOf(quote.deposit, totals.total),
  });
}

/** A client declines in words; a quote that expired meanwhile can still be declined. */
export function decideDecline(
  { facts, today }: { facts: QuoteFacts; today: On },
  reason: string,
): Result<{ reason: string }, AnswerRefusal> {
  const state = quoteStateOn(facts, today);
  if (state !== 'open' && state !== 'expired') return failed({ kind: 'closed', state });
  const words = reason.trim();
  if (words === '') return failed({ kind: 'wrong', field: 'reason', message: 'Please say in a few words why.' });
  return ok({ reason: words.slice(0, 2000) });
}

function unsignedBecause(signature: Signature): string | undefined {
  if (signature.name.trim() === '') return 'Please write your full name.';
  if (signature.name.trim().length > 120) return 'This name is too long.';
  if (signature.kind === 'typed') return undefined;
  return isSignaturePath(signature.path) ? undefined : 'Please sign in the box.';
}
