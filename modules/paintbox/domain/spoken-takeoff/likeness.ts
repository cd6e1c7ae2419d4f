import { type Group, groupCalled } from './gather.ts';

/**
 * The group with what it takes over from the one that it is said to be like: what it says itself holds, and what it does not say is
 * the other's. Null when there is no such room before it.
 */
export function alike(group: Group, earlier: readonly Group[]): Group | null {
  if (!group.like) return group;
  const other = groupCalled(group.like.as.text, earlier);
  if (!other) return null;
  const { group: base, index } = other;
  const theirs = base.sizes.length > 1 ? base.sizes.slice(index, index + 1) : base.sizes;
  const hasHeight = group.height !== null || group.sizes.some(({ sides }) => sides.length > 2);
  const measured = {
    sizes: group.sizes.length > 0 ? group.sizes : theirs,
    // With a height of its own, theirs is not needed; the third side of a size that was taken over goes with it.
    height: group.sizes.length === 0 || hasHeight ? group.height : (base.height ?? theirs[0]?.sides[2] ?? null),
  };
  if (group.height && group.sizes.length === 0)
    measured.sizes = theirs.map((size) => ({ ...size, sides: size.sides.slice(0, 2) }));
  if (group.like.isSizeOnly) return { ...group, ...measured };
  const own = new Set(group.openings.map(({ kind }) => kind));
  return {
    ...group,
    ...measured,
    height: measured.height ?? (group.sizes.length === 0 ? base.height : null),
    openings: [...base.openings.filter(({ kind }) => !own.has(kind)), ...group.openings],
    statements: [...base.statements, ...group.statements],
  };
}
