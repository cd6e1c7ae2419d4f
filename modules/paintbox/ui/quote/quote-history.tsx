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
  /** What was mailed, the newest first. */
  letters: readonly Letter[];
  viewCount: number;
  lastViewedAt: Date | null;
  closedAt: Date | null;
  acceptance: (QuoteSignature & { ip: string | null; totalMinor: number; options: readonly string[] }) | null;
  decline: { declinedAt: Date; declinedName: string; reason: string } | null;
}

interface Letter {
  id: string;
  to: string;
  state: 'queued' | 'failed' | 'sent' | 'dead';
  createdAt: Date;
  /** Why the last try failed, in the words of the mail server. */
  problem: string | null;
}

const letterStates = {
  queued: { text: 'On its way', tone: 'info' },
  failed: { text: 'Not delivered yet', tone: 'live' },
  sent: { text: 'Delivered', tone: 'done' },
  dead: { text: 'Could not be delivered', tone: 'danger' },
} as const satisfies Record<Letter['state'], { text: string; tone: Tone }>;

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
      {quote.letters.toReversed().map((letter) => (
        <Step key={letter.id} icon="mail" at={letter.createdAt} below={<LetterProblem {...letter} />}>
          Mailed to {letter.to} <Badge tone={letterStates[letter.state].tone}>{letterStates[letter.state].text}</Badge>
        </Step>
      ))}
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

function LetterProblem({ state, problem }: Letter) {
  if (problem === null || state === 'sent') return null;
  return (
    <p className="text-sm text-ink-soft">
      {state === 'failed'
        ? 'It is tried again by itself. The mail server said: '
        : 'Check the address and mail it again. The mail server said: '}
      <q className="break-words">{problem}</q>
    </p>
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
