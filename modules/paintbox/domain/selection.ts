import { failed, ok, type Result } from '#app/values/result.ts';

/** As much of an option as choosing needs; estimates, priced estimates and quotes all have it. */
export type Choosable = { id: string; name: string; groupId: string | null; isSelectedByDefault: boolean };

/** The options taken when nobody chose: those marked so, and exactly one of every group (the first marked, else the first). */
export function defaultSelection(options: readonly Choosable[]): string[] {
  const byGroup = new Map<string, string>();
  for (const option of options) {
    if (option.groupId === null) continue;
    const isFirst = !byGroup.has(option.groupId);
    const isFirstMarked =
      option.isSelectedByDefault &&
      !options.some((other) => other.id === byGroup.get(option.groupId ?? '') && other.isSelectedByDefault);
    if (isFirst || isFirstMarked) byGroup.set(option.groupId, option.id);
  }
  return options
    .filter((option) =>
      option.groupId === null ? option.isSelectedByDefault : byGroup.get(option.groupId) === option.id,
    )
    .map((option) => option.id);
}

/** A selection in the options' own order, or why it cannot be: unknown, twice, or not exactly one of a group. */
export function checkSelection(options: readonly Choosable[], selection: readonly string[]): Result<string[], string> {
  const chosen = new Set(selection);
  if (chosen.size !== selection.length) return failed('An option was chosen twice.');
  const known = new Set(options.map((option) => option.id));
  if (selection.some((id) => !known.has(id))) return failed('One of the chosen options is not part of this quote.');
  const groups = new Set(options.flatMap((option) => option.groupId ?? []));
  for (const groupId of groups) {
    const members = options.filter((option) => option.groupId === groupId);
    if (members.filter((option) => chosen.has(option.id)).length !== 1) {
      return failed(`Choose one of: ${members.map((option) => option.name).join(', ')}.`);
    }
  }
  return ok(options.filter((option) => chosen.has(option.id)).map((option) => option.id));
}
