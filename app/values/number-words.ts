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
};

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];

/** The count that a word or its digits stand for: `two` and `2` are 2, `a` is 1, `no` is 0. Undefined for anything else. */
export function countOf(word: string): number | undefined {
  const plain = word.toLowerCase();
  if (/^\d{1,6}$/.test(plain)) return Number(plain);
  return Object.hasOwn(ones, plain) ? ones[plain] : undefined;
}

/** The place that a word stands for, from 1: `second` and `2nd` are 2. */
export function ordinalOf(word: string): number | undefined {
  const plain = word.toLowerCase();
  const digits = /^(\d{1,3})(?:st|nd|rd|th)$/.exec(plain)?.[1];
  if (digits !== undefined) return Number(digits);
  const at = ordinals.indexOf(plain);
  return at < 0 ? undefined : at + 1;
}
