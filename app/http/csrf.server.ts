import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Refusal } from '../errors/refusal.ts';
import type { FormFields } from './form.server.ts';

const maxAgeSeconds = 365 * 24 * 3600;

/** Over HTTPS the browser itself sees to it that no neighbouring host can set this cookie. */
function cookieName(isSecure: boolean): string {
  return isSecure ? '__Host-candlefish_visit' : 'candlefish_visit';
}

/**
 * The token that this browser's forms carry, and the cookie to set when the browser has none yet. A page of another site
 * can neither read the cookie nor what is made from it. It belongs to the browser and not to the session, so that a page
 * that was open while its person signed in again can still be saved.
 */
export function csrfOf(request: Request, isSecure: boolean): { token: string; cookie: string | null } {
  const known = readVisit(request, isSecure);
  if (known) return { token: tokenOf(known), cookie: null };
  const visit = randomBytes(18).toString('base64url');
  const attributes = `Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${isSecure ? '; Secure' : ''}`;
  return { token: tokenOf(visit), cookie: `${cookieName(isSecure)}=${visit}; ${attributes}` };
}

/**
 * Refuses a form or a call that did not come from a page which this browser was given: the field `_csrf`, or for JSON the
 * header `X-CSRF-Token`, must be made from the browser's cookie.
 * @throws Refusal stale-form
 */
export function requireCsrf(request: Request, fields: FormFields, isSecure: boolean): void {
  const visit = readVisit(request, isSecure);
  const given = request.headers.get('X-CSRF-Token') ?? fields._csrf;
  if (visit && typeof given === 'string' && isSame(given, tokenOf(visit))) return;
  throw new Refusal(
    'stale-form',
    'The page that this came from is out of date, or your browser keeps no cookies. Go back, reload it and try again.',
  );
}

function readVisit(request: Request, isSecure: boolean): string | null {
  const cookies = request.headers.get('Cookie') ?? '';
  const name = cookieName(isSecure);
  for (const pair of cookies.split(';')) {
    const at = pair.indexOf('=');
    if (pair.slice(0, at).trim() === name) return /^[\w-]{24}$/.exec(pair.slice(at + 1).trim())?.[0] ?? null;
  }
  return null;
}

function tokenOf(visit: string): string {
  return createHash('sha256').update(`candlefish form ${visit}`).digest('base64url').slice(0, 22);
}

function isSame(given: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)];
  return one.length === other.length && timingSafeEqual(one, other);
}
