import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { knowledgeChunk, knowledgeDocument } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { defineJob, enqueue, type JobContext } from '../../jobs/job.server.ts';
import { type Embedder, vectorText } from './embedder.ts';
import { findAffordable, findEmbedder } from './embedder-of.server.ts';
import { meterVectors } from './meter.server.ts';

/** Work of one turn; then others of the queue have theirs. */
const turnMs = 60_000;

const payload = z.object({
  /** Null: whatever the tenant has. */
  documentIds: z.array(z.uuid()).nullable(),
  turn: z.number().int().default(0),
});

/**
 * Makes the vectors that are missing, or that another model made. What is done is kept batch by batch, so one that is cut
 * off goes on where it was. Where a budget is used up it waits: words alone find what has no vector yet, and within an hour
 * of the budget's being raised or beginning anew what is missing is asked for again.
 */
export const embedJob = defineJob(
  'knowledge.embed',
  payload,
  async (ctx, { documentIds, turn }) => {
    if (await embedMissing(ctx, documentIds, performance.now() + turnMs)) return;
    await ctx.inTenant(({ tx }) => enqueue(tx, embedJob, { documentIds, turn: turn + 1 }));
  },
  { attempts: 10, timeoutMs: turnMs + 150_000 },
);

/** Asks for the vectors of documents, in the transaction that wrote them. */
export async function askForVectors(tx: TenantTx, documentIds: readonly string[]): Promise<void> {
  if (documentIds.length > 0) await enqueue(tx, embedJob, { documentIds: [...documentIds], turn: 0 });
}

/** Asks for the vectors of whatever the current model has none of; asked several times in an hour, it is done once. */
export async function askForAllVectors(tx: TenantTx, now: Date): Promise<void> {
  const hour = now.toISOString().slice(0, 13);
  const { model } = await findEmbedder(tx);
  await enqueue(tx, embedJob, { documentIds: null, turn: 0 }, { key: `${model} ${hour}` });
}

/** True when nothing is missing any more, or nothing more may be spent. */
async function embedMissing(ctx: JobContext, documentIds: string[] | null, until: number): Promise<boolean> {
  while (performance.now() < until) {
    ctx.signal.throwIfAborted();
    const { embedder, usedUp, rows } = await ctx.inTenant(({ tx, now }) => nextMissing(tx, documentIds, now));
    if (usedUp !== null || rows.length === 0) return true;
    const texts = rows.map(({ title, locator, text }) => [title, locator, text].filter(Boolean).join('\n'));
    const startedAt = performance.now();
    const { vectors, tokens } = await embedder.embed(texts, ctx.signal);
    const durationMs = performance.now() - startedAt;
    // Apart from the vectors: what was paid for counts even where they cannot be kept.
    await ctx.inTenant(({ tx }) => meterVectors(tx, embedder.bill, { tokens, durationMs, userId: null }));
    await ctx.inTenant(({ tx }) => keepVectors(tx, embedder, rows, vectors));
  }
  return false;
}

async function nextMissing(tx: TenantTx, documentIds: string[] | null, now: Date) {
  const { embedder, usedUp } = await findAffordable(tx, null, now);
  const rows = await tx
    .select({
      id: knowledgeChunk.id,
      locator: knowledgeChunk.locator,
      text: knowledgeChunk.text,
      title: knowledgeDocument.title,
    })
    .from(knowledgeChunk)
    .innerJoin(
      knowledgeDocument,
      and(eq(knowledgeDocument.tenantId, knowledgeChunk.tenantId), eq(knowledgeDocument.id, knowledgeChunk.documentId)),
    )
    .where(
      and(
        sql`${knowledgeChunk.embeddingModel} is distinct from ${embedder.model}`,
        documentIds ? inArray(knowledgeChunk.documentId, documentIds) : undefined,
      ),
    )
    .orderBy(asc(knowledgeChunk.id))
    .limit(embedder.batch);
  return { embedder, usedUp, rows };
}

/** A passage is never changed but replaced by another, so a vector that comes late finds its passage or nothing. */
async function keepVectors(
  tx: TenantTx,
  { model }: Embedder,
  rows: readonly { id: string }[],
  vectors: readonly number[][],
): Promise<void> {
  const made = rows.map(({ id }, at) => ({ id, embedding: vectorText(vectors[at] ?? []) }));
  await tx.execute(sql`
    update knowledge_chunk c set embedding = r.embedding::vector, embedding_model = ${model}
    from jsonb_to_recordset(${JSON.stringify(made)}::jsonb) as r (id uuid, embedding text)
    where c.id = r.id`);
}
