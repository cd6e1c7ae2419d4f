import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { createDatabase, type Database, setDatabase } from '#db/client.server.ts';
import { migrate } from '#db/migrate.server.ts';
import { fromRoot } from '#db/root.server.ts';

export interface FreshDatabase extends Database {
  /** The address of the database; absent for the embedded engine. */
  readonly url: string | undefined;
  /** Does something as the login, looks at the database, and undoes it. */
  undone<T>(statement: string, look: (inside: Pick<Database, 'execute'>) => Promise<T>): Promise<T>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * A migrated, empty database of its own, made the process's database until it is closed: a clone of a dump on PGlite,
 * of a template on the PostgreSQL that DATABASE_URL names. The next one may be opened before this one is closed.
 */
export async function freshDatabase(options: { poolSize?: number } = {}): Promise<FreshDatabase> {
  const server = process.env.DATABASE_URL;
  const { database, url, drop } = server ? await cloneOnServer(server, options.poolSize) : await cloneEmbedded();
  setDatabase(database);
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= database.close().then(drop);
    return closing;
  };
  const undone: FreshDatabase['undone'] = async (statement, look) => {
    const connection = await database.pool.acquire();
    const { client } = connection;
    await client.query('begin');
    try {
      await client.query(statement);
      return await look({ execute: async (text, values) => (await client.query(text, values)).rows });
    } finally {
      await client.query('rollback');
      database.pool.release(connection);
    }
  };
  return { ...database, url, undone, close, [Symbol.asyncDispose]: close };
}

interface Clone {
  database: Database;
  url: string | undefined;
  drop: () => Promise<void>;
}

async function cloneEmbedded(): Promise<Clone> {
  const snapshot = await snapshotFile();
  return { database: await createDatabase({ snapshot }), url: undefined, drop: async () => {} };
}

/** The dump of a migrated database, made once for each state of the migrations. */
export async function snapshotFile(): Promise<string> {
  const folder = fromRoot('.cache');
  const file = join(folder, `pglite-${migrationsHash()}.tar`);
  if (existsSync(file)) return file;
  const database = await createDatabase();
  await database.migrate();
  mkdirSync(folder, { recursive: true });
  // Another test process may be making the same file: each writes its own, and the last rename wins.
  const own = `${file}.${process.pid}`;
  writeFileSync(own, await database.dump());
  renameSync(own, file);
  await database.close();
  return file;
}

async function cloneOnServer(server: string, poolSize = 10): Promise<Clone> {
  const template = `cf_template_${migrationsHash()}`;
  const name = `cf_test_${randomBytes(6).toString('hex')}`;
  await withAdmin(server, async (admin) => {
    // One test process makes the template; the others wait for it here.
    await admin.query('select pg_advisory_lock(7255802)');
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [template]);
    if (rowCount === 0) await makeTemplate(server, admin, template);
    await admin.query(`create database ${name} template ${template}`);
    await admin.query('select pg_advisory_unlock(7255802)');
  });
  const url = urlOf(server, name);
  const drop = () =>
    withAdmin(server, async (admin) => void (await admin.query(`drop database if exists ${name} with (force)`)));
  return { database: await createDatabase({ url, poolSize }), url, drop };
}

async function makeTemplate(server: string, admin: pg.Client, template: string): Promise<void> {
  const draft = `${template}_draft`;
  await admin.query(`drop database if exists ${draft} with (force)`);
  await admin.query(`create database ${draft}`);
  const client = new pg.Client({ connectionString: urlOf(server, draft) });
  await client.connect();
  await migrate(client).finally(() => client.end());
  await admin.query(`alter database ${draft} rename to ${template}`);
}

async function withAdmin<T>(server: string, use: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  return use(admin).finally(() => admin.end());
}

function urlOf(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

function migrationsHash(): string {
  const folder = fromRoot('db/migrations');
  const hash = createHash('sha256');
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort())
    hash.update(readFileSync(join(folder, file)));
  return hash.digest('hex').slice(0, 16);
}
