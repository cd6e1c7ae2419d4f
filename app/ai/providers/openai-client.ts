import type OpenAI from 'openai';
import type { Connection } from './connection.ts';
import { streamingFetch } from './event-stream.ts';

/**
 * A client of OpenAI, or of a provider that speaks its protocol. Nothing of it is taken from the environment (an organisation
 * of ours has no place beside a tenant's key), nothing is logged (that would be the conversation), and retrying is routing's.
 */
export async function openAiClient({ apiKey, baseUrl }: Pick<Connection, 'apiKey' | 'baseUrl'>): Promise<OpenAI> {
  const { default: Client } = await import('openai');
  const fixed = { organization: null, project: null, adminAPIKey: null, webhookSecret: null } as const;
  return new Client({
    apiKey,
    baseURL: baseUrl,
    fetch: streamingFetch,
    ...fixed,
    maxRetries: 0,
    logLevel: 'off',
    timeout: 600_000,
  });
}
