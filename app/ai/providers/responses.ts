import type { LanguageModelV4Usage } from '@ai-sdk/provider';
import type OpenAI from 'openai';
import { ModelFault, type ModelPart } from '../model.ts';
import { providerNames } from '../provider-names.ts';
import type { PaidEntry } from './connection.ts';
import { readEvents } from './event-stream.ts';
import { faultOf, sentences } from './fault.ts';
import { guardedModel } from './guarded-model.ts';
import { openAiClient } from './openai-client.ts';
import { responsesRequest } from './responses-prompt.ts';
import { parsedInput } from './tool-input.ts';
import { unknownUsage } from './unknown-usage.ts';

/** A model of OpenAI, read by the Responses API: the newer ones call tools by no other. */
export const responsesModel = guardedModel(async ({ entry, connection, call, signal }) => {
  const client = await openAiClient(connection);
  const response = await client.responses.create(responsesRequest(entry, call), { signal }).asResponse();
  return partsOf(entry, readEvents(response, signal));
});

type Event = OpenAI.Responses.ResponseStreamEvent;
type Item = OpenAI.Responses.ResponseOutputItem;

/** What the answer has had so far. */
interface Begun {
  /** Id of the call, for the id of the item that it is. */
  calls: Map<string, string>;
  hasCalls: boolean;
  hasText: boolean;
}

async function* partsOf(entry: PaidEntry, pieces: AsyncIterable<Event[]>): AsyncGenerator<ModelPart> {
  const begun: Begun = { calls: new Map(), hasCalls: false, hasText: false };
  for await (const events of pieces) {
    for (const event of events) {
      switch (event.type) {
        case 'response.output_text.delta':
        case 'response.refusal.delta':
          begun.hasText = true;
          yield { type: 'text-delta', id: event.item_id, delta: event.delta };
          break;
        case 'response.reasoning_summary_text.delta':
          yield { type: 'reasoning-delta', id: event.item_id, delta: event.delta };
          break;
        case 'response.function_call_arguments.delta':
          yield { type: 'tool-input-delta', id: begun.calls.get(event.item_id) ?? event.item_id, delta: event.delta };
          break;
        case 'response.created':
          yield { type: 'stream-start', warnings: [] };
          yield { type: 'response-metadata', id: event.response.id, modelId: event.response.model };
          break;
        case 'response.output_item.added':
          yield* startOf(begun, event.item);
          break;
        case 'response.output_item.done':
          yield* endOf(entry, begun, event.item);
          break;
        case 'response.completed':
        case 'response.incomplete':
          yield finishOf(entry, begun, event.response);
          break;
        case 'response.failed':
          throw failureOf(entry, event.response.error);
        case 'error':
          throw failureOf(entry, event);
      }
    }
  }
}

function* startOf(begun: Begun, item: Item): Generator<ModelPart> {
  if (item.type === 'message') {
    yield { type: 'text-start', id: item.id };
  } else if (item.type === 'reasoning') {
    yield { type: 'reasoning-start', id: item.id };
  } else if (item.type === 'function_call') {
    begun.calls.set(item.id ?? item.call_id, item.call_id);
    yield { type: 'tool-input-start', id: item.call_id, toolName: item.name };
  }
}

function* endOf(entry: PaidEntry, begun: Begun, item: Item): Generator<ModelPart> {
  if (item.type === 'message') {
    yield { type: 'text-end', id: item.id };
  } else if (item.type === 'reasoning') {
    const sealed = { model: entry.id, id: item.id, encrypted: item.encrypted_content ?? null };
    yield { type: 'reasoning-end', id: item.id, providerMetadata: { openai: sealed } };
  } else if (item.type === 'function_call') {
    begun.hasCalls = true;
    const input = parsedInput(item.arguments, providerNames[entry.provider]);
    yield { type: 'tool-input-end', id: item.call_id };
    yield { type: 'tool-call', toolCallId: item.call_id, toolName: item.name, input };
  }
}

function finishOf(entry: PaidEntry, begun: Begun, response: OpenAI.Responses.Response): ModelPart {
  const raw = response.incomplete_details?.reason ?? response.status ?? undefined;
  if (raw === 'content_filter' && !begun.hasText && !begun.hasCalls) {
    throw new ModelFault('refused', sentences.refused(providerNames[entry.provider]));
  }
  const unified =
    raw === 'max_output_tokens'
      ? 'length'
      : raw === 'content_filter'
        ? 'content-filter'
        : begun.hasCalls
          ? 'tool-calls'
          : 'stop';
  return { type: 'finish', usage: usageOf(response.usage), finishReason: { unified, raw } };
}

function usageOf(usage: OpenAI.Responses.ResponseUsage | null | undefined): LanguageModelV4Usage {
  if (!usage) return unknownUsage;
  const { input_tokens: total, output_tokens: output } = usage;
  const cacheRead = usage.input_tokens_details?.cached_tokens ?? 0;
  const cacheWrite = usage.input_tokens_details?.cache_write_tokens ?? 0;
  const reasoning = usage.output_tokens_details?.reasoning_tokens ?? 0;
  return {
    inputTokens: { total, noCache: total - cacheRead - cacheWrite, cacheRead, cacheWrite },
    outputTokens: { total: output, text: output - reasoning, reasoning },
  };
}

function failureOf(entry: PaidEntry, error: { code: string | null; message: string } | null): ModelFault {
  const provider = providerNames[entry.provider];
  if (error?.code?.endsWith('_policy') || error?.code === 'misalignment_policy_violation') {
    return new ModelFault('refused', sentences.refused(provider), { cause: error });
  }
  return faultOf({ code: error?.code, message: error?.message }, provider);
}
