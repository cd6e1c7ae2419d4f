import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { SharedLimiter } from '#app/limits/shared.server.ts';

const { UPSTASH_REDIS_REST_URL: url = '', UPSTASH_REDIS_REST_TOKEN: token = '' } = process.env;
const run = promisify(execFile);

async function takeElsewhere(name: string, limit: number, times: number): Promise<{ allowed: number; state: string }> {
  const { stdout } = await run(process.execPath, ['tests/support/take.ts', name, String(limit), String(times)]);
  return JSON.parse(stdout);
}

test('two processes that share Redis let exactly as many through as the rule says, of 200 at once', async () => {
  expect(url, 'UPSTASH_REDIS_REST_URL names the Redis of this test').not.toBe('');
  const name = randomUUID();
  const answers = await Promise.all([takeElsewhere(name, 50, 100), takeElsewhere(name, 50, 100)]);
  expect(answers.map(({ state }) => state)).toEqual(['redis', 'redis']);
  expect(answers.reduce((sum, { allowed }) => sum + allowed, 0)).toBe(50);
});

test('what is given back may be taken again, by whichever process', async () => {
  const rule = { name: randomUUID(), limit: 2, windowMs: 3_600_000 };
  const [here, there] = [new SharedLimiter({ url, token }), new SharedLimiter({ url, token })];
  expect((await here.take(rule, 'k')).remaining).toBe(1);
  expect((await there.take(rule, 'k')).remaining).toBe(0);
  expect((await here.take(rule, 'k')).isAllowed).toBe(false);
  await there.giveBack(rule, 'k');
  expect((await here.take(rule, 'k')).isAllowed).toBe(true);
});
