import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { bigint, boolean, index, jsonb, pgPolicy, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant, tenantTable } from './columns.ts';
import { user } from './core.ts';
import { platformRole } from './tenant.ts';

const everything = { to: platformRole, using: sql`true`, withCheck: sql`true` };

/** Somebody who runs the platform. A command makes them one and takes it away; no form does. */
export const operator = pgTable(
  'operator',
  {
    userId: uuid('user_id')
      .primaryKey()
      .references(() => user.id, { onDelete: 'cascade' }),
    since: instant('since').notNull().defaultNow(),
  },
  () => [pgPolicy('operator_platform', everything)],
).enableRLS();

/**
 * What an operator did, in a hash chain of its own: append-only, numbered and linked by the database when it is written
 * (`app/operator/acts.server.ts` says over what the hash goes).
 */
export const operatorAct = pgTable(
  'operator_act',
  {
    id: uuid('id')
      .primaryKey()
      .$defaultFn(() => randomUUIDv7()),
    action: text('action').notNull(),
    operatorId: uuid('operator_id'),
    operatorName: text('operator_name').notNull(),
    /** The tenant that it was done to, which may be gone by now. */
    aboutTenantId: uuid('about_tenant_id'),
    reason: text('reason'),
    detail: jsonb('detail'),
    requestId: text('request_id'),
    at: instant('at').notNull().defaultNow(),
    seq: bigint('seq', { mode: 'number' }),
    previousHash: text('previous_hash'),
    hash: text('hash'),
  },
  (t) => [
    index('operator_act_seq_idx').on(t.seq),
    index('operator_act_tenant_idx').on(t.aboutTenantId, t.seq),
    pgPolicy('operator_act_platform', everything),
  ],
).enableRLS();

/** A feature that is switched other than it comes: everywhere, or in one tenant (which has the last word). */
export const featureSwitch = pgTable(
  'feature_switch',
  {
    id: uuid('id')
      .primaryKey()
      .$defaultFn(() => randomUUIDv7()),
    feature: text('feature').notNull(),
    /** Null: everywhere. */
    inTenantId: uuid('in_tenant_id'),
    isOn: boolean('is_on').notNull(),
    switchedAt: instant('switched_at').notNull().defaultNow(),
    switchedBy: uuid('switched_by'),
  },
  (t) => [
    index('feature_switch_feature_idx').on(t.feature, t.inTenantId),
    pgPolicy('feature_switch_platform', everything),
  ],
).enableRLS();

/**
 * An operator's wish to stand in for a member, and what became of it. Where the tenant asks for its consent, an owner
 * decides; elsewhere it begins at once. The session of whoever stands in names this row and is worth nothing without it.
 */
export const standIn = tenantTable(
  'stand_in',
  {
    operatorId: uuid('operator_id').notNull(),
    /** Kept here because a tenant does not see who is no member of it. */
    operatorName: text('operator_name').notNull(),
    memberId: uuid('member_id').notNull(),
    reason: text('reason').notNull(),
    readsOnly: boolean('reads_only').notNull(),
    needsConsent: boolean('needs_consent').notNull(),
    requestedAt: instant('requested_at').notNull().defaultNow(),
    /** The owner who consented or refused. */
    decidedBy: uuid('decided_by'),
    decidedAt: instant('decided_at'),
    /** With consent: it may begin, and lasts, until then. */
    allowedUntil: instant('allowed_until'),
    startedAt: instant('started_at'),
    endsAt: instant('ends_at'),
    endedAt: instant('ended_at'),
    /** When the tenant's audit was told that it ended, however it did. */
    endNotedAt: instant('end_noted_at'),
  },
  (t) => [index('stand_in_requested_at_idx').on(t.tenantId, t.requestedAt), pgPolicy('stand_in_platform', everything)],
);
