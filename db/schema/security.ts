import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { bigint, customType, index, integer, pgPolicy, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant, tenantTable, tenantUnique } from './columns.ts';
import { user } from './core.ts';
import { platformRole } from './tenant.ts';

const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });

const everything = { to: platformRole, using: sql`true`, withCheck: sql`true` };

/** A data key, wrapped by the master key that `master_key_id` names: 12 bytes of nonce, 32 of key, 16 of tag. */
const wrappedKey = () => ({
  wrapped: bytea('wrapped').notNull(),
  masterKeyId: text('master_key_id').notNull(),
  createdAt: instant('created_at').notNull().defaultNow(),
});

/**
 * The key that a tenant's secrets are sealed with. The application may make one and read it; to wrap it again is the
 * platform's, and nobody deletes it: what it sealed would be lost.
 */
export const tenantKey = tenantTable('tenant_key', { version: integer('version').notNull(), ...wrappedKey() }, (t) => [
  tenantUnique('tenant_key_version_key', t, t.version),
  pgPolicy('tenant_key_platform', everything),
]);

/** The key that a person's own secrets are sealed with, whatever tenants they belong to. */
export const userKey = pgTable(
  'user_key',
  {
    id: uuid('id')
      .primaryKey()
      .$defaultFn(() => randomUUIDv7()),
    userId: uuid('user_id')
      .notNull()
      .unique('user_key_user_key')
      .references(() => user.id, { onDelete: 'cascade' }),
    ...wrappedKey(),
  },
  () => [pgPolicy('user_key_platform', everything)],
).enableRLS();

/** The end of a tenant's hash chain, such as the one of its audit: a chain that ends before its head was cut. */
export const chainHead = tenantTable(
  'chain_head',
  {
    name: text('name').notNull(),
    seq: bigint('seq', { mode: 'number' }).notNull(),
    hash: text('hash').notNull(),
  },
  (t) => [tenantUnique('chain_head_name_key', t, t.name)],
);

const accessKinds = ['request', 'sign-in', 'personal-data'] as const;

const accessColumns = () => ({
  at: instant('at').notNull(),
  kind: text('kind', { enum: accessKinds }).notNull(),
  /** Who it was, where they are known. */
  userId: uuid('user_id'),
  method: text('method'),
  /** Without its query, and without the secrets that stand in the path of a link. */
  path: text('path'),
  status: integer('status'),
  milliseconds: integer('milliseconds'),
  address: text('address'),
  requestId: text('request_id'),
  /** What kind of sign-in, or which data of whom. Never the data itself. */
  detail: text('detail'),
});

/** Who asked for what in a tenant, kept for 90 days. Written in batches by the platform, off the request's path. */
export const accessLog = tenantTable('access_log', accessColumns(), (t) => [
  index('access_log_at_idx').on(t.tenantId, t.at),
  pgPolicy('access_log_platform', everything),
]);

/** The same for what belongs to no tenant: signing in and out, and the doors in front of every tenant. */
export const platformAccessLog = pgTable(
  'platform_access_log',
  {
    id: uuid('id')
      .primaryKey()
      .$defaultFn(() => randomUUIDv7()),
    ...accessColumns(),
  },
  (t) => [
    index('platform_access_log_at_idx').on(t.at),
    index('platform_access_log_user_idx').on(t.userId, t.at),
    pgPolicy('platform_access_log_platform', everything),
  ],
).enableRLS();
