import { createCookie } from '@remix-run/node';
import { type FormFailure, formFailure } from '../values/result.ts';

/** A form that was sent and has to wait for something else first, to be shown again as it was typed. */
export interface KeptForm {
  path: string;
  failure: FormFailure;
}

const keptCookie = createCookie('candlefish_kept', { path: '/', httpOnly: true, sameSite: 'lax', maxAge: 600 });

/** Browsers drop a cookie over 4 kB whole; a longer form is typed again. */
const maxLength = 3_500;

/** The `Set-Cookie` value that keeps what was typed on the page at `path`. Null when it is too long. */
export async function keepForm(path: string, values: FormFailure['values'], message: string): Promise<string | null> {
  const cookie = await keptCookie.serialize({ path, values, message });
  return cookie.length > maxLength ? null : cookie;
}

/** The form that waits for the page at `path`, and the `Set-Cookie` value that forgets it. */
export async function takeKeptForm(request: Request, path: string): Promise<{ kept: KeptForm; cookie: string } | null> {
  const waiting: unknown = await keptCookie.parse(request.headers.get('Cookie'));
  if (!isKept(waiting) || waiting.path !== path) return null;
  const kept = { path, failure: formFailure({}, waiting.values, waiting.message) };
  return { kept, cookie: await keptCookie.serialize('', { maxAge: 0 }) };
}

function isKept(value: unknown): value is { path: string; values: FormFailure['values']; message: string } {
  if (typeof value !== 'object' || value === null) return false;
  const { path, values, message } = value as Record<string, unknown>;
  return typeof path === 'string' && typeof message === 'string' && typeof values === 'object' && values !== null;
}
