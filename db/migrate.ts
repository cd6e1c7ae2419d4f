// `node db/migrate.ts`: brings the schema up to date. A release runs it before the new version takes requests.
import { env } from '#app/env.server.ts';
import { createDatabase } from './client.server.ts';
import { DatabaseOpenError } from './faults.server.ts';

try {
  const { DATABASE_URL: url, DATABASE_OWNER_URL: ownerUrl, DATA_DIR: dataDir } = env();
  const database = await createDatabase({ url, dataDir });
  const count = await database.migrate(ownerUrl).finally(() => database.close());
  process.stdout.write(count === 0 ? 'The database is up to date.\n' : `Ran ${count} migrations.\n`);
} catch (error) {
  if (!(error instanceof DatabaseOpenError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
