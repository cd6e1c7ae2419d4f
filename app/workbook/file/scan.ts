/** One tag of an XML text: the text between its brackets begins at `start` and ends before `end`. */
export interface Tag {
  /** Without namespace prefix. */
  name: string;
  kind: 'open' | 'close' | 'empty';
  start: number;
  end: number;
}

/**
 * Walks the tags of an XML text that is known to be well formed, by position, so that everything between the places that
 * change can be copied as it is. Comments, CDATA and processing instructions are passed over.
 */
export function* tags(xml: string, from = 0): Generator<Tag> {
  for (let start = xml.indexOf('<', from); start >= 0; ) {
    const skipped = specialEnd(xml, start);
    const end = skipped ?? tagEnd(xml, start);
    if (end <= start) return;
    if (skipped === null) yield tagAt(xml, start, end);
    start = xml.indexOf('<', end);
  }
}

function specialEnd(xml: string, start: number): number | null {
  const next = xml.charAt(start + 1);
  if (next === '?') return xml.indexOf('?>', start) + 2;
  if (next !== '!') return null;
  return xml.startsWith('<![CDATA[', start) ? xml.indexOf(']]>', start) + 3 : xml.indexOf('-->', start) + 3;
}

function tagEnd(xml: string, start: number): number {
  let quote = '';
  for (let at = start + 1; at < xml.length; at++) {
    const char = xml.charAt(at);
    if (quote) {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '>') return at + 1;
  }
  return -1;
}

function tagAt(xml: string, start: number, end: number): Tag {
  const isClose = xml.charAt(start + 1) === '/';
  const name = /[^\s/>]+/.exec(xml.slice(start + (isClose ? 2 : 1), Math.min(end, start + 80)))?.[0] ?? '';
  const kind = isClose ? 'close' : xml.charAt(end - 2) === '/' ? 'empty' : 'open';
  return { name: name.slice(name.indexOf(':') + 1), kind, start, end };
}

/** An attribute as written in a tag, entities and all; null when it has none. */
export function attribute(tag: string, name: string): string | null {
  const match = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag);
  return match ? (match[1] ?? match[2] ?? '') : null;
}

/** The tag with an attribute set, or with null taken away. */
export function withAttribute(tag: string, name: string, value: string | null): string {
  const pattern = new RegExp(`\\s${name}\\s*=\\s*(?:"[^"]*"|'[^']*')`);
  const replacement = value === null ? '' : ` ${name}="${value}"`;
  if (pattern.test(tag)) return tag.replace(pattern, () => replacement);
  return value === null ? tag : tag.replace(/^<[^\s/>]+/, (name) => name + replacement);
}

/** Text of an XML element or attribute with its five entities and character references resolved. */
export function unescapeXml(text: string): string {
  return text.replace(
    /&(?:#x([0-9A-Fa-f]+)|#(\d+)|(lt|gt|amp|quot|apos));/g,
    (_, hex?: string, decimal?: string, name?: string) => {
      if (name) return { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }[name] ?? '';
      return String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(decimal));
    },
  );
}
