import { sql } from 'drizzle-orm';
import { knowledgeChunk } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import type { Embedder } from './embedder.ts';
import { findAffordable } from './embedder-of.server.ts';

/** Why something is not found by its meaning for now, in a sentence: a budget is used up. Null: nothing waits for one. */
export async function waitsForVectors(tx: TenantTx, now: Date): Promise<string | null> {
  const { embedder, usedUp } = await findAffordable(tx, null, now);
  return usedUp !== null && (await isMissing(tx, embedder)) ? usedUp : null;
}

/** True when there are passages of which a model has made no vector. */
export async function isMissing(tx: TenantTx, { model }: Embedder): Promise<boolean> {
  const [missing] = await tx
    .select({ id: knowledgeChunk.id })
    .from(knowledgeChunk)
    .where(sql`${knowledgeChunk.embeddingModel} is distinct from ${model}`)
    .limit(1);
  return missing !== undefined;
}
