import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MasterKeys } from '#app/secrets/master-keys.server.ts';
import { resealAll } from '#app/secrets/reseal.server.ts';
import { sealForUser, unsealForUser } from '#app/secrets/seal.server.ts';
import { user } from '#db/schema/index.ts';
import { withPlatform } from '#db/tenant.server.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';

const [young, old] = ['young', 'old'].map((id) => ({ id, key: randomBytes(32) }));
if (!young || !old) throw new Error('unreachable');
process.env.MASTER_KEYS = [young, old].map(({ id, key }) => `${id}:${key.toString('base64')}`).join(',');
const people = 2_000;

let database: FreshDatabase;
const sealed = new Map<string, string>();

beforeAll(async () => {
  database = await freshDatabase();
  await withPlatform(async (tx) => {
    const ids = Array.from({ length: people }, () => randomUUID());
    await tx.insert(user).values(ids.map((id) => ({ id, email: `${id}@example.com`, name: 'Somebody' })));
    for (const id of ids) sealed.set(id, await sealForUser(tx, id, 'authenticator.secret', id));
  });
  await resealAll(new MasterKeys([old, young]), { batchSize: 500 });
});
afterAll(() => database.close());

/** `npm run reseal` as a process; killed at its first word when told to. */
function reseal({ isKilled }: { isKilled: boolean }): Promise<{ printed: string; signal: string | null }> {
  const child = spawn(process.execPath, ['scripts/reseal.ts'], {
    env: { ...process.env, DATABASE_URL: database.url },
  });
  let printed = '';
  child.stdout.on('data', (chunk) => {
    printed += chunk;
    if (isKilled) child.kill('SIGKILL');
  });
  return new Promise((resolve) => child.on('exit', (_, signal) => resolve({ printed, signal })));
}

const countUnder = async (id: string) =>
  Number((await database.execute('select count(*) from user_key where master_key_id = $1', [id]))[0]?.count);

test('a process that is killed in the middle of sealing again loses nothing, and the next one ends the work', async () => {
  expect(await countUnder('old')).toBe(people);
  expect((await reseal({ isKilled: true })).signal).toBe('SIGKILL');
  const left = await countUnder('old');
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThan(people);
  expect(left + (await countUnder('young'))).toBe(people);
  await withPlatform(async (tx) => {
    for (const [id, text] of sealed) expect(await unsealForUser(tx, id, 'authenticator.secret', text)).toBe(id);
  });
  const { printed } = await reseal({ isKilled: false });
  expect(printed).toContain(`all are under "young"`);
  expect(await countUnder('old')).toBe(0);
});
