import type { Role } from '../manifest.ts';

export const roles = ['owner', 'admin', 'member', 'viewer'] as const satisfies readonly Role[];

export const roleNames: Record<Role, string> = { owner: 'Owner', admin: 'Admin', member: 'Member', viewer: 'Viewer' };

/** The roles that somebody may give: ownership is an owner's to give. */
export function offeredBy(role: Role) {
  return roles
    .filter((each) => role === 'owner' || each !== 'owner')
    .map((value) => ({ value, label: roleNames[value] }));
}
