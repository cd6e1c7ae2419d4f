import { buttonClass } from '#app/ui/button.tsx';
import { ConfirmButton } from '#app/ui/confirm-button.tsx';
import { DateText } from '#app/ui/figure.tsx';
import { Form, SubmitButton } from '#app/ui/form.tsx';
import { Icon } from '#app/ui/icons.tsx';
import { Card } from '#app/ui/page.tsx';
import { TextArea, TextField } from '#app/ui/text-fields.tsx';
import { CopyButton } from './copy-button.tsx';

export interface WaitingQuote {
  id: string;
  /** The whole address for the client. */
  address: string;
  /** `body` is what the sender's own mail program begins with, `letter` what we mail around the link. */
  mail: { to: string; subject: string; body: string; letter: string };
  expiresOn: string | null;
}

/** The link of a quote that waits for its answer, and what can be done with it. */
export function OpenQuoteCard({ quote, maySend, days }: { quote: WaitingQuote; maySend: boolean; days: number }) {
  const { to, subject, body } = quote.mail;
  const mail = `mailto:${encodeURIComponent(to)}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
  return (
    <Card className="grid gap-4">
      {maySend && <MailForm quote={quote} />}
      <p>
        {maySend ? 'Or send this link yourself' : 'This is the link'}
        {to && <> for {to}</>}.{' '}
        {quote.expiresOn && (
          <>
            The quote can be accepted until <DateText value={quote.expiresOn} shape="long" />.
          </>
        )}
      </p>
      <p className="copyable">{quote.address}</p>
      <div className="toolbar">
        <CopyButton text={quote.address} variant={maySend ? 'secondary' : 'primary'}>
          Copy the link
        </CopyButton>
        <a className={buttonClass({})} href={mail}>
          <Icon name="mail" />
          Write it in your mail program
        </a>
        <a className={buttonClass({ variant: 'quiet' })} href={quote.address} target="_blank" rel="noreferrer">
          <Icon name="external" />
          Open as the client
        </a>
      </div>
      {maySend && (
        <details className="group">
          <summary className="inline-flex min-h-(--control) items-center gap-2 font-medium">
            <Icon name="chevron-right" className="group-open:rotate-90" />
            Extend, send to somebody else, or withdraw
          </summary>
          <div className="mt-3 grid gap-5">
            <ExtendForm id={quote.id} days={days} label="Extend" />
            <ResendForm id={quote.id} to={to} />
            <WithdrawForm id={quote.id} />
          </div>
        </details>
      )}
    </Card>
  );
}

/** The link of a quote that nobody answered in time. */
export function ExpiredQuoteCard({ quote, maySend, days }: { quote: WaitingQuote; maySend: boolean; days: number }) {
  return (
    <Card className="grid gap-4">
      {quote.expiresOn && (
        <p>
          It could be accepted until <DateText value={quote.expiresOn} shape="long" />. The link says so now; opened
          again, it is good as it was.
        </p>
      )}
      <p className="copyable">{quote.address}</p>
      {maySend && <ExtendForm id={quote.id} days={days} label="Open again" />}
    </Card>
  );
}

/** Open for more days from today, behind the same link. */
function ExtendForm({ id, days, label }: { id: string; days: number; label: string }) {
  return (
    <Form name="extend" className="form-inline">
      <input type="hidden" name="intent" value="extend" />
      <input type="hidden" name="id" value={id} />
      <TextField name="days" label="Valid from today for" inputMode="numeric" suffix="days" defaultValue={days} />
      <SubmitButton variant="secondary" className="self-end">
        {label}
      </SubmitButton>
    </Form>
  );
}

/** The letter with the link in it; sent once more, it is another letter. */
function MailForm({ quote: { id, mail } }: { quote: WaitingQuote }) {
  return (
    <Form name="mail" className="grid gap-4" aria-label="Mail it">
      <input type="hidden" name="id" value={id} />
      <TextField
        name="sentTo"
        id="mail-to"
        type="email"
        label="To"
        autoComplete="off"
        defaultValue={mail.to}
        help="Answers come to your own address."
      />
      <TextField name="subject" label="Subject" autoComplete="off" maxLength={150} defaultValue={mail.subject} />
      <TextArea
        name="message"
        label="Letter"
        rows={7}
        maxLength={4000}
        defaultValue={mail.letter}
        help="The total and the link stand below it."
      />
      <div>
        <SubmitButton name="intent" value="mail" icon="mail">
          Mail it
        </SubmitButton>
      </div>
    </Form>
  );
}

function ResendForm({ id, to }: { id: string; to: string }) {
  return (
    <Form name="resend" className="form-inline">
      <input type="hidden" name="intent" value="resend" />
      <input type="hidden" name="id" value={id} />
      <TextField
        name="sentTo"
        id="resend-to"
        type="email"
        label="Send to"
        optional
        autoComplete="off"
        defaultValue={to}
      />
      <SubmitButton variant="secondary" className="self-end">
        Save the address
      </SubmitButton>
    </Form>
  );
}

function WithdrawForm({ id }: { id: string }) {
  return (
    <Form name="withdraw">
      <input type="hidden" name="intent" value="withdraw" />
      <input type="hidden" name="id" value={id} />
      <div>
        <ConfirmButton
          question="Withdraw this quote?"
          consequence="Its link stops working and says so. You can send the estimate again behind a new link."
          confirm="Withdraw"
        >
          Withdraw the quote
        </ConfirmButton>
      </div>
    </Form>
  );
}

/** A new revision to change; the one that was sent stays as it is. */
export function ReviseForm({ isOpen }: { isOpen: boolean }) {
  return (
    <Form name="revise">
      <input type="hidden" name="intent" value="revise" />
      <div>
        {isOpen ? (
          <ConfirmButton
            icon="edit"
            question="Revise this estimate?"
            consequence="The client's link will say that a newer quote is coming. What was sent is kept."
            confirm="Revise"
          >
            Revise
          </ConfirmButton>
        ) : (
          <SubmitButton variant="secondary" icon="edit">
            Revise
          </SubmitButton>
        )}
      </div>
    </Form>
  );
}
