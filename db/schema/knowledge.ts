import { sql } from 'drizzle-orm';
import { customType, index, integer, text, uuid, vector } from 'drizzle-orm/pg-core';
import { storedFile } from './activity.ts';
import { instant, tenantForeignKey, tenantTable, tenantUnique, timestamps } from './columns.ts';

const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' });

/** Every vector has this length, whichever model made it; only those of one model are compared. */
export const EMBEDDING_DIMENSIONS = 512;

/** Something that can be searched for what it says: a file that was added, or a record of a product. */
export const knowledgeDocument = tenantTable(
  'knowledge_document',
  {
    title: text('title').notNull(),
    source: text('source', { enum: ['file', 'record'] }).notNull(),
    /** `module.thing` and its id, for records. */
    recordType: text('record_type'),
    recordId: uuid('record_id'),
    fileId: uuid('file_id'),
    /** Where a person reads it, as a path below `/t/:tenant/`. */
    href: text('href').notNull(),
    /** Who may find it: those who have this permission. */
    permission: text('permission').notNull(),
    /** SHA-256 of what was read: the same is not read again. */
    contentHash: text('content_hash'),
    status: text('status', { enum: ['waiting', 'ready', 'failed'] })
      .notNull()
      .default('waiting'),
    problem: text('problem'),
    chunkCount: integer('chunk_count').notNull().default(0),
    addedBy: uuid('added_by'),
    indexedAt: instant('indexed_at'),
    ...timestamps(),
  },
  (t) => [
    tenantUnique('knowledge_document_record_key', t, t.recordType, t.recordId),
    tenantForeignKey('knowledge_document_file_fk', t, t.fileId, () => storedFile),
  ],
);

/** A passage of a document with its words and its meaning. `permission` is the document's. */
export const knowledgeChunk = tenantTable(
  'knowledge_chunk',
  {
    documentId: uuid('document_id').notNull(),
    ordinal: integer('ordinal').notNull(),
    /** Where in the document: `page 3`, `Takeoff!A1:F20`, a heading. */
    locator: text('locator').notNull().default(''),
    text: text('text').notNull(),
    permission: text('permission').notNull(),
    search: tsvector('search').notNull(),
    /** The model that made the vector. Null: it has yet to be made. */
    embeddingModel: text('embedding_model'),
    embedding: vector('embedding', { dimensions: EMBEDDING_DIMENSIONS }),
  },
  (t) => [
    tenantUnique('knowledge_chunk_ordinal_key', t, t.documentId, t.ordinal),
    index('knowledge_chunk_words_idx').using('gin', t.tenantId, t.search),
    // Half the digits are enough to come near, and twice as many of them stay in memory.
    index('knowledge_chunk_nearness_idx').using(
      'hnsw',
      sql`(${t.embedding}::halfvec(${sql.raw(String(EMBEDDING_DIMENSIONS))})) halfvec_cosine_ops`,
    ),
    tenantForeignKey('knowledge_chunk_document_fk', t, t.documentId, () => knowledgeDocument).onDelete('cascade'),
  ],
);

/** How far a reading of all records of a kind is. The last one that ended says from when on events alone tell what changed. */
export const knowledgePass = tenantTable(
  'knowledge_pass',
  {
    /** `module.thing` of a source. */
    recordType: text('record_type').notNull(),
    /** The last record that was read; null before the first. */
    cursor: uuid('cursor'),
    startedAt: instant('started_at').notNull(),
    finishedAt: instant('finished_at'),
  },
  (t) => [tenantUnique('knowledge_pass_type_key', t, t.recordType)],
);
