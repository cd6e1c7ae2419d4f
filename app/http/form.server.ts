import type { ZodType } from 'zod';
import { Refusal } from '../errors/refusal.ts';
import { type FormFailure, fieldErrorsOf, formFailure } from '../values/result.ts';
import { parseStorable, storableText } from './storable.server.ts';

export type FormFields = Record<string, unknown>;

const parsed = new WeakMap<Request, Promise<FormFields>>();

/**
 * The body of a request as a flat object, from a form or from JSON alike, so that every door meets the same schema. A
 * name that is given several times, or that ends in `[]`, becomes a list. Read once however often it is asked for.
 */
export function readBody(request: Request): Promise<FormFields> {
  let body = parsed.get(request);
  if (!body) {
    body = parseBody(request);
    parsed.set(request, body);
  }
  return body;
}

async function parseBody(request: Request): Promise<FormFields> {
  const type = request.headers.get('Content-Type') ?? '';
  try {
    if (type.startsWith('application/json')) return asObject(parseStorable(await request.text()));
    return fromForm(await request.formData());
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('invalid', 'What was sent could not be read. Please reload the page and try again.');
  }
}

function asObject(value: unknown): FormFields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as FormFields;
  throw new Refusal('invalid', 'The body must be a JSON object.');
}

function fromForm(form: FormData): FormFields {
  const fields: FormFields = Object.create(null);
  for (const name of new Set(form.keys())) {
    const values = form.getAll(name).map(storableValue);
    const field = storableText(name);
    if (field.endsWith('[]')) fields[field.slice(0, -2)] = values;
    else fields[field] = values.length > 1 ? values : values[0];
  }
  return fields;
}

function storableValue(value: FormDataEntryValue): FormDataEntryValue {
  if (typeof value === 'string') return storableText(value);
  const name = storableText(value.name);
  return name === value.name ? value : new File([value], name, { type: value.type });
}

/** Parses the fields, or says what is wrong with each and hands back what was typed. */
export function parseFields<T>(schema: ZodType<T>, fields: FormFields): { ok: true; data: T } | FormFailure {
  const result = schema.safeParse(fields);
  if (result.success) return { ok: true, data: result.data };
  return formFailure(fieldErrorsOf(result.error.issues), typedValues(fields));
}

/** What was typed, to be shown again. Passwords, keys and files are not sent back. */
export function typedValues(fields: FormFields): Record<string, string | string[]> {
  const values: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (/password|api_?key|^_submission$|^_csrf$/i.test(name)) continue;
    if (typeof value === 'string') values[name] = value;
    else if (Array.isArray(value)) values[name] = value.filter((item): item is string => typeof item === 'string');
  }
  return values;
}
