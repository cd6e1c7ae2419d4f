import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createDatabase } from '#db/client.server.ts';
import { lockFolder } from '#db/lock.server.ts';
import { snapshotFile } from '#tests/support/database.ts';

let folder: string;
let snapshot: string;

beforeAll(async () => {
  snapshot = await snapshotFile();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'candlefish-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('what was committed is there after a restart', async () => {
  const first = await createDatabase({ dataDir: folder, snapshot });
  await first.execute('create table kept (n int)');
  await first.execute('insert into kept values (7)');
  await first.close();
  const second = await createDatabase({ dataDir: folder, snapshot });
  expect(await second.execute('select n from kept')).toEqual([{ n: 7 }]);
  await second.close();
});

test('a query leaves the event loop free', async () => {
  const database = await createDatabase({ snapshot });
  let ticks = 0;
  const ticking = setInterval(() => {
    ticks += 1;
  }, 5);
  await database.execute(`select count(*) from generate_series(1, 3000000)`);
  clearInterval(ticking);
  await database.close();
  expect(ticks).toBeGreaterThan(5);
});

test('what one connection left open does not reach the next', async () => {
  const database = await createDatabase({ snapshot });
  const connection = await database.pool.acquire();
  await connection.client.query('begin');
  await connection.client.query('create table half (n int)');
  connection.destroy();
  database.pool.release(connection, false);
  expect(await database.execute(`select to_regclass('half') as half`)).toEqual([{ half: null }]);
  await database.close();
});

test('a folder in use is refused in one sentence', async () => {
  const lock = await lockFolder(folder);
  await expect(createDatabase({ dataDir: folder })).rejects.toThrow(
    /^The database in \S+ is in use by another Candlefish \(process \d+\)\. Stop that one first\.$/,
  );
  await lock.release();
});

test('the claim of a process that is gone is taken over', async () => {
  await mkdir(folder, { recursive: true });
  writeFileSync(join(folder, 'lock'), '999999999');
  const lock = await lockFolder(folder);
  expect(await readFile(join(folder, 'lock'), 'utf8')).toBe(String(process.pid));
  await lock.release();
});

test('a file where the folder should be is refused in one sentence', async () => {
  writeFileSync(join(folder, 'data'), '');
  await expect(createDatabase({ dataDir: join(folder, 'data') })).rejects.toThrow(/^The folder \S+ cannot be written/);
});
