import type { Span } from './sentence.ts';

export type Word<Value> = { value: Value; at: Span };

/** A way in which surfaces are done, but for the coats. */
export interface Finish {
  product?: Word<string>;
  colour?: Word<string>;
  sheen?: Word<string>;
  primer?: Word<string>;
}

/** What a takeoff's sentence is made of. Every piece knows its place. */
export type Piece = { at: Span } & (
  | {
      is: 'room';
      shape: 'rectangle' | 'wall' | 'gable';
      isOutside: boolean;
      count: Word<number> | null;
      name: string;
      isPlural: boolean;
    }
  | { is: 'size'; sides: Span[] }
  | { is: 'height'; side: Span }
  /** What is done to surfaces; to none in particular when it names none. */
  | { is: 'work'; kinds: Word<string>[]; coats: Word<number> | null; finish: Finish }
  | { is: 'skip'; kinds: Word<string>[] }
  /** `of`: the room that it was said to be in. */
  | { is: 'opening'; kind: 'door' | 'window'; count: Word<number>; of: Span | null }
  | { is: 'quantity'; kind: Word<string>; quantity: Word<string> }
  | { is: 'condition'; condition: string }
  | { is: 'same'; as: Span; isSizeOnly: boolean }
  | { is: 'range' }
  | { is: 'place'; isOutside: boolean }
  | { is: 'everything' }
  | { is: 'stop' }
  | { is: 'unknown' }
);

export function span(text: string, start: number, end: number): Span {
  return { start, end, text: text.slice(start, end) };
}
