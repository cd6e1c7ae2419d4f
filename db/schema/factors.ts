import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { bigint, boolean, customType, index, integer, jsonb, pgPolicy, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { user } from './core.ts';
import { platformRole } from './tenant.ts';

/** What belongs to a person and to no tenant: only the platform role reaches it. */
const platformOnly = (table: string) =>
  pgPolicy(`${table}_platform`, { to: platformRole, using: sql`true`, withCheck: sql`true` });

const ownId = () =>
  uuid('id')
    .primaryKey()
    .$defaultFn(() => randomUUIDv7());

const ofUser = () =>
  uuid('user_id')
    .notNull()
    .references(() => user.id, { onDelete: 'cascade' });

/** Raw bytes. node-postgres gives and takes a Buffer, which is a Uint8Array. */
const bytea = customType<{ data: Uint8Array<ArrayBuffer> }>({ dataType: () => 'bytea' });

/** The authenticator app of a person. It counts from `confirmed_at` on; before that it is being set up. */
export const authenticator = pgTable(
  'authenticator',
  {
    userId: uuid('user_id')
      .primaryKey()
      .references(() => user.id, { onDelete: 'cascade' }),
    sealedSecret: text('sealed_secret').notNull(),
    confirmedAt: instant('confirmed_at'),
    /** The last time step whose code was taken: neither it nor an earlier one is taken again. */
    lastStep: bigint('last_step', { mode: 'number' }).notNull().default(0),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  () => [platformOnly('authenticator')],
).enableRLS();

/** A code for the day the phone is lost. 80 bits of chance, stored as SHA-256, used once. */
export const recoveryCode = pgTable(
  'recovery_code',
  { id: ownId(), userId: ofUser(), codeHash: text('code_hash').notNull(), usedAt: instant('used_at') },
  (t) => [index('recovery_code_user_idx').on(t.userId), platformOnly('recovery_code')],
).enableRLS();

/** A WebAuthn credential. `id` is the credential's own, in base64url. */
export const passkey = pgTable(
  'passkey',
  {
    id: text('id').primaryKey(),
    userId: ofUser(),
    name: text('name').notNull(),
    publicKey: bytea('public_key').notNull(),
    /** Uses as the authenticator counts them; those that do not count say 0 for ever. */
    counter: bigint('counter', { mode: 'number' }).notNull(),
    transports: text('transports').array().notNull().default([]),
    isBackedUp: boolean('is_backed_up').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    lastUsedAt: instant('last_used_at'),
  },
  (t) => [index('passkey_user_idx').on(t.userId), platformOnly('passkey')],
).enableRLS();

/** A browser that is not asked for the second step until then. `id` is the SHA-256 of its own token. */
export const trustedDevice = pgTable(
  'trusted_device',
  {
    id: text('id').primaryKey(),
    userId: ofUser(),
    userAgent: text('user_agent'),
    ip: text('ip'),
    createdAt: instant('created_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [
    index('trusted_device_user_idx').on(t.userId),
    index('trusted_device_expires_at_idx').on(t.expiresAt),
    platformOnly('trusted_device'),
  ],
).enableRLS();

export const challengeKinds = [
  'second-step',
  'passkey-registration',
  'passkey-proof',
  'passkey-sign-in',
  'api-second-step',
] as const;

/**
 * Something that a browser was asked and has not answered: a sign-in that waits for its second step, a passkey's
 * challenge. `id` is the SHA-256 of a token that the browser has in a cookie, and a program in its answer; whoever
 * answers takes the row away.
 */
export const challenge = pgTable(
  'challenge',
  {
    id: text('id').primaryKey(),
    kind: text('kind', { enum: challengeKinds }).notNull(),
    /** Whom it was asked of; null when that is what the answer will say. */
    userId: uuid('user_id').references(() => user.id, { onDelete: 'cascade' }),
    payload: jsonb('payload').notNull(),
    /** Wrong answers so far. */
    failures: integer('failures').notNull().default(0),
    createdAt: instant('created_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [index('challenge_expires_at_idx').on(t.expiresAt), platformOnly('challenge')],
).enableRLS();

export const signInOutcomes = [
  'signed-in',
  'confirmed',
  'wrong-password',
  'wrong-second-factor',
  'wrong-passkey',
  'wrong-confirmation',
  'reused-token',
] as const;

/** Who came in, or tried to, kept 90 days. Tries at addresses that nobody has are not kept: they are nobody's history. */
export const signInEvent = pgTable(
  'sign_in_event',
  {
    id: ownId(),
    userId: ofUser(),
    at: instant('at').notNull().defaultNow(),
    outcome: text('outcome', { enum: signInOutcomes }).notNull(),
    /** `password`, `passkey`, or the provider's name. */
    method: text('method').notNull(),
    secondFactor: text('second_factor'),
    /** SHA-256 of the browser's device cookie, and whether this person came in with it for the first time. */
    deviceHash: text('device_hash'),
    isNewDevice: boolean('is_new_device').notNull().default(false),
    userAgent: text('user_agent'),
    ip: text('ip'),
  },
  (t) => [
    index('sign_in_event_user_idx').on(t.userId, t.at),
    index('sign_in_event_at_idx').on(t.at),
    platformOnly('sign_in_event'),
  ],
).enableRLS();
