import type {
  LanguageModelV4CallOptions,
  LanguageModelV4FunctionTool,
  LanguageModelV4Prompt,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider';

/** The parts of a stream, as the AI SDK names them. */
export type ModelPart = LanguageModelV4StreamPart;
export type Prompt = LanguageModelV4Prompt;

/** What a model is asked: the AI SDK's call options. Tools are functions; what they are called with is JSON text. */
export interface ModelCall extends Pick<LanguageModelV4CallOptions, 'prompt' | 'maxOutputTokens' | 'temperature'> {
  tools: readonly LanguageModelV4FunctionTool[];
  abortSignal: AbortSignal;
}

/**
 * A model that answers, one part at a time. The parts are those of the AI SDK's language model; they come as an async iterable,
 * because a web stream costs more per token than reading the provider does. It ends with `finish`; a failure is thrown as a
 * {@link ModelFault}, before or after the first part.
 */
export interface LanguageModel {
  provider: string;
  modelId: string;
  stream(call: ModelCall): AsyncIterable<ModelPart>;
}

/** Why a model did not answer, in the terms that decide what happens next. */
export type FaultKind =
  | 'rate-limited'
  | 'overloaded'
  | 'timed-out'
  | 'unreachable'
  | 'refused'
  | 'bad-key'
  | 'too-long'
  | 'invalid'
  | 'broken'
  | 'aborted';

/** @property retryAfterMs what the provider asked to wait, where it said so */
export class ModelFault extends Error {
  override name = 'ModelFault';
  readonly kind: FaultKind;
  readonly retryAfterMs: number | undefined;

  constructor(kind: FaultKind, message: string, options: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.retryAfterMs = options.retryAfterMs;
  }
}
