/** What stands where words of a person stood. */
export const erased = '[erased]';

/** What a person is called in lists after they were erased. */
export const erasedName = 'Erased person';

export type TermKind = 'name' | 'reach' | 'street' | 'words' | 'detail' | 'ip';

/** Words that a person can be known by. */
export interface Term {
  kind: TermKind;
  text: string;
  /** Nobody else has it, and it is long enough to mean nobody else: it counts wherever it stands. */
  isWide: boolean;
}

/** Longer ones are looked for by their beginning: a pattern has its limits. */
const longestInPattern = 80;

/** Whether words are so many or so particular that they would not stand somewhere by chance. */
export function isParticular({ kind, text }: Omit<Term, 'isWide'>): boolean {
  switch (kind) {
    case 'name':
      return text.length >= 5 && /\S\s+\S/.test(text);
    case 'reach':
      return text.includes('@') || text.replace(/\D/g, '').length >= 7;
    case 'street':
      return text.length >= 8 && /\d/.test(text) && /\p{L}/u.test(text);
    case 'words':
      return text.length >= 16;
    case 'detail':
    case 'ip':
      return false;
  }
}

/** Finds words, whatever their case, with any space for a space, and a phone number with any punctuation. */
export class Matcher {
  readonly #pattern: RegExp | null;

  /** @param inFull whether it is known that the person is spoken of, so that a single name of theirs is meant too */
  constructor(terms: readonly Term[], { inFull }: { inFull: boolean }) {
    const texts = terms.flatMap((term) => {
      if (!(inFull || term.isWide)) return [];
      return inFull ? [...patternsOf(term), ...partsOf(term)] : patternsOf(term);
    });
    // The longest first: a name goes whole before its parts.
    const sorted = [...new Set(texts)].sort((a, b) => b.length - a.length);
    this.#pattern =
      sorted.length === 0 ? null : new RegExp(`(?<![\\p{L}\\p{N}])(?:${sorted.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
  }

  /** A value without the words: every text in it, however deep; names of fields stay. The same value when there are none. */
  without<Value>(value: Value): Value;
  without(value: unknown): unknown {
    const pattern = this.#pattern;
    return pattern === null ? value : mapTexts(value, (text) => text.replace(pattern, erased));
  }

  isIn(value: unknown): boolean {
    return this.without(value) !== value;
  }
}

/** Every text in a JSON value as `change` makes it. The same value when nothing changes. */
export function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) {
    const items = value.map((item) => mapTexts(item, change));
    return items.some((item, at) => item !== value[at]) ? items : value;
  }
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, item]) => [key, mapTexts(item, change), item] as const);
  if (entries.every(([, now, was]) => now === was)) return value;
  return Object.fromEntries(entries.map(([key, now]) => [key, now]));
}

/**
 * What PostgreSQL finds rows by before they are looked at one by one: more than have the words, and never less. A regular
 * expression and patterns of LIKE, each null or empty when there is nothing to find.
 */
export function searchOf(terms: readonly Term[], ids: readonly string[]): { pattern: string | null; like: string[] } {
  const wide = terms.filter(({ isWide }) => isWide);
  const short = wide.filter(({ text }) => text.length <= longestInPattern);
  const alternatives = [...ids, ...short.flatMap(patternsOf)];
  const like = wide
    .filter((term) => !short.includes(term))
    .flatMap(({ text }) => variantsOf(text.slice(0, longestInPattern)))
    .map((text) => `%${text.replace(/[\\%_]/g, '\\$&')}%`);
  return { pattern: alternatives.length === 0 ? null : alternatives.join('|'), like };
}

function patternsOf({ kind, text }: Term): string[] {
  const digits = text.replace(/\D/g, '');
  if (kind === 'reach' && !text.includes('@') && digits.length >= 7)
    return [digits.split('').join('[^0-9a-zA-Z]{0,3}')];
  return variantsOf(text).map((variant) => escaped(variant).replace(/\s+/g, '\\s+'));
}

/** Single names, where it is known who is spoken of: "Ellie wants it blue". */
function partsOf({ kind, text }: Term): string[] {
  if (kind !== 'name') return [];
  return text
    .split(/[\s,]+/)

    .filter((part) => part.length >= 3 && /^\p{Lu}/u.test(part) && !/^erased$/i.test(part))
    .map(escaped);
}

/** A text as it is, as JSON writes it and as HTML does. */
function variantsOf(text: string): string[] {
  const html = text.replace(/[&<>"']/g, (sign) => htmlSigns[sign] ?? sign);
  return [...new Set([text, JSON.stringify(text).slice(1, -1), html, html.replaceAll('&#x27;', '&#39;')])];
}

const htmlSigns: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#x27;',
};

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
