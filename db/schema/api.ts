import { sql } from 'drizzle-orm';
import { customType, index, integer, jsonb, pgPolicy, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant, tenantForeignKey, tenantTable, tenantUnique, timestamps } from './columns.ts';
import { session } from './core.ts';
import { platformRole, tenant } from './tenant.ts';

const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });

const platformOnly = (table: string) =>
  pgPolicy(`${table}_platform`, { to: platformRole, using: sql`true`, withCheck: sql`true` });

/**
 * A key pair that access tokens are signed with. The private half is encrypted by the master key that `master_key_id`
 * names; the public half is published from the beginning, and used from `usable_from` on.
 */
export const signingKey = pgTable(
  'signing_key',
  {
    id: text('id').primaryKey(),
    publicJwk: jsonb('public_jwk').notNull(),
    wrapped: bytea('wrapped').notNull(),
    masterKeyId: text('master_key_id').notNull(),
    usableFrom: instant('usable_from').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  () => [platformOnly('signing_key')],
).enableRLS();

/**
 * A token that a client of the API gets its next access token with. `id` is its SHA-256. It is used once; using it again
 * ends the session that it belongs to, and with the session go all of its tokens.
 */
export const refreshToken = pgTable(
  'refresh_token',
  {
    id: text('id').primaryKey(),
    sessionId: text('session_id')
      .notNull()
      .references(() => session.id, { onDelete: 'cascade', onUpdate: 'cascade' }),
    /** The business that its access tokens enter. */
    businessId: uuid('business_id')
      .notNull()
      .references(() => tenant.id, { onDelete: 'cascade' }),
    createdAt: instant('created_at').notNull().defaultNow(),
    usedAt: instant('used_at'),
  },
  (t) => [
    index('refresh_token_session_idx').on(t.sessionId),
    index('refresh_token_business_idx').on(t.businessId),
    platformOnly('refresh_token'),
  ],
).enableRLS();

/**
 * A program that a member let into a business by OAuth, known by the session that it has there: it is let go by ending the
 * session, and its tokens go with it.
 */
export const connectedApplication = pgTable(
  'connected_application',
  {
    sessionId: text('session_id')
      .primaryKey()
      .references(() => session.id, { onDelete: 'cascade', onUpdate: 'cascade' }),
    businessId: uuid('business_id')
      .notNull()
      .references(() => tenant.id, { onDelete: 'cascade' }),
    /** SHA-256 of the client's id, base64url. */
    client: text('client').notNull(),
    /** What it calls itself. */
    name: text('name').notNull(),
    /** The permissions it was given, as `module:verb`. It never has more than its member. */
    scopes: text('scopes').array().notNull(),
  },
  (t) => [index('connected_application_business_idx').on(t.businessId), platformOnly('connected_application')],
).enableRLS();

/** A key by which a program enters a tenant. The key itself is shown once; `secret_hash` is its SHA-256. */
export const apiKey = tenantTable(
  'api_key',
  {
    name: text('name').notNull(),
    /** How the key begins, to know it by. */
    prefix: text('prefix').notNull(),
    secretHash: text('secret_hash').notNull(),
    /** The permissions it has, as `module:verb`. */
    scopes: text('scopes').array().notNull(),
    /** When there is one, every request must be signed with it. */
    sealedSigningSecret: text('sealed_signing_secret'),
    expiresAt: instant('expires_at'),
    /** Written every minute at most. */
    lastUsedAt: instant('last_used_at'),
    lastUsedFrom: text('last_used_from'),
    createdAt: instant('created_at').notNull().defaultNow(),
    createdBy: uuid('created_by'),
    revokedAt: instant('revoked_at'),
    revokedBy: uuid('revoked_by'),
  },
  (t) => [tenantUnique('api_key_secret_key', t, t.secretHash)],
);

/** A signed request that was taken: the same signature is not taken again. Gone once the signature is too old anyway. */
export const apiNonce = tenantTable(
  'api_nonce',
  {
    keyId: uuid('key_id').notNull(),
    /** SHA-256 of the nonce, lower-case hex. */
    nonceHash: text('nonce_hash').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [
    tenantUnique('api_nonce_key', t, t.keyId, t.nonceHash),
    tenantForeignKey('api_nonce_api_key_fk', t, t.keyId, () => apiKey).onDelete('cascade'),
    index('api_nonce_expires_idx').on(t.tenantId, t.expiresAt),
  ],
);

/** An address of a tenant's own that is told what happens. */
export const webhookEndpoint = tenantTable(
  'webhook_endpoint',
  {
    url: text('url').notNull(),
    description: text('description').notNull().default(''),
    /** Names of the events that it is told. */
    events: text('events').array().notNull(),
    sealedSecret: text('sealed_secret').notNull(),
    /** The one before, which signs as well until then, so that the receiver can change over. */
    sealedOldSecret: text('sealed_old_secret'),
    oldSecretUntil: instant('old_secret_until'),
    createdBy: uuid('created_by'),
    /** Since when every try has failed. */
    failingSince: instant('failing_since'),
    disabledAt: instant('disabled_at'),
    /** Whom or what it was switched off by: a person, or `failing`. */
    disabledBecause: text('disabled_because', { enum: ['person', 'failing'] }),
    ...timestamps(),
  },
  (t) => [index('webhook_endpoint_created_idx').on(t.tenantId, t.createdAt)],
);

export const webhookStates = ['waiting', 'delivered', 'failed'] as const;

/** One message to one endpoint: what happened, and how the telling stands. Its id is the `webhook-id`. */
export const webhookDelivery = tenantTable(
  'webhook_delivery',
  {
    endpointId: uuid('endpoint_id').notNull(),
    event: text('event').notNull(),
    /** The event that it tells; null for a test. */
    eventId: uuid('event_id'),
    /** The bytes that are signed and sent. */
    body: text('body').notNull(),
    state: text('state', { enum: webhookStates }).notNull().default('waiting'),
    attempts: integer('attempts').notNull().default(0),
    nextAttemptAt: instant('next_attempt_at'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    tenantForeignKey('webhook_delivery_endpoint_fk', t, t.endpointId, () => webhookEndpoint).onDelete('cascade'),
    index('webhook_delivery_endpoint_idx').on(t.tenantId, t.endpointId, t.createdAt),
    index('webhook_delivery_created_idx').on(t.tenantId, t.createdAt),
  ],
);

/** One try to deliver a message. */
export const webhookAttempt = tenantTable(
  'webhook_attempt',
  {
    deliveryId: uuid('delivery_id').notNull(),
    at: instant('at').notNull(),
    milliseconds: integer('milliseconds').notNull(),
    /** Null when there was no answer. */
    status: integer('status'),
    /** The beginning of the answer. */
    excerpt: text('excerpt'),
    /** Why there was no answer. */
    error: text('error'),
  },
  (t) => [
    tenantForeignKey('webhook_attempt_delivery_fk', t, t.deliveryId, () => webhookDelivery).onDelete('cascade'),
    index('webhook_attempt_delivery_idx').on(t.tenantId, t.deliveryId, t.at),
  ],
);
