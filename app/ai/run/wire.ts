import type { ChatChunk, ChatMessage, MessageFacts } from '../message.ts';

/** A chunk as server-sent events carry it. */
export function line(chunk: ChatChunk): string {
  return `data: ${JSON.stringify(chunk)}\n\n`;
}

/** What a stream ends with. */
export const lastLine = 'data: [DONE]\n\n';

/** The beginning of a stream that tells a message. Whoever reads it forgets what they had of that message. */
export function startLine(messageId: string, messageMetadata: MessageFacts): string {
  return line({ type: 'start', messageId, messageMetadata });
}

export function finishLine(messageMetadata: MessageFacts): string {
  return line({ type: 'finish', messageMetadata });
}

/** What a message holds so far, told as if it were being made. */
export function toldParts(parts: ChatMessage['parts']): string {
  return parts.map((part, index) => toldPart(part, `r${index}`)).join('');
}

function toldPart(part: ChatMessage['parts'][number], id: string): string {
  switch (part.type) {
    case 'step-start':
      return line({ type: 'start-step' });
    case 'text':
      return told(part.text, id, 'text');
    case 'reasoning':
      return told(part.text, id, 'reasoning');
    case 'data-route':
      return line({ type: 'data-route', data: part.data });
    case 'dynamic-tool':
      return toldTool(part);
    default:
      return '';
  }
}

function told(text: string, id: string, kind: 'text' | 'reasoning'): string {
  return (
    line({ type: `${kind}-start`, id }) +
    line({ type: `${kind}-delta`, id, delta: text }) +
    line({ type: `${kind}-end`, id })
  );
}

function toldTool(part: Extract<ChatMessage['parts'][number], { type: 'dynamic-tool' }>): string {
  const { toolCallId, toolName, title, input } = part;
  const called = line({ type: 'tool-input-available', toolCallId, toolName, title, input, dynamic: true });
  if (part.state === 'output-available')
    return called + line({ type: 'tool-output-available', toolCallId, output: part.output, dynamic: true });
  if (part.state === 'output-error')
    return called + line({ type: 'tool-output-error', toolCallId, errorText: part.errorText, dynamic: true });
  return called;
}
