import { EMBEDDING_DIMENSIONS } from '#db/schema/knowledge.ts';
import type { PaidProvider } from '../models.ts';

/** What turns words into vectors. Only those of one `model` can be compared. */
export interface Embedder {
  /** Kept beside every vector it made. */
  model: string;
  /** How many texts go to it at once. */
  batch: number;
  /** What it is paid by. Null: it costs nothing. */
  bill: Bill | null;
  /** Uses the network or another thread: never inside a transaction. */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<Embedded>;
}

export interface Embedded {
  /** One of length 1 for each text, in order. */
  vectors: number[][];
  /** What the provider counted. */
  tokens: number;
}

export interface Bill {
  provider: PaidProvider;
  /** The provider's name for the model. */
  model: string;
  /** Billionths of a US dollar for one token. */
  price: number;
  isOwnKey: boolean;
}

/** A vector as the database reads it. */
export function vectorText(vector: readonly number[]): string {
  return `[${vector.join(',')}]`;
}

/** Models read so much of a text; what is longer is cut. */
export const embeddedLength = 1_600;

/** The text that a model is given: never empty, which has no meaning to any of them. */
export function embeddable(text: string): string {
  const plain = text.toWellFormed().replace(/\s+/g, ' ').trim().slice(0, embeddedLength).toWellFormed();
  return plain === '' ? '.' : plain;
}

/**
 * Vectors scaled to length 1.
 * @throws Error when the model gave something else than so many vectors of numbers
 */
export function checkedVectors(vectors: readonly ArrayLike<number>[], expected: number): number[][] {
  if (vectors.length !== expected) throw new Error(`The model gave ${vectors.length} vectors for ${expected} texts.`);
  return vectors.map((vector) => {
    const length = Math.hypot(...Array.from(vector));
    if (vector.length !== EMBEDDING_DIMENSIONS || !Number.isFinite(length) || length === 0)
      throw new Error(`The model gave a vector that is none: ${vector.length} numbers, length ${length}.`);
    return Array.from(vector, (value) => value / length);
  });
}
