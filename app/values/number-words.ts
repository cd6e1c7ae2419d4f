const ones: Record<string, number> = {
  a: 1,
  an: 1,
  zero: 0,
  no: 0,
  one: 1,
  single: 1,
  two: 2,
  couple: 2,
  pair: 2,
  both: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  dozen: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
};

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];

/**
 * The count that words or digits stand for: `two` and `2` are 2, `a` is 1, `no` is 0, `twenty-four` is 24, `a couple of` 2,
 * `half a dozen` 6, `two dozen` 24. Undefined for anything else.
 */
export function countOf(words: string): number | undefined {
  const plain = words
    .toLowerCase()
    .replace(/[\s-]+/g, ' ')
    .replace(/ of$/, '')
    .trim();
  if (/^\d{1,6}$/.test(plain)) return Number(plain);
  if (/^half a dozen$|^half dozen$/.test(plain)) return 6;
  const [first = '', second, ...others] = plain.split(' ');
  const one = ones[first];
  if (!Object.hasOwn(ones, first) || one === undefined || others.length > 0) return undefined;
  if (second === undefined) return one;
  const next = Object.hasOwn(ones, second) ? ones[second] : undefined;
  if (next === undefined) return undefined;
  if (second === 'dozen' || second === 'couple' || second === 'pair') return one * next;
  return one >= 20 && next >= 1 && next <= 9 ? one + next : undefined;
}

/** The place that a word stands for, from 1: `second` and `2nd` are 2. */
export function ordinalOf(word: string): number | undefined {
  const plain = word.toLowerCase();
  const digits = /^(\d{1,3})(?:st|nd|rd|th)$/.exec(plain)?.[1];
  if (digits !== undefined) return Number(digits);
  const at = ordinals.indexOf(plain);
  return at < 0 ? undefined : at + 1;
}
