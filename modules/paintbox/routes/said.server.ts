import { redirect } from '@remix-run/node';
import { type Flash, flash } from '#app/http/cookie.server.ts';

/** Goes to a page that then says what happened and offers to take it back. */
export async function said(to: string, message: string, more: Omit<Flash, 'message'> = {}): Promise<Response> {
  return redirect(to, { headers: { 'Set-Cookie': await flash(message, more) } });
}
