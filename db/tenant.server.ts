import { sql } from 'drizzle-orm';
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

/** How a session came about and how long it lasts. `id` is the SHA-256 of its token. */
export interface SessionState {
  id: string;
  expiresAt: Date;
  createdAt: Date;
  /** Written every few minutes at most. */
  lastSeenAt: Date;
  idleMinutes: number;
  /** When the person last proved who they are. */
  provedAt: Date;
  /** `password`, `passkey`, the provider's name, or `sso`. */
  method: string;
  secondFactor: string | null;
  /** Set when a tenant's own provider made the session: it enters that tenant alone, and is not the person's account. */
  sso: { tenantSlug: string } | null;
}

type MemberRole = 'owner' | 'admin' | 'member' | 'viewer';

/** What a tenant asks of whoever signs in to enter it. Null: nothing beyond what the platform does. */
export interface SignInPolicy {
  requiresSecondFactor: boolean;
  sessionHours: number | null;
  idleMinutes: number | null;
  allowedMethods: string[] | null;
  allowedDomains: string[] | null;
}

/** Where in a tenant a member may do less than their role says, and what is switched off for everybody. */
export interface ProductAccess {
  /** `read`: what a viewer may; `none`: nothing. Products that are not named are not limited. */
  limited: Readonly<Record<string, 'none' | 'read'>>;
  closed: readonly string[];
}

/** An operator who stands in for the member that the session speaks of: in one tenant, until then, for that reason. */
export interface StandIn {
  id: string;
  tenantSlug: string;
  operator: { id: string; name: string };
  reason: string;
  readsOnly: boolean;
  endsAt: Date;
}

/** Who came in. `tenant` and `role` are null when they are signed in and not a member of the tenant they asked for. */
export type SessionEntry = { user: SessionUser; session: SessionState; standIn: StandIn | null } & (
  | {
      tenant: EnteredTenant;
      role: MemberRole;
      policy: SignInPolicy | null;
      products: ProductAccess;
      /** Why nobody may work in the tenant. Null: it is not suspended. */
      suspendedReason: string | null;
    }
  | { tenant: null; role: null; policy: null }
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

/**
 * Goes on inside one tenant, in a transaction of the platform: what is done to a tenant and what its audit says of it are
 * one. There is no way back to the platform's tables.
 */
export async function enterTenant(tx: PlatformTx, tenantId: string): Promise<TenantTx> {
  await tx.execute(
    sql`select set_config('role', 'candlefish_app', true), set_config('app.tenant_id', ${requireUuid(tenantId)}, true)`,
  );
  return tx as TenantTx;
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
  return row ? toEntry(tokenHash, row) : null;
}

/** A row of enter_session, as 0025_tenant_sign_in_access.sql declares it. */
type SessionRow = {
  user_id: string;
  email: string;
  user_name: string;
  expires_at: Date;
  created_at: Date;
  last_seen_at: Date;
  idle_minutes: number;
  proved_at: Date;
  method: string;
  second_factor: string | null;
  sso_slug: string | null;
} & (StandInRow | { stand_in_id: null }) &
  ((TenantRow & (PolicyRow | { requires_second_factor: null })) | { tenant_id: null });

interface StandInRow {
  stand_in_id: string;
  stand_in_slug: string;
  operator_id: string;
  operator_name: string;
  stand_in_reason: string;
  reads_only: boolean;
  stand_in_ends_at: Date;
}

interface TenantRow {
  tenant_id: string;
  slug: string;
  tenant_name: string;
  locale: string;
  time_zone: string;
  currency: string;
  units: 'imperial' | 'metric';
  member_role: MemberRole;
  product_access: Record<string, 'none' | 'read'>;
  closed_products: string[];
  suspended_reason: string | null;
}

interface PolicyRow {
  requires_second_factor: boolean;
  session_hours: number | null;
  policy_idle_minutes: number | null;
  allowed_methods: string[] | null;
  allowed_domains: string[] | null;
}

function toEntry(tokenHash: string, row: SessionRow): SessionEntry {
  const who = {
    user: { id: row.user_id, email: row.email, name: row.user_name },
    session: {
      id: tokenHash,
      expiresAt: row.expires_at,
      createdAt: row.created_at,
      lastSeenAt: row.last_seen_at,
      idleMinutes: row.idle_minutes,
      provedAt: row.proved_at,
      method: row.method,
      secondFactor: row.second_factor,
      sso: row.sso_slug === null ? null : { tenantSlug: row.sso_slug },
    },
    standIn: row.stand_in_id === null ? null : toStandIn(row),
  };
  if (row.tenant_id === null) return { ...who, tenant: null, role: null, policy: null };
  const policy = row.requires_second_factor === null ? null : toPolicy(row);
  const products = { limited: row.product_access, closed: row.closed_products };
  const { member_role: role, suspended_reason: suspendedReason } = row;
  return { ...who, tenant: toTenant(row), role, policy, products, suspendedReason };
}

function toStandIn(row: StandInRow): StandIn {
  return {
    id: row.stand_in_id,
    tenantSlug: row.stand_in_slug,
    operator: { id: row.operator_id, name: row.operator_name },
    reason: row.stand_in_reason,
    readsOnly: row.reads_only,
    endsAt: row.stand_in_ends_at,
  };
}

function toTenant(row: TenantRow): EnteredTenant {
  return {
    id: row.tenant_id,
    slug: row.slug,
    name: row.tenant_name,
    locale: row.locale,
    timeZone: row.time_zone,
    currency: row.currency,
    units: row.units,
  };
}

function toPolicy(row: PolicyRow): SignInPolicy {
  return {
    requiresSecondFactor: row.requires_second_factor,
    sessionHours: row.session_hours,
    idleMinutes: row.policy_idle_minutes,
    allowedMethods: row.allowed_methods,
    allowedDomains: row.allowed_domains,
  };
}

const uuidShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function requireUuid(tenantId: string): string {
  if (uuidShape.test(tenantId)) return tenantId;
  throw new TypeError('To enter a tenant needs its id.');
}
