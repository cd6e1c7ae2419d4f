/** The words of a question, in lower case, each once. Signs that mean something to a query language are not among them. */
export function wordsOf(query: string, most = 24): string[] {
  const words =
    query
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]{1,64}/gu) ?? [];
  return [...new Set(words)].slice(0, most);
}

/** Any of the words, the last one perhaps not typed to its end, for `to_tsquery`. Empty when there are none. */
export function anyOf(words: readonly string[]): string {
  const last = words.at(-1);
  return words.map((word) => (word === last && word.length > 2 ? `${word}:*` : word)).join(' | ');
}

/**
 * How many letters have to be added, taken, replaced, or swapped with their neighbour to make one word of the other. Above
 * `most` it is not counted any further.
 */
export function distance(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row += 1) {
    const line = [row];
    for (let col = 1; col <= other.length; col += 1) {
      const isSame = one[row - 1] === other[col - 1];
      const isSwap = row > 1 && col > 1 && one[row - 1] === other[col - 2] && one[row - 2] === other[col - 1];
      line[col] = Math.min(
        (last[col] ?? 0) + 1,
        (line[col - 1] ?? 0) + 1,
        (last[col - 1] ?? 0) + (isSame ? 0 : 1),
        isSwap ? (before[col - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    if (Math.min(...line) > most) return most + 1;
    before = last;
    last = line;
  }
  return last[other.length] ?? 0;
}

/** Letters that may be wrong in a word of this length: short words are too near to one another. */
export function bearable(word: string): number {
  return word.length < 4 ? 0 : word.length < 8 ? 1 : 2;
}

/** The words of a vocabulary that were most likely meant; none when none is near. */
export function corrections(word: string, vocabulary: readonly string[]): string[] {
  const most = bearable(word);
  const near = vocabulary
    .map((known) => ({ known, away: distance(word, known, most) }))
    .filter(({ away }) => away > 0 && away <= most);
  const least = Math.min(...near.map(({ away }) => away));
  return near
    .filter(({ away }) => away === least)
    .map(({ known }) => known)
    .slice(0, 3);
}

/** A piece of a quote, and whether it is what was asked for. */
export interface QuotePiece {
  text: string;
  isHit: boolean;
}

/** What the database puts around a word that was found: signs that no stored text has. */
export const hitStart = '\u0002';
export const hitEnd = '\u0003';

export function quotePieces(marked: string): QuotePiece[] {
  const [before = '', ...rest] = marked.split(hitStart);
  const pieces = [{ text: before, isHit: false }];
  for (const part of rest) {
    const [hit = '', ...after] = part.split(hitEnd);
    pieces.push({ text: hit, isHit: true }, { text: after.join(''), isHit: false });
  }
  return pieces.filter(({ text }) => text !== '');
}

/** The ids that two lists rank highest together: what both know comes before what one alone does. */
export function fuse(lists: readonly (readonly string[])[], limit: number): string[] {
  const scores = new Map<string, number>();
  for (const list of lists)
    for (const [rank, id] of list.entries()) scores.set(id, (scores.get(id) ?? 0) + 1 / (60 + rank));
  return [...scores]
    .sort(([oneId, one], [otherId, other]) => other - one || (oneId < otherId ? -1 : 1))
    .slice(0, limit)
    .map(([id]) => id);
}
