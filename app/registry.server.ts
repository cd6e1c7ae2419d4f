import { manifests } from '#modules/index.server.ts';
import { builtInOnDemand } from './ai/built-in/on-demand.ts';
import { declareBuiltInModel } from './ai/built-in.server.ts';
import { declareKnowledge } from './ai/knowledge/sources.server.ts';
import { platformTools } from './ai/platform-tools/tools.server.ts';
import { declareSuggestions } from './ai/prompts/suggestions.ts';
import { declareTools } from './ai/registry.server.ts';
import { declarePeople } from './data/person/declared.server.ts';
import { personErased } from './data/person/envelope.ts';
import type { Manifest, Permission, PublishedEvent } from './manifest.ts';
import { declarePermissions } from './tenancy/permissions.ts';

/** The products as the shell sees them: a list, never a name. */
export const registry: { manifests: readonly Manifest[] } = { manifests };

/** Everything that a business may have told to an address of its own. */
export const publishedEvents: readonly PublishedEvent[] = [
  ...manifests.flatMap(({ events = [] }) => events),
  { type: personErased, label: 'A person was erased' },
];

for (const manifest of manifests) declarePermissions(manifest.permissions);
declareTools([...platformTools(manifests), ...manifests.flatMap(({ tools = [] }) => tools)]);
declareSuggestions(manifests.flatMap(({ suggestions = [] }) => suggestions));
declareBuiltInModel(builtInOnDemand(manifests.flatMap(({ intents = [] }) => intents)));
declareKnowledge(manifests.flatMap(({ knowledge = [] }) => knowledge));
declarePeople(manifests.flatMap(({ people }) => people ?? []));

/** The parts of the manifests that a page needs to draw the navigation, for somebody with these permissions. */
export function navigationFor(can: (permission: Permission) => boolean) {
  return manifests
    .map(({ id, name, icon, places, commands = [] }) => ({
      id,
      name,
      icon,
      places: places.filter(({ permission }) => !permission || can(permission)),
      commands: commands.filter(({ permission }) => !permission || can(permission)),
    }))
    .filter(({ places }) => places.length > 0);
}
