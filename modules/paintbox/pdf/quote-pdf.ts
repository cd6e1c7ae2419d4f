import { Document, type DocumentProps, Image, Page, Path, Svg, Text, View } from '@react-pdf/renderer';
import { createElement as h, type ReactElement, type ReactNode } from 'react';
import { type Colour, corrected, grounds } from '#app/values/colour.ts';
import { formatMoney } from '#app/values/money.ts';
import { formatOn } from '#app/values/time.ts';
import type { QuoteLine, QuoteOption, QuoteSection } from '../domain/quote.ts';
import {
  choiceGroups,
  optionDetails,
  type QuoteDocument,
  type QuoteSignature,
  roundingSentence,
  type SumRow,
  signatureBox,
  signatureErased,
  sumRows,
  taxSentence,
} from '../domain/quote-print.ts';
import { colours, styles } from './styles.ts';

/** How the business looks. Plain data: it crosses threads as it is. */
export interface PrintBrand {
  colour: Colour | null;
  logo: { bytes: Uint8Array; kind: 'png' | 'jpeg' } | null;
}

/** Writes an amount of the quote. */
type Money = (minor: number) => string;

/**
 * The quote on paper: the same parts, in the same order and with the same figures as the client's page. Written without JSX, so
 * that a thread runs it as it stands.
 */
export function quotePdf(document: QuoteDocument, brand?: PrintBrand): ReactElement<DocumentProps> {
  const { quote, business, label, locale } = document;
  const money: Money = (minor) => formatMoney(minor, quote.currency, locale);
  const madeAt = document.acceptance?.acceptedAt ?? new Date(`${quote.issuedOn}T12:00:00Z`);
  const about = {
    title: `${quote.title}, ${label}`,
    author: business.name,
    creator: 'Candlefish',
    producer: 'Candlefish',
  };
  return h(
    Document,
    // Dated by the document and not by the clock: the same quote gives the same bytes.
    { ...about, language: locale, creationDate: madeAt, modificationDate: madeAt },
    h(
      Page,
      { size: paperOf(locale), style: styles.page },
      masthead(document, brand),
      head(document, brand),
      stateLine(document),
      quote.clientNote ? h(View, { style: styles.part }, ...paragraphs(quote.clientNote)) : null,
      offer(document, money),
      choices(document, money),
      sums(document, money),
      quote.terms ? part('Terms', ...paragraphs(quote.terms)) : null,
      document.acceptance ? signed(document, document.acceptance) : toSign(document),
      footer(document),
    ),
  );
}

/** Letter where it is in use, A4 elsewhere. */
function paperOf(locale: string): 'LETTER' | 'A4' {
  return ['US', 'CA', 'MX', 'CL', 'CO', 'PH'].includes(new Intl.Locale(locale).maximize().region ?? '')
    ? 'LETTER'
    : 'A4';
}

function masthead({ business, label }: QuoteDocument, brand: PrintBrand | undefined): ReactNode {
  return h(
    View,
    { style: styles.masthead },
    h(
      View,
      { style: styles.label },
      brand?.logo ? h(Image, { style: styles.logo, src: pictureOf(brand.logo) }) : null,
      h(Text, { style: styles.business }, business.name),
    ),
    h(Text, { style: styles.soft }, `Quote ${label}`),
  );
}

function pictureOf({ bytes, kind }: NonNullable<PrintBrand['logo']>) {
  // What crosses a thread arrives as plain bytes.
  return { data: Buffer.from(bytes), format: kind === 'jpeg' ? ('jpg' as const) : kind };
}

function head({ quote, recipient, locale }: QuoteDocument, brand: PrintBrand | undefined): ReactNode {
  const mark = brand?.colour ? { backgroundColor: corrected(brand.colour, grounds.paper, 3) } : {};
  return h(
    View,
    { style: styles.head },
    h(View, { style: [styles.mark, mark] }),
    h(Text, { style: styles.title }, quote.title),
    h(
      View,
      { style: styles.facts },
      fact('For', recipient.name),
      fact('Date', formatOn(quote.issuedOn, locale, 'long')),
      recipient.address ? fact('At', recipient.address) : fact('', ''),
      fact('Valid until', formatOn(quote.validUntil, locale, 'long')),
    ),
  );
}

