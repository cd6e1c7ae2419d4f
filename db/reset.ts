// `node db/reset.ts --yes`: empties the database and brings its schema up again. Everything in it is lost.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { env } from '#app/env.server.ts';
import { createDatabase } from './client.server.ts';
import { DatabaseOpenError } from './faults.server.ts';
import { lockFolder } from './lock.server.ts';

const { DATABASE_URL: url, DATABASE_OWNER_URL: ownerUrl, DATA_DIR: dataDir, NODE_ENV } = env();
const isMeant = process.argv.includes('--yes') && (NODE_ENV !== 'production' || !url);

try {
  if (!isMeant)
    throw new DatabaseOpenError(
      'This loses everything in the database. Say --yes if you mean it; a production PostgreSQL is never reset.',
    );
  if (url) await emptyServer(ownerUrl ?? url);
  else await emptyFolder(dataDir);
  const database = await createDatabase({ url, dataDir });
  await database.migrate(ownerUrl).finally(() => database.close());
  process.stdout.write('The database is empty and up to date.\n');
} catch (error) {
  if (!(error instanceof DatabaseOpenError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function emptyServer(owner: string): Promise<void> {
  const client = new pg.Client({ connectionString: owner });
  await client.connect();
  await client
    .query('drop schema if exists drizzle cascade; drop schema public cascade; create schema public')
    .finally(() => client.end());
}

async function emptyFolder(folder: string): Promise<void> {
  const lock = await lockFolder(folder);
  await rm(join(folder, 'pglite'), { recursive: true, force: true });
  await lock.release();
}
