import { type FormFailure, formFailure } from '../values/result.ts';
import { HostCookie } from './host-cookie.server.ts';

/** A form that was sent and has to wait for something else first, to be shown again as it was typed. */
export interface KeptForm {
  path: string;
  failure: FormFailure;
}

const keptCookie = new HostCookie('candlefish_kept', { sameSite: 'Lax', maxAgeSeconds: 600 });

interface Typed {
  path: string;
  values: FormFailure['values'];
  message: string;
}

/** Browsers drop a cookie over 4 kB whole; a longer form is typed again. */
const maxLength = 3_500;

/** The `Set-Cookie` value that keeps what was typed on the page at `path`. Null when it is too long. */
export function keepForm(request: Request, { path, values, message }: Typed): string | null {
  const cookie = keptCookie.writeJson(request, { path, values, message });
  return cookie.length > maxLength ? null : cookie;
}

/** The form that waits for the page at `path`, and the `Set-Cookie` value that forgets it. */
export function takeKeptForm(request: Request, path: string): { kept: KeptForm; cookie: string } | null {
  const waiting = keptCookie.readJson(request);
  if (!isKept(waiting) || waiting.path !== path) return null;
  const kept = { path, failure: formFailure({}, waiting.values, waiting.message) };
  return { kept, cookie: keptCookie.forget(request) };
}

function isKept(value: unknown): value is Typed {
  if (typeof value !== 'object' || value === null) return false;
  const { path, values, message } = value as Record<string, unknown>;
  return typeof path === 'string' && typeof message === 'string' && typeof values === 'object' && values !== null;
}
