import type { LanguageModelV4FunctionTool } from '@ai-sdk/provider';
import type { LanguageModel, ModelCall } from '../model.ts';
import type { ModelEntry, PaidProvider } from '../models.ts';
import type { Patience } from './guard.ts';

/** Where a provider is asked, and with whose key. */
export interface Connection extends Patience {
  apiKey: string;
  baseUrl: string;
}

export type PaidEntry = ModelEntry & { provider: PaidProvider; wire: Exclude<ModelEntry['wire'], 'built-in'> };

export type OpenModel = (entry: PaidEntry, connection: Connection) => LanguageModel;

/** An answer of a chat, with what a model thinks before it: long enough for a report, short enough for a runaway. */
const USUAL_OUTPUT = 16_000;

export function outputLimit(entry: ModelEntry, { maxOutputTokens }: ModelCall): number {
  return Math.min(maxOutputTokens ?? USUAL_OUTPUT, entry.maxOutput);
}

/** JSON Schema of a tool's input, as both SDKs take it. */
export function schemaOf({ inputSchema }: LanguageModelV4FunctionTool): Record<string, unknown> & { type: 'object' } {
  return { ...inputSchema, type: 'object' };
}
