import { wholeAddress } from '#app/http/address.server.ts';
import { listLettersAbout, type SentLetter } from '#app/mail/letters.server.ts';
import type { OperationContext } from '#app/tenancy/operation.server.ts';
import { formatOn, on, onAt } from '#app/values/time.ts';
import { addressLine, links, revisionNumber } from '../contract.ts';
import type { QuoteSettings } from '../domain/inputs/quote.ts';
import { priceEstimate } from '../domain/price.ts';
import { quoteOf } from '../domain/quote.ts';
import { type QuoteDocument, selectionOr, takenOptions } from '../domain/quote-print.ts';
import { quoteTotals } from '../domain/quote-totals.ts';
import { saveEstimate } from '../operations/estimate-editing.server.ts';
import { getEstimate } from '../operations/estimate-reading.server.ts';
import { getSentQuote } from '../operations/public-quotes.server.ts';
import { listQuestions, listQuotes } from '../operations/quotes.server.ts';
import { unprintable } from '../pdf/printable.ts';
import type { SentQuote } from '../ui/quote/quote-history.tsx';
import type { WaitingQuote } from '../ui/quote/sent-quote.tsx';
import { chosenDocument } from './quote-document.server.ts';

type Scope = Pick<OperationContext, 'tx' | 'tenant'>;
type Found = Awaited<ReturnType<typeof getEstimate>>;
type Listed = Awaited<ReturnType<typeof listQuotes>>[number];

/** What the page about sending an estimate was asked for. */
export interface Asked {
  estimateId: string;
  /** The options of the address. */
  chosen: readonly string[] | null;
  url: URL;
  /** Who signs the e-mail. */
  sender: string;
}

export async function quotePage(scope: Scope, asked: Asked) {
  const [found, quotes, questions] = await Promise.all([
    getEstimate(scope, asked.estimateId),
    listQuotes(scope, asked.estimateId),
    listQuestions(scope, asked.estimateId),
  ]);
  const { estimate, client, revision } = found;
  const letters = await listLettersAbout(
    scope.tx,
    quotes.map(({ id }) => id),
  );
  const newest = quotes.find((quote) => quote.revision === revision.number);
  const { preview, problems } = await shownDocument(scope, found, newest, asked.chosen);
  const { clientDetail, validityDays, clientNote, terms } = revision.document;
  return {
    slug: scope.tenant.slug,
    business: scope.tenant.name,
    label: revisionNumber(estimate.number, revision.number),
    estimate: { id: estimate.id, title: estimate.title, status: estimate.status },
    recipient: { name: client.name, email: client.email },
    preview,
    /** Characters that the PDF can only mark; the page shows them all. */
    unprintable: unprintable(preview),
    problems,
    settings: revision.lockedAt ? null : { clientDetail, validityDays, clientNote, terms, version: revision.version },
    validityDays,
    /** The quote that waits for an answer, or waited until it expired: its link is good for both. */
    waiting: newest && ['open', 'expired'].includes(newest.state) ? waitingQuote(scope, found, newest, asked) : null,
    quotes: quotes.map((quote) => sentQuote(quote, quote.id === newest?.id ? preview : null, letters)),
    questions: questions.map(({ id, side, authorName, body, askedAt, answeredAt }) => {
      return { id, side, authorName, body, askedAt, answeredAt };
    }),
  };
}

/** What the client sees, for the member's PDF. */
export async function estimateDocument(scope: Scope, estimateId: string) {
  const [found, quotes] = await Promise.all([getEstimate(scope, estimateId), listQuotes(scope, estimateId)]);
  const newest = quotes.find((quote) => quote.revision === found.revision.number);
  return shownDocument(scope, found, newest, null);
}

