import type { NewId } from '#app/values/id.ts';
import type { Estimate } from './estimate.ts';

/**
 * The same estimate as a document of its own: every element gets a new id, and what refers to an option or a group
 * follows. Prices, rate book version and texts stay.
 */
export function copyEstimate(doc: Estimate, newId: NewId, title = doc.title): Estimate {
  const options = new Map(doc.options.map((option) => [option.id, newId()]));
  const groups = new Map(doc.alternateGroups.map((group) => [group.id, newId()]));
  const moved = (id: string | null) => (id === null ? null : (options.get(id) ?? null));
  return {
    ...doc,
    title,
    areas: doc.areas.map((area) => ({
      ...area,
      id: newId(),
      optionId: moved(area.optionId),
      openings: area.openings.map((opening) => ({ ...opening, id: newId() })),
      surfaces: area.surfaces.map((surface) => ({ ...surface, id: newId(), optionId: moved(surface.optionId) })),
    })),
    extras: doc.extras.map((extra) => ({ ...extra, id: newId(), optionId: moved(extra.optionId) })),
    workbookLines: doc.workbookLines.map((line) => ({ ...line, id: newId(), optionId: moved(line.optionId) })),
    options: doc.options.map((option) => ({
      ...option,
      id: options.get(option.id) ?? newId(),
      groupId: option.groupId === null ? null : (groups.get(option.groupId) ?? null),
    })),
    alternateGroups: doc.alternateGroups.map((group) => ({ ...group, id: groups.get(group.id) ?? newId() })),
    discounts: doc.discounts.map((discount) => ({ ...discount, id: newId() })),
  };
}
