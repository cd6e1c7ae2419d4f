import { useActionData } from '@remix-run/react';
import { Notice } from '#app/ui/badge.tsx';
import { buttonClass } from '#app/ui/button.tsx';
import { cx } from '#app/ui/cx.ts';
import { Money } from '#app/ui/figure.tsx';
import { failureFor } from '#app/ui/form-failure.ts';
import { Icon } from '#app/ui/icons.tsx';
import { Link } from '#app/ui/link.tsx';
import type { QuoteDocument } from '../../domain/quote-print.ts';
import { AcceptForm } from './accept-form.tsx';
import { DeclineForm } from './decline-form.tsx';
import { type QuoteBrand, QuoteFrame } from './frame.tsx';
import { Accepted, Declined } from './outcome.tsx';
import { AskForm, type Message, Messages } from './questions.tsx';
import { Part, QuoteBody } from './quote-body.tsx';
import { searchOf } from './selection.ts';
import { useChoice } from './use-choice.ts';

export interface OfferedQuote {
  document: QuoteDocument;
  brand: QuoteBrand;
  pdf: string;
  decline: { declinedAt: Date; reason: string } | null;
  questions: readonly Message[];
  /** Fresh ids: each form takes effect once, however often it is sent. */
  submissions: { accept: string; decline: string; ask: string };
}

/** The quote on the client's phone: read, choose, ask, answer. */
export function ClientPage(offered: OfferedQuote) {
  const { document, onChoose } = useChoice(offered.document);
  const { business, label, recipient, state, acceptance } = document;
  const isOpen = state === 'open';
  return (
    <QuoteFrame business={business.name} brand={offered.brand} label={label}>
      <QuoteBody
        document={document}
        onChoose={isOpen ? onChoose : undefined}
        answer={
          <>
            <Part title="Questions" id="questions" className={cx(offered.questions.length === 0 && 'print:hidden')}>
              <div className="grid gap-6">
                <Messages messages={offered.questions} business={business.name} />
                <div className="print:hidden">
                  <AskForm business={business.name} name={recipient.name} submission={offered.submissions.ask} />
                </div>
              </div>
            </Part>
            {isOpen && <Answer document={document} submissions={offered.submissions} />}
            {isOpen && <ToSign business={business.name} />}
          </>
        }
      >
        {!isOpen && <TooLate />}
        {acceptance && <Accepted document={document} acceptance={acceptance} />}
        {offered.decline && (
          <Declined business={business.name} at={offered.decline.declinedAt} reason={offered.decline.reason} />
        )}
        <p className="font-sans text-base print:hidden">
          <a className={buttonClass({})} href={offered.pdf + (isOpen ? searchOf(document.selection) : '')} download>
            <Icon name="download" />
            Download as PDF
          </a>
        </p>
      </QuoteBody>
      {isOpen && <TotalBar document={document} />}
    </QuoteFrame>
  );
}

function Answer({ document, submissions }: Pick<OfferedQuote, 'document' | 'submissions'>) {
  const isDeclining = failureFor(useActionData(), 'decline') !== undefined;
  return (
    <div className="grid gap-8 print:hidden">
      <Part title="Accept" id="answer">
        <AcceptForm document={document} submission={submissions.accept} />
      </Part>
      <DeclineForm business={document.business.name} submission={submissions.decline} isOpen={isDeclining} />
    </div>
  );
}

/** Room to sign by hand, for whoever prints the page. */
function ToSign({ business }: { business: string }) {
  return (
    <Part title="To accept" className="hidden break-inside-avoid print:block">
      <p>Open the link you were sent, or sign here and return a copy to {business}.</p>
      <div className="grid grid-cols-[34fr_40fr_20fr] gap-6 pt-12 text-sm">
        {['Name', 'Signature', 'Date'].map((caption) => (
          <span key={caption} className="border-t border-ink pt-1">
            {caption}
          </span>
        ))}
      </div>
    </Part>
  );
}

/** An answer that came second is told so. */
function TooLate() {
  const failure = failureFor(useActionData(), undefined);
  if (!failure || failure.values.intent === 'ask') return null;
  return (
    <div className="font-sans text-base" role="alert">
      <Notice title="Your answer was not recorded">
        This quote had been answered before. What was recorded is below.
      </Notice>
    </div>
  );
}

/** The total, always in sight while there is something to choose. */
function TotalBar({ document }: { document: QuoteDocument }) {
  return (
    <div className="sticky bottom-0 z-10 -mx-5 mt-10 flex items-center justify-between gap-4 border-t border-line bg-surface px-5 py-3 print:hidden">
      <p>
        <span className="block text-sm text-ink-soft">Total</span>
        <output className="font-serif text-2xl font-semibold" aria-live="polite">
          <Money minor={document.totals.total} currency={document.quote.currency} />
        </output>
      </p>
      <Link to="#answer" className={buttonClass({ variant: 'primary', size: 'large' })}>
        Accept
      </Link>
    </div>
  );
}
