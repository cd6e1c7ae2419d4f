import { type MouseEvent, useEffect, useRef } from 'react';
import type { FormFailure } from '#app/values/result.ts';
import { fieldId } from './form-context.ts';
import { summaryLines } from './form-failure.ts';
import { Icon } from './icons.tsx';

/** What is wrong with a form, each line a link to its field. Takes the focus when it appears. */
export function ErrorSummary({ failure, formId }: { failure: FormFailure; formId: string }) {
  const box = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new refusal is announced, even with the same words
  useEffect(() => box.current?.focus(), [failure]);

  const lines = summaryLines(failure);
  return (
    <div ref={box} className="error-summary" role="alert" tabIndex={-1}>
      <strong>
        <Icon name="problem" />
        {failure.message}
      </strong>
      {lines.length > 0 && (
        <ul>
          {lines.map(({ field, message }) => (
            <li key={`${field} ${message}`}>
              {field === '' ? (
                message
              ) : (
                <a href={`#${fieldId(formId, field)}`} onClick={goToField}>
                  {message}
                </a>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** By script, for the router takes a new fragment as a step that leaves the refusal behind, and with it what is marked. */
function goToField(event: MouseEvent<HTMLAnchorElement>) {
  const field = document.getElementById(decodeURIComponent(event.currentTarget.hash.slice(1)));
  if (!field) return;
  event.preventDefault();
  field.scrollIntoView({ block: 'center' });
  field.focus({ preventScroll: true });
}
