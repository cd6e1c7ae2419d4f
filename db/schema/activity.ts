import { sql } from 'drizzle-orm';
import { bigint, customType, index, integer, jsonb, pgPolicy, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instant, tenantForeignKey, tenantTable, tenantUnique, timestamps } from './columns.ts';
import { platformRole, workerRole } from './tenant.ts';

/** Raw bytes. node-postgres gives and takes a Buffer, which is a Uint8Array. */
const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });

/** What happened, written in the transaction that caused it and delivered to its listeners after the commit. */
export const event = tenantTable(
  'event',
  {
    name: text('name').notNull(),
    payload: jsonb('payload').notNull(),
    actorId: uuid('actor_id'),
    occurredAt: instant('occurred_at').notNull().defaultNow(),
    deliveredAt: instant('delivered_at'),
    attempts: integer('attempts').notNull().default(0),
    lastError: text('last_error'),
    /** Set when delivery was given up; the row then waits for a person. */
    deadAt: instant('dead_at'),
  },
  (t) => [
    index('event_occurred_idx').on(t.tenantId, t.occurredAt),
    index('event_dead_idx').on(t.tenantId, t.deadAt).where(sql`${t.deadAt} is not null`),
    pgPolicy('event_platform', { for: 'select', to: platformRole, using: sql`true` }),
  ],
);

/** One listener's receipt for one event, written with the listener's own effects: it makes them happen once. */
export const eventDelivery = tenantTable(
  'event_delivery',
  {
    eventId: uuid('event_id').notNull(),
    listener: text('listener').notNull(),
    deliveredAt: instant('delivered_at').notNull().defaultNow(),
  },
  (t) => [
    tenantUnique('event_delivery_key', t, t.eventId, t.listener),
    tenantForeignKey('event_delivery_event_fk', t, t.eventId, () => event),
  ],
);

/**
 * Work to be done after the commit of the transaction that asked for it. The row goes when the work is done, and stays
 * with `dead_at` when it was given up. Tenants see their own; the worker role takes any, and may change only who has it.
 */
export const job = tenantTable(
  'job',
  {
    name: text('name').notNull(),
    payload: jsonb('payload').notNull(),
    /** Two jobs of one name and key are one job. */
    key: text('key'),
    runAt: instant('run_at').notNull().defaultNow(),
    attempts: integer('attempts').notNull().default(0),
    /** Until then a worker has it; a worker that died leaves it to the next one. */
    leasedUntil: instant('leased_until'),
    lastError: text('last_error'),
    deadAt: instant('dead_at'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    tenantUnique('job_key', t, t.name, t.key),
    index('job_dead_idx').on(t.tenantId, t.deadAt).where(sql`${t.deadAt} is not null`),
    // The worker looks across tenants for what is due: the one index that does not begin with the tenant.
    index('job_due_idx').on(t.runAt).where(sql`${t.deadAt} is null`),
    pgPolicy('job_worker', { to: workerRole, using: sql`true`, withCheck: sql`true` }),
    pgPolicy('job_platform', { for: 'select', to: platformRole, using: sql`true` }),
  ],
);

/**
 * The ways in which something is done: `link` is the unguessable one that a client was sent, `api` a member's program and
 * `api-key` one of the tenant's.
 */
export const doors = ['browser', 'link', 'api', 'api-key', 'assistant', 'operator', 'job'] as const;

/**
 * Who did what to which row, with the values before and after. Append-only: no grant and a trigger against change. At the
 * commit the database gives each row its place in the tenant's chain: a gapless number, the hash of the row before it,
 * and its own hash over both and its contents (`app/audit/chain.server.ts` says over what exactly).
 */
export const auditEntry = tenantTable(
  'audit_entry',
  {
    action: text('action').notNull(),
    subjectType: text('subject_type').notNull(),
    subjectId: uuid('subject_id'),
    actorId: uuid('actor_id'),
    before: jsonb('before'),
    after: jsonb('after'),
    requestId: text('request_id'),
    at: instant('at').notNull().defaultNow(),
    /** Whose place the actor took: a member that an operator or a job spoke for. */
    onBehalfOf: uuid('on_behalf_of'),
    door: text('door', { enum: doors }),
    seq: bigint('seq', { mode: 'number' }),
    previousHash: text('previous_hash'),
    hash: text('hash'),
    /** SHA-256 over the salt and both values: what the row's own hash covers in their place. Null: it covers them directly. */
    valuesHash: text('values_hash'),
    /** Chance that makes the hash of the values tell nothing of them. Null when words of a person were erased. */
    salt: text('salt'),
  },
  (t) => [
    tenantUnique('audit_entry_seq_key', t, t.seq),
    index('audit_entry_at_idx').on(t.tenantId, t.at),
    index('audit_entry_actor_idx').on(t.tenantId, t.actorId),
    index('audit_entry_subject_idx').on(t.tenantId, t.subjectType, t.subjectId),
  ],
);

/** The stored outcome of a form sent with an idempotency key: a double click gets the first answer again. */
export const submission = tenantTable(
  'submission',
  {
    key: text('key').notNull(),
    action: text('action').notNull(),
    actorId: uuid('actor_id'),
    /** SHA-256 of the parsed input: the same key with another input is a mistake, not a repeat. */
    inputHash: text('input_hash').notNull(),
    outcome: jsonb('outcome'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    tenantUnique('submission_key', t, t.action, t.key),
    index('submission_created_at_idx').on(t.tenantId, t.createdAt),
  ],
);

/** An uploaded or generated file, with its bytes. `sha256` is lower-case hex. */
export const storedFile = tenantTable(
  'stored_file',
  {
    name: text('name').notNull(),
    mediaType: text('media_type').notNull(),
    size: integer('size').notNull(),
    sha256: text('sha256').notNull(),
    bytes: bytea('bytes').notNull(),
    createdBy: uuid('created_by'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    index('stored_file_sha256_idx').on(t.tenantId, t.sha256),
    pgPolicy('stored_file_platform', { for: 'select', to: platformRole, using: sql`true` }),
  ],
);

/** How a tenant looks to its clients. One row for a tenant that has chosen anything. */
export const tenantBrand = tenantTable(
  'tenant_brand',
  {
    /** `#rrggbb`, as chosen; where it is shown it is corrected for contrast. */
    colour: text('colour'),
    logoFileId: uuid('logo_file_id'),
    updatedBy: uuid('updated_by'),
    ...timestamps(),
  },
  (t) => [
    uniqueIndex('tenant_brand_tenant_key').on(t.tenantId),
    tenantForeignKey('tenant_brand_logo_fk', t, t.logoFileId, () => storedFile),
  ],
);

/** A gapless number series of a tenant, such as estimate numbers: `update ... returning` locks the row until commit. */
export const counter = tenantTable(
  'counter',
  { series: text('series').notNull(), value: integer('value').notNull().default(0) },
  (t) => [tenantUnique('counter_series_key', t, t.series)],
);
