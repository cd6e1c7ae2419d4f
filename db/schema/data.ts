import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'drizzle-orm';
import {
  bigint,
  customType,
  index,
  integer,
  jsonb,
  pgPolicy,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { auditEntry } from './activity.ts';
import { instant, tenantForeignKey, tenantTable, tenantUnique } from './columns.ts';
import { platformRole } from './tenant.ts';

const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });

/**
 * Everything of a tenant in one zip: made here (`out`), or brought here (`in`). `cursor` says how far the work is, written with
 * the work itself: a process that dies leaves it to the next, which goes on from there.
 */
export const archive = tenantTable('archive', {
  direction: text('direction', { enum: ['out', 'in'] }).notNull(),
  /**
   * `arriving`: it comes in pieces, and `cursor` says how many are here. `undoing`: what was brought in is being taken away
   * again, because the rest of it could not be.
   */
  state: text('state', { enum: ['arriving', 'working', 'done', 'failed', 'undoing', 'cancelled'] })
    .notNull()
    .default('working'),
  cursor: jsonb('cursor').notNull(),
  rowsDone: integer('rows_done').notNull().default(0),
  rowsTotal: integer('rows_total').notNull().default(0),
  size: bigint('size', { mode: 'number' }).notNull().default(0),
  /** Why it failed, in a sentence for whoever asked for it. */
  problem: text('problem'),
  requestedBy: uuid('requested_by'),
  createdAt: instant('created_at').notNull().defaultNow(),
  finishedAt: instant('finished_at'),
  /** Its bytes are removed then, and what came of it when it is still arriving. */
  expiresAt: instant('expires_at'),
});

/** A file in an archive. `crc32` and sizes as a zip writes them; `checksum` is that of a table's rows in any order. */
export const archiveEntry = tenantTable(
  'archive_entry',
  {
    archiveId: uuid('archive_id').notNull(),
    number: integer('number').notNull(),
    path: text('path').notNull(),
    position: bigint('position', { mode: 'number' }).notNull(),
    size: bigint('size', { mode: 'number' }).notNull(),
    compressedSize: bigint('compressed_size', { mode: 'number' }).notNull(),
    crc32: bigint('crc32', { mode: 'number' }).notNull(),
    sha256: text('sha256').notNull(),
    rows: integer('rows'),
    checksum: text('checksum'),
  },
  (t) => [
    tenantUnique('archive_entry_number_key', t, t.archiveId, t.number),
    tenantForeignKey('archive_entry_archive_fk', t, t.archiveId, () => archive),
  ],
);

/** A piece of an archive's bytes; all of them in order of their numbers, which may have gaps, are the zip. */
export const archivePart = tenantTable(
  'archive_part',
  {
    archiveId: uuid('archive_id').notNull(),
    number: integer('number').notNull(),
    bytes: bytea('bytes').notNull(),
  },
  (t) => [
    tenantUnique('archive_part_number_key', t, t.archiveId, t.number),
    tenantForeignKey('archive_part_archive_fk', t, t.archiveId, () => archive),
  ],
);

/**
 * Somebody who was a member and is none: of this business (`here`), or of the one that an archive came from. Triggers of
 * `membership` and `user` write the row when a membership ends, however it does, under the id that the membership had, and take
 * it away when the person joins again. Name and address are those of that moment: from then on both are the person's own affair.
 */
export const formerMember = tenantTable(
  'former_member',
  {
    userId: uuid('user_id').notNull(),
    name: text('name').notNull(),
    email: text('email').notNull(),
    role: text('role').notNull(),
    origin: text('origin', { enum: ['here', 'archive'] }).notNull(),
    /** Null for people of an archive: it does not say. */
    endedAt: instant('ended_at'),
  },
  (t) => [
    tenantUnique('former_member_user_key', t, t.userId),
    pgPolicy('former_member_platform', { to: platformRole, using: sql`true`, withCheck: sql`true` }),
  ],
);

