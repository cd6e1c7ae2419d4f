import type { LanguageModelV4FinishReason, LanguageModelV4Usage } from '@ai-sdk/provider';
import type Anthropic from '@anthropic-ai/sdk';
import { ModelFault, type ModelPart } from '../model.ts';
import { providerNames } from '../provider-names.ts';
import { messagesRequest } from './anthropic-prompt.ts';
import { readEvents, streamingFetch } from './event-stream.ts';
import { sentences } from './fault.ts';
import { guardedModel } from './guarded-model.ts';
import { parsedInput } from './tool-input.ts';
import { unknownUsage } from './unknown-usage.ts';

/** A model of Anthropic, read by the Messages API. */
export const anthropicModel = guardedModel(async ({ entry, connection: { apiKey, baseUrl }, call, signal }) => {
  const client = await clientAt(baseUrl);
  // As the client itself sends a key that it was made with.
  const headers = { authorization: `Bearer ${apiKey}` };
  const response = await client.messages.create(messagesRequest(entry, call), { signal, headers }).asResponse();
  return partsOf(entry.id, readEvents(response, signal));
});

const clients = new Map<string, Anthropic>();

/**
 * One for each address, and each request brings its key: a client takes longer to make than a request. The package is read
 * when the first person asks, so that a start does not wait for it. Nothing is taken from the environment, nothing is logged
 * (that would be the conversation), and retrying is routing's.
 */
async function clientAt(baseURL: string): Promise<Anthropic> {
  const { default: Client } = await import('@anthropic-ai/sdk');
  const fixed = { apiKey: null, authToken: null, webhookKey: null, maxRetries: 0, logLevel: 'off' } as const;
  const client = clients.get(baseURL) ?? new Client({ baseURL, fetch: streamingFetch, timeout: 600_000, ...fixed });
  clients.set(baseURL, client);
  return client;
}

type Event = Anthropic.RawMessageStreamEvent;

/** A block that is open, by its index in the message. */
interface OpenBlock {
  kind: 'text' | 'reasoning' | 'tool';
  id: string;
  toolName: string;
  input: string;
  signature: string;
  redacted: string | null;
}

async function* partsOf(modelId: string, pieces: AsyncIterable<Event[]>): AsyncGenerator<ModelPart> {
  const blocks = new Map<number, OpenBlock>();
  let usage: Partial<Anthropic.Usage> = {};
  let stopReason: string | null = null;
  let hasAnswer = false;
  for await (const events of pieces) {
    for (const event of events) {
      switch (event.type) {
        case 'message_start':
          usage = event.message.usage;
          yield { type: 'stream-start', warnings: [] };
          yield { type: 'response-metadata', id: event.message.id, modelId: event.message.model };
          break;
        case 'content_block_start': {
          const block = blockOf(event);
          if (!block) break;
          blocks.set(event.index, block);
          yield startOf(block);
          break;
        }
        case 'content_block_delta': {
          const part = deltaOf(blocks.get(event.index), event.delta);
          if (!part) break;
          hasAnswer = true;
          yield part;
          break;
        }
        case 'content_block_stop': {
          const block = blocks.get(event.index);
          if (block) yield* endOf(modelId, block);
          blocks.delete(event.index);
          break;
        }
        case 'message_delta':
          usage = { ...usage, ...withoutNulls(event.usage) };
          stopReason = event.delta.stop_reason;
          break;
        case 'message_stop':
          if (stopReason === 'refusal' && !hasAnswer) {
            throw new ModelFault('refused', sentences.refused(providerNames.anthropic));
          }
          yield { type: 'finish', usage: usageOf(usage), finishReason: reasonOf(stopReason) };
          break;
      }
    }
  }
}

function blockOf({ index, content_block: block }: Anthropic.RawContentBlockStartEvent): OpenBlock | null {
  const empty = { id: String(index), toolName: '', input: '', signature: '', redacted: null };
  switch (block.type) {
    case 'text':
      return { ...empty, kind: 'text' };
    case 'thinking':
      return { ...empty, kind: 'reasoning' };
    case 'redacted_thinking':
      return { ...empty, kind: 'reasoning', redacted: block.data };
    case 'tool_use':
      return { ...empty, kind: 'tool', id: block.id, toolName: block.name };
    default:
      return null;
  }
}

function startOf({ kind, id, toolName }: OpenBlock): ModelPart {
  if (kind === 'tool') return { type: 'tool-input-start', id, toolName };
  return kind === 'text' ? { type: 'text-start', id } : { type: 'reasoning-start', id };
}

function deltaOf(block: OpenBlock | undefined, delta: Anthropic.RawContentBlockDelta): ModelPart | null {
  if (!block) return null;
  switch (delta.type) {
    case 'text_delta':
      return { type: 'text-delta', id: block.id, delta: delta.text };
    case 'thinking_delta':
      return { type: 'reasoning-delta', id: block.id, delta: delta.thinking };
    case 'input_json_delta':
      block.input += delta.partial_json;
      return { type: 'tool-input-delta', id: block.id, delta: delta.partial_json };
    case 'signature_delta':
      block.signature += delta.signature;
      return null;
    default:
      return null;
  }
}

function* endOf(modelId: string, { kind, id, toolName, input, signature, redacted }: OpenBlock): Generator<ModelPart> {
  if (kind === 'text') yield { type: 'text-end', id };
  else if (kind === 'reasoning') {
    // Needed to say it again: it is the model's own, and only that model's.
    const signed = redacted === null ? { signature } : { redacted };
    yield { type: 'reasoning-end', id, providerMetadata: { anthropic: { model: modelId, ...signed } } };
  } else {
    yield { type: 'tool-input-end', id };
    yield { type: 'tool-call', toolCallId: id, toolName, input: parsedInput(input, providerNames.anthropic) };
  }
}

/** A message_delta repeats what it knows and leaves null what it does not. */
function withoutNulls(usage: object): Partial<Anthropic.Usage> {
  return Object.fromEntries(Object.entries(usage).filter(([, value]) => value !== null && value !== undefined));
}

/** Their input tokens leave out what the cache was read for and written with; ours is the whole prompt. */
function usageOf(usage: Partial<Anthropic.Usage>): LanguageModelV4Usage {
  const { input_tokens: noCache, output_tokens: total } = usage;
  const cacheRead = usage.cache_read_input_tokens ?? 0;
  const cacheWrite = usage.cache_creation_input_tokens ?? 0;
  const reasoning = usage.output_tokens_details?.thinking_tokens ?? 0;
  return {
    inputTokens:
      noCache === undefined
        ? unknownUsage.inputTokens
        : { total: noCache + cacheRead + cacheWrite, noCache, cacheRead, cacheWrite },
    outputTokens: total === undefined ? unknownUsage.outputTokens : { total, text: total - reasoning, reasoning },
  };
}

const reasons: Record<string, LanguageModelV4FinishReason['unified']> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  tool_use: 'tool-calls',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  refusal: 'content-filter',
};

function reasonOf(raw: string | null): LanguageModelV4FinishReason {
  return { unified: reasons[raw ?? ''] ?? 'other', raw: raw ?? undefined };
}
