import { countOf } from '#app/values/number-words.ts';
import { COUNT, countedKinds, FACE, fillers, kindOf, LENGTH, MEASURED, ROOM, SIZE, SURFACE } from './takeoff-words.ts';

/** A place in the sentence. */
export interface Span {
  start: number;
  end: number;
  text: string;
}

type Word<Value> = { value: Value; at: Span };

/** What a takeoff's sentence is made of. Every piece knows its place. */
export type Piece = { at: Span } & (
  | { is: 'room'; shape: 'rectangle' | 'wall' | 'gable'; count: Word<number> | null; name: string; isPlural: boolean }
  | { is: 'size'; sides: Span[] }
  | { is: 'height'; side: Span }
  | { is: 'coats'; coats: Word<number>; kinds: Word<string>[] }
  | { is: 'surfaces'; kinds: Word<string>[] }
  | { is: 'skip'; kinds: Word<string>[] }
  | { is: 'opening'; kind: 'door' | 'window'; count: Word<number> }
  | { is: 'quantity'; kind: Word<string>; quantity: Word<string> }
  | { is: 'condition'; condition: string }
  | { is: 'everything' }
  | { is: 'stop' }
  | { is: 'unknown' }
);

/** Takes a sentence apart, left to right, the longest meaning first. Nothing is dropped but words that say nothing. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  while (at < text.length) {
    const found = readers.map((read) => read(text, at)).find((piece) => piece !== null);
    if (found) {
      pieces.push(found);
      at = found.at.end;
      continue;
    }
    const word = /(?:[\p{L}\p{M}'’-]+|\d[\d.,/]*|[^\s])/uy;
    word.lastIndex = at;
    const match = word.exec(text);
    if (!match) {
      at += 1;
      continue;
    }
    if (!isFiller(match[0])) addUnknown(pieces, span(text, at, at + match[0].length), text);
    at += match[0].length;
  }
  return pieces;
}

function isFiller(word: string): boolean {
  return /^[,:()\-–—&+!?"“”/]+$/.test(word) || fillers.has(word.toLowerCase().replace(/’/g, "'"));
}

/** Words that were not understood are told together when they stand together. */
function addUnknown(pieces: Piece[], at: Span, text: string): void {
  const last = pieces.at(-1);
  if (last?.is === 'unknown' && /^\s*$/.test(text.slice(last.at.end, at.start))) {
    pieces[pieces.length - 1] = { is: 'unknown', at: span(text, last.at.start, at.end) };
  } else pieces.push({ is: 'unknown', at });
}

type Read = (text: string, at: number) => Piece | null;

// Repetitions are bounded and nothing in them is optional twice: what a stranger writes cannot make a pattern search for ever.
const the = String.raw`(?:(?:the|all|any|both|every|each|painting|of)\s+){0,4}`;
const join = String.raw`\s*(?:,\s*(?:and\s+)?|and\s+|&\s*|\/\s*|or\s+|nor\s+|plus\s+)${the}`;
const list = String.raw`${the}${SURFACE}(?!\p{L})(?:${join}${SURFACE}(?!\p{L})){0,8}`;
/** After a count: what is followed by a count of its own is no longer part of the list. */
const listAfter = String.raw`${the}${SURFACE}(?!\p{L})(?:${join}${SURFACE}(?!\p{L})(?!\s*(?:gets?|needs?|with|:)?\s*${COUNT}\s+coats?)){0,8}`;
const coat = String.raw`(?:coats?|coast|caots)(?:\s+of\s+paint)?`;

