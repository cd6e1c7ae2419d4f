import { type MigrationMeta, readMigrationFiles } from 'drizzle-orm/migrator';
import type pg from 'pg';
import { DatabaseOpenError } from './faults.server.ts';
import { fromRoot } from './root.server.ts';

/** Any number will do, as long as every migrator of this database takes the same one. */
const migrationLock = 7_255_801;

/** Thrown when the database has migrations that this code does not know. */
export class NewerDatabaseError extends DatabaseOpenError {
  override name = 'NewerDatabaseError';
}

/**
 * Brings the schema up to date as its owner, all or nothing, one migrator at a time. Returns how many migrations ran.
 * @throws NewerDatabaseError when the database is ahead of this code.
 */
export async function migrate(client: pg.ClientBase, migrationsFolder = fromRoot('db/migrations')): Promise<number> {
  const known = readMigrationFiles({ migrationsFolder });
  await client.query('begin');
  try {
    await client.query(`set local statement_timeout = 0; set local lock_timeout = 0;
      set local idle_in_transaction_session_timeout = 0`);
    await client.query('select pg_advisory_xact_lock($1)', [migrationLock]);
    const pending = await findPending(client, known);
    for (const migration of pending) await apply(client, migration);
    if (pending.length > 0) await client.query('select public.seal_tenant_tables()');
    await client.query('commit');
    return pending.length;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  }
}

async function findPending(client: pg.ClientBase, known: MigrationMeta[]): Promise<MigrationMeta[]> {
  await client.query('create schema if not exists drizzle');
  await client.query(`create table if not exists drizzle.__drizzle_migrations
    (id serial primary key, hash text not null, created_at bigint)`);
  const { rows } = await client.query<{ created_at: string }>(
    'select created_at from drizzle.__drizzle_migrations order by created_at desc limit 1',
  );
  const applied = rows[0] ? Number(rows[0].created_at) : 0;
  const newest = known.at(-1)?.folderMillis ?? 0;
  if (applied > newest) {
    throw new NewerDatabaseError(
      'The database was made by a newer version of Candlefish. Start that version, or a fresh database.',
    );
  }
  return known.filter((migration) => migration.folderMillis > applied);
}

async function apply(client: pg.ClientBase, migration: MigrationMeta): Promise<void> {
  for (const statement of migration.sql) await client.query(statement);
  await client.query('insert into drizzle.__drizzle_migrations (hash, created_at) values ($1, $2)', [
    migration.hash,
    migration.folderMillis,
  ]);
}
