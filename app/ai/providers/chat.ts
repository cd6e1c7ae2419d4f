import type { LanguageModelV4FinishReason, LanguageModelV4Usage } from '@ai-sdk/provider';
import type OpenAI from 'openai';
import { ModelFault, type ModelPart } from '../model.ts';
import { providerNames } from '../provider-names.ts';
import { chatRequest } from './chat-prompt.ts';
import { readEvents } from './event-stream.ts';
import { sentences } from './fault.ts';
import { guardedModel } from './guarded-model.ts';
import { openAiClient } from './openai-client.ts';
import { parsedInput } from './tool-input.ts';
import { unknownUsage } from './unknown-usage.ts';

/** A model of a provider that speaks OpenAI's chat completions. */
export const chatModel = guardedModel(async ({ entry, connection, call, signal }) => {
  const client = await openAiClient(connection);
  const response = await client.chat.completions.create(chatRequest(entry, call), { signal }).asResponse();
  return partsOf(providerNames[entry.provider], readEvents(response, signal));
});

/** What such providers add to a delta: the same thing by two names. */
type Delta = OpenAI.ChatCompletionChunk.Choice.Delta & { reasoning_content?: string | null; reasoning?: string | null };

interface Call {
  id: string;
  toolName: string;
  input: string;
}

async function* partsOf(
  provider: string,
  pieces: AsyncIterable<OpenAI.ChatCompletionChunk[]>,
): AsyncGenerator<ModelPart> {
  const calls = new Map<number, Call>();
  let open: 'text' | 'reasoning' | null = null;
  let isFirst = true;
  let hasAnswer = false;
  let usage: OpenAI.CompletionUsage | null | undefined;
  let reason: string | null = null;
  for await (const chunks of pieces) {
    for (const chunk of chunks) {
      if (isFirst) {
        isFirst = false;
        yield { type: 'stream-start', warnings: [] };
        yield { type: 'response-metadata', id: chunk.id, modelId: chunk.model };
      }
      // The last chunk has the usage and no choice.
      usage = chunk.usage ?? usage;
      const choice = chunk.choices[0];
      if (!choice) continue;
      reason = choice.finish_reason ?? reason;
      const delta: Delta = choice.delta;
      const said = saidIn(delta);
      if (said) {
        if (open !== said.kind) {
          if (open) yield { type: `${open}-end`, id: open };
          yield { type: `${said.kind}-start`, id: said.kind };
          open = said.kind;
        }
        hasAnswer = true;
        yield { type: `${said.kind}-delta`, id: said.kind, delta: said.text };
      }
      for (const part of delta.tool_calls ?? []) {
        hasAnswer = true;
        if (open) yield { type: `${open}-end`, id: open };
        open = null;
        yield* toolPart(calls, part);
      }
    }
  }
  if (open) yield { type: `${open}-end`, id: open };
  if (!reason) return;
  if (reason === 'content_filter' && !hasAnswer) throw new ModelFault('refused', sentences.refused(provider));
  for (const { id, toolName, input } of calls.values()) {
    yield { type: 'tool-input-end', id };
    yield { type: 'tool-call', toolCallId: id, toolName, input: parsedInput(input, provider) };
  }
  yield { type: 'finish', usage: usageOf(usage), finishReason: reasonOf(reason, calls.size > 0) };
}

function saidIn(delta: Delta): { kind: 'text' | 'reasoning'; text: string } | null {
  const thought = delta.reasoning_content || delta.reasoning;
  if (thought) return { kind: 'reasoning', text: thought };
  const text = delta.content || delta.refusal;
  return text ? { kind: 'text', text } : null;
}

/** A call comes in pieces: its name first, then its input, told apart by their index. */
function* toolPart(
  calls: Map<number, Call>,
  part: OpenAI.ChatCompletionChunk.Choice.Delta.ToolCall,
): Generator<ModelPart> {
  const delta = part.function?.arguments ?? '';
  let call = calls.get(part.index);
  if (!call) {
    call = { id: part.id ?? `call_${part.index}`, toolName: part.function?.name ?? '', input: '' };
    calls.set(part.index, call);
    yield { type: 'tool-input-start', id: call.id, toolName: call.toolName };
  }
  if (delta === '') return;
  call.input += delta;
  yield { type: 'tool-input-delta', id: call.id, delta };
}

function usageOf(usage: OpenAI.CompletionUsage | null | undefined): LanguageModelV4Usage {
  if (!usage) return unknownUsage;
  const { prompt_tokens: total, completion_tokens: output } = usage;
  const cacheRead = usage.prompt_tokens_details?.cached_tokens ?? 0;
  const reasoning = usage.completion_tokens_details?.reasoning_tokens ?? 0;
  return {
    inputTokens: { total, noCache: total - cacheRead, cacheRead, cacheWrite: 0 },
    outputTokens: { total: output, text: output - reasoning, reasoning },
  };
}

const reasons: Record<string, LanguageModelV4FinishReason['unified']> = {
  stop: 'stop',
  eos: 'stop',
  length: 'length',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
  content_filter: 'content-filter',
};

/** Some say `stop` where tools were called. */
function reasonOf(raw: string, hasCalls: boolean): LanguageModelV4FinishReason {
  return { unified: hasCalls && raw !== 'length' ? 'tool-calls' : (reasons[raw] ?? 'other'), raw };
}
