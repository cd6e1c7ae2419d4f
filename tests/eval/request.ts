import type { RecordName } from './world.ts';

/** A request with what has to come of it. */
export interface EvalRequest {
  say: string;
  /** The record whose page is open. */
  on?: RecordName;
  /** What the person said before, oldest first; it was answered as the model answers it. */
  after?: readonly string[];
  /** The tools that have to be called, or that none is and why not. */
  expect: readonly Call[] | 'ask' | 'refuse';
}

/**
 * A tool with the fields that matter of its input. A text is compared without regard to case, `@ada` is the record by
 * its name, id, number or address; a list and an object are compared part by part; null: the field has to be left out.
 */
export type Call = readonly [tool: string, input?: Readonly<Record<string, unknown>>];
