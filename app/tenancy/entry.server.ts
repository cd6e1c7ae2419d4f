import { redirect } from '@remix-run/node';
import type { SessionEntry, SessionState, StandIn } from '#db/tenant.server.ts';
import { noteOver, noteSeen } from '../auth/seen.server.ts';
import { ssoPage } from '../auth/sso-page.ts';
import { confirmPath } from '../auth/step-up.server.ts';
import { notFound, Refusal } from '../errors/refusal.ts';
import type { Permission, Role } from '../manifest.ts';
import type { TenantInfo } from './operation.server.ts';
import { type Hindrance, hindranceOf } from './permissions.ts';
import { demandOf } from './policy.server.ts';
import { isKeptFrom, refuseStandIn } from './stand-in.server.ts';

export interface Member {
  userId: string;
  name: string;
  email: string;
  role: Role;
  can(permission: Permission): boolean;
}

export interface Admitted {
  tenant: TenantInfo;
  member: Member;
  session: SessionState;
  /** The operator who stands in for the member, if one does. */
  standIn: StandIn | null;
}

/**
 * Decides whether who came in may go on: nobody is signed in -> to the sign-in page and back; not a member -> the same
 * 404 as for a business that does not exist; a member whom the business's sign-in policy asks for more -> to where they
 * can give it; a product that the business has switched off -> 404 that says so; a member without the permission -> 403;
 * anybody, while the business is suspended -> 403 that says why.
 */
export function admit(entry: SessionEntry | null, permission: Permission, url: URL, address: string): Admitted {
  if (!entry) throw redirect(signInPath(url));
  if (!entry.tenant) throw notFound('business');
  const { standIn } = entry;
  // What a business asks of its member's sign-in, no operator can give; they have shown a second factor.
  const demand = standIn ? null : demandOf(entry, new Date());
  if (demand === 'sign-in') {
    noteOver(entry.session);
    throw redirect(signInAgainPath(url, entry.session));
  }
  if (demand === 'sso') throw redirect(ssoPage(entry.tenant.slug, { next: pathOf(url) }));
  noteSeen(entry, address);
  if (demand === 'second-factor') throw redirect(confirmPath(url, demand));
  if (entry.suspendedReason !== null) throw suspended(entry.tenant.name, entry.suspendedReason);
  if (standIn) refuseStandIn(standIn, permission);
  const { role, user, products } = entry;
  const hindrance = hindranceOf(role, products, permission);
  if (hindrance === 'switched-off') throw new Refusal('not-found', hindrances[hindrance]);
  if (hindrance) throw new Refusal('forbidden', hindrances[hindrance]);
  return {
    tenant: entry.tenant,
    session: entry.session,
    standIn,
    member: {
      userId: user.id,
      name: user.name,
      email: user.email,
      role,
      can: (wanted) => hindranceOf(role, products, wanted) === null && !(standIn && isKeptFrom(standIn, wanted)),
    },
  };
}

/** What everybody is told who asks for something of a suspended business. */
export function suspended(name: string, reason: string): Refusal {
  return new Refusal('forbidden', `${name} is suspended, and its data are kept. The reason: ${reason}`, {
    suspended: true,
  });
}

const hindrances: Record<Hindrance, string> = {
  'switched-off': 'This product is switched off in this business. An owner or admin can switch it on again.',
  'no-access': 'You have no access to this product. Ask an owner or admin of the business.',
  'reads-only': 'You may read here and change nothing. Ask an owner or admin of the business.',
  role: 'Your role does not allow this. Ask an owner or admin of the business.',
};

/** Where to sign in, and to come back to afterwards. */
export function signInPath(url: URL): string {
  return `/sign-in?next=${encodeURIComponent(pathOf(url))}`;
}

/** Where whoever is signed in signs in anew, by the way that they came. */
function signInAgainPath(url: URL, { sso }: SessionState): string {
  return sso ? ssoPage(sso.tenantSlug, { next: pathOf(url), again: true }) : `${signInPath(url)}&again=on`;
}

/** The page and its query; its data have an address of their own. */
function pathOf(url: URL): string {
  return url.pathname.replace(/\.data$/, '') + url.search;
}

/** A path inside this application, or the fallback: a link must not lead people elsewhere after they signed in. */
export function safePath(wanted: unknown, fallback = '/'): string {
  if (typeof wanted !== 'string' || !/^\/(?![/\\])[^\\\s]*$/.test(wanted)) return fallback;
  const resolved = new URL(wanted, 'http://local.invalid');
  return resolved.host === 'local.invalid' ? resolved.pathname + resolved.search + resolved.hash : fallback;
}
