import type { SessionEntry } from '#db/tenant.server.ts';
import { noteOver, noteSeen } from '../auth/seen.server.ts';
import { isOwn } from '../auth/session.server.ts';
import { Refusal } from '../errors/refusal.ts';
import { ownAddress } from '../http/address.server.ts';
import { suspended } from '../tenancy/entry.server.ts';
import { demandOf } from '../tenancy/policy.server.ts';
import { unauthenticated } from './access-token.server.ts';

export type Entered = Extract<SessionEntry, { role: string }>;

/**
 * Decides whether the holder of an access token may go on: the session must hold, its person be a member, and the
 * business's sign-in policy be met.
 * @throws Refusal unauthenticated, forbidden
 */
export function admitToken(entry: SessionEntry | null, tenantId: string, address: string): Entered {
  // A session in which somebody stands in for another, or that a business's provider made, belongs to a browser.
  if (!entry || !isOwn(entry)) throw unauthenticated();
  if (!entry.tenant || entry.tenant.id !== tenantId)
    throw new Refusal('forbidden', 'You are not a member of this business any more, or are suspended.');
  const demand = demandOf(entry, new Date());
  if (demand === 'sign-in') {
    noteOver(entry.session);
    throw unauthenticated('This business asks for shorter sessions. Sign in again.');
  }
  if (demand === 'sso')
    throw new Refusal(
      'forbidden',
      'This business lets people in by its own sign-in alone. Use an API key of the business.',
    );
  noteSeen(entry, address);
  if (demand === 'second-factor') {
    const where = ownAddress('/account/security');
    throw new Refusal('forbidden', `This business asks for a second factor. Set one up at ${where} and sign in again.`);
  }
  if (entry.suspendedReason !== null) throw suspended(entry.tenant.name, entry.suspendedReason);
  return entry;
}
