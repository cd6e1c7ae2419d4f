import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { char, integer, pgPolicy, pgRole, pgTable, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core';

/** The role every request's tenant transaction runs as: neither owner, nor superuser, nor BYPASSRLS. */
export const appRole = pgRole('candlefish_app').existing();

/** The role that signs people in and up: it reaches identity tables only. */
export const platformRole = pgRole('candlefish_platform').existing();

/** The role that takes jobs of any tenant, and nothing else. */
export const workerRole = pgRole('candlefish_worker').existing();

/** The tenant of the current transaction, or null. An empty string follows `set local`, hence nullif. */
export const currentTenantId = sql`(select nullif(current_setting('app.tenant_id', true), '')::uuid)`;

/**
 * A company that works in Candlefish. It carries no tenant_id because it *is* the tenant: a member's transaction sees
 * its own row alone. Kept apart from `core.ts` so that `columns.ts` can refer to it without an import cycle.
 */
export const tenant = pgTable(
  'tenant',
  {
    id: uuid('id')
      .primaryKey()
      .$defaultFn(() => randomUUIDv7()),
    slug: text('slug').notNull(),
    name: text('name').notNull(),
    locale: text('locale').notNull().default('en-US'),
    timeZone: text('time_zone').notNull().default('America/New_York'),
    currency: char('currency', { length: 3 }).notNull().default('USD'),
    units: text('units', { enum: ['imperial', 'metric'] })
      .notNull()
      .default('imperial'),
    /** How many members and open invitations, and how many mebibytes of stored files. Only the platform changes them. */
    seatLimit: integer('seat_limit').notNull().default(100),
    storageLimitMib: integer('storage_limit_mib').notNull().default(10_240),
    /** In a calendar month of UTC. */
    apiCallLimit: integer('api_call_limit').notNull().default(100_000),
    assistantTokenLimit: integer('assistant_token_limit').notNull().default(1_000_000),
    /** Letters to others in any 24 hours. */
    dailyMailLimit: integer('daily_mail_limit').notNull().default(500),
    /** The name of what was agreed upon; the limits themselves stand in their columns. */
    plan: text('plan').notNull().default('standard'),
    /** Set together: nobody works in a suspended tenant, and its members are told why. */
    suspendedAt: timestamp('suspended_at', { withTimezone: true }),
    suspendedReason: text('suspended_reason'),
    /** Whether an operator may stand in for a member with a notice, or with the consent of an owner only. */
    operatorAccess: text('operator_access', { enum: ['notice', 'consent'] })
      .notNull()
      .default('notice'),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
    updatedAt: timestamp('updated_at', { withTimezone: true })
      .notNull()
      .defaultNow()
      .$onUpdateFn(() => new Date()),
  },
  (t) => [
    uniqueIndex('tenant_slug_key').on(sql`lower(${t.slug})`),
    pgPolicy('tenant_isolation', {
      using: sql`${t.id} = ${currentTenantId}`,
      withCheck: sql`${t.id} = ${currentTenantId}`,
    }),
    pgPolicy('tenant_platform', { to: platformRole, using: sql`true`, withCheck: sql`true` }),
  ],
);
