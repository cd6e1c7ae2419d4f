import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { knowledgeDocument, storedFile } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { isRefusal } from '../../errors/refusal.ts';
import { defineJob, type JobContext } from '../../jobs/job.server.ts';
import { chunksOf } from './chunk.ts';
import { contentHash, replaceChunks } from './chunk-rows.server.ts';
import { askForVectors } from './embed-job.server.ts';
import { searchLanguage } from './language.ts';
import { DocumentProblem, type Passage } from './passage.ts';
import { readDocument } from './read-document.server.ts';
import { recordPassages } from './record-text.server.ts';

/**
 * Reads the file of a document and writes what it says, in one transaction: one that is cut off has changed nothing and
 * begins again, and one that is done twice finds the same and leaves it.
 */
export const readJob = defineJob(
  'knowledge.read',
  z.object({ documentId: z.uuid() }),
  async (ctx, { documentId }) => {
    const found = await ctx.inTenant(({ tx }) => load(tx, documentId));
    if (!found) return;
    const passages = await read(found, ctx.signal);
    if (passages instanceof DocumentProblem) await fail(ctx, documentId, passages.message);
    else await write(ctx, documentId, passages, found.file.sha256);
  },
  {
    attempts: 5,
    timeoutMs: 120_000,
    onDead: (ctx, { documentId }) =>
      fail(ctx, documentId, 'This document could not be read: something went wrong on our side. Try again.'),
  },
);

type Found = NonNullable<Awaited<ReturnType<typeof load>>>;

async function load(tx: TenantTx, documentId: string) {
  const [found] = await tx
    .select({ file: storedFile })
    .from(knowledgeDocument)
    .innerJoin(storedFile, eq(storedFile.id, knowledgeDocument.fileId))
    .where(eq(knowledgeDocument.id, documentId));
  return found;
}

async function read({ file }: Found, signal: AbortSignal): Promise<Passage[] | DocumentProblem> {
  try {
    return await readDocument(file.bytes, file.mediaType, file.name, signal);
  } catch (error) {
    if (error instanceof DocumentProblem) return error;
    if (isRefusal(error)) return new DocumentProblem(error.message);
    throw error;
  }
}

async function write(ctx: JobContext, documentId: string, passages: readonly Passage[], sha256: string): Promise<void> {
  await ctx.inTenant(async ({ tx, tenant }) => {
    const [document] = await tx
      .select()
      .from(knowledgeDocument)
      .where(eq(knowledgeDocument.id, documentId))
      .for('update');
    if (!document) return;
    const { title, permission } = document;
    const said = document.source === 'record' ? await recordPassages(tx, tenant, document) : [];
    const hash = contentHash([sha256, title, permission, said, searchLanguage(tenant.locale)]);
    if (document.status === 'ready' && document.contentHash === hash) return;
    await replaceChunks(tx, tenant, document, chunksOf([...said, ...passages]), hash);
    await askForVectors(tx, [documentId]);
  });
}

async function fail(ctx: JobContext, documentId: string, problem: string): Promise<void> {
  await ctx.inTenant(({ tx }) =>
    tx.update(knowledgeDocument).set({ status: 'failed', problem }).where(eq(knowledgeDocument.id, documentId)),
  );
}
