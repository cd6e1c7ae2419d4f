import { redirect } from '@remix-run/node';
import { z } from 'zod';
import { clearStorage } from '../auth/session.server.ts';
import { flash } from '../http/cookie.server.ts';
import { stopStandIn } from '../operator/stand-in.server.ts';
import { publicAction, publicLoader } from '../tenancy/gate.server.ts';

/** Stopping is a form, like signing out. Whoever stands in for nobody is no worse off for it. */
export const loader = publicLoader(async () => redirect('/'));

export const action = publicAction({ input: z.object({}) }, async ({ request }) => {
  const { isBack, tenantId, cookies } = await stopStandIn(request);
  const headers = new Headers(cookies.map((one): [string, string] => ['Set-Cookie', one]));
  for (const [name, value] of Object.entries(clearStorage)) headers.set(name, value);
  if (!isBack) return redirect('/sign-in', { headers });
  headers.append('Set-Cookie', await flash('You are yourself again.'));
  return redirect(tenantId ? `/operator/tenants/${tenantId}` : '/operator', { headers });
});
