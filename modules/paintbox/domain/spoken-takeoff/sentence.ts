import type { RateBook } from '../rate-book.ts';

/** A place in the sentence. */
export interface Span {
  start: number;
  end: number;
  text: string;
}

/** Where a value comes from: a place in the sentence, or a default that has a name. */
export type Source = Span | { default: string };

export interface Sourced<Value> {
  value: Value;
  from: Source;
}

/** How a surface is to be done, but for its coats. */
export interface SentenceFinish {
  /** As the rate book calls it. */
  product: Sourced<string> | null;
  colour: Sourced<string> | null;
  sheen: Sourced<string> | null;
  /** What is to be primed, in the person's words: `spot prime`. */
  primer: Sourced<string> | null;
}

export interface SentenceSurface extends SentenceFinish {
  /** An id of the rate book: `walls`. */
  kind: Sourced<string>;
  coats: Sourced<number> | null;
  quantity: Sourced<string> | null;
  isExcluded: boolean;
}

export interface SentenceRoom {
  name: Sourced<string>;
  /** How many such rooms the sentence speaks of; this is one of them. */
  count: Sourced<number> | null;
  /** The room that it was said to be like, where it was. */
  like: Sourced<string> | null;
  shape: 'rectangle' | 'wall' | 'gable';
  place: 'interior' | 'exterior';
  length: Sourced<string> | null;
  width: Sourced<string> | null;
  height: Sourced<string> | null;
  openings: { kind: 'door' | 'window'; count: Sourced<number> }[];
  /** An id of the rate book's condition classes. */
  condition: Sourced<string> | null;
  /** Empty: what such a room usually has. */
  surfaces: SentenceSurface[];
}

export interface TakeoffSentence {
  rooms: SentenceRoom[];
  /** What is needed and was not said, or said in two ways, as a question each. */
  missing: string[];
  /** What was said and not understood: nothing is swallowed. */
  notUnderstood: Span[];
}

/** The business's own words, as its rate book has them. A bare length is in its units. */
export type Vocabulary = Pick<RateBook, 'units'> & {
  [List in 'surfaceKinds' | 'products' | 'conditions']: readonly { id: string; name: string }[];
};

/** Every place in the sentence that a room was read from. */
export function sourcesOf(room: SentenceRoom): Span[] {
  const { name, count, like, length, width, height, condition, openings, surfaces } = room;
  return [
    name,
    count,
    like,
    length,
    width,
    height,
    condition,
    ...openings.map((opening) => opening.count),
    ...surfaces.flatMap(({ kind, coats, quantity, product, colour, sheen, primer }) => [
      kind,
      coats,
      quantity,
      product,
      colour,
      sheen,
      primer,
    ]),
  ].flatMap((value) => (value && !('default' in value.from) ? [value.from] : []));
}
