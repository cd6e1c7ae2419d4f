import type { LanguageModelV4FilePart, LanguageModelV4Message } from '@ai-sdk/provider';
import type OpenAI from 'openai';
import type { ModelCall } from '../model.ts';
import type { ModelEntry } from '../models.ts';
import { outputLimit, schemaOf } from './connection.ts';
import { fileOf, outputText } from './content.ts';

type Message = OpenAI.ChatCompletionMessageParam;
type Assistant = OpenAI.ChatCompletionAssistantMessageParam;

/** A request of chat completions, as Together and Fireworks understand it: `system` and `max_tokens`, which OpenAI has renamed. */
export function chatRequest(entry: ModelEntry, call: ModelCall): OpenAI.ChatCompletionCreateParamsStreaming {
  return {
    model: entry.name,
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: outputLimit(entry, call),
    messages: call.prompt.flatMap((message) => messagesOf(entry, message)),
    ...(call.temperature !== undefined && { temperature: call.temperature }),
    ...(call.tools.length > 0 && {
      tools: call.tools.map((tool) => ({
        type: 'function' as const,
        function: { name: tool.name, description: tool.description ?? '', parameters: schemaOf(tool) },
      })),
    }),
  };
}

function messagesOf(entry: ModelEntry, message: LanguageModelV4Message): Message[] {
  switch (message.role) {
    case 'system':
      return [{ role: 'system', content: message.content }];
    case 'user':
      return [{ role: 'user', content: message.content.map((part) => contentOf(entry, part)) }];
    case 'assistant':
      return assistantOf(message.content);
    case 'tool':
      return message.content.flatMap((part): Message[] =>
        part.type === 'tool-result'
          ? [{ role: 'tool', tool_call_id: part.toolCallId, content: outputText(part.output) }]
          : [],
      );
  }
}

/** What it thought is left out: these models think anew. */
function assistantOf(parts: Extract<LanguageModelV4Message, { role: 'assistant' }>['content']): Message[] {
  const text = parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('');
  const calls = parts.flatMap((part) => (part.type === 'tool-call' ? [part] : []));
  if (text === '' && calls.length === 0) return [];
  const message: Assistant = { role: 'assistant', content: text === '' ? null : text };
  if (calls.length > 0) {
    message.tool_calls = calls.map(({ toolCallId, toolName, input }) => ({
      type: 'function',
      id: toolCallId,
      function: { name: toolName, arguments: JSON.stringify(input ?? {}) },
    }));
  }
  return [message];
}

function contentOf(
  entry: ModelEntry,
  part: { type: 'text'; text: string } | LanguageModelV4FilePart,
): OpenAI.ChatCompletionContentPart {
  if (part.type === 'text') return { type: 'text', text: part.text };
  const file = fileOf(part);
  if (file.base64 && entry.can.images && file.mediaType.startsWith('image/')) {
    return { type: 'image_url', image_url: { url: `data:${file.mediaType};base64,${file.base64}` } };
  }
  return { type: 'text', text: file.text ?? file.missing };
}
