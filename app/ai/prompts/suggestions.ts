import type { Permission } from '../../manifest.ts';

/** A question that is offered on a page. `at` is the beginning of the page's path under `/t/:tenant/`. */
export interface Suggestion {
  at: string;
  text: string;
  permission: Permission;
}

const ofPlatform: readonly Suggestion[] = [
  { at: '', text: 'What can you do?', permission: 'assistant:use' },
  { at: 'members', text: 'Who is a member of this business?', permission: 'members:read' },
  { at: 'admin', text: 'What changed in the business this week?', permission: 'tenant:admin' },
  { at: 'admin/usage', text: 'How much of our plan have we used?', permission: 'tenant:admin' },
];

let declared: readonly Suggestion[] = ofPlatform;

/** Makes those of the products known, at start. */
export function declareSuggestions(ofProducts: readonly Suggestion[]): void {
  declared = [...ofPlatform, ...ofProducts];
}

const maxShown = 4;

/** What is offered to somebody on a page: what belongs to it most closely first. */
export function suggestionsFor(place: string, can: (permission: Permission) => boolean): string[] {
  const path = place.split(/[?#]/)[0] ?? '';
  return declared
    .filter(({ at, permission }) => can(permission) && (at === '' || path === at || path.startsWith(`${at}/`)))
    .toSorted((one, other) => other.at.length - one.at.length)
    .slice(0, maxShown)
    .map(({ text }) => text);
}
