import { redirect } from '@remix-run/node';
import type { SessionState } from '#db/tenant.server.ts';
import { env } from '../env.server.ts';
import { type FormFields, typedValues } from '../http/form.server.ts';
import { keepForm } from '../http/kept-form.server.ts';
import { ssoPage } from './sso-page.ts';

/** True when the person has proved who they are a short while ago, in this session. */
export function isRecentlyProved({ provedAt }: SessionState, now = Date.now()): boolean {
  return now - provedAt.getTime() < env().PROOF_MINUTES * 60_000;
}

/**
 * Asks for a proof before something dangerous: whoever has not given one a short while ago is sent to confirm that it is
 * them (to their business's own sign-in, if that is how they came), and finds the form as they typed it when they come back. Passwords and files are typed again.
 * @throws a redirect
 */
export async function requireRecentProof(session: SessionState, request: Request, typed?: FormFields): Promise<void> {
  if (isRecentlyProved(session)) return;
  const url = new URL(request.url);
  const kept =
    typed &&
    keepForm(request, {
      path: pathOf(url),
      values: typedValues(typed),
      message: 'Thank you. Look at what you typed and send it again.',
    });
  const to = session.sso
    ? ssoPage(session.sso.tenantSlug, { next: pathOf(url) + url.search, again: true })
    : confirmPath(url);
  throw redirect(to, kept ? { headers: { 'Set-Cookie': kept } } : undefined);
}

/** Where to prove who one is, and to come back to afterwards. */
export function confirmPath(url: URL, needs?: 'second-factor' | 'shown-factor'): string {
  const to = encodeURIComponent(pathOf(url) + url.search);
  return `/account/confirm?to=${to}${needs ? `&needs=${needs}` : ''}`;
}

/** The address of the page; its data have an address of their own. */
function pathOf(url: URL): string {
  return url.pathname.replace(/\.data$/, '');
}
