import { countOf } from '#app/values/number-words.ts';
import type { Patterns } from './patterns.ts';
import { type Piece, span, type Word } from './piece.ts';
import type { Span } from './sentence.ts';
import { LETTER, LETTERS } from './words.ts';

/** Reads the piece that begins at a place of the text, if it is of this rule's kind. */
export type Rule = (text: string, at: number) => Piece | null;

/** What a named group of the pattern matched; empty where it matched nothing. */
export type Part = (name: string) => Span;

/** A rule whose pattern begins at the edge of a word. */
export function rule(source: string, make: (at: Span, part: Part) => Piece | null): Rule {
  const pattern = new RegExp(String.raw`(?<![${LETTERS}\d.])(?:${spaced(source)})`, 'iyd');
  return (text, at) => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match || match[0].trim() === '') return null;
    const start = at + (match[0].length - match[0].trimStart().length);
    const part: Part = (name) => {
      const [from, to] = match.indices?.groups?.[name] ?? [0, 0];
      return span(text, from, to);
    };
    return make(span(text, start, at + match[0].length), part);
  };
}

/** A rule of punctuation, which follows a word without a space and may be a line's end. */
export function mark(source: string, make: (at: Span) => Piece): Rule {
  const pattern = new RegExp(source, 'y');
  return (text, at) => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    return match && make(span(text, at, at + match[0].length));
  };
}

/** A space in a pattern is any space. */
function spaced(source: string): string {
  return source.replaceAll(/ (\?)?/g, (_, optional) => (optional ? String.raw`\s*` : String.raw`\s+`));
}

/** Everything in a place that a pattern fits. */
export function within(at: Span, source: string): Span[] {
  return [...at.text.matchAll(new RegExp(spaced(source), 'gi'))].map((match) => ({
    start: at.start + match.index,
    end: at.start + match.index + match[0].trimEnd().length,
    text: match[0].trimEnd(),
  }));
}

const multiples: Record<string, number> = { single: 1, double: 2, triple: 3 };

export function countAt(at: Span): Word<number> {
  return { value: multiples[at.text.toLowerCase()] ?? countOf(at.text) ?? 0, at };
}

export function kindAt(at: Span, { kindOf }: Patterns): Word<string> {
  return { value: kindOf(at.text) ?? at.text, at };
}

export function kindsIn(at: Span, patterns: Patterns): Word<string>[] {
  return within(at, `${patterns.surface}(?!${LETTER})`).map((place) => kindAt(place, patterns));
}
