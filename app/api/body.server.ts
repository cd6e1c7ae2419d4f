import type { z } from 'zod';
import { Refusal } from '../errors/refusal.ts';
import { parseStorable } from '../http/storable.server.ts';
import { type FieldErrors, fieldErrorsOf } from '../values/result.ts';

/** No door of the API takes files: a megabyte is a long list. */
const maxBytes = 1024 * 1024;

/** @throws Refusal too-large */
export async function readBytes(request: Request): Promise<Buffer> {
  const bytes = Number(request.headers.get('Content-Length')) > maxBytes ? null : await request.arrayBuffer();
  if (bytes && bytes.byteLength <= maxBytes) return Buffer.from(bytes);
  throw new Refusal('too-large', 'A body may have up to one megabyte.');
}

/**
 * The body as an object.
 * @throws Refusal unsupported when it is not said to be JSON, invalid when it is none
 */
export function parseJson(request: Request, bytes: Buffer): object {
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get('Content-Type') ?? ''))
    throw new Refusal('unsupported', 'Send JSON, and say so: Content-Type: application/json.');
  const value = parsed(bytes);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new Refusal('invalid', 'The body must be a JSON object.');
}

function parsed(bytes: Buffer): unknown {
  try {
    return parseStorable(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Refusal('invalid', 'The body is not JSON.');
  }
}

/** @throws Refusal invalid, with what is wrong with each field. What the schema does not know is dropped. */
export function parseInput<T>(schema: z.ZodType<T>, given: object): T {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const fieldErrors: FieldErrors = fieldErrorsOf(result.error.issues);
  throw new Refusal('invalid', 'Something in this request is missing or not right.', { fieldErrors });
}