/** What was sent, if this revision was; else what would be sent now, or every reason why it cannot be. */
async function shownDocument(
  scope: Scope,
  found: Found,
  sent: Listed | undefined,
  chosen: readonly string[] | null,
): Promise<{ preview: QuoteDocument | null; problems: string[] }> {
  if (sent) return { preview: chosenDocument(await getSentQuote(scope, sent.id), chosen), problems: [] };
  const { tenant } = scope;
  const { estimate, revision, client, property } = found;
  const priced = priceEstimate(revision.document, found.rateBook);
  const issued = { version: revision.number, issuedOn: onAt(new Date(), tenant.timeZone) };
  const quote = quoteOf(revision.document, priced, issued);
  if (!quote.ok) {
    const problems = new Set(priced.problems.map(({ message }) => message));
    return { preview: null, problems: problems.size > 0 ? [...problems] : [quote.error] };
  }
  const selection = selectionOr(quote.value, chosen);
  const preview: QuoteDocument = {
    label: revisionNumber(estimate.number, revision.number),
    quote: quote.value,
    recipient: { name: client.name, address: property ? addressLine(property) : '' },
    business: { name: tenant.name },
    locale: tenant.locale,
    timeZone: tenant.timeZone,
    state: 'preview',
    selection,
    totals: quoteTotals(quote.value.basis, selection),
    acceptance: null,
  };
  return { preview, problems: [] };
}

function waitingQuote(
  { tenant }: Scope,
  { estimate, client }: Found,
  quote: Listed,
  { url, sender }: Asked,
): WaitingQuote | null {
  if (quote.token === null) return null;
  const address = wholeAddress(links.quote(quote.token), url);
  const until = quote.expiresOn && `It is valid until ${formatOn(on(quote.expiresOn), tenant.locale, 'long')}. `;
  const body = [
    `Hello ${client.name},`,
    `here is our quote for ${estimate.title}:`,
    address,
    `${until ?? ''}On that page you can choose options, ask us questions, and accept.`,
    `${sender}\n${tenant.name}`,
  ].join('\n\n');
  const subject = `Quote ${revisionNumber(estimate.number, quote.revision)}: ${estimate.title}`;
  const letter = [
    `Hello ${client.name},`,
    `here is our quote for ${estimate.title}. Please tell us if anything is not as you want it: an answer to this letter reaches me.`,
    `${sender}, ${tenant.name}`,
  ].join('\n\n');
  const to = quote.sentTo ?? client.email ?? '';
  return { id: quote.id, address, expiresOn: quote.expiresOn, mail: { to, subject, body, letter } };
}

function sentQuote(listed: Listed, document: QuoteDocument | null, letters: readonly SentLetter[]): SentQuote {
  const { acceptance, decline, revokedAt, supersededAt, token: _, ...quote } = listed;
  const options = document ? takenOptions(document.quote, document.selection).map(({ name }) => name) : [];
  return {
    ...quote,
    letters: letters
      .filter(({ aboutId }) => aboutId === quote.id)
      .map(({ id, to, state, createdAt, problem }) => ({ id, to, state, createdAt, problem })),
    closedAt: quote.state === 'revoked' ? revokedAt : quote.state === 'superseded' ? supersededAt : null,
    acceptance: acceptance && {
      signedName: acceptance.signedName,
      signatureKind: acceptance.signature === '' ? 'typed' : acceptance.signatureKind,
      signature: acceptance.signature || acceptance.signedName,
      acceptedAt: acceptance.acceptedAt,
      ip: acceptance.ip,
      totalMinor: acceptance.totalMinor,
      options,
    },
    decline: decline && { declinedAt: decline.declinedAt, declinedName: decline.declinedName, reason: decline.reason },
  };
}

/** Stores what the sender decided about the page, if it is anything new. */
export async function saveSettings(ctx: OperationContext, estimateId: string, input: QuoteSettings): Promise<void> {
  const { revision } = await getEstimate(ctx, estimateId);
  const { clientDetail, validityDays, clientNote, terms, version } = input;
  const before = revision.document;
  const document = { ...before, clientDetail, validityDays, clientNote, terms };
  if (JSON.stringify(document) === JSON.stringify(before)) return;
  await saveEstimate(ctx, { id: estimateId, revision: revision.number, version, document });
}
