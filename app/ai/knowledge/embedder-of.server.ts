import type { TenantTx } from '#db/tenant.server.ts';
import { env } from '../../env.server.ts';
import { openKeys } from '../keys.server.ts';
import { platformKey } from '../providers/providers.server.ts';
import { embeddedModel } from './embedded-model.server.ts';
import type { Embedder } from './embedder.ts';
import { openaiEmbedder } from './openai-embedder.server.ts';

/** What makes vectors for the transaction's tenant: OpenAI by its own key or the platform's, or else the embedded model. */
export async function findEmbedder(tx: TenantTx): Promise<Embedder> {
  const apiKey = (await openKeys(tx)).get('openai') ?? platformKey('openai');
  return apiKey === null ? embeddedModel : openaiEmbedder({ apiKey, baseURL: env().OPENAI_BASE_URL });
}
