import type { FormFailure } from '#app/values/result.ts';

/** The failure in an action's answer, if it is one and is meant for the form of this name. */
export function failureFor(answer: unknown, formName: string | undefined): FormFailure | undefined {
  if (!isFormFailure(answer)) return undefined;
  const posted = answer.values._form;
  return posted === undefined || formName === undefined || posted === formName ? answer : undefined;
}

function isFormFailure(answer: unknown): answer is FormFailure {
  return (
    typeof answer === 'object' &&
    answer !== null &&
    'ok' in answer &&
    answer.ok === false &&
    'fieldErrors' in answer &&
    'values' in answer
  );
}

export interface SummaryLine {
  field: string;
  message: string;
}

/** Every message of a failure, in the order the server gave them. */
export function summaryLines(failure: FormFailure): SummaryLine[] {
  return Object.entries(failure.fieldErrors).flatMap(([field, messages]) =>
    messages.map((message) => ({ field, message })),
  );
}
