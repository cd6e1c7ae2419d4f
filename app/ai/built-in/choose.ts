import { ordinalOf } from '../../values/number-words.ts';
import type { RecordLink } from '../tool.ts';
import { asking, rest, type Said } from './said.ts';
import { plainOf } from './words.ts';

/** The one that an answer picks from several: by its place (`the second one`), its number or its name. Null: none, or still several. */
export function chosenFrom(said: Said, links: readonly RecordLink[]): RecordLink | null {
  const mentioned = links.filter(
    ({ href }) => said.text.includes(href) || said.around.mentions.some((other) => other.href === href),
  );
  if (mentioned.length === 1) return mentioned[0] ?? null;
  if (said.has('last', 'last one')) return links.at(-1) ?? null;
  const exact = links.filter(
    ({ label }) => label.toLowerCase() === said.text.trim().replace(/[.!]$/, '').toLowerCase(),
  );
  if (exact.length === 1) return exact[0] ?? null;
  const places = said.words.map(({ plain }) => ordinalOf(plain)).filter((place) => place !== undefined);
  const bare = /^\s*(?:number|no\.?|#)?\s*(\d{1,2})[.)]?\s*$/i.exec(said.text)?.[1];
  const place = places[0] ?? (bare === undefined ? undefined : Number(bare));
  if (place !== undefined) return links[place - 1] ?? null;
  const words = rest(said, asking).toLowerCase().split(' ').map(plainOf).filter(Boolean);
  if (words.length === 0) return null;
  const named = links.filter(({ label }) => {
    const label_ = label
      .toLowerCase()
      .split(/[^\p{L}\p{N}-]+/u)
      .map(plainOf);
    return words.every((word) => label_.includes(word));
  });
  return named.length === 1 ? (named[0] ?? null) : null;
}
