import type { LanguageModelV4FilePart, LanguageModelV4ToolResultOutput } from '@ai-sdk/provider';

interface ReadFile {
  mediaType: string;
  base64?: string;
  text?: string;
  /** Said in its place to a model that cannot see it. */
  missing: string;
}

/** A file of a message, as the providers take it: bytes in the request. No address is passed on, for a provider would fetch it. */
export function fileOf({ data, mediaType, filename }: LanguageModelV4FilePart): ReadFile {
  const missing = `[A file that this model cannot read: ${filename ?? mediaType}]`;
  if (data.type === 'text') return { mediaType, text: data.text, missing };
  if (data.type !== 'data') return { mediaType, missing };
  const base64 = typeof data.data === 'string' ? data.data : Buffer.from(data.data).toString('base64');
  return { mediaType, base64, missing };
}

/** What a tool answered, as text. */
export function outputText(output: LanguageModelV4ToolResultOutput): string {
  switch (output.type) {
    case 'text':
    case 'error-text':
      return output.value;
    case 'json':
    case 'error-json':
      return JSON.stringify(output.value);
    case 'execution-denied':
      return output.reason ?? 'The person did not allow this.';
    case 'content':
      return output.value.map((part) => (part.type === 'text' ? part.text : `[${part.type}]`)).join('\n');
  }
}
