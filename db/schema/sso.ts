import { text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instant, tenantTable, tenantUnique, timestamps } from './columns.ts';
import { user } from './core.ts';

/**
 * The OpenID provider that a tenant brings, by which its people come into this tenant and into nothing else. A session
 * that it made names this row and goes with it: another issuer, client or list of domains is another row.
 */
export const tenantSso = tenantTable(
  'tenant_sso',
  {
    issuer: text('issuer').notNull(),
    clientId: text('client_id').notNull(),
    sealedClientSecret: text('sealed_client_secret').notNull(),
    /** Domains of the addresses that it may speak for, lower-case; never none. */
    domains: text('domains').array().notNull(),
    /** What somebody becomes who comes for the first time and was not invited. Null: only members and invited people come. */
    joinRole: text('join_role', { enum: ['member', 'viewer'] }),
    changedBy: uuid('changed_by'),
    ...timestamps(),
  },
  (t) => [uniqueIndex('tenant_sso_tenant_key').on(t.tenantId)],
);

/** Whom a tenant's provider means by a name of its own. It outlives the provider's row: the same issuer may come back. */
export const ssoAccount = tenantTable(
  'sso_account',
  {
    issuer: text('issuer').notNull(),
    subject: text('subject').notNull(),
    userId: uuid('user_id')
      .notNull()
      .references(() => user.id, { onDelete: 'cascade' }),
    connectedAt: instant('connected_at').notNull().defaultNow(),
    lastUsedAt: instant('last_used_at').notNull().defaultNow(),
  },
  (t) => [
    tenantUnique('sso_account_subject_key', t, t.issuer, t.subject),
    tenantUnique('sso_account_user_key', t, t.issuer, t.userId),
  ],
);
