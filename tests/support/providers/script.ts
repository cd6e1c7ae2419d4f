/** How a stand-in of a provider answers one request, whichever protocol it is asked by. */
export interface Answer {
  /** Thought before it is said. */
  thinking?: Iterable<string>;
  /** Said one piece after the other: asked for when it is sent. */
  text?: Iterable<string>;
  /** Called afterwards; the input is sent in pieces of JSON. */
  calls?: { name: string; input: unknown }[];
  /** Null: nothing is said of it. */
  usage?: { input?: number; cached?: number; written?: number; output?: number; reasoning?: number } | null;
  /** Cut off at the number of tokens that was asked for. */
  isCutOff?: boolean;
  /** Before the first byte, and between two pieces. */
  delayMs?: number;
  gapMs?: number;
  fault?: Fault;
}

export type Fault =
  /** Answered in place of a stream, in the words of the provider. */
  | { kind: 'status'; status: number; type: string; message?: string; retryAfter?: string }
  /** The stream itself tells of an error. */
  | { kind: 'error-event'; after: number; type: string }
  /** The stream falls silent, its connection dies, or it ends without saying so. */
  | { kind: 'stall' | 'die' | 'end-early'; after: number }
  /** Bytes that are no event, an event of which half a JSON text came, and a tool input that is never finished. */
  | { kind: 'garbage' | 'half-json' | 'half-input'; after: number }
  /** Says the same piece for ever, as fast as it is read. */
  | { kind: 'repeat'; piece: string }
  /** Declines by its safety filter, without a word. */
  | { kind: 'refuse' };

/** One request that a stand-in was sent. */
export interface Asked {
  provider: string;
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: Record<string, unknown>;
  at: number;
  /** When the one who asked went away before the end. */
  abortedAt: number | null;
  endedAt: number | null;
}

/** The frames of one protocol. A frame is the text of one or more server-sent events. */
export interface Wire {
  begin(model: string, answer: Answer): string;
  /** A piece of each kind; the stand-in writes nothing between them. */
  thinking(piece: string): string;
  text(piece: string): string;
  endThinking(): string;
  endText(): string;
  beginCall(index: number, name: string): string;
  callPiece(index: number, piece: string): string;
  endCall(index: number, name: string, input: string): string;
  end(answer: Answer, reason: 'stop' | 'calls' | 'length' | 'refusal'): string;
  /** Half of an event, as it is left when a connection is cut in the middle. */
  half(): string;
  error(type: string): string;
  /** The body of an answer that is no stream. */
  failure(type: string, message: string): unknown;
}

export const usageOf = ({ usage, text = [], thinking = [] }: Answer) => ({
  input: usage?.input ?? 100,
  cached: usage?.cached ?? 0,
  written: usage?.written ?? 0,
  output: usage?.output ?? [...text, ...thinking].length,
  reasoning: usage?.reasoning ?? [...thinking].length,
});
