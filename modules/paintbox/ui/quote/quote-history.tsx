import type { ReactNode } from 'react';
import { Badge, type Tone } from '#app/ui/badge.tsx';
import { DateText, Money } from '#app/ui/figure.tsx';
import { Icon, type IconName } from '#app/ui/icons.tsx';
import { type QuoteState, quoteStateLabels } from '../../domain/labels.ts';
import type { QuoteSignature } from '../../domain/quote-print.ts';
import { Signature } from './signature.tsx';

/** A quote that was sent, and what became of it. */
export interface SentQuote {
  id: string;
  revision: number;
  state: QuoteState;
  totalMinor: number;
  currency: string;
  expiresOn: string | null;
  sentAt: Date;
  sentTo: string | null;
  sentByName: string | null;
  viewCount: number;
  lastViewedAt: Date | null;
  closedAt: Date | null;
  acceptance: (QuoteSignature & { ip: string | null; totalMinor: number; options: readonly string[] }) | null;
  decline: { declinedAt: Date; declinedName: string; reason: string } | null;
}

const tones: Record<QuoteState, Tone> = {
  open: 'info',
  accepted: 'done',
  declined: 'danger',
  expired: 'danger',
  revoked: 'plain',
  superseded: 'plain',
};

/** Every quote of an estimate, newest first, each with its steps. */
export function QuoteHistory({ quotes }: { quotes: readonly SentQuote[] }) {
  return (
    <ol className="grid gap-6">
      {quotes.map((quote) => (
        <li key={quote.id} className="grid gap-3">
          <h3 className="flex flex-wrap items-center gap-x-3 gap-y-1 font-semibold">
            <span>
              Revision {quote.revision}, <Money minor={quote.totalMinor} currency={quote.currency} />
            </span>
            <Badge tone={tones[quote.state]}>{quoteStateLabels[quote.state]}</Badge>
          </h3>
          <ol className="grid gap-2 border-l border-line pl-4">
            <Steps quote={quote} />
          </ol>
        </li>
      ))}
    </ol>
  );
}

function Steps({ quote }: { quote: SentQuote }) {
  const { acceptance, decline } = quote;
  return (
    <>
      <Step icon="send" at={quote.sentAt}>
        Sent{quote.sentTo && ` to ${quote.sentTo}`}
        {quote.sentByName && ` by ${quote.sentByName}`}
      </Step>
      {quote.lastViewedAt ? (
        <Step icon="eye" at={quote.lastViewedAt}>
          Opened {quote.viewCount === 1 ? 'once' : `${quote.viewCount} times, last`}
        </Step>
      ) : (
        <Step icon="eye">Not opened yet</Step>
      )}
      {acceptance && (
        <Step icon="done" at={acceptance.acceptedAt} below={<Signature {...acceptance} />}>
          Accepted by {acceptance.signedName} for <Money minor={acceptance.totalMinor} currency={quote.currency} />
          {acceptance.options.length > 0 && ` with ${acceptance.options.join(', ')}`}
          {acceptance.ip && `, from ${acceptance.ip}`}
        </Step>
      )}
      {decline && (
        <Step icon="x" at={decline.declinedAt}>
          Declined{decline.declinedName && ` by ${decline.declinedName}`}
          {decline.reason && `: “${decline.reason}”`}
        </Step>
      )}
      {quote.state === 'expired' && quote.expiresOn && (
        <Step icon="clock" at={quote.expiresOn}>
          Expired, last day
        </Step>
      )}
      {quote.closedAt && (
        <Step icon="undo" at={quote.closedAt}>
          {quote.state === 'revoked' ? 'Withdrawn' : 'Replaced by a newer one'}
        </Step>
      )}
    </>
  );
}

interface StepProps {
  icon: IconName;
  at?: Date | string;
  below?: ReactNode;
  children: ReactNode;
}

function Step({ icon, at, below, children }: StepProps) {
  return (
    <li className="grid grid-cols-[auto_1fr] gap-x-2">
      <Icon name={icon} className="mt-0.5 text-ink-soft" />
      <div>
        {children}
        {at && (
          <span className="text-ink-soft">
            , <DateText value={at} shape={typeof at === 'string' ? 'long' : 'both'} />
          </span>
        )}
        {below}
      </div>
    </li>
  );
}
