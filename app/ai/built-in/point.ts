import type { RecordLink } from '../tool.ts';
import type { Said } from './said.ts';

/** What a pointing word means: one record, or several of which nobody knows which. */
export type Pointed = { kind: 'one'; id: string; link: RecordLink } | { kind: 'several'; links: readonly RecordLink[] };

/**
 * The record that is meant without being named: an address in the text, a mention, the page one is on, what was last spoken of.
 * `at` recognises such a record's address; its first group is the id. Null: nothing of that kind is near.
 */
export function pointedAt(said: Said, at: RegExp): Pointed | null {
  const { mentions, page, spokenOf } = said.around;
  const typed = [...said.text.matchAll(/\/t\/[\w/.%-]+/g)].map(([href]) => ({ label: href, href }));
  const named = several([...typed, ...mentions], at);
  if (named) return named;
  const here = page && several([{ label: page.title, href: page.path }], at);
  const spoken = spokenOf.map((links) => several(links, at)).find((found) => found !== null) ?? null;
  // "this" and "here" are what one looks at; "it" and "that" are what was spoken of.
  if (here && (said.has('this', 'here', 'current', 'open') || !spoken)) return here;
  return spoken;
}

function several(links: readonly RecordLink[], at: RegExp): Pointed | null {
  const found = new Map<string, RecordLink>();
  for (const link of links) {
    const id = at.exec(link.href)?.[1];
    if (id !== undefined && !found.has(id)) found.set(id, link);
  }
  const [first] = found;
  if (!first) return null;
  return found.size === 1
    ? { kind: 'one', id: first[0], link: first[1] }
    : { kind: 'several', links: [...found.values()] };
}
