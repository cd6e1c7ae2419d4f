import { sql } from 'drizzle-orm';
import { index, pgPolicy, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { user } from './core.ts';
import { platformRole } from './tenant.ts';

const platformOnly = (name: string) => pgPolicy(name, { to: platformRole, using: sql`true`, withCheck: sql`true` });

/**
 * A link that was mailed to an address: whoever opens it reads that mailbox. `id` is the SHA-256 of the link's secret.
 * Without a person it opens nothing: asking for a reset writes the same rows whether or not somebody has the address.
 */
export const emailProof = pgTable(
  'email_proof',
  {
    id: text('id').primaryKey(),
    purpose: text('purpose', { enum: ['verify', 'reset', 'change'] }).notNull(),
    email: text('email').notNull(),
    userId: uuid('user_id').references(() => user.id, { onDelete: 'cascade' }),
    createdAt: instant('created_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
    usedAt: instant('used_at'),
  },
  (t) => [
    index('email_proof_email_idx').on(sql`lower(${t.email})`, t.purpose, t.createdAt),
    index('email_proof_user_id_idx').on(t.userId),
    platformOnly('email_proof_platform'),
  ],
).enableRLS();

/** Somebody's account with a provider, by which they sign in here. `subject` is the provider's name for them, for ever. */
export const connectedAccount = pgTable(
  'connected_account',
  {
    provider: text('provider').notNull(),
    subject: text('subject').notNull(),
    userId: uuid('user_id')
      .notNull()
      .references(() => user.id, { onDelete: 'cascade' }),
    /** What the provider calls them: shown, never trusted. */
    email: text('email'),
    connectedAt: instant('connected_at').notNull().defaultNow(),
    lastUsedAt: instant('last_used_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ name: 'connected_account_pkey', columns: [t.provider, t.subject] }),
    index('connected_account_user_id_idx').on(t.userId),
    platformOnly('connected_account_platform'),
  ],
).enableRLS();

/**
 * Somebody whom a provider has just named and who is nobody's account yet: they make one, or prove the one they have.
 * `id` is the SHA-256 of the secret in their browser's cookie.
 */
export const pendingIdentity = pgTable(
  'pending_identity',
  {
    id: text('id').primaryKey(),
    provider: text('provider').notNull(),
    subject: text('subject').notNull(),
    email: text('email').notNull(),
    name: text('name').notNull(),
    /** Where they were going, a path. */
    next: text('next').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [index('pending_identity_expires_at_idx').on(t.expiresAt), platformOnly('pending_identity_platform')],
).enableRLS();
