import { createHash, randomUUIDv7 } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { knowledgeChunk, knowledgeDocument } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import type { TenantInfo } from '../../tenancy/operation.server.ts';
import type { Chunk } from './chunk.ts';
import { searchLanguage } from './language.ts';

/** Raised when documents are to be taken apart in another way: what was read before is then read again. */
const version = 1;

/** Rows of one statement. */
const batch = 200;

/** Says what was read, so that the same is not written again. */
export function contentHash(parts: readonly unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify([version, ...parts]))
    .digest('hex');
}

type Written = Pick<typeof knowledgeDocument.$inferSelect, 'id' | 'title' | 'href' | 'permission' | 'fileId'>;

/** Puts pieces in the place of those that a document had, and says that it is ready: all in the caller's transaction. */
export async function replaceChunks(
  tx: TenantTx,
  { locale }: Pick<TenantInfo, 'locale'>,
  { id, title, href, permission, fileId }: Written,
  chunks: readonly Chunk[],
  hash: string,
): Promise<void> {
  const language = searchLanguage(locale);
  await tx.delete(knowledgeChunk).where(eq(knowledgeChunk.documentId, id));
  for (let from = 0; from < chunks.length; from += batch) {
    const rows = chunks
      .slice(from, from + batch)
      .map((chunk, at) => ({ ...chunk, id: randomUUIDv7(), ordinal: from + at }));
    await tx.execute(sql`
      insert into knowledge_chunk (id, document_id, ordinal, locator, text, permission, search)
      select r.id, ${id}, r.ordinal, r.locator, r.text, ${permission},
        setweight(to_tsvector(${language}::regconfig, ${title}), 'A')
          || setweight(to_tsvector(${language}::regconfig, r.locator), 'B')
          || to_tsvector(${language}::regconfig, r.text)
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id uuid, ordinal integer, locator text, text text)`);
  }
  await tx
    .update(knowledgeDocument)
    .set({
      title,
      href,
      permission,
      fileId,
      status: 'ready',
      problem: null,
      contentHash: hash,
      chunkCount: chunks.length,
      indexedAt: sql`now()`,
    })
    .where(eq(knowledgeDocument.id, id));
}
