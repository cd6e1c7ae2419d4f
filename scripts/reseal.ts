// `npm run reseal [-- --new-key]`: wraps every data key with the newest master key. May be stopped and run again.
import { env } from '#app/env.server.ts';
import { addKeyToFile, MasterKeyMissing, readMasterKeys } from '#app/secrets/master-keys.server.ts';
import { resealAll } from '#app/secrets/reseal.server.ts';
import { createDatabase, setDatabase } from '#db/client.server.ts';
import { DatabaseOpenError } from '#db/faults.server.ts';

async function main(): Promise<number> {
  const settings = env();
  const wantsNewKey = process.argv.includes('--new-key');
  if (wantsNewKey && settings.MASTER_KEYS) {
    return fail('MASTER_KEYS holds the keys: put a new one in front of it, and run this without --new-key.');
  }
  const database = await createDatabase({ url: settings.DATABASE_URL, dataDir: settings.DATA_DIR });
  setDatabase(database);
  try {
    const keys = wantsNewKey ? addKeyToFile(settings.DATA_DIR) : readMasterKeys(settings);
    const total = await resealAll(keys, { onBatch: (count) => process.stdout.write(`${count} keys\n`) });
    process.stdout.write(`Done: ${total} keys were wrapped again; all are under "${keys.newest.id}".\n`);
    return 0;
  } finally {
    await database.close();
  }
}

function fail(sentence: string): number {
  process.stderr.write(`${sentence}\n`);
  return 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof DatabaseOpenError || error instanceof MasterKeyMissing)) throw error;
  process.exitCode = fail(error.message);
}
