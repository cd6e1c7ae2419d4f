import type { ReactNode } from 'react';
import { cx } from '#app/ui/cx.ts';
import { DateText } from '#app/ui/figure.tsx';
import { type QuoteDocument, roundingSentence, taxSentence } from '../../domain/quote-print.ts';
import { Choices } from './choices.tsx';
import { OfferTable } from './offer-table.tsx';
import { SumTable } from './sum-table.tsx';

export interface QuoteBodyProps {
  document: QuoteDocument;
  /** The level of its title; parts stand one below. */
  title?: 'h1' | 'h3';
  /** Given while the client may still choose. */
  onChoose?: (selection: string[]) => void;
  /** Between the title and the offer: what happened to the quote. */
  children?: ReactNode;
  /** Below the total: what to do next. */
  answer?: ReactNode;
}

/** The quote as the client reads it; the PDF prints the same. */
export function QuoteBody({ document, title = 'h1', onChoose, children, answer }: QuoteBodyProps) {
  const { quote, selection, totals } = document;
  return (
    <article className="grid gap-12 font-serif text-lg leading-relaxed print:gap-6 print:text-base print:leading-normal">
      <QuoteHead document={document} level={title} />
      {children}
      {quote.clientNote && <Paragraphs text={quote.clientNote} />}
      <Part title="What is included">
        <OfferTable quote={quote} />
      </Part>
      {quote.options.length > 0 && (
        <Part title="Your choices">
          <Choices quote={quote} selection={selection} onChoose={onChoose} />
        </Part>
      )}
      <Part title="What it comes to">
        <SumTable quote={quote} selection={selection} totals={totals} />
        <p className="mt-3 text-base text-ink-soft">
          {[taxSentence(quote), roundingSentence(quote)].filter(Boolean).map(sentence).join(' ')}
        </p>
      </Part>
      {quote.terms && (
        <Part title="Terms">
          <Paragraphs text={quote.terms} />
        </Part>
      )}
      {answer}
    </article>
  );
}

function QuoteHead({ document, level: Title }: { document: QuoteDocument; level: 'h1' | 'h3' }) {
  const { quote, recipient, label } = document;
  return (
    <header>
      <p className="text-base text-ink-soft">
        For {recipient.name}
        {recipient.address && <>, {recipient.address}</>}
      </p>
      <Title className="display mt-2">{quote.title}</Title>
      <p className="mt-4 text-base text-ink-soft">
        Quote {label} of <DateText value={quote.issuedOn} shape="long" />. Valid until{' '}
        <strong className="font-semibold text-ink">
          <DateText value={quote.validUntil} shape="long" />
        </strong>
        .
      </p>
    </header>
  );
}

/** A titled part of the quote page. */
export function Part({
  title,
  id,
  className,
  children,
}: {
  title: string;
  id?: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    <section id={id} className={cx('scroll-mt-6', className)}>
      <h2 className="mb-3 font-serif text-2xl font-semibold">{title}</h2>
      {children}
    </section>
  );
}

/** Text as it was typed: a blank line begins a paragraph, a line break stays one. */
export function Paragraphs({ text }: { text: string }) {
  return (
    <div className="prose">
      {text.split(/\n\s*\n/).map((paragraph, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the paragraphs of one text never move
        <p key={index} className="whitespace-pre-line">
          {paragraph.trim()}
        </p>
      ))}
    </div>
  );
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
