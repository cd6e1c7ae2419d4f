import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { Form, SubmitButton } from '#app/ui/form.tsx';
import { useMemberLocale } from '#app/ui/locale.tsx';
import { TextField } from '#app/ui/text-fields.tsx';
import { newId } from '#app/values/id.ts';
import { ConflictSummary, conflictIn, useRateAnswer } from './differences.tsx';
import type { FormValues } from './form-values.ts';
import { LabourSection } from './labour-section.tsx';
import { PrepSection } from './prep-section.tsx';
import { ProductSection } from './product-section.tsx';
import { RateContext } from './rate-context.ts';
import { reshape } from './reshape.ts';
import { RulesSection } from './rules-section.tsx';
import { SurfaceSection } from './surface-section.tsx';

interface RateFormProps {
  /** The newest version, as fields. */
  book: FormValues;
  number: number;
  currency: string;
  submission: string;
}

/**
 * The whole rate book as one form. The browser holds what is typed; only when rows come or go, or a refused save was put
 * together with somebody else's, is it drawn anew from its fields.
 */
export function RateForm({ book, number, currency, submission }: RateFormProps) {
  const { locale } = useMemberLocale();
  const answer = useRateAnswer();
  const conflict = conflictIn(answer, locale);
  const base = conflict?.number ?? number;
  const [own, setOwn] = useState<{
    answer: unknown;
    number: number;
    serial: number;
    values: FormValues;
    focus?: string;
  }>();
  const current = own?.answer === answer && own?.number === base ? own : undefined;
  const values = current?.values ?? conflict?.values ?? valuesIn(answer) ?? book;
  // By the version that a save would follow: after a refusal the loader may hear of it later than the form does.
  const drawn = `${base} ${conflict ? 'merged' : ''} ${current?.serial ?? ''}`;
  const fields = useRef<HTMLDivElement>(null);
  useFocus(fields, current?.focus, current?.serial);

  function send(event: FormEvent<HTMLFormElement>) {
    const command = commandOf(event);
    if (command === null) return;
    event.preventDefault();
    const next = reshape(readForm(event.currentTarget), command, { locale, newId });
    setOwn({ answer, number: base, serial: (own?.serial ?? 0) + 1, ...next });
  }

  return (
    <Form name="rates" submission={submission} guard onSubmit={send}>
      <input type="hidden" name="intent" value="save" />
      <input type="hidden" name="baseVersion" value={base} />
      <SaveBar number={base} />
      {conflict && <ConflictSummary conflict={conflict} />}
      <RateContext.Provider value={{ values, isReadOnly: false, locale, currency }}>
        <div ref={fields} key={drawn} className="grid gap-8 [&>*]:min-w-0">
          <RateSections />
        </div>
      </RateContext.Provider>
      <div>
        <SubmitButton>Save as version {base + 1}</SubmitButton>
      </div>
    </Form>
  );
}

/** An old version to look at, or the book for somebody who may not change it. */
export function RateView({ book, currency }: { book: FormValues; currency: string }) {
  const { locale } = useMemberLocale();
  return (
    <RateContext.Provider value={{ values: book, isReadOnly: true, locale, currency }}>
      <div className="grid gap-8 [&>*]:min-w-0">
        <RateSections />
      </div>
    </RateContext.Provider>
  );
}

function RateSections(): ReactNode {
  return (
    <>
      <LabourSection />
      <SurfaceSection />
      <ProductSection />
      <PrepSection />
      <RulesSection />
    </>
  );
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
    </div>
  );
}

/** The fields of an answer to this form: to its refusal, or to a change of its rows. */
function valuesIn(answer: unknown): FormValues | undefined {
  if (typeof answer !== 'object' || answer === null || !('values' in answer)) return undefined;
  const values = answer.values as FormValues; // both answers carry the fields that were sent
  return values._form === 'rates' ? values : undefined;
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

function useFocus(fields: React.RefObject<HTMLElement>, name: string | undefined, serial: number | undefined) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same field may be gone to twice
  useEffect(() => {
    if (name) fields.current?.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"]`)?.focus();
  }, [fields, name, serial]);
}
