import type { Said } from './said.ts';

/**
 * How the built-in model finds out that somebody asks for a tool. Declared beside the tool, by the product that has it: the
 * model knows none by name.
 */
export interface Intent {
  /** The tool's name. */
  tool: string;
  /** A request that it understands, offered to people who ask what it can do. */
  example: string;
  /** The words that it goes by, in the singular: what is nearly one of them is read as a slip of the fingers. */
  words?: readonly string[];
  /** Null when the words ask for something else. Looks at the words alone; never throws. */
  recognise(said: Said): Recognised | null;
}

export interface Recognised {
  /** From 0 to 1. Under one half it is only offered; among several the highest is meant. */
  confidence: number;
  /** What the tool is called with, but for what {@link Recognised.needs} brings. */
  input: Readonly<Record<string, unknown>>;
  /** Records that were named and have to be found before the tool can be called. */
  needs?: readonly Need[];
  /** Something is missing: what to ask for. The answer is read together with the request. */
  asks?: string;
}

/** A record that is found by another tool, and whose id goes into the input. */
export interface Need {
  /** The field of the input that takes the id. */
  into: string;
  /** Said to people: `client`. */
  what: string;
  find: { tool: string; input: Readonly<Record<string, unknown>> };
  /** The address of such a record; its first group is the id. */
  at: RegExp;
  /** What it was called in the request: the record of exactly this name is taken before others. */
  called: string;
}
