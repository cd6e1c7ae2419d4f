import type { Piece } from './piece.ts';
import { type SentenceRoom, type Span, sourcesOf } from './sentence.ts';

/** Numbers that went nowhere: said twice with another value, or of something that is not there. */
export function untold(
  text: string,
  pieces: readonly Piece[],
  rooms: readonly SentenceRoom[],
  told: readonly Span[],
): Span[] {
  const places = [...told, ...rooms.flatMap(sourcesOf)];
  const spoken = pieces.flatMap((piece) => (piece.is === 'work' && piece.coats ? [piece.coats.at] : []));
  const written = [...text.matchAll(/\d+(?:[.,/]\d+)*/g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    text: match[0],
  }));
  return [...spoken, ...written].filter(
    ({ start, end }) => !places.some((place) => place.start < end && start < place.end),
  );
}

/** In their order, each place once. */
export function tidy(spans: readonly Span[]): Span[] {
  const byStart = new Map(spans.map((span) => [span.start, span]));
  return [...byStart.values()].sort((a, b) => a.start - b.start);
}
