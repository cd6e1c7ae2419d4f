import type { AppLoadContext } from '@remix-run/node';
import { openReadScope, type ReadScope } from '#db/tenant.server.ts';
import { hashToken, sessionToken } from '../auth/session.server.ts';
import { recordView } from './stand-in.server.ts';

/**
 * The loaders of one request share one read transaction: the session is resolved once and everybody sees the same
 * moment. Remix gives each loader its own copy of the request and one load context, so the context is the key.
 */
const scopes = new WeakMap<AppLoadContext, Map<string, Promise<ReadScope>>>();

/** The read transaction of this request, opened by the first loader that needs it. */
export function readScope(context: AppLoadContext, request: Request, slug: string | null): Promise<ReadScope> {
  const ofRequest = scopes.get(context) ?? new Map<string, Promise<ReadScope>>();
  scopes.set(context, ofRequest);
  const key = slug ?? '';
  let scope = ofRequest.get(key);
  if (!scope) {
    scope = openReadScope(hashToken(context.renewedToken ?? sessionToken(request) ?? ''), slug);
    ofRequest.set(key, scope);
  }
  return scope;
}

/**
 * Ends the read transactions of a request once its loaders are done, and then writes what has to be written before their
 * answer leaves: it throws when that cannot be. Calling it twice does no harm.
 */
export async function closeRequestScope(context: AppLoadContext): Promise<void> {
  const open = scopes.get(context);
  scopes.delete(context);
  if (open) await Promise.allSettled([...open.values()].map(async (scope) => (await scope).close()));
  await recordView(context);
}
