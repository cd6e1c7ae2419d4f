import { Form, SubmitButton } from '#app/ui/form.tsx';
import { Icon } from '#app/ui/icons.tsx';
import { TextArea, TextField } from '#app/ui/text-fields.tsx';

/** The client's no, with the reason. Folded away until it is wanted. */
export function DeclineForm({
  business,
  submission,
  isOpen,
}: {
  business: string;
  submission: string;
  isOpen: boolean;
}) {
  return (
    <details className="group font-sans text-base" open={isOpen}>
      <summary className="inline-flex min-h-(--control) items-center gap-2 text-ink-soft underline decoration-line underline-offset-4">
        <Icon name="chevron-right" className="transition-transform group-open:rotate-90" />
        Not for you? Decline this quote
      </summary>
      <Form name="decline" submission={submission} className="mt-4">
        <input type="hidden" name="intent" value="decline" />
        <TextArea
          name="reason"
          label="Why not?"
          maxLength={2000}
          help={`A sentence helps ${business} to do better, or to make you another offer.`}
        />
        <TextField name="name" id="decline-name" label="Your name" optional autoComplete="name" maxLength={120} />
        <div>
          <SubmitButton variant="secondary">Decline the quote</SubmitButton>
        </div>
      </Form>
    </details>
  );
}
