import type { ProductAccess } from '#db/tenant.server.ts';

import type { Permission, Role } from '../manifest.ts';

/** What the platform itself lets a role do; products add theirs through their manifests. */
export const platformPermissions = {
  'tenant:read': { label: 'See the business and its overview', roles: ['owner', 'admin', 'member', 'viewer'] },
  'members:read': { label: 'See who is a member', roles: ['owner', 'admin', 'member', 'viewer'] },
  'assistant:use': { label: 'Use the assistant', roles: ['owner', 'admin', 'member', 'viewer'] },
  'members:manage': { label: 'Add, change and remove members', roles: ['owner', 'admin'] },
  'tenant:admin': { label: 'Run the business: its settings, its sign-in, its history', roles: ['owner', 'admin'] },
  'knowledge:add': { label: 'Add documents for the assistant to search', roles: ['owner', 'admin', 'member'] },
  'tenant:own': { label: 'Hand the business over', roles: ['owner'] },
} as const satisfies Record<Permission, { label: string; roles: readonly Role[] }>;

const granted = new Map<Permission, ReadonlySet<Role>>();
const labels = new Map<Permission, string>();

interface Declared {
  label?: string;
  roles: readonly Role[];
}

/** Makes permissions known. One that is declared twice with other roles is a mistake and stops the start. */
export function declarePermissions(permissions: Record<Permission, Declared>): void {
  for (const [name, { label, roles }] of Object.entries(permissions) as [Permission, Declared][]) {
    const known = granted.get(name);
    if (known && [...known].join() !== roles.join()) throw new Error(`Permission ${name} is declared twice.`);
    granted.set(name, new Set(roles));
    labels.set(name, label ?? name);
  }
}

declarePermissions(platformPermissions);

/** Fails closed: a permission that nobody declared is nobody's. */
export function can(role: Role, permission: Permission): boolean {
  return granted.get(permission)?.has(role) ?? false;
}

/** Why a member may not do something; null when they may. */
export type Hindrance = 'switched-off' | 'no-access' | 'reads-only' | 'role';

/**
 * What keeps a member from doing something: a product that the business has switched off, one that they are kept out of
 * or may only read in (which is to do what a viewer may), or their role.
 */
export function hindranceOf(role: Role, products: ProductAccess, permission: Permission): Hindrance | null {
  const product = productOf(permission);
  if (products.closed.includes(product)) return 'switched-off';
  const limit = Object.hasOwn(products.limited, product) ? products.limited[product] : undefined;
  if (limit === 'none') return 'no-access';
  if (!can(role, permission)) return 'role';
  return limit === 'read' && !can('viewer', permission) ? 'reads-only' : null;
}

/** The product of a permission, which is named `product:verb`. */
export function productOf(permission: Permission): string {
  return permission.slice(0, permission.indexOf(':'));
}

/** What a permission lets somebody do, for people. */
export function declaredLabel(permission: Permission): string {
  return labels.get(permission) ?? permission;
}

/** Every permission there is, the platform's first. */
export function declaredPermissions(): Permission[] {
  return [...granted.keys()];
}

/** True if the permission was declared by somebody: a typing error in a route is found by a test, not by a member. */
export function isDeclared(permission: Permission): boolean {
  return granted.has(permission);
}
