import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from './browser.ts';
import { startServer } from './server.ts';

/** The folder of a database with the demo business in it, made once for each build and state of the sources. */
export function templateFolder(): string {
  const stamp = readFileSync('build/.source', 'utf8').slice(0, 16);
  return join('.cache', `seeded-${stamp}`);
}

/** Run once before the tests: without it each server would make and fill a database of its own. */
export async function setup(): Promise<void> {
  // Unpacked once here: two test processes that unpack the same browser at once get half of it.
  await findChromium();
  if (process.env.DATABASE_URL || existsSync(templateFolder())) return;
  const scratch = mkdtempSync(join(tmpdir(), 'candlefish-seed-'));
  const server = await startServer({ DATA_DIR: join(scratch, 'data') });
  await server.stop();
  cpSync(join(scratch, 'data'), `${templateFolder()}.new`, { recursive: true });
  renameSync(`${templateFolder()}.new`, templateFolder());
  rmSync(scratch, { recursive: true, force: true });
}
