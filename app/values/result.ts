/** Either a value or the reason there is none. Domain functions return it where a failure is an expected answer. */
export type Result<Value, Failure> = { ok: true; value: Value } | { ok: false; error: Failure };

export function ok<Value>(value: Value): { ok: true; value: Value } {
  return { ok: true, value };
}

export function failed<Failure>(error: Failure): { ok: false; error: Failure } {
  return { ok: false, error };
}

/** Messages by field name; a field of a list is written `lines.3.amount`. The empty name holds what concerns the whole form. */
export type FieldErrors = Record<string, string[]>;

/** What a form gets back when it did not validate: what to say, where, and everything that was typed. */
export type FormFailure = {
  ok: false;
  message: string;
  fieldErrors: FieldErrors;
  values: Record<string, string | string[]>;
};

type Issue = { path: readonly PropertyKey[]; message: string };

/** Groups validation issues (Zod's shape) under dotted field names. */
export function fieldErrorsOf(issues: readonly Issue[]): FieldErrors {
  const errors: FieldErrors = {};
  for (const issue of issues) {
    const field = issue.path.map(String).join('.');
    const messages = errors[field] ?? [];
    messages.push(issue.message);
    errors[field] = messages;
  }
  return errors;
}

export function formFailure(
  fieldErrors: FieldErrors,
  values: FormFailure['values'],
  message = 'Please correct the marked fields.',
): FormFailure {
  return { ok: false, message, fieldErrors, values };
}
