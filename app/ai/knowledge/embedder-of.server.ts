import type { TenantTx } from '#db/tenant.server.ts';
import { env } from '../../env.server.ts';
import { usedUp } from '../budget.server.ts';
import { openKeys } from '../keys.server.ts';
import { platformKey } from '../providers/providers.server.ts';
import { embeddedModel } from './embedded-model.server.ts';
import type { Embedder } from './embedder.ts';
import { openaiEmbedder } from './openai-embedder.server.ts';

/** What makes vectors for the transaction's tenant: OpenAI by its own key or the platform's, or else the embedded model. */
export async function findEmbedder(tx: TenantTx): Promise<Embedder> {
  const own = (await openKeys(tx)).get('openai');
  const apiKey = own ?? platformKey('openai');
  if (apiKey === null) return embeddedModel;
  return openaiEmbedder({ apiKey, isOwnKey: own !== undefined, baseURL: env().OPENAI_BASE_URL });
}

export interface AffordableEmbedder {
  embedder: Embedder;
  /**
   * Why it may not be asked, in a sentence; null when it may. Nothing else makes vectors meanwhile: those of another model
   * cannot be compared with what there is, and all would have to be made, and paid for, once more in the next month.
   */
  usedUp: string | null;
}

/** @param userId the member whose search it is. Null: nobody's, as for what is indexed */
export async function findAffordable(tx: TenantTx, userId: string | null, now: Date): Promise<AffordableEmbedder> {
  const embedder = await findEmbedder(tx);
  const isFree = embedder.bill === null || embedder.bill.isOwnKey;
  return { embedder, usedUp: isFree ? null : await usedUp(tx, userId, now) };
}
