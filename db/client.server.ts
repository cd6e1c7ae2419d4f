import pg from 'pg';
import { type EmbeddedEngine, openEmbedded } from './pglite.server.ts';

export interface DatabaseOptions {
  /** PostgreSQL for requests. Absent: the embedded engine. */
  url?: string;
  /** Folder of the embedded database; absent, it lives in memory. */
  dataDir?: string;
  /** A dump to start the embedded database from: tests clone one. */
  loadDataDir?: Blob;
  /** Connections to PostgreSQL. The embedded engine has one. */
  poolSize?: number;
}

export interface Database {
  readonly engine: 'pglite' | 'postgres';
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

/** Opens a database. Nothing is migrated here: see `migrate.ts`. */
export async function createDatabase(options: DatabaseOptions = {}): Promise<Database> {
  const embedded = options.url ? undefined : await openEmbedded(options);
  const pool = createPool(options, embedded);
  // An idle connection that breaks is dropped by the pool; without a listener it would end the process.
  pool.on('error', () => {});
  return {
    engine: embedded ? 'pglite' : 'postgres',
    pool,
    async close() {
      await pool.end();
      await embedded?.close();
    },
  };
}

function createPool(options: DatabaseOptions, embedded: EmbeddedEngine | undefined): pg.Pool {
  const shared = { pipeline: true, connectionTimeoutMillis: 4_000, idleTimeoutMillis: 0 };
  if (embedded) {
    return new pg.Pool({
      ...shared,
      max: 1,
      user: 'postgres',
      database: 'postgres',
      stream: () => embedded.connect() as never,
    });
  }
  return new pg.Pool({
    ...shared,
    connectionString: options.url,
    max: options.poolSize ?? 10,
    statement_timeout: 4_000,
    lock_timeout: 3_000,
    idle_in_transaction_session_timeout: 10_000,
  });
}

let current: Database | undefined;

/** The database of this process. */
export function database(): Database {
  if (!current) throw new Error('No database is open: call useDatabase(await createDatabase(...)) first.');
  return current;
}

/** Makes the given database the one that withTenant and its siblings use. */
export function useDatabase(next: Database | undefined): void {
  current = next;
}