/**
 * That a person's data were erased on request: who asked, when, and how much of what it was, but nothing of what it said.
 * `place` says how far the work is and what is looked for; it goes with the work's end.
 */
export const personErasure = tenantTable(
  'person_erasure',
  {
    /** `module.thing` and its id: whose record it was. */
    subjectType: text('subject_type').notNull(),
    subjectId: uuid('subject_id').notNull(),
    state: text('state', { enum: ['working', 'done', 'failed'] })
      .notNull()
      .default('working'),
    place: jsonb('place'),
    report: jsonb('report').notNull(),
    erasedBy: uuid('erased_by'),
    requestedAt: instant('requested_at').notNull().defaultNow(),
    erasedAt: instant('erased_at'),
    statement: text('statement'),
    signature: text('signature'),
    keyId: text('key_id'),
  },
  (t) => [tenantUnique('person_erasure_subject_key', t, t.subjectType, t.subjectId)],
);

/**
 * That words were taken out of an audit entry. `textHash` is the entry as it stands since; the entry `anchorId`, written in
 * the same transaction, holds a digest of these, so that none can be added, changed or taken away (`app/audit/chain.server.ts`).
 */
export const auditRedaction = tenantTable(
  'audit_redaction',
  {
    entryId: uuid('entry_id').notNull(),
    seq: bigint('seq', { mode: 'number' }).notNull(),
    /** 1 for the first time that words were taken out of this entry. */
    step: integer('step').notNull(),
    erasureId: uuid('erasure_id').notNull(),
    anchorId: uuid('anchor_id').notNull(),
    textHash: text('text_hash').notNull(),
  },
  (t) => [
    tenantUnique('audit_redaction_step_key', t, t.seq, t.step),
    tenantForeignKey('audit_redaction_entry_fk', t, t.entryId, () => auditEntry),
    tenantForeignKey('audit_redaction_erasure_fk', t, t.erasureId, () => personErasure),
    index('audit_redaction_entry_idx').on(t.tenantId, t.entryId),
    index('audit_redaction_erasure_idx').on(t.tenantId, t.erasureId),
  ],
);

/** An owner wants the business erased. Until `eraseAfter` any owner may take it back; one is open at a time. */
export const tenantClosing = tenantTable(
  'tenant_closing',
  {
    requestedBy: uuid('requested_by'),
    requestedAt: instant('requested_at').notNull().defaultNow(),
    eraseAfter: instant('erase_after').notNull(),
    /** When owners and admins were told again that it is near. */
    remindedAt: instant('reminded_at'),
    cancelledAt: instant('cancelled_at'),
    cancelledBy: uuid('cancelled_by'),
  },
  (t) => [
    uniqueIndex('tenant_closing_open_key').on(t.tenantId).where(sql`${t.cancelledAt} is null`),
    pgPolicy('tenant_closing_platform', { for: 'select', to: platformRole, using: sql`true` }),
  ],
);

/**
 * That a business was erased: `id` was its number, and nothing else of it is kept. `erased` counts the rows that went, by
 * table; the statement says what was there at the end, and is signed when it is over.
 */
export const erasureProof = pgTable(
  'erasure_proof',
  {
    id: uuid('id')
      .primaryKey()
      .$defaultFn(() => randomUUIDv7()),
    requestedAt: instant('requested_at').notNull(),
    startedAt: instant('started_at').notNull().defaultNow(),
    erasedAt: instant('erased_at'),
    erased: jsonb('erased').$type<Record<string, number>>().notNull().default({}),
    remaining: jsonb('remaining').$type<Record<string, number>>(),
    auditSeq: bigint('audit_seq', { mode: 'number' }),
    auditHash: text('audit_hash'),
    statement: text('statement'),
    signature: text('signature'),
    keyId: text('key_id'),
  },
  () => [pgPolicy('erasure_proof_platform', { to: platformRole, using: sql`true`, withCheck: sql`true` })],
).enableRLS();
