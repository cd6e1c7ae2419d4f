import type { Permission, Role } from '../manifest.ts';

/** What the platform itself lets a role do; products add theirs through their manifests. */
export const platformPermissions = {
  'tenant:read': { label: 'See the business and its overview', roles: ['owner', 'admin', 'member', 'viewer'] },
  'members:read': { label: 'See who is a member', roles: ['owner', 'admin', 'member', 'viewer'] },
  'members:manage': { label: 'Add, change and remove members', roles: ['owner', 'admin'] },
  'tenant:manage': { label: 'Change the name and settings of the business', roles: ['owner', 'admin'] },
} as const satisfies Record<Permission, { label: string; roles: readonly Role[] }>;

const granted = new Map<Permission, ReadonlySet<Role>>();

/** Makes permissions known. One that is declared twice with other roles is a mistake and stops the start. */
export function declarePermissions(permissions: Record<Permission, { roles: readonly Role[] }>): void {
  for (const [name, { roles }] of Object.entries(permissions) as [Permission, { roles: readonly Role[] }][]) {
    const known = granted.get(name);
    if (known && [...known].join() !== roles.join()) throw new Error(`Permission ${name} is declared twice.`);
    granted.set(name, new Set(roles));
  }
}

declarePermissions(platformPermissions);

/** Fails closed: a permission that nobody declared is nobody's. */
export function can(role: Role, permission: Permission): boolean {
  return granted.get(permission)?.has(role) ?? false;
}

/** True if the permission was declared by somebody: a typing error in a route is found by a test, not by a member. */
export function isDeclared(permission: Permission): boolean {
  return granted.has(permission);
}
