import { useState } from 'react';
import { Checkbox } from '#app/ui/choice-fields.tsx';
import { FieldNotes } from '#app/ui/field.tsx';
import { Money } from '#app/ui/figure.tsx';
import { Form, SubmitButton } from '#app/ui/form.tsx';
import { useField } from '#app/ui/form-context.ts';
import { TextField } from '#app/ui/text-fields.tsx';
import { type QuoteDocument, takenOptions } from '../../domain/quote-print.ts';
import { Signature } from './signature.tsx';
import { SignaturePad } from './signature-pad.tsx';

/** The client's yes: what they agree to, their signature, and what is recorded of it. */
export function AcceptForm({ document, submission }: { document: QuoteDocument; submission: string }) {
  const { quote, selection, totals, business } = document;
  const taken = takenOptions(quote, selection);
  const total = <Money minor={totals.total} currency={quote.currency} />;
  return (
    <Form name="accept" submission={submission} className="font-sans text-base">
      <input type="hidden" name="intent" value="accept" />
      <input type="hidden" name="agreedTotal" value={totals.total} />
      {selection.map((id) => (
        <input key={id} type="hidden" name="selection[]" value={id} />
      ))}
      <p className="font-serif text-lg">
        You agree to <strong className="font-semibold">{quote.title}</strong>
        {taken.length > 0 && <> with {taken.map((option) => option.name).join(', ')}</>} for{' '}
        <strong className="font-semibold">{total}</strong>.
      </p>
      <SignatureFields />
      <Checkbox
        name="agreesToTerms"
        label={
          <>
            I accept this quote{quote.terms && ' and its terms'} for {total}.
          </>
        }
      />
      <div className="grid gap-2">
        <SubmitButton size="large">
          <span>Accept for {total}</span>
        </SubmitButton>
        <p className="text-sm text-ink-soft">
          {business.name} receives your name, your signature, the date and time, and the internet address you answer
          from.
        </p>
      </div>
    </Form>
  );
}

/** The name, and the signature: typed, which is the name again, or drawn. Without a script it is typed. */
function SignatureFields() {
  const [name, setName] = useState('');
  const [kind, setKind] = useState<'typed' | 'drawn'>('typed');
  const field = useField('signature', {});
  return (
    <>
      <TextField
        name="name"
        label="Your full name"
        autoComplete="name"
        maxLength={120}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <fieldset className="grid gap-3 border-0">
        <legend className="field-label mb-1">Your signature</legend>
        <div className="needs-script flex gap-5">
          <KindChoice value="typed" label="My typed name" current={kind} onChoose={setKind} />
          <KindChoice value="drawn" label="Draw it" current={kind} onChoose={setKind} />
        </div>
        <noscript>
          <p className="text-ink-soft">The name you type is your signature.</p>
        </noscript>
        <div id={field.wiring.id} tabIndex={-1}>
          {kind === 'drawn' ? (
            <SignaturePad name="signature" describedBy={field.wiring['aria-describedby']} />
          ) : (
            name && <Signature signedName={name} signatureKind="typed" signature={name} />
          )}
        </div>
        <FieldNotes field={field} />
      </fieldset>
    </>
  );
}

interface KindChoiceProps {
  value: 'typed' | 'drawn';
  label: string;
  current: string;
  onChoose: (kind: 'typed' | 'drawn') => void;
}

function KindChoice({ value, label, current, onChoose }: KindChoiceProps) {
  return (
    <label className="flex min-h-(--control) items-center gap-2">
      <input
        type="radio"
        className="check"
        name="signatureKind"
        value={value}
        checked={value === current}
        onChange={() => onChoose(value)}
      />
      {label}
    </label>
  );
}
