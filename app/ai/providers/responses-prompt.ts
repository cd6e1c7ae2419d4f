import type { LanguageModelV4FilePart, LanguageModelV4Message } from '@ai-sdk/provider';
import type OpenAI from 'openai';
import type { ModelCall } from '../model.ts';
import type { ModelEntry } from '../models.ts';
import { outputLimit, schemaOf } from './connection.ts';
import { fileOf, outputText } from './content.ts';

type Item = OpenAI.Responses.ResponseInputItem;
type Content = OpenAI.Responses.ResponseInputContent;

/** A request of the Responses API. Nothing is kept at the provider: what a model thought comes back to us sealed, and is sent again. */
export function responsesRequest(entry: ModelEntry, call: ModelCall): OpenAI.Responses.ResponseCreateParamsStreaming {
  return {
    model: entry.name,
    stream: true,
    store: false,
    max_output_tokens: outputLimit(entry, call),
    input: call.prompt.flatMap((message) => itemsOf(entry, message)),
    ...(call.tools.length > 0 && {
      tools: call.tools.map((tool) => ({
        type: 'function' as const,
        name: tool.name,
        description: tool.description ?? null,
        parameters: schemaOf(tool),
        strict: false,
      })),
    }),
    ...(entry.can.reasoning && {
      include: ['reasoning.encrypted_content'],
      reasoning: { effort: entry.effort ?? 'low', summary: 'auto' },
    }),
  };
}

function itemsOf(entry: ModelEntry, message: LanguageModelV4Message): Item[] {
  if (message.role === 'system') return [{ role: 'developer', content: message.content }];
  if (message.role === 'user')
    return [{ role: 'user', content: message.content.map((part) => contentOf(entry, part)) }];
  const items: Item[] = [];
  for (const part of message.content) {
    if (part.type === 'text' && part.text !== '') items.push({ role: 'assistant', content: part.text });
    else if (part.type === 'reasoning') items.push(...thinkingOf(entry, part.providerOptions?.openai));
    else if (part.type === 'tool-call') {
      const input = JSON.stringify(part.input ?? {});
      items.push({ type: 'function_call', call_id: part.toolCallId, name: part.toolName, arguments: input });
    } else if (part.type === 'tool-result') {
      items.push({ type: 'function_call_output', call_id: part.toolCallId, output: outputText(part.output) });
    }
  }
  return items;
}

/** Only the model that thought it can open it again. */
function thinkingOf(entry: ModelEntry, sealed: Record<string, unknown> | undefined): Item[] {
  if (sealed?.model !== entry.id || typeof sealed.id !== 'string' || typeof sealed.encrypted !== 'string') return [];
  return [{ type: 'reasoning', id: sealed.id, summary: [], encrypted_content: sealed.encrypted }];
}

function contentOf(entry: ModelEntry, part: { type: 'text'; text: string } | LanguageModelV4FilePart): Content {
  if (part.type === 'text') return { type: 'input_text', text: part.text };
  const file = fileOf(part);
  const url = `data:${file.mediaType};base64,${file.base64 ?? ''}`;
  if (file.text !== undefined) return { type: 'input_text', text: file.text };
  if (file.base64 && entry.can.images && file.mediaType.startsWith('image/')) {
    return { type: 'input_image', detail: 'auto', image_url: url };
  }
  if (file.base64 && entry.can.documents && file.mediaType === 'application/pdf') {
    return { type: 'input_file', filename: part.filename ?? 'document.pdf', file_data: url };
  }
  return { type: 'input_text', text: file.missing };
}
