/** Which rows of a table are ticked, and the row a range is drawn from. */
export interface Selection {
  chosen: ReadonlySet<string>;
  anchor: string | undefined;
}

export const nothingSelected: Selection = { chosen: new Set(), anchor: undefined };

/** Ticks a row, or unticks it; it becomes the anchor. */
export function toggled({ chosen }: Selection, key: string): Selection {
  const next = new Set(chosen);
  if (!next.delete(key)) next.add(key);
  return { chosen: next, anchor: key };
}

/** Gives every row from the anchor to `key` the state that the anchor has. Without an anchor it toggles `key`. */
export function extended(selection: Selection, key: string, keys: readonly string[]): Selection {
  const { anchor, chosen } = selection;
  const range = anchor === undefined ? [] : between(keys, anchor, key);
  if (anchor === undefined || range.length === 0) return toggled(selection, key);
  const next = new Set(chosen);
  for (const each of range) {
    if (chosen.has(anchor)) next.add(each);
    else next.delete(each);
  }
  return { chosen: next, anchor };
}

/** Ticks every row, or unticks them if all were ticked. */
export function allToggled({ chosen }: Selection, keys: readonly string[]): Selection {
  return { chosen: keys.every((key) => chosen.has(key)) ? new Set() : new Set(keys), anchor: undefined };
}

/** Forgets rows that are no longer shown: what cannot be seen must not be acted upon. */
export function narrowed(selection: Selection, keys: readonly string[]): Selection {
  const shown = new Set(keys);
  const chosen = new Set([...selection.chosen].filter((key) => shown.has(key)));
  if (chosen.size === selection.chosen.size) return selection;
  const { anchor } = selection;
  return { chosen, anchor: anchor !== undefined && shown.has(anchor) ? anchor : undefined };
}

function between(keys: readonly string[], one: string, other: string): readonly string[] {
  const ends = [keys.indexOf(one), keys.indexOf(other)];
  const first = Math.min(...ends);
  return first < 0 ? [] : keys.slice(first, Math.max(...ends) + 1);
}
