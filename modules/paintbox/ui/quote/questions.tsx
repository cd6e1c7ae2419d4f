import { DateText } from '#app/ui/figure.tsx';
import { Form, SubmitButton } from '#app/ui/form.tsx';
import { TextArea, TextField } from '#app/ui/text-fields.tsx';

export interface Message {
  id: string;
  side: 'client' | 'contractor';
  authorName: string;
  body: string;
  askedAt: Date;
}

/** Both sides' messages, oldest first. */
export function Messages({ messages, business }: { messages: readonly Message[]; business: string }) {
  if (messages.length === 0) return null;
  return (
    <ol className="grid gap-4" aria-label="Questions and answers">
      {messages.map(({ id, side, authorName, body, askedAt }) => (
        <li
          key={id}
          className={side === 'client' ? 'border-l-2 border-line pl-4' : 'border-l-2 border-candle-edge pl-4'}
        >
          <p className="font-sans text-sm text-ink-soft">
            <strong className="font-semibold text-ink">{side === 'client' ? authorName : business}</strong>
            {side === 'contractor' && authorName && <>, {authorName}</>}, <DateText value={askedAt} shape="both" />
          </p>
          <p className="whitespace-pre-line">{body}</p>
        </li>
      ))}
    </ol>
  );
}

export interface AskFormProps {
  business: string;
  /** Who it was made out to; they may be somebody else. */
  name: string;
  submission: string;
  label?: string;
}

/** A question to the business. */
export function AskForm({ business, name, submission, label = 'Your question' }: AskFormProps) {
  return (
    <Form name="ask" submission={submission} resetWhenDone className="font-sans text-base">
      <input type="hidden" name="intent" value="ask" />
      <TextArea name="body" label={label} maxLength={2000} help={`${business} answers on this page.`} />
      <TextField name="name" id="ask-name" label="Your name" autoComplete="name" maxLength={120} defaultValue={name} />
      <div>
        <SubmitButton variant="secondary" icon="send">
          Send
        </SubmitButton>
      </div>
    </Form>
  );
}
