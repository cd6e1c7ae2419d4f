import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { boolean, index, integer, jsonb, pgPolicy, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instant, tenantTable, tenantUnique, timestamps } from './columns.ts';
import { appRole, currentTenantId, platformRole } from './tenant.ts';

export { tenant } from './tenant.ts';

export const roles = ['owner', 'admin', 'member', 'viewer'] as const;

/**
 * A person, whatever tenants they belong to. Members see id, name and email (and whether it is confirmed) of the people in their own tenant (policy
 * `user_colleague` and a grant on those columns); the password hash is readable by the platform role alone.
 */
export const user = pgTable(
  'user',
  {
    id: uuid('id')
      .primaryKey()
      .$defaultFn(() => randomUUIDv7()),
    email: text('email').notNull(),
    name: text('name').notNull(),
    /** Null until somebody showed that they read this mailbox. Colleagues see it. */
    emailVerifiedAt: instant('email_verified_at'),
    /** Whether there is a confirmed app or a passkey: kept by the triggers of both tables, so that a business may see it. */
    hasSecondFactor: boolean('has_second_factor').notNull().default(false),
    passwordHash: text('password_hash'),
    ...timestamps(),
  },
  (t) => [
    uniqueIndex('user_email_key').on(sql`lower(${t.email})`),
    pgPolicy('user_colleague', {
      for: 'select',
      to: appRole,
      using: sql`exists (select 1 from membership m where m.tenant_id = ${currentTenantId} and m.user_id = ${t.id})`,
    }),
    pgPolicy('user_platform', { to: platformRole, using: sql`true`, withCheck: sql`true` }),
  ],
);

/** A signed-in browser. `id` is the SHA-256 of the token in lower-case hex; the token itself is never stored. */
export const session = pgTable(
  'session',
  {
    id: text('id').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => user.id, { onDelete: 'cascade' }),
    expiresAt: instant('expires_at').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    /** Ends the session when nothing was asked for this long. */
    idleMinutes: integer('idle_minutes').notNull().default(10_080),
    /** Written every few minutes at most, so it may lag behind by as much. */
    lastSeenAt: instant('last_seen_at').notNull().defaultNow(),
    /** When the person last proved who they are, by signing in or before something dangerous. */
    provedAt: instant('proved_at').notNull().defaultNow(),
    /** `password`, `passkey`, the provider's name, or `sso` for a tenant's own provider. */
    method: text('method').notNull().default('password'),
    /** What was shown besides, if anything: `app`, `recovery-code`, `passkey`, `trusted-device`. */
    secondFactor: text('second_factor'),
    userAgent: text('user_agent'),
    ip: text('ip'),
    /** Set together when an operator stands in for the person: what allowed it, and the operator's own session. */
    standInTenantId: uuid('stand_in_tenant_id'),
    standInId: uuid('stand_in_id'),
    startedFrom: text('started_from'),
    /** Set together when a tenant's own provider made it: it enters that tenant alone, and goes with the provider. */
    ssoTenantId: uuid('sso_tenant_id'),
    ssoId: uuid('sso_id'),
  },
  (t) => [
    index('session_user_id_idx').on(t.userId),
    index('session_expires_at_idx').on(t.expiresAt),
    index('session_stand_in_idx').on(t.standInTenantId, t.standInId),
    index('session_started_from_idx').on(t.startedFrom),
    index('session_sso_idx').on(t.ssoTenantId, t.ssoId),
    pgPolicy('session_platform', { to: platformRole, using: sql`true`, withCheck: sql`true` }),
  ],
).enableRLS();

/** A person's place in a tenant. A suspended member keeps their history and may not enter. */
export const membership = tenantTable(
  'membership',
  {
    userId: uuid('user_id')
      .notNull()
      .references(() => user.id, { onDelete: 'cascade' }),
    role: text('role', { enum: roles }).notNull(),
    /** Products in which the person may do less than their role: `read` what a viewer may, `none` nothing. */
    productAccess: jsonb('product_access').$type<Record<string, 'none' | 'read'>>().notNull().default({}),
    suspendedAt: instant('suspended_at'),
    suspendedBy: uuid('suspended_by'),
    ...timestamps(),
  },
  (t) => [
    tenantUnique('membership_user_key', t, t.userId),
    pgPolicy('membership_platform', { to: platformRole, using: sql`true`, withCheck: sql`true` }),
  ],
);

/**
 * A place in the tenant that is offered to an address. The link names the tenant and carries a secret of which only the
 * SHA-256 is stored. It is used once: accepting it writes who and when.
 */
export const invitation = tenantTable(
  'invitation',
  {
    email: text('email').notNull(),
    role: text('role', { enum: roles }).notNull(),
    secretHash: text('secret_hash').notNull(),
    invitedBy: uuid('invited_by'),
    expiresAt: instant('expires_at').notNull(),
    acceptedAt: instant('accepted_at'),
    acceptedBy: uuid('accepted_by'),
    revokedAt: instant('revoked_at'),
    ...timestamps(),
  },
  (t) => [
    index('invitation_email_idx').on(t.tenantId, t.email),
    pgPolicy('invitation_platform', { to: platformRole, using: sql`true`, withCheck: sql`true` }),
  ],
);

/** How people must sign in to enter a tenant, one row for each tenant that asks for more than the platform does. */
export const tenantPolicy = tenantTable(
  'tenant_policy',
  {
    requiresSecondFactor: boolean('requires_second_factor').notNull().default(false),
    /** A session is over this long after signing in. Null: the platform's own. */
    sessionHours: integer('session_hours'),
    /** And when nothing was asked for this long. */
    idleMinutes: integer('idle_minutes'),
    /** Ways of signing in: `password`, `passkey`, names of providers, `sso` for the tenant's own. Null: any. */
    allowedMethods: text('allowed_methods').array(),
    /** Domains of members' addresses, lower-case. Null: any. */
    allowedDomains: text('allowed_domains').array(),
    ...timestamps(),
  },
  (t) => [
    uniqueIndex('tenant_policy_tenant_key').on(t.tenantId),
    pgPolicy('tenant_policy_platform', { for: 'select', to: platformRole, using: sql`true` }),
  ],
);

/** A product that a tenant has switched off, and who did. Switching it on again takes the row away; its data stay throughout. */
export const closedProduct = tenantTable(
  'closed_product',
  {
    product: text('product').notNull(),
    closedAt: instant('closed_at').notNull().defaultNow(),
    closedBy: uuid('closed_by'),
  },
  (t) => [
    tenantUnique('closed_product_key', t, t.product),
    pgPolicy('closed_product_platform', { for: 'select', to: platformRole, using: sql`true` }),
  ],
);
