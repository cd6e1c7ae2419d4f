import { call } from './connection.server.ts';
import { inTransaction, Transaction, type TransactionOptions, type Tx } from './transaction.server.ts';

export type { TransactionOptions } from './transaction.server.ts';

/** A drizzle database inside a transaction that sees one tenant. */
export type TenantTx = Tx & { readonly [tenantMark]?: never };
declare const tenantMark: unique symbol;

/** A drizzle database inside a transaction that reaches the identity tables of all tenants, and nothing else. */
export type PlatformTx = Tx & { readonly [platformMark]?: never };
declare const platformMark: unique symbol;

/** A drizzle database inside a transaction that takes jobs of any tenant, and nothing else. */
export type WorkerTx = Tx & { readonly [workerMark]?: never };
declare const workerMark: unique symbol;

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

/**
 * Runs inside a transaction of one tenant: commits when `run` returns, rolls back when it throws.
 * @throws DatabaseBusyError when the database cannot be reached or does not answer in time.
 */
export function withTenant<T>(
  scope: { tenantId: string },
  run: (tx: TenantTx) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  return inTransaction(options, [call('cf_tenant', requireUuid(scope.tenantId))], ({ tx }) => run(tx));
}

/**
 * Enters a session and runs inside its tenant. `entry` is null when there is no such session; without a membership the
 * transaction has no tenant and sees nothing.
 */
export function withSession<T>(
  tokenHash: string,
  slug: string | null,
  run: (scope: { tx: TenantTx; entry: SessionEntry | null }) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  return inTransaction(options, [call('cf_app')], async (transaction) => {
    const entry = await enter(transaction, tokenHash, slug);
    return run({ tx: transaction.tx, entry });
  });
}

/** Runs inside a transaction that reaches identity: users, sessions, tenants, memberships. */
export function withPlatform<T>(run: (tx: PlatformTx) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
  return inTransaction(options, [call('cf_platform')], ({ tx }) => run(tx));
}

/** Runs inside a transaction that takes jobs, whichever tenant they belong to. */
export function withWorker<T>(run: (tx: WorkerTx) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
  return inTransaction(options, [call('cf_worker')], ({ tx }) => run(tx));
}

export interface ReadScope {
  /** Null when there is no such session. */
  readonly entry: Promise<SessionEntry | null>;
  readonly tx: TenantTx;
  /** Ends the transaction and gives the connection back. Safe to call twice; never throws. */
  close(): Promise<void>;
}

/**
 * The read transaction that the loaders of one request share: they see one moment, and their queries go down one
 * connection without waiting for one another. The caller closes it when the loaders are done; until then it holds a
 * connection, and on the embedded engine that is the only one, so writes wait.
 */
export async function openReadScope(
  tokenHash: string,
  slug: string | null,
  options: Omit<TransactionOptions, 'readOnly'> = {},
): Promise<ReadScope> {
  const transaction = await Transaction.open({ ...options, readOnly: true }, [call('cf_app')]);
  const entry = enter(transaction, tokenHash, slug);
  // Whoever awaits it gets the error; nobody awaiting it is no crash.
  entry.catch(() => {});
  return { entry, tx: transaction.tx, close: () => transaction.rollback() };
}

async function enter(transaction: Transaction, tokenHash: string, slug: string | null): Promise<SessionEntry | null> {
  const { rows } = await transaction.query({
    name: 'cf_session',
    text: 'select * from public.enter_session($1, $2)',
    values: [tokenHash, slug],
  });
  const row: SessionRow | undefined = rows[0];
  return row ? toEntry(row) : null;
}

/** A row of enter_session, as 0002_access.sql declares it. */
type SessionRow = { user_id: string; email: string; user_name: string; expires_at: Date } & (
  | {
      tenant_id: string;
      slug: string;
      tenant_name: string;
      locale: string;
      time_zone: string;
      currency: string;
      units: 'imperial' | 'metric';
      member_role: 'owner' | 'admin' | 'member' | 'viewer';
    }
  | { tenant_id: null }
);

function toEntry(row: SessionRow): SessionEntry {
  const who = { user: { id: row.user_id, email: row.email, name: row.user_name }, expiresAt: row.expires_at };
  if (row.tenant_id === null) return { ...who, tenant: null, role: null };
  const {
    tenant_id: id,
    slug,
    tenant_name: name,
    locale,
    time_zone: timeZone,
    currency,
    units,
    member_role: role,
  } = row;
  return { ...who, tenant: { id, slug, name, locale, timeZone, currency, units }, role };
}

const uuidShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function requireUuid(tenantId: string): string {
  if (uuidShape.test(tenantId)) return tenantId;
  throw new TypeError('withTenant needs the id of a tenant.');
}
