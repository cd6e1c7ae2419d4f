import type { SharedV4ProviderOptions } from '@ai-sdk/provider';
import type { ToolAnswer } from './message.ts';
import type { RecordLink } from './tool.ts';

/*
 * What a prompt says in prose, once more as values. They travel as provider options of the prompt's messages, which the
 * providers of others ignore, and are for a model that has to know the person's words from everything that stands around them.
 */

/** Of the system message: whose business it is, and when. */
export interface CallFacts {
  /** ISO 8601. */
  now: string;
  /** IANA name. */
  timeZone: string;
  /** Of the business: `en-US`. */
  locale: string;
  currency: string;
  units: 'imperial' | 'metric';
  /** Who asks. */
  person: { name: string };
}

/** Of a person's message. */
export interface TurnFacts {
  /** The message as it was typed, and nothing else of what the prompt puts beside it. */
  words: string;
  /** The page that it was written on. Its title is data. */
  page: { path: string; title: string } | null;
  mentions: readonly RecordLink[];
  attachments?: readonly { id: string; name: string }[];
}

/** Of a tool's result: what the page is shown of it. */
export type ResultFacts = ToolAnswer | { kind: 'error'; text: string };

/** The name under which the facts travel. */
export const FACTS = 'candlefish';

export type Facts = { call?: CallFacts; turn?: TurnFacts; result?: ResultFacts };

/** For `providerOptions` of a message, or of a tool's result. */
export function withFacts(facts: Facts): SharedV4ProviderOptions {
  // They are JSON by their types; interfaces have no index signature, which the option's type asks for.
  return { [FACTS]: facts as unknown as SharedV4ProviderOptions[string] };
}

/** The facts of a message: ours, since nothing outside the server writes provider options. */
export function factsOf(options: SharedV4ProviderOptions | undefined): Facts {
  return (options?.[FACTS] ?? {}) as unknown as Facts;
}
