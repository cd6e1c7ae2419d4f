import type { Passage } from './passage.ts';

/** A piece of a document as it is searched: some 300 to 500 tokens. */
export interface Chunk {
  locator: string;
  text: string;
}

/** Characters. English has some four to a token. */
const mostLength = 1_600;
const wantedLength = 1_200;
/** Below this a passage goes together with the next one of its section. */
const smallLength = 250;
/** So much of the end of a piece begins the next: a sentence that is cut is whole in one of them. */
const overlap = 160;

/** Pieces of the passages in their order: none is longer than 1,600 characters, none without text. */
export function chunksOf(passages: readonly Passage[]): Chunk[] {
  return together(passages).flatMap(({ locator, text }) => pieces(text).map((piece) => ({ locator, text: piece })));
}

/** Small passages of one section, under its locator. Pages and ranges of cells stay apart: a citation says which. */
function together(passages: readonly Passage[]): Passage[] {
  const joined: Passage[] = [];
  for (const passage of passages) {
    const last = joined.at(-1);
    if (last && last.text.length < smallLength && isWithin(passage, last)) {
      const heading = passage.locator === last.locator ? '' : `${passage.locator}\n`;
      joined[joined.length - 1] = { ...last, text: `${last.text}\n\n${heading}${passage.text}` };
    } else joined.push(passage);
  }
  return joined;
}

function isWithin(passage: Passage, section: Passage): boolean {
  const isUnder = section.locator !== '' && passage.locator.startsWith(`${section.locator} › `);
  const fits = section.text.length + passage.text.length < wantedLength;
  return fits && (isUnder || passage.locator === section.locator);
}

function pieces(text: string): string[] {
  const found: string[] = [];
  let from = 0;
  while (text.length - from > mostLength) {
    const to = breakBefore(text, from + wantedLength, from + mostLength);
    found.push(text.slice(from, to).trim());
    from = startAfter(text, Math.max(to - overlap, from + 1), to);
  }
  found.push(text.slice(from).trim());
  return found.filter((piece) => piece !== '');
}

/** The best place to end between two: after a paragraph, a line, a sentence, a word; or else between two characters. */
function breakBefore(text: string, least: number, most: number): number {
  const window = text.slice(least, most);
  for (const end of [/\n\n(?!.*\n\n)/s, /\n(?!.*\n)/s, /[.!?…。]["'”’)]*\s(?!.*[.!?…。]["'”’)]*\s)/s, /\s(?!.*\s)/s]) {
    const found = end.exec(window);
    if (found) return least + found.index + found[0].length;
  }
  return isInside(text, most) ? most - 1 : most;
}

/** The first beginning of a word from `at` on, `end` at the latest. */
function startAfter(text: string, at: number, end: number): number {
  const space = text.slice(at, end).search(/\s\S/);
  return space < 0 ? end : at + space + 1;
}

/** True between the two halves of a character outside of the basic plane. */
function isInside(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  return before >= 0xd800 && before <= 0xdbff;
}