function fact(term: string, value: string): ReactNode {
  return h(View, { style: styles.fact }, h(Text, { style: styles.factTerm }, term), h(Text, null, value));
}

const stateSentences: Partial<Record<QuoteDocument['state'], string>> = {
  preview: 'This is a preview. The quote has not been sent.',
  declined: 'This quote was declined.',
  expired: 'This quote has expired.',
  revoked: 'This quote was withdrawn.',
  superseded: 'A newer quote has replaced this one.',
};

function stateLine({ state }: QuoteDocument): ReactNode {
  const sentence = stateSentences[state];
  return sentence ? h(View, { style: styles.state }, h(Text, { style: styles.strong }, sentence)) : null;
}

/**
 * A titled part. What is in it stands in it directly: react-pdf squeezes a view that is the only one in another, where it should
 * move it to the next page.
 */
function part(title: string, ...children: ReactNode[]): ReactNode {
  return h(View, { style: styles.part }, h(Text, { style: styles.heading, minPresenceAhead: 110 }, title), ...children);
}

function paragraphs(text: string): ReactNode[] {
  return text
    .split(/\n\s*\n/)
    .map((words) => h(Text, { style: styles.paragraph, orphans: 2, widows: 2 }, words.trim()));
}

/** An area of so many lines is kept on one page. */
const keptTogether = 14;

/** The work, area by area. Its head stands again on every page that the table goes on to. */
function offer({ quote }: QuoteDocument, money: Money): ReactNode {
  const isPriced = quote.sections.some((section) => section.amount !== null);
  return h(
    View,
    { style: styles.part },
    h(Text, { style: styles.heading, minPresenceAhead: 90 }, 'What is included'),
    isPriced
      ? h(View, { style: [styles.row, styles.tableHead], fixed: true }, h(Text, null, 'Work'), h(Text, null, 'Price'))
      : null,
    ...quote.sections.map((section) => sectionRows(section, money)),
  );
}

function sectionRows(section: QuoteSection, money: Money): ReactNode {
  const included = section.lines.filter((line) => !line.isExcluded);
  const excluded = section.lines.filter((line) => line.isExcluded);
  return h(
    View,
    { style: styles.section, wrap: section.lines.length > keptTogether },
    h(
      View,
      { style: [styles.row, styles.sectionHead], wrap: false, minPresenceAhead: 32 },
      h(Text, { style: styles.label }, section.title),
      section.amount === null ? null : h(Text, { style: styles.amount }, money(section.amount)),
    ),
    ...included.map((line) => lineRow(line, money)),
    excluded.length > 0
      ? h(Text, { style: styles.soft }, `Not included: ${excluded.map((line) => line.label).join(', ')}.`)
      : null,
  );
}

function lineRow(line: QuoteLine, money: Money): ReactNode {
  return h(
    View,
    { style: styles.row, wrap: false },
    h(
      Text,
      { style: styles.label },
      line.label,
      line.description ? h(Text, { style: styles.soft }, `, ${line.description}`) : null,
    ),
    line.amount === null ? null : h(Text, { style: [styles.amount, styles.soft] }, money(line.amount)),
  );
}

/** Every option with its mark: taken or not. */
function choices({ quote, selection }: QuoteDocument, money: Money): ReactNode {
  if (quote.options.length === 0) return null;
  const { single, groups } = choiceGroups(quote);
  const rows = (name: string, options: readonly QuoteOption[]) =>
    options.map((option, index) => {
      const row = optionRow(option, selection.includes(option.id), money);
      // A name alone at the foot of a page names nothing: it goes with the first of its options.
      const title = index === 0 ? h(Text, { style: styles.subheading }, name) : null;
      return h(View, { wrap: false }, title, row);
    });
  return part(
    'Your choices',
    ...groups.flatMap(({ name, options }) => rows(`${name}: one of these`, options)),
    ...rows('Extras', single),
  );
}

