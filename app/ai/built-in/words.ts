/** A piece of what was said. `start` and `end` are offsets into the text, `plain` is how it is compared. */
export interface Word {
  text: string;
  plain: string;
  start: number;
  end: number;
}

const piece = /[\p{L}\p{M}][\p{L}\p{M}\p{N}'’-]*|\p{N}[\p{L}\p{N}.,:/-]*|[^\s\p{L}\p{N}]/gu;

/** The words and numbers of a text with their places. Words are lower case, without accents' variants, and singular. */
export function wordsOf(text: string): Word[] {
  return [...text.matchAll(piece)].map((match) => ({
    text: match[0],
    plain: plainOf(match[0]),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

const irregular: Record<string, string> = {
  people: 'person',
  quotes: 'quote',
  does: 'do',
  has: 'have',
  is: 'is',
  was: 'was',
  this: 'this',
  hours: 'hour',
};

/** Lower case and singular: `Estimates` is `estimate`, `activities` is `activity`. */
export function plainOf(word: string): string {
  const low = word
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[’‘`]/gu, "'")
    .replace(/'s$/, '')
    .replace(/[.,:]+$/, '');
  const known = Object.hasOwn(irregular, low) ? irregular[low] : undefined;
  if (known !== undefined) return known;
  if (low.length > 4 && low.endsWith('ies')) return `${low.slice(0, -3)}y`;
  if (low.length > 4 && /(s|x|ch|sh)es$/.test(low)) return low.slice(0, -2);
  if (low.length > 3 && low.endsWith('s') && !/(ss|us|is)$/.test(low)) return low.slice(0, -1);
  return low;
}

/** Reads what is nearly a known word as that word: one slip in six letters or more, two in nine, two letters turned round in five. */
export function spelling(vocabulary: Iterable<string>): (plain: string) => string {
  const known = new Set(vocabulary);
  const byLength = Map.groupBy(known, (word) => word.length);
  return (plain) => {
    if (known.has(plain) || plain.length < 5 || !/^\p{L}+$/u.test(plain) || ordinary.has(plain)) return plain;
    for (const length of [plain.length, plain.length + 1, plain.length - 1]) {
      for (const word of byLength.get(length) ?? []) if (isNearly(plain, word)) return word;
    }
    return plain;
  };
}

/** Common words that are one slip away from a word of the trade. */
const ordinary = new Set(
  'quite query queue chest night later label lobby latter matter better letter price prince white whole while rather father mother other'.split(
    ' ',
  ),
);

function isNearly(typed: string, word: string): boolean {
  if (typed[0] !== word[0] && typed[1] !== word[0]) return false;
  // `archive` is no slip of `archived`.
  if (/^[dsrny]$/.test(word.startsWith(typed) ? word.slice(typed.length) : '')) return false;
  const slips = distance(typed, word);
  if (word.length >= 9) return slips <= 2;
  if (word.length >= 6) return slips <= 1;
  return slips <= 1 && typed.length === word.length && [...typed].sort().join('') === [...word].sort().join('');
}

/** Letters put in, left out, changed or turned round with their neighbour (optimal string alignment). */
export function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
