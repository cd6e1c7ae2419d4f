import type {
  LanguageModelV4FilePart,
  LanguageModelV4Message,
  LanguageModelV4ToolResultOutput,
} from '@ai-sdk/provider';
import type Anthropic from '@anthropic-ai/sdk';
import type { ModelCall, Prompt } from '../model.ts';
import type { ModelEntry } from '../models.ts';
import { outputLimit, schemaOf } from './connection.ts';
import { fileOf, outputText } from './content.ts';

type Block = Anthropic.ContentBlockParam;
interface Message {
  role: 'user' | 'assistant';
  content: Block[];
}

const cached = { cache_control: { type: 'ephemeral' } } as const;

/**
 * A request of the Messages API. What stays the same from one request to the next comes first and is marked for the cache: the
 * tools, the system prompt, and the conversation up to its last word.
 */
export function messagesRequest(entry: ModelEntry, call: ModelCall): Anthropic.MessageCreateParamsStreaming {
  const system = call.prompt.flatMap((message) => (message.role === 'system' ? [message.content] : []));
  const tools = call.tools.map(
    (tool): Anthropic.Tool => ({ name: tool.name, description: tool.description ?? '', input_schema: schemaOf(tool) }),
  );
  return {
    model: entry.name,
    max_tokens: outputLimit(entry, call),
    stream: true,
    messages: messagesOf(entry, call.prompt),
    ...(system.length > 0 && { system: [{ type: 'text', text: system.join('\n\n'), ...cached }] }),
    ...(tools.length > 0 && {
      tools: [...tools.slice(0, -1), ...tools.slice(-1).map((tool) => ({ ...tool, ...cached }))],
    }),
    ...(entry.can.reasoning && { thinking: { type: 'adaptive', display: 'summarized' } }),
    ...(entry.effort && { output_config: { effort: entry.effort } }),
  };
}

/** Results of tools are the user's turn there, and two turns of one side in a row are one. */
function messagesOf(entry: ModelEntry, prompt: Prompt): Message[] {
  const messages: Message[] = [];
  for (const message of prompt) {
    if (message.role === 'system') continue;
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const content = blocksOf(entry, message);
    const last = messages.at(-1);
    if (content.length === 0) continue;
    if (last?.role === role) last.content.push(...content);
    else messages.push({ role, content });
  }
  const end = messages.at(-1)?.content;
  const final = end?.at(-1);
  if (end && final && (final.type === 'text' || final.type === 'tool_result'))
    end[end.length - 1] = { ...final, ...cached };
  return messages;
}

function blocksOf(entry: ModelEntry, message: Exclude<LanguageModelV4Message, { role: 'system' }>): Block[] {
  const blocks: Block[] = [];
  for (const part of message.content) {
    // An empty text is refused.
    if (part.type === 'text' && part.text !== '') blocks.push({ type: 'text', text: part.text });
    else if (part.type === 'file') blocks.push(...fileBlocks(entry, part));
    else if (part.type === 'reasoning') blocks.push(...thinkingOf(entry, part.text, part.providerOptions?.anthropic));
    else if (part.type === 'tool-call') {
      const { toolCallId, toolName, input } = part;
      blocks.push({ type: 'tool_use', id: toolCallId, name: toolName, input: isRecord(input) ? input : {} });
    } else if (part.type === 'tool-result') blocks.push(resultOf(part.toolCallId, part.output));
  }
  return blocks;
}

/** Only the model that thought it can read it again; to the others it is an error. */
function thinkingOf(entry: ModelEntry, thinking: string, signed: Record<string, unknown> | undefined): Block[] {
  if (signed?.model !== entry.id) return [];
  if (typeof signed.redacted === 'string') return [{ type: 'redacted_thinking', data: signed.redacted }];
  return typeof signed.signature === 'string' ? [{ type: 'thinking', thinking, signature: signed.signature }] : [];
}

function resultOf(id: string, output: LanguageModelV4ToolResultOutput): Block {
  const isError = output.type === 'error-text' || output.type === 'error-json' || output.type === 'execution-denied';
  return { type: 'tool_result', tool_use_id: id, content: outputText(output), ...(isError && { is_error: true }) };
}

const images = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'] as const;

function fileBlocks(entry: ModelEntry, part: LanguageModelV4FilePart): Block[] {
  const file = fileOf(part);
  const image = images.find((type) => type === file.mediaType);
  if (file.text !== undefined) return [{ type: 'text', text: file.text }];
  if (image && entry.can.images && file.base64) {
    return [{ type: 'image', source: { type: 'base64', media_type: image, data: file.base64 } }];
  }
  if (file.mediaType === 'application/pdf' && entry.can.documents && file.base64) {
    return [{ type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: file.base64 } }];
  }
  return [{ type: 'text', text: file.missing }];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