function optionRow(option: QuoteOption, isTaken: boolean, money: Money): ReactNode {
  const notes = [option.description, ...optionDetails(option)].filter(Boolean);
  return h(
    View,
    { style: styles.option },
    h(Text, { style: styles.optionMark }, isTaken ? '☑' : '☐'),
    h(
      View,
      { style: styles.optionText },
      h(Text, { style: styles.strong }, option.name),
      ...notes.map((note) => h(Text, { style: styles.soft }, note)),
    ),
    h(
      View,
      { style: styles.optionAmount },
      h(Text, { style: [styles.amount, isTaken ? styles.strong : styles.soft] }, money(option.amount)),
      h(Text, { style: [styles.amount, styles.small] }, isTaken ? 'chosen' : 'not chosen'),
    ),
  );
}

function sums({ quote, selection, totals }: QuoteDocument, money: Money): ReactNode {
  const sentences = [taxSentence(quote), roundingSentence(quote)].filter(Boolean);
  return h(
    View,
    { style: styles.part, wrap: false },
    h(Text, { style: styles.heading }, 'What it comes to'),
    h(View, { style: styles.sums }, ...sumRows(quote, selection, totals).map((row) => sumRow(row, money))),
    ...sentences.map((sentence) => h(Text, { style: [styles.small, { marginTop: 3 }] }, sentence)),
  );
}

const sumLooks: Record<SumRow['kind'], (typeof styles)[keyof typeof styles]> = {
  part: styles.plain,
  sum: styles.subtotal,
  total: styles.total,
  note: styles.soft,
};

function sumRow(row: SumRow, money: Money): ReactNode {
  return h(
    View,
    { style: [styles.row, sumLooks[row.kind]] },
    h(Text, { style: styles.label }, row.label),
    h(Text, { style: styles.amount }, money(row.amount)),
  );
}

function signed({ locale, timeZone }: QuoteDocument, signature: QuoteSignature): ReactNode {
  const at = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'long', timeZone }).format(
    signature.acceptedAt,
  );
  return h(
    View,
    { style: styles.part, wrap: false },
    h(Text, { style: styles.heading }, 'Accepted'),
    signatureAsGiven(signature),
    h(Text, null, signature.signedName),
    h(Text, { style: styles.small }, `Signed electronically on ${at}.`),
  );
}

function signatureAsGiven({ signatureKind, signature }: QuoteSignature): ReactNode {
  if (signature === '') return h(Text, { style: styles.small }, signatureErased);
  return signatureKind === 'typed' ? h(Text, { style: styles.signature }, signature) : drawnSignature(signature);
}

function drawnSignature(path: string): ReactNode {
  const { width, height } = signatureBox;
  return h(
    Svg,
    { width: width * 0.36, height: height * 0.36, viewBox: `0 0 ${width} ${height}`, style: styles.drawing },
    h(Path, {
      d: path,
      stroke: colours.ink,
      strokeWidth: 4,
      strokeLinecap: 'round',
      strokeLinejoin: 'round',
      fill: 'none',
    }),
  );
}

/** Room to sign by hand, for whoever prints it. */
function toSign({ state, business }: QuoteDocument): ReactNode {
  if (state !== 'open') return null;
  const space = (caption: string, width: string) =>
    h(View, { style: { width } }, h(View, { style: styles.signLine }), h(Text, { style: styles.small }, caption));
  return h(
    View,
    { style: styles.part, wrap: false },
    h(Text, { style: styles.heading }, 'To accept'),
    h(Text, null, `Open the link you were sent, or sign here and return a copy to ${business.name}.`),
    h(View, { style: styles.row }, space('Name', '34%'), space('Signature', '40%'), space('Date', '20%')),
  );
}

function footer({ business, label }: QuoteDocument): ReactNode {
  return h(
    View,
    { style: styles.footer, fixed: true },
    h(Text, null, `${business.name}, quote ${label}`),
    h(Text, { render: ({ pageNumber, totalPages }) => `Page ${pageNumber} of ${totalPages}` }),
  );
}
