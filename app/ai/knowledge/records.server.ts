import { and, eq, gt, lte, notInArray } from 'drizzle-orm';
import { z } from 'zod';
import { knowledgeDocument } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { defineListener, type Listener } from '../../events/deliver.server.ts';
import { defineJob, enqueue } from '../../jobs/job.server.ts';
import type { OperationContext } from '../../tenancy/operation.server.ts';
import { recordReading } from './changed.server.ts';
import { chunksOf } from './chunk.ts';
import { contentHash, replaceChunks } from './chunk-rows.server.ts';
import { askForVectors } from './embed-job.server.ts';
import { searchLanguage } from './language.ts';
import { cleanText } from './passage.ts';
import { readJob } from './read-job.server.ts';
import { passagesOf, requireOwnPath } from './record-text.server.ts';
import type { KnowledgeSource, RecordText } from './source.ts';
import { findSource } from './sources.server.ts';

/** Reads one record again, as it is when the job runs. */
export const recordJob = defineJob(recordReading.name, recordReading.schema, async (ctx, { recordType, recordId }) => {
  const source = findSource(recordType);
  if (!source) return;
  await ctx.inTenant(async (operation) => {
    const changed = await indexRecord(operation, source, recordId);
    await askForVectors(operation.tx, changed ? [changed] : []);
  });
});

/** What tells that a record has changed. */
export function knowledgeListeners(sources: readonly KnowledgeSource[]): Listener[] {
  return sources.flatMap(({ recordType, events }) =>
    Object.entries(events).map(([name, field]) =>
      defineListener(
        `knowledge.${recordType}-after-${name}`,
        { name, schema: z.looseObject({ [field]: z.uuid() }) },
        async ({ tx }, { payload }) => {
          await enqueue(tx, recordReading, { recordType, recordId: String(payload[field]) });
        },
      ),
    ),
  ) as Listener[];
}

/** Whoever holds the row reads the record after everybody who held it before: the last one sees the latest. */
async function indexRecord(
  { tx, tenant }: OperationContext,
  source: KnowledgeSource,
  recordId: string,
): Promise<string | null> {
  await tx
    .select({ id: knowledgeDocument.id })
    .from(knowledgeDocument)
    .where(and(eq(knowledgeDocument.recordType, source.recordType), eq(knowledgeDocument.recordId, recordId)))
    .for('update');
  const record = await source.find({ tx, tenantSlug: tenant.slug }, recordId);
  if (record) return writeRecord({ tx, tenant }, source, record);
  await tx
    .delete(knowledgeDocument)
    .where(and(eq(knowledgeDocument.recordType, source.recordType), eq(knowledgeDocument.recordId, recordId)));
  return null;
}

/** Writes a record if it is another than the one that is kept. The id of its document when its vectors are to be made. */
export async function writeRecord(
  { tx, tenant }: Pick<OperationContext, 'tx' | 'tenant'>,
  { recordType, permission }: KnowledgeSource,
  record: RecordText,
): Promise<string | null> {
  const title = cleanText(record.title).replaceAll('\n', ' ').slice(0, 200) || 'Without a name';
  const about = { title, href: requireOwnPath(record.href, tenant.slug), permission, fileId: record.fileId ?? null };
  const hash = contentHash([about, record.text, searchLanguage(tenant.locale)]);
  const document = await lockDocument(tx, recordType, record.id, about);
  if (record.fileId) {
    // Its file is read by the thread that does so, and what it says is written together with the record's own words.
    const isNew = document.status === 'waiting' || document.fileId !== record.fileId || document.title !== title;
    await tx.update(knowledgeDocument).set(about).where(eq(knowledgeDocument.id, document.id));
    // Whoever wrote words beside the file may have changed them: reading what is known already leaves it.
    if (isNew || record.text !== '') await enqueue(tx, readJob, { documentId: document.id });
    return null;
  }
  if (document.status === 'ready' && document.contentHash === hash) return null;
  await replaceChunks(tx, tenant, { id: document.id, ...about }, chunksOf(passagesOf(record)), hash);
  return document.id;
}

async function lockDocument(
  tx: TenantTx,
  recordType: string,
  recordId: string,
  about: Pick<typeof knowledgeDocument.$inferInsert, 'title' | 'href' | 'permission' | 'fileId'>,
) {
  await tx
    .insert(knowledgeDocument)
    .values({ source: 'record', recordType, recordId, ...about })
    .onConflictDoNothing({
      target: [knowledgeDocument.tenantId, knowledgeDocument.recordType, knowledgeDocument.recordId],
    });
  const [document] = await tx
    .select()
    .from(knowledgeDocument)
    .where(and(eq(knowledgeDocument.recordType, recordType), eq(knowledgeDocument.recordId, recordId)))
    .for('update');
  if (!document) throw new Error('The document of a record is gone.');
  return document;
}

/** Removes documents of records that a reading in order did not meet between two ids. */
export async function removeUnmet(
  tx: TenantTx,
  recordType: string,
  { after, to, met }: { after: string | null; to: string | null; met: readonly string[] },
): Promise<void> {
  await tx
    .delete(knowledgeDocument)
    .where(
      and(
        eq(knowledgeDocument.recordType, recordType),
        after === null ? undefined : gt(knowledgeDocument.recordId, after),
        to === null ? undefined : lte(knowledgeDocument.recordId, to),
        met.length === 0 ? undefined : notInArray(knowledgeDocument.recordId, [...met]),
      ),
    );
}
