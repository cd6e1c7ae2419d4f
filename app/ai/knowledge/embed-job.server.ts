import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { knowledgeChunk, knowledgeDocument } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { defineJob, enqueue, type JobContext } from '../../jobs/job.server.ts';
import { type Embedder, vectorText } from './embedder.ts';
import { findEmbedder } from './embedder-of.server.ts';

/** Work of one turn; then others of the queue have theirs. */
const turnMs = 60_000;

const payload = z.object({
  /** Null: whatever the tenant has. */
  documentIds: z.array(z.uuid()).nullable(),
  turn: z.number().int().default(0),
});

/**
 * Makes the vectors that are missing, or that another model made. What is done is kept batch by batch, so one that is cut
 * off goes on where it was.
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

/** True when nothing is missing any more. */
async function embedMissing(ctx: JobContext, documentIds: string[] | null, until: number): Promise<boolean> {
  while (performance.now() < until) {
    ctx.signal.throwIfAborted();
    const { embedder, rows } = await ctx.inTenant(({ tx }) => nextMissing(tx, documentIds));
    if (rows.length === 0) return true;
    const texts = rows.map(({ title, locator, text }) => [title, locator, text].filter(Boolean).join('\n'));
    const vectors = await embedder.embed(texts, ctx.signal);
    await ctx.inTenant(({ tx }) => keepVectors(tx, embedder, rows, vectors));
  }
  return false;
}

async function nextMissing(tx: TenantTx, documentIds: string[] | null) {
  const embedder = await findEmbedder(tx);
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
  return { embedder, rows };
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