const readers: readonly Read[] = [
  reader(String.raw`[.;\n](?=\s|$)`, (at) => ({ is: 'stop', at })),
  reader(
    String.raw`(?<side>${MEASURED})[\s-]*(?:high\s+|tall\s+)?(?:ceilings?(?:\s+height)?|high|tall|height)(?!\p{L})`,
    (at, side) => ({ is: 'height', at, side: side('side') }),
  ),
  reader(
    String.raw`(?:ceilings?|walls?)?\s*(?:height|ceilings?|high)\s*(?:is|are|at|of|:)?\s*(?<side>${MEASURED}|(?<=height[\s:of]*)${LENGTH})(?!\s*(?:x|×|by)\s*\d)`,
    (at, side) => ({ is: 'height', at, side: side('side') }),
  ),
  reader(SIZE, (at) => ({ is: 'size', at, sides: sidesIn(at) })),
  reader(
    String.raw`(?<quantity>\d+(?:[.,]\d+)?\s*(?:sq\.?\s*(?:ft|feet|m)\.?|square\s+(?:feet|foot|met(?:er|re)s?)|sf|ft2|ft²|sqft|m2|m²|sqm|lf|lin(?:ear|eal)?\.?\s+(?:ft|feet|m|met(?:er|re)s?)|ft|feet|m|met(?:er|re)s?))\s+(?:of\s+)?(?:the\s+)?(?<kind>${SURFACE})(?!\p{L})`,
    (at, side) => {
      const quantity = side('quantity');
      const kind = side('kind');
      return { is: 'quantity', at, quantity: { value: quantityText(quantity.text), at: quantity }, kind: kindAt(kind) };
    },
  ),
  reader(
    String.raw`(?:skip(?:ping)?|no|not(?:\s+painting)?|without|except(?:\s+for)?|excluding|exclude|excl\.?|leave\s+out|leaving\s+out|leave|omit|ignore|minus|don['’]?t\s+(?:paint|do|include)|do\s+not\s+(?:paint|do|include)|nothing\s+on)\s+(?<list>${list})(?:\s+(?:alone|out|as\s+is))?`,
    (at, side) => ({ is: 'skip', at, kinds: kindsIn(side('list')) }),
  ),
  reader(String.raw`(?<count>${COUNT})\s+${coat}\s*(?:(?:on|for|to|of|over)\s+)?(?<list>${listAfter})`, coatsPiece),
  reader(
    String.raw`(?<list>${list})\s*(?:will\s+|to\s+)?(?:gets?|needs?|with|in|at|:|=|-|–|\(|have|has|receive)?\s*(?<count>${COUNT})\s+${coat}\)?`,
    coatsPiece,
  ),
  reader(String.raw`(?<count>${COUNT})\s+(?:on|for)\s+(?<list>${listAfter})`, coatsPiece),
  reader(String.raw`(?<list>${list})\s+(?<count>one|two|three|[123])(?=\s*(?:[,;.]|and\b|$))`, coatsPiece),
  reader(String.raw`(?<count>${COUNT})[\s-]+${coat}(?!\p{L})`, (at, side) => ({
    is: 'coats',
    at,
    coats: countAt(side('count')),
    kinds: [],
  })),
  reader(
    String.raw`(?<count>${COUNT})\s+(?:(?:standard|interior|exterior|panel|double[- ]hung|single|flat|six[- ]panel|normal)\s+){0,3}(?<kind>doors?|windows?)(?!\p{L})`,
    (at, side) => ({
      is: 'opening',
      at,
      kind: /^d/i.test(side('kind').text) ? 'door' : 'window',
      count: countAt(side('count')),
    }),
  ),
  reader(String.raw`(?<count>${COUNT})\s+(?<kind>${SURFACE})(?!\p{L})`, (at, side) => {
    const kind = kindAt(side('kind'));
    const count = countAt(side('count'));
    if (!countedKinds.has(kind.value)) return null;
    return { is: 'quantity', at, kind, quantity: { value: String(count.value), at: count.at } };
  }),
  reader(
    String.raw`(?:(?<count>${COUNT}|\d{1,2}(?=\s*(?:x|×)\s*\p{L}))\s*(?:x|×)?\s+|(?:the|an?)\s+)?(?<name>${ROOM})(?<number>\s+#?\d{1,2}(?![\d.,'’"/]|\s*(?:x|×|by|ft|feet|foot|m|cm|in|coats?|doors?|windows?|closets?|sq|lf)(?![\p{L}])|\s+(?:on|for|standard)\s))?(?!\p{L})`,
    (at, side) => {
      const name = side('name').text;
      const number = side('number').text.replace(/[\s#]/g, '');
      const count = side('count');
      return {
        is: 'room',
        at,
        shape: 'rectangle',
        name: `${title(singular(name))}${number ? ` ${number}` : ''}`,
        count: count.text ? countAt(count) : null,
        isPlural: singular(name) !== name.toLowerCase() && !number,
      };
    },
  ),
  reader(
    String.raw`(?:(?<count>${COUNT})\s+|(?:the|an?)\s+)?(?<name>${FACE})(?=\s*[:,-]?\s*(?:(?:is|are|of|at|measuring)\s+)?${LENGTH}\s*(?:x|×|by)\s*)`,
    (at, side) => {
      const name = side('name').text;
      const count = side('count');
      return {
        is: 'room',
        at,
        shape: /gable/i.test(name) ? 'gable' : 'wall',
        name: title(singular(name)),
        count: count.text ? countAt(count) : null,
        isPlural: singular(name) !== name.toLowerCase(),
      };
    },
  ),
  reader(
    String.raw`(?:in\s+)?(?:very\s+|pretty\s+)?(?<word>good|great|excellent|fair|average|poor|bad|rough|terrible)\s+(?:condition|shape)`,
    (at, side) => ({
      is: 'condition',
      at,
      condition: /good|great|excel/i.test(side('word').text)
        ? 'good'
        : /fair|average/i.test(side('word').text)
          ? 'fair'
          : 'poor',
    }),
  ),
  reader(String.raw`(?:light|minimal)\s+prep(?:aration)?(?:\s+work)?`, (at) => ({
    is: 'condition',
    at,
    condition: 'good',
  })),
  reader(
    String.raw`(?:(?:some|minor|normal|medium|moderate)\s+)?(?:patching|patches|sanding|nail\s+holes|minor\s+repairs|(?<=(?:some|normal|medium|moderate)\s+)prep(?:aration)?(?:\s+work)?)`,
    (at) => ({ is: 'condition', at, condition: 'fair' }),
  ),
  reader(
    String.raw`(?:(?:some|heavy|lots\s+of|a\s+lot\s+of|extensive)\s+)?(?:peeling(?:\s+paint)?|scraping|water\s+damaged?|cracked(?:\s+plaster)?|cracks|(?<=(?:heavy|lots\s+of|a\s+lot\s+of|extensive)\s+)prep(?:aration)?(?:\s+work)?)`,
    (at) => ({ is: 'condition', at, condition: 'poor' }),
  ),
  reader(
    String.raw`(?:everything|throughout|everywhere|all\s+rooms|every\s+room|each\s+room|(?:for|in)\s+all|in\s+each(?:\s+room)?)(?!\p{L})`,
    (at) => ({ is: 'everything', at }),
  ),
  reader(list, (at) => ({ is: 'surfaces', at, kinds: kindsIn(at) })),
];

type Part = (name: string) => Span;

/** A pattern that has to begin where the reading has come to, at the edge of a word. */
function reader(source: string, make: (at: Span, part: Part) => Piece | null): Read {
  const pattern = new RegExp(String.raw`(?<![\p{L}\d.])(?:${source})`, 'iuyd');
  const edge = new RegExp(`(?:${source})`, 'iuyd');
  return (text, at) => {
    const use = /[.;\n]/.test(text[at] ?? '') ? edge : pattern;
    use.lastIndex = at;
    const match = use.exec(text);
    if (!match || match[0].trim() === '') return null;
    const start = at + (match[0].length - match[0].trimStart().length);
    const part: Part = (name) => {
      const [from, to] = match.indices?.groups?.[name] ?? [0, 0];
      return span(text, from, to);
    };
    return make(span(text, start, at + match[0].length), part);
  };
}

function coatsPiece(at: Span, part: Part): Piece {
  return { is: 'coats', at, coats: countAt(part('count')), kinds: kindsIn(part('list')) };
}

function span(text: string, start: number, end: number): Span {
  return { start, end, text: text.slice(start, end) };
}

function countAt(at: Span): Word<number> {
  const word = at.text.toLowerCase().replace(/ of$/, '');
  const words: Record<string, number> = { single: 1, double: 2, triple: 3 };
  return { value: words[word] ?? countOf(word) ?? 0, at };
}

function kindAt(at: Span): Word<string> {
  return { value: kindOf(at.text) ?? at.text, at };
}

function kindsIn(at: Span): Word<string>[] {
  return [...at.text.matchAll(new RegExp(String.raw`${SURFACE}(?!\p{L})`, 'giu'))].map((match) =>
    kindAt({ start: at.start + match.index, end: at.start + match.index + match[0].length, text: match[0] }),
  );
}

function sidesIn(at: Span): Span[] {
  return [...at.text.matchAll(new RegExp(LENGTH, 'giu'))].map((match) => ({
    start: at.start + match.index,
    end: at.start + match.index + match[0].length,
    text: match[0].trim(),
  }));
}

/** In the units that quantities are typed in everywhere: `200 sq ft`, `18 m`. The number stays as it is written. */
function quantityText(text: string): string {
  const [, number = '', unit = ''] = /^(\d+(?:[.,]\d+)?)\s*(.*)$/.exec(text) ?? [];
  const low = unit.toLowerCase();
  if (/^(sq\.?\s*(ft|feet)|square f|sf|ft2|ft²|sqft)/.test(low)) return `${number} sq ft`;
  if (/^(sq\.?\s*m|square m|m2|m²|sqm)/.test(low)) return `${number} m2`;
  return /m/.test(low.replace(/^lin\w*\.?\s*/, '')) ? `${number} m` : `${number} ft`;
}

function singular(name: string): string {
  return name
    .toLowerCase()
    .replace(/ies$/, 'y')
    .replace(
      /(?<=room|bath|kitchen|hall|way|office|den|foyer|basement|garage|well|attic|studio|lounge|loft|corridor|landing|wall|elevation|side|siding|facade|gable)s$/,
      '',
    );
}

function title(name: string): string {
  const plain = name.replace(/\s+/g, ' ').trim();
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}
