import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Refusal } from '../errors/refusal.ts';
import type { FormFields } from './form.server.ts';
import { HostCookie } from './host-cookie.server.ts';

const visitCookie = new HostCookie('candlefish_visit', { sameSite: 'Lax', maxAgeSeconds: 365 * 24 * 3600 });

/**
 * The token that this browser's forms carry, and the cookie to set when the browser has none yet. A page of another site
 * can neither read the cookie nor what is made from it. It belongs to the browser and not to the session, so that a page
 * that was open while its person signed in again can still be saved.
 */
export function csrfOf(request: Request): { token: string; cookie: string | null } {
  const known = readVisit(request);
  if (known) return { token: tokenOf(known), cookie: null };
  const visit = randomBytes(18).toString('base64url');
  return { token: tokenOf(visit), cookie: visitCookie.write(request, visit) };
}

/**
 * Refuses a form or a call that did not come from a page which this browser was given: the field `_csrf`, or for JSON the
 * header `X-CSRF-Token`, must be made from the browser's cookie.
 * @throws Refusal stale-form
 */
export function requireCsrf(request: Request, fields: FormFields): void {
  const visit = readVisit(request);
  const given = request.headers.get('X-CSRF-Token') ?? fields._csrf;
  if (visit && typeof given === 'string' && isSame(given, tokenOf(visit))) return;
  throw new Refusal(
    'stale-form',
    'The page that this came from is out of date, or your browser keeps no cookies. Go back, reload it and try again.',
  );
}

function readVisit(request: Request): string | null {
  return /^[\w-]{24}$/.exec(visitCookie.read(request) ?? '')?.[0] ?? null;
}

function tokenOf(visit: string): string {
  return createHash('sha256').update(`candlefish form ${visit}`).digest('base64url').slice(0, 22);
}

function isSame(given: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)];
  return one.length === other.length && timingSafeEqual(one, other);
}
