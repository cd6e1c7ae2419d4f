import type { AppLoadContext } from '@remix-run/node';
import { findSession, sessionToken, standInMark } from '../auth/session.server.ts';
import { readScope } from './scope.server.ts';

/**
 * What stands above every page while an operator is in a member's place: null for everybody else, at no cost. In a
 * business it asks in the transaction that the page's loaders share: a second one would wait for the first.
 */
export async function shownStandIn(request: Request, context: AppLoadContext, slug: string | undefined) {
  if (!sessionToken(request)?.startsWith(standInMark)) return null;
  const entry = await (slug === undefined ? findSession(request) : (await readScope(context, request, slug)).entry);
  if (!entry?.standIn) return 'over' as const;
  const { operator, reason, readsOnly, endsAt } = entry.standIn;
  return { operator: operator.name, member: entry.user.name, reason, readsOnly, endsAt };
}
