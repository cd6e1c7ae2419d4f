import { type QuoteBrand, QuoteFrame } from './frame.tsx';
import { AskForm, type Message, Messages } from './questions.tsx';

export interface ClosedQuote {
  business: string;
  brand: QuoteBrand;
  state: string;
  /** Why it is over, in a sentence. */
  message: string;
  submission: string;
  questions: readonly Message[];
}

const titles: Record<string, string> = {
  expired: 'This quote has expired',
  revoked: 'This quote was withdrawn',
  superseded: 'There is a newer quote',
};

/** What a link shows once its quote is over: why, and a way to ask for another. */
export function ClosedPage({ business, brand, state, message, submission, questions }: ClosedQuote) {
  return (
    <QuoteFrame business={business} brand={brand}>
      <div className="grid gap-8 font-serif text-lg">
        <header className="grid gap-3">
          <h1 className="display">{titles[state] ?? 'This quote is closed'}</h1>
          <p>{message}</p>
        </header>
        <Messages messages={questions} business={business} />
        <AskForm business={business} name="" submission={submission} label={`Write to ${business}`} />
      </div>
    </QuoteFrame>
  );
}

/** The same for a link that was cut off, made up, or belongs to nothing any more. */
export function UnknownPage() {
  return (
    <QuoteFrame business="Candlefish">
      <div className="grid gap-3 font-serif text-lg">
        <h1 className="display">This link opens nothing</h1>
        <p>Check that the whole link was copied. If it was, ask whoever sent it to you for a new one.</p>
      </div>
    </QuoteFrame>
  );
}
