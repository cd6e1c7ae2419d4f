/** One value that an act changed; undefined where there was, or is, none. */
export interface Change {
  /** The way to it, such as `limits.idleMinutes`. */
  field: string;
  before: string | undefined;
  after: string | undefined;
}

const deepest = 6;
const most = 200;

/** What differs between two recorded states, field by field, in the order of their names. At most 200. */
export function changesOf(before: unknown, after: unknown): Change[] {
  const [was, is] = [leavesOf(before), leavesOf(after)];
  const fields = [...new Set([...was.keys(), ...is.keys()])].sort();
  return fields
    .map((field) => ({ field, before: was.get(field), after: is.get(field) }))
    .filter((change) => change.before !== change.after)
    .slice(0, most);
}

/** Every plain value with the way to it. A list of plain values is one value; beyond six levels all is one. */
function leavesOf(
  value: unknown,
  path: readonly string[] = [],
  leaves = new Map<string, string>(),
): Map<string, string> {
  if (value === null || value === undefined) return leaves;
  if (isBranch(value) && path.length < deepest) {
    for (const [name, inner] of Object.entries(value)) leavesOf(inner, [...path, name], leaves);
  } else leaves.set(path.join('.') || 'value', textOf(value));
  return leaves;
}

function isBranch(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return !Array.isArray(value) || value.some((each) => typeof each === 'object' && each !== null);
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  return JSON.stringify(value) ?? '';
}

/** `member.role_changed` as people read it: `Member role changed`. */
export function actionText(action: string): string {
  const words = action.replaceAll(/[._-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
