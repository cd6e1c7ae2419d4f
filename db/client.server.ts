import pg from 'pg';
import { DatabaseBusyError, DatabaseOpenError } from './faults.server.ts';
import { listenOnEngine, listenOnServer, type Subscribe } from './listen.server.ts';
import { migrate } from './migrate.server.ts';
import { type EmbeddedEngine, openEmbedded } from './pglite.server.ts';
import { ConnectionPool } from './pool.server.ts';

export interface DatabaseOptions {
  /** PostgreSQL for requests. Absent: the embedded engine. */
  url?: string;
  /** Folder of the embedded database; absent, it lives in memory. */
  dataDir?: string;
  /** A dump that a new embedded database starts from: tests clone one. */
  snapshot?: string;
  /** Connections to PostgreSQL. The embedded engine has one. */
  poolSize?: number;
}

export interface Database {
  readonly engine: 'pglite' | 'postgres';
  readonly pool: ConnectionPool;
  /** Hears NOTIFY on a channel until the returned function is called. */
  readonly listen: Subscribe;
  /** Brings the schema up to date, as the owner if its address is given. Returns how many migrations ran. */
  migrate(ownerUrl?: string): Promise<number>;
  /** Runs a statement as whoever the database logged in as, outside of every tenant: for set-up, never for requests. */
  execute<R extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<R[]>;
  /** Asks for nothing, and fails within two seconds when there is no answer. */
  ping(): Promise<void>;
  /** The embedded database as a tar file. */
  dump(): Promise<Uint8Array>;
  close(): Promise<void>;
}

/**
 * Opens a database; nothing is migrated yet. The same driver and the same code serve both engines.
 * @throws DatabaseOpenError with one sentence for the person who starts the server.
 */
export async function createDatabase(options: DatabaseOptions = {}): Promise<Database> {
  return options.url ? onServer(options.url, options.poolSize ?? 10) : onEngine(await openEmbedded(options));
}

/** What every connection to a server is told. No request waits longer than these for a statement, a lock, or itself. */
const serverLimits = {
  pipeline: true,
  keepAlive: true,
  application_name: 'candlefish',
  connectionTimeoutMillis: 2_000,
  statement_timeout: 3_000,
  lock_timeout: 2_000,
  idle_in_transaction_session_timeout: 10_000,
};

function onServer(url: string, size: number): Database {
  const makeClient = () => new pg.Client({ connectionString: url, ...serverLimits });
  const pool = new ConnectionPool({ makeClient, size, patienceMs: 1_500, silenceMs: 3_500 });
  const listener = listenOnServer(url);
  return {
    engine: 'postgres',
    pool,
    listen: listener.subscribe,
    migrate: (ownerUrl) => migrateOver(new pg.Client({ connectionString: ownerUrl ?? url }), new URL(url).username),
    execute: (text, values) => run(pool, text, values),
    ping: () => ping(pool),
    dump: () => Promise.reject(new Error('Only the embedded database can be dumped.')),
    async close() {
      await Promise.all([listener.close(), pool.close()]);
    },
  };
}

function onEngine(engine: EmbeddedEngine): Database {
  const notified = listenOnEngine();
  const makeClient = () => {
    // The engine's stream has what node-postgres uses of a socket.
    const stream = () => engine.connect() as never;
    const client = new pg.Client({ user: 'postgres', database: 'postgres', pipeline: true, stream } as pg.ClientConfig);
    client.on('notification', ({ channel, payload }) => notified.deliver(channel, payload ?? ''));
    return client;
  };
  // One connection, and a statement cannot be cancelled: patience is what an import may take.
  const pool = new ConnectionPool({ makeClient, size: 1, patienceMs: 4_500, silenceMs: 60_000 });
  return {
    engine: 'pglite',
    pool,
    listen: notified.subscribe((channel) => run(pool, `listen ${channel}`).then(() => {})),
    migrate: () => lend(pool, (client) => migrate(client)),
    execute: (text, values) => run(pool, text, values),
    ping: () => ping(pool),
    dump: () => engine.dump(),
    async close() {
      await pool.close();
      await engine.close();
    },
  };
}

async function migrateOver(client: pg.Client, login: string): Promise<number> {
  try {
    await client.connect();
  } catch (error) {
    throw new DatabaseOpenError(`PostgreSQL cannot be reached: ${(error as Error).message}`);
  }
  try {
    const count = await migrate(client);
    if (login && login !== client.user) await admit(client, decodeURIComponent(login));
    return count;
  } finally {
    await client.end();
  }
}

/** Lets the login that requests use switch to the roles they run as. */
async function admit(owner: pg.Client, login: string): Promise<void> {
  const roles = ['candlefish_app', 'candlefish_platform', 'candlefish_worker'];
  for (const role of roles) {
    const { rows } = await owner.query('select pg_has_role($1, $2, $3) as is_member', [login, role, 'member']);
    if (!rows[0]?.is_member) await owner.query(`grant ${role} to ${owner.escapeIdentifier(login)}`);
  }
}

async function ping(pool: ConnectionPool): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DatabaseBusyError('The database did not answer.')), 2_000);
  });
  await Promise.race([run(pool, 'select 1'), late]).finally(() => clearTimeout(timer));
}

function run<R extends pg.QueryResultRow>(pool: ConnectionPool, text: string, values?: unknown[]): Promise<R[]> {
  return lend(pool, async (client) => (await client.query<R>(text, values)).rows);
}

async function lend<T>(pool: ConnectionPool, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const connection = await pool.acquire();
  return use(connection.client).finally(() => pool.release(connection));
}

let current: Database | undefined;

/** The database of this process. */
export function database(): Database {
  if (!current) throw new Error('No database is open: call setDatabase(await createDatabase(...)) first.');
  return current;
}

/** Makes the given database the one that withTenant and its siblings use. */
export function setDatabase(next: Database | undefined): void {
  current = next;
}
