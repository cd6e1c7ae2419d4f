import { covered } from './coverage.ts';

/** Stands for what the typeface cannot draw: other characters in its place would be worse in a name or a price. */
const MARK = covered.has(0x25a1) ? '□' : '?';

/** The same plain data with every text of it printable. */
export function allPrintable<T>(value: T): T {
  return mapped(value, (text) => printed(text, () => MARK)) as T; // the same shape: only texts are replaced, by texts
}

/** The characters of all its texts that the PDF can only mark, each once, in the order in which they come. */
export function unprintable(value: unknown): string[] {
  const missing = new Set<string>();
  mapped(value, (text) =>
    printed(text, (character) => {
      missing.add(character);
      return MARK;
    }),
  );
  return [...missing];
}

function printed(text: string, onMissing: (character: string) => string): string {
  return Array.from(text.normalize('NFC'), (character) => drawn(character, onMissing)).join('');
}

function drawn(character: string, onMissing: (character: string) => string): string {
  const point = character.codePointAt(0) ?? 0;
  if (covered.has(point) || character === '\n') return character;
  if (/\p{White_Space}/u.test(character)) return ' ';
  // Marks that change the shape of their neighbour and have none of their own: joiners, variation selectors.
  if (/[\p{Cf}\p{Cc}\p{Variation_Selector}]/u.test(character)) return '';
  return onMissing(character);
}

function mapped(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapped(item, change));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapped(item, change)]));
}
