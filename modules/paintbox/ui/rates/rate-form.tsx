import { useSearchParams } from '@remix-run/react';
import { type FormEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { LinkButton } from '#app/ui/button.tsx';
import { Form, SubmitButton } from '#app/ui/form.tsx';
import { failureFor } from '#app/ui/form-failure.ts';
import { useMemberLocale } from '#app/ui/locale.tsx';
import { TextField } from '#app/ui/text-fields.tsx';
import { newId } from '#app/values/id.ts';
import { ConflictSummary, conflictIn, type RateConflict, useRateAnswer } from './differences.tsx';
import { type FormValues, textOf } from './form-values.ts';
import { firstField, type PartId, partOf, partsIn, partsNamed, wholeOf } from './parts.ts';
import { RateContext } from './rate-context.ts';
import { RateParts } from './rate-parts.tsx';
import { reshape } from './reshape.ts';

/** The parts that are being edited: those of a form that was sent back, or else those of the address (`?edit=labour`). */
export function useOpenParts(): PartId[] {
  const [search] = useSearchParams();
  const answer = useRateAnswer();
  const sent = valuesIn(answer);
  if (!sent) return partsNamed(search.get('edit')?.split(',') ?? []);
  // What is wrong may stand elsewhere: a product was removed, and a surface named it.
  const wrong = Object.keys(failureFor(answer, formName)?.fieldErrors ?? {});
  return partsNamed([...partsIn(sent), ...wrong.map(partOf)]);
}

const formName = 'rates';

interface RateFormProps {
  /** The newest version, as fields. */
  book: FormValues;
  number: number;
  currency: string;
  submission: string;
}

/**
 * The rate book with its open parts as one form. The browser holds what is typed; only when rows or parts come or go, or
 * a refused save was put together with somebody else's, is it drawn anew from its fields.
 */
export function RateForm({ book, number, currency, submission }: RateFormProps) {
  const { locale } = useMemberLocale();
  const answer = useRateAnswer();
  const conflict = conflictIn(answer, locale);
  const known = useKnown({ number, book }, conflict);
  const sent = valuesIn(answer);
  const base = conflict?.number ?? (Number(sent?.baseVersion) || known.number);
  const [own, setOwn] = useState<{
    answer: unknown;
    serial: number;
    values: FormValues;
    focus?: string;
  }>();
  const current = own?.answer === answer ? own : undefined;
  const asked = useOpenParts();
  const open = current ? partsIn(current.values) : asked;
  const values = current?.values ?? conflict?.values ?? (sent ? wholeOf(known.book, sent) : known.book);
  const drawn = `${base} ${conflict ? 'merged' : ''} ${current?.serial ?? ''}`;
  const fields = useRef<HTMLDivElement>(null);
  const [start = 'labour'] = asked;
  useFocus(fields, sent && !current ? undefined : (current?.focus ?? firstField(book, start)), current?.serial);

  function send(event: FormEvent<HTMLFormElement>) {
    const command = commandOf(event);
    if (command === null) return;
    event.preventDefault();
    const next = reshape(wholeOf(known.book, readForm(event.currentTarget)), command, { locale, newId });
    setOwn({ answer, serial: (own?.serial ?? 0) + 1, ...next });
  }

  return (
    <Form name={formName} submission={submission} guard onSubmit={send} preventScrollReset>
      <input type="hidden" name="intent" value="save" />
      <input type="hidden" name="baseVersion" value={base} />
      <SaveBar number={base} />
      {conflict && <ConflictSummary conflict={conflict} />}
      <RateContext.Provider value={{ values, locale, currency, open, opens: 'in-form' }}>
        <div ref={fields} key={drawn}>
          <RateParts />
        </div>
      </RateContext.Provider>
    </Form>
  );
}

interface Known {
  number: number;
  book: FormValues;
}

/**
 * The newest version that this form has heard of. It is not the page's own: that may be read anew while somebody types,
 * and what they typed was meant for the version they saw.
 */
function useKnown(first: Known, conflict: RateConflict | null): Known {
  const [known, setKnown] = useState(first);
  if (!conflict || conflict.number <= known.number) return known;
  const newer = { number: conflict.number, book: conflict.theirs };
  setKnown(newer);
  return newer;
}

/** First in the form, so that Enter in any cell saves and never removes a row. Stays in sight. */
function SaveBar({ number }: { number: number }) {
  return (
    <div className="z-3 flex sm:sticky sm:top-14 flex-wrap items-end gap-3 rounded-lg border border-line bg-raised p-3 shadow-low">
      <TextField
        name="note"
        label="What changed"
        optional
        placeholder="Such as “New prices from the store”"
        className="min-w-56 flex-1"
        autoComplete="off"
        maxLength={200}
      />
      <SubmitButton>Save as version {number + 1}</SubmitButton>
      <LinkButton to="?" variant="quiet" preventScrollReset replace>
        Cancel
      </LinkButton>
    </div>
  );
}

/** The fields of an answer to this form: to its refusal, or to a change of its rows. */
function valuesIn(answer: unknown): FormValues | undefined {
  if (typeof answer !== 'object' || answer === null || !('values' in answer)) return undefined;
  const values = answer.values as FormValues; // both answers carry the fields that were sent
  return textOf(values, '_form') === formName ? values : undefined;
}

function commandOf(event: FormEvent<HTMLFormElement>): string | null {
  const { submitter } = event.nativeEvent as SubmitEvent; // React's type of a submit event does not say so
  return submitter instanceof HTMLButtonElement && submitter.name === 'reshape' ? submitter.value : null;
}

function readForm(form: HTMLFormElement): FormValues {
  const values: FormValues = {};
  const data = new FormData(form);
  for (const name of new Set(data.keys())) {
    const all = data.getAll(name).map(String);
    if (name.endsWith('[]')) values[name.slice(0, -2)] = all;
    else values[name] = all[0] ?? '';
  }
  return values;
}

function useFocus(fields: RefObject<HTMLElement>, name: string | undefined, serial: number | undefined) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same field may be gone to twice
  useEffect(() => {
    if (name) fields.current?.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"]`)?.focus();
  }, [fields, name, serial]);
}
