import { Button } from '#app/ui/button.tsx';
import { RadioGroup } from '#app/ui/choice-fields.tsx';
import { Form, FormActions, FormRow, SubmitButton } from '#app/ui/form.tsx';
import { TextArea, TextField } from '#app/ui/text-fields.tsx';
import type { Estimate } from '../../domain/estimate.ts';

export interface SendFormProps {
  /** What can still be decided about the page; null once this revision was sent. */
  settings: (Pick<Estimate, 'clientDetail' | 'validityDays' | 'clientNote' | 'terms'> & { version: number }) | null;
  recipient: { name: string; email: string | null };
  submission: string;
}

const details = [
  { value: 'total', label: 'One total', help: 'What is done in each area, without prices.' },
  { value: 'areas', label: 'A price for each area', help: 'Rooms and sides with their own price.' },
  { value: 'surfaces', label: 'A price for each surface', help: 'Walls, ceilings, trim: every line with its price.' },
] as const;

/** What the client will see, for how long, and who gets it. */
export function SendForm({ settings, recipient, submission }: SendFormProps) {
  return (
    <Form name="send" submission={submission}>
      {settings && (
        <>
          <input type="hidden" name="version" value={settings.version} />
          <RadioGroup
            name="clientDetail"
            legend="Prices the client sees"
            options={details}
            defaultValue={settings.clientDetail}
          />
          <TextArea
            name="clientNote"
            label="Message"
            optional
            defaultValue={settings.clientNote}
            maxLength={4000}
            help="Stands above the offer, on the page and in the PDF."
          />
          <TextArea name="terms" label="Terms" optional defaultValue={settings.terms} maxLength={10_000} />
        </>
      )}
      <FormRow>
        {settings && (
          <TextField
            name="validityDays"
            label="Valid for"
            inputMode="numeric"
            suffix="days"
            defaultValue={settings.validityDays}
          />
        )}
        <TextField
          name="sentTo"
          type="email"
          label={`E-mail of ${recipient.name}`}
          optional
          autoComplete="off"
          defaultValue={recipient.email ?? ''}
        />
      </FormRow>
      <FormActions>
        <SubmitButton name="intent" value={settings ? 'send' : 'sendAgain'} icon="link">
          Make the link
        </SubmitButton>
        {settings && (
          <Button type="submit" name="intent" value="settings" icon="eye">
            Save and preview
          </Button>
        )}
      </FormActions>
      <p className="text-sm text-ink-soft">
        This revision is then locked as the client sees it. You send the link yourself, by e-mail or message.
      </p>
    </Form>
  );
}
