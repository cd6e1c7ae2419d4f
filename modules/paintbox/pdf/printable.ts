/**
 * Text that a set of code points can draw. What it cannot draw would come out as other characters, which in a name or a price is
 * worse than a mark.
 */
export function printable(text: string, covered: ReadonlySet<number>): string {
  return Array.from(text.normalize('NFC'), (character) => drawn(character, covered)).join('');
}

function drawn(character: string, covered: ReadonlySet<number>): string {
  const point = character.codePointAt(0) ?? 0;
  if (covered.has(point) || character === '\n') return character;
  if (/\p{White_Space}/u.test(character)) return ' ';
  // Marks that change the shape of their neighbour and have none of their own: joiners, variation selectors.
  if (/[\p{Cf}\p{Cc}\p{Variation_Selector}]/u.test(character)) return '';
  return replacement(covered);
}

function replacement(covered: ReadonlySet<number>): string {
  return covered.has(0x25a1) ? '□' : '?';
}

/** The same plain data with every text of it printable. */
export function allPrintable<T>(value: T, covered: ReadonlySet<number>): T {
  return mapped(value, (text) => printable(text, covered)) as T; // the same shape: only texts are replaced, by texts
}

function mapped(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapped(item, change));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapped(item, change)]));
}
