import type { SharedV4ProviderMetadata } from '@ai-sdk/provider';
import type { Finding } from '../tool.ts';

/**
 * What a tool answered, as it is kept. A change set is kept by its number: what became of it is looked up whenever the
 * conversation is opened.
 */
export type StoredOutput = ({ kind: 'finding' } & Finding) | { kind: 'changes'; changeSetId: string };

interface Called {
  type: 'dynamic-tool';
  toolName: string;
  toolCallId: string;
  title: string;
  /** Parsed where it could be parsed, else the text of the model. */
  input: unknown;
}

export type ToolPart = Called &
  (
    | { state: 'input-available' }
    | { state: 'output-available'; output: StoredOutput }
    | { state: 'output-error'; errorText: string }
  );

/** The parts of a message as they are kept: those of the AI SDK, but for files and what tools answered. */
export type StoredPart =
  | { type: 'step-start' }
  | { type: 'text'; text: string }
  | { type: 'reasoning'; text: string; providerMetadata?: SharedV4ProviderMetadata }
  | ToolPart
  | { type: 'file'; attachmentId: string; mediaType: string; filename: string }
  | { type: 'data-route'; data: { from: string; to: string; because: string } };

/** What a message says in words, for searching: at most so much that an index of it stays small. */
export function wordsOf(parts: readonly StoredPart[]): string {
  return parts
    .flatMap((part) => (part.type === 'text' ? part.text : []))
    .join('\n')
    .slice(0, 100_000);
}

/** JSON that PostgreSQL takes: it refuses U+0000 and halves of characters, and a model may say either. */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  // Both are written as escapes, and so is a backslash before a `u`: a false alarm costs a second pass.
  if (!/\\u(0000|d[89a-f])/i.test(json)) return json;
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'string' ? storableText(inner) : inner));
}

/** Text without U+0000 and halves of characters. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '');
}
