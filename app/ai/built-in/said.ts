import type { On } from '../../values/time.ts';
import type { CallFacts } from '../facts.ts';
import type { RecordLink } from '../tool.ts';
import type { Period } from './periods.ts';
import { plainOf, type Word } from './words.ts';

/** Something in the text, with its place. */
export interface Found {
  text: string;
  start: number;
  end: number;
}

/** What a person said, taken apart. It holds their own words alone; what stands around them is only pointed at. */
export interface Said {
  text: string;
  words: readonly Word[];
  /** The words outside quotation marks, singular and spelt as known words, between single spaces. */
  plain: string;
  /** Between quotation marks: content, never a request. */
  quoted: readonly Found[];
  /** Money, as it was written: `$1,200.50`, `350 dollars`. `value` is without sign and name, `1200.50`. */
  amounts: readonly (Found & { value: string })[];
  percents: readonly (Found & { value: string })[];
  /** Two or three lengths between crosses: `12x15x8`. */
  sizes: readonly Found[];
  /** `E-1042`, `EST-1042`, `#1042`, `estimate 1042`. */
  numbers: readonly (Found & { prefix: string; number: string })[];
  emails: readonly Found[];
  phones: readonly Found[];
  periods: readonly Period[];
  /** Records whose address was pasted or mentioned, then the page one is on, then what was spoken of, newest first. */
  around: Around;
  today: On;
  facts: CallFacts;
  /** One of these phrases, in singular words, is among what was said. */
  has(...phrases: readonly string[]): boolean;
}

export interface Around {
  mentions: readonly RecordLink[];
  page: { path: string; title: string } | null;
  /** The records of each earlier result, the newest result first. */
  spokenOf: readonly (readonly RecordLink[])[];
  attachments: readonly { id: string; name: string }[];
}

/** The most characters that are read. More is not what a rule can answer. */
export const LONGEST = 4000;

/** Two places that have a character in common. */
export function isIn(
  place: { start: number; end: number },
  places: readonly { start: number; end: number }[],
): boolean {
  return places.some((other) => place.start < other.end && other.start < place.end);
}

/**
 * What is left of a text without the places that were understood and the words that only ask: usually a name. The words keep
 * their spelling and order. Stops at none: `Ada Moss` of `could you find Ada Moss please`.
 */
export function rest(said: Said, ignored: ReadonlySet<string>, taken: readonly Found[] = []): string {
  const left = said.words.filter((word) => !ignored.has(word.plain) && !isIn(word, taken) && !isIn(word, said.quoted));
  const pieces: string[] = [];
  let end = -1;
  for (const word of left) {
    const isMark = !/[\p{L}\p{N}]/u.test(word.text);
    const isJoined = word.start === end;
    // A mark inside a name (O'Neil & Sons) stays; one at its edge goes.
    if (isMark && word.text !== '&') continue;
    if (isJoined && pieces.length > 0) pieces[pieces.length - 1] += word.text;
    else pieces.push(word.text);
    end = word.end;
  }
  return pieces
    .join(' ')
    .replace(/^[&\s]+|[&\s]+$/g, '')
    .replace(/[.,:]+$/, '')
    .replace(/['’]s$/u, '');
}

/** The words that ask and join, and name nothing. */
export const asking: ReadonlySet<string> = new Set(
  [
    'a an the please pls can could would will you u me my our we i us do did have has had is are was were be been to for of on in at by with from and or',
    "show find get give list look search lookup up see tell about what which who where how want need let's lets any all some there that this it its",
    'he she they him her hers his them their theirs',
    "that's what's who's where's i'd i'm im like just now hey hi hello ok okay so then also right one ones called named name hm um uh thing info information detail record pull open bring display check does don't dont kindly quick quickly",
  ]
    .join(' ')
    .split(' ')
    .map(plainOf),
);
