import type { PoolClient } from 'pg';
import { type Database, database } from './client.server.ts';
import { drizzleOn, TransactionClient, type Tx } from './transaction.server.ts';

/** A drizzle database inside a transaction that sees one tenant. */
export type TenantTx = Tx & { readonly [tenantMark]?: never };
declare const tenantMark: unique symbol;

/** A drizzle database inside a transaction that reaches the identity tables of all tenants, and nothing else. */
export type PlatformTx = Tx & { readonly [platformMark]?: never };
declare const platformMark: unique symbol;

export interface TransactionOptions {
  /** Refuses writes and does not wait for the commit. */
  readOnly?: boolean;
  /** Another database than the process's own. */
  database?: Database;
}

export interface SessionUser {
  id: string;
  email: string;
  name: string;
}

export interface EnteredTenant {
  id: string;
  slug: string;
  name: string;
  locale: string;
  timeZone: string;
  currency: string;
  units: 'imperial' | 'metric';
}

/** Who came in. `tenant` and `role` are null when they are signed in and not a member of the tenant they asked for. */
export type SessionEntry = { user: SessionUser; expiresAt: Date } & (
  | { tenant: EnteredTenant; role: 'owner' | 'admin' | 'member' | 'viewer' }
  | { tenant: null; role: null }
);

/** Runs inside a transaction of one tenant: commits when `run` returns, rolls back when it throws. */
export function withTenant<T>(
  scope: { tenantId: string },
  run: (tx: TenantTx) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  return transaction(
    options,
    (client) => enterTenant(client, scope.tenantId),
    ({ tx }) => run(tx),
  );
}

/**
 * Enters a session and runs inside its tenant, in one flush. `entry` is null when there is no such session; without a
 * membership the transaction has no tenant and sees nothing.
 */
export function withSession<T>(
  tokenHash: string,
  slug: string | null,
  run: (scope: { tx: TenantTx; entry: SessionEntry | null }) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  return transaction(
    options,
    (client) => enterSession(client, tokenHash, slug),
    async ({ tx, entered }) => run({ tx, entry: await entered }),
  );
}

/** Runs inside a transaction that reaches identity: users, sessions, tenants, memberships. */
export function withPlatform<T>(run: (tx: PlatformTx) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
  return transaction(options, enterPlatform, ({ tx }) => run(tx));
}

export interface ReadScope {
  readonly entry: Promise<SessionEntry | null>;
  readonly tx: TenantTx;
  /** Ends the transaction and gives the connection back. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * The read transaction that the loaders of one request share: their queries go down one connection without waiting for
 * one another. The caller closes it when the loaders are done.
 */
export async function openReadScope(
  tokenHash: string,
  slug: string | null,
  options: { database?: Database } = {},
): Promise<ReadScope> {
  const open = await begin({ ...options, readOnly: true }, (client) => enterSession(client, tokenHash, slug));
  return { entry: open.entered, tx: open.tx, close: () => open.commit() };
}

interface Open<E> {
  tx: Tx;
  entered: Promise<E>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

async function transaction<E, T>(
  options: TransactionOptions,
  enter: (client: PoolClient) => Promise<E>,
  run: (open: Open<E>) => Promise<T>,
): Promise<T> {
  const open = await begin(options, enter);
  let result: T;
  try {
    result = await run(open);
  } catch (error) {
    await open.rollback();
    throw error;
  }
  await open.commit();
  return result;
}

async function begin<E>(options: TransactionOptions, enter: (client: PoolClient) => Promise<E>): Promise<Open<E>> {
  const client = await (options.database ?? database()).pool.connect();
  client.on('error', ignore);
  const begun = client.query(options.readOnly ? 'begin read only' : 'begin');
  const entered = enter(client);
  begun.catch(ignore);
  entered.catch(ignore);
  const speaker = new TransactionClient(client);
  let ended = false;
  const end = async (word: 'commit' | 'rollback') => {
    if (ended) return word.toUpperCase();
    ended = true;
    speaker.end();
    try {
      const [, , result] = await Promise.all([begun, entered, client.query(word)]);
      client.off('error', ignore);
      client.release();
      return result.command;
    } catch (error) {
      client.release(true);
      throw error;
    }
  };
  return {
    tx: drizzleOn(speaker),
    entered,
    async commit() {
      // PostgreSQL answers the commit of a failed transaction with ROLLBACK and no error.
      if ((await end('commit')) !== 'COMMIT') throw new Error('The transaction was rolled back.');
    },
    async rollback() {
      await end('rollback').catch(ignore);
    },
  };
}

function ignore(): void {}

const uuidShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function enterTenant(client: PoolClient, tenantId: string): Promise<null> {
  if (!uuidShape.test(tenantId)) return Promise.reject(new Error('withTenant needs the id of a tenant.'));
  return client
    .query({
      name: 'cf_tenant',
      text: `select set_config('role', 'candlefish_app', true), set_config('app.tenant_id', $1, true)`,
      values: [tenantId],
    })
    .then(() => null);
}

function enterPlatform(client: PoolClient): Promise<null> {
  return client
    .query({
      name: 'cf_platform',
      text: `select set_config('role', 'candlefish_platform', true), set_config('app.tenant_id', '', true)`,
    })
    .then(() => null);
}

async function enterSession(client: PoolClient, tokenHash: string, slug: string | null): Promise<SessionEntry | null> {
  client.query({ name: 'cf_role', text: `select set_config('role', 'candlefish_app', true)` }).catch(ignore);
  const { rows } = await client.query({
    name: 'cf_session',
    text: 'select * from public.enter_session($1, $2)',
    values: [tokenHash, slug],
  });
  const row = rows[0];
  return row ? toEntry(row) : null;
}

// The shape of enter_session's row, as 0002_access.sql declares it.
function toEntry(row: Record<string, never>): SessionEntry {
  const who = {
    user: { id: row.user_id, email: row.email, name: row.user_name } as unknown as SessionUser,
    expiresAt: row.expires_at as unknown as Date,
  };
  if (row.tenant_id === null) return { ...who, tenant: null, role: null };
  return {
    ...who,
    tenant: {
      id: row.tenant_id,
      slug: row.slug,
      name: row.tenant_name,
      locale: row.locale,
      timeZone: row.time_zone,
      currency: row.currency,
      units: row.units,
    } as unknown as EnteredTenant,
    role: row.member_role,
  } as unknown as SessionEntry;
}
