import { env } from '../../env.server.ts';
import type { LanguageModel } from '../model.ts';
import type { ModelEntry, PaidProvider } from '../models.ts';
import { anthropicModel } from './anthropic.ts';
import { chatModel } from './chat.ts';
import type { Connection, OpenModel, PaidEntry } from './connection.ts';
import { responsesModel } from './responses.ts';

/** The platform's own key of a provider. Null: it has none, and only a tenant's own can be used. */
export function platformKey(provider: PaidProvider): string | null {
  const settings = env();
  const keys: Record<PaidProvider, string | undefined> = {
    anthropic: settings.ANTHROPIC_API_KEY,
    openai: settings.OPENAI_API_KEY,
    together: settings.TOGETHER_API_KEY,
    fireworks: settings.FIREWORKS_API_KEY,
  };
  return keys[provider] ?? null;
}

const wires: Record<PaidEntry['wire'], OpenModel> = {
  messages: anthropicModel,
  responses: responsesModel,
  chat: chatModel,
};

/** A model of the table, to be asked with this key. */
export function openModel(entry: PaidEntry, apiKey: string): LanguageModel {
  return wires[entry.wire](entry, connectionOf(entry.provider, apiKey));
}

export function isPaid(entry: ModelEntry): entry is PaidEntry {
  return entry.provider !== 'built-in';
}

function connectionOf(provider: PaidProvider, apiKey: string): Connection {
  const settings = env();
  const addresses: Record<PaidProvider, string> = {
    anthropic: settings.ANTHROPIC_BASE_URL,
    openai: settings.OPENAI_BASE_URL,
    together: settings.TOGETHER_BASE_URL,
    fireworks: settings.FIREWORKS_BASE_URL,
  };
  return {
    apiKey,
    baseUrl: addresses[provider],
    firstTokenMs: settings.ASSISTANT_FIRST_TOKEN_SECONDS * 1000,
    stallMs: settings.ASSISTANT_STALL_SECONDS * 1000,
  };
}
