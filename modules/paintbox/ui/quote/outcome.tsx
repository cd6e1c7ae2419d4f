import type { ReactNode } from 'react';
import { DateText, Money } from '#app/ui/figure.tsx';
import { Icon } from '#app/ui/icons.tsx';
import { type QuoteDocument, type QuoteSignature, takenOptions } from '../../domain/quote-print.ts';
import { Signature } from './signature.tsx';

/** The calm end: what was agreed, by whom and when. */
export function Accepted({ document, acceptance }: { document: QuoteDocument; acceptance: QuoteSignature }) {
  const { quote, selection, totals, business } = document;
  const taken = takenOptions(quote, selection);
  return (
    <Outcome title={`Thank you. This quote is accepted.`} isDone>
      <p>
        {acceptance.signedName} accepted it on <DateText value={acceptance.acceptedAt} shape="both" /> for{' '}
        <strong className="font-semibold">
          <Money minor={totals.total} currency={quote.currency} />
        </strong>
        {taken.length > 0 && <>, with {taken.map((option) => option.name).join(', ')}</>}. {business.name} has it and
        will be in touch about the next step.
      </p>
      <Signature {...acceptance} />
    </Outcome>
  );
}

export function Declined({ business, at, reason }: { business: string; at: Date; reason: string }) {
  return (
    <Outcome title="This quote was declined.">
      <p>
        It was declined on <DateText value={at} shape="both" />
        {reason && <>: “{reason}”</>}. If you have changed your mind, write to {business} below and ask for a new one.
      </p>
    </Outcome>
  );
}

function Outcome({ title, isDone, children }: { title: string; isDone?: boolean; children: ReactNode }) {
  return (
    <section className="grid gap-3 rounded-xl border border-line bg-surface p-6" aria-labelledby="outcome">
      <h2 id="outcome" className="flex items-start gap-3 font-serif text-2xl font-semibold">
        <Icon name={isDone ? 'done' : 'info'} className={isDone ? 'mt-1 text-kelp' : 'mt-1 text-ink-soft'} />
        {title}
      </h2>
      {children}
    </section>
  );
}
