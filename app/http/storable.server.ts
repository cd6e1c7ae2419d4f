/**
 * Text as a database can keep it: without the null character, which PostgreSQL has none of, and with a replacement for
 * half a character. Both come by accident, out of a PDF or a cut-off emoji, so nobody is bothered with them.
 */
export function storableText(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}

/**
 * Parses JSON whose texts and names can be kept.
 * @throws SyntaxError, RangeError for one that is nested too deep
 */
export function parseStorable(json: string): unknown {
  // Only an escape can bring them: in UTF-8 there are none.
  return /\\u(0000|d[89a-f])/i.test(json) ? JSON.parse(json, (_, value) => storable(value)) : JSON.parse(json);
}

function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [storableText(name), inner]));
}
