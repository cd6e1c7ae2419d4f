import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { addressKey, limit } from './limit.server.ts';
import { type Rule, rules, rulesFor } from './rules.ts';
import { SharedLimiter } from './shared.server.ts';
import { admitSignIn } from './sign-in.server.ts';
import { WindowLimiter } from './window.server.ts';

describe('the sliding window', () => {
  const rule: Rule = { name: 'test', limit: 50, windowMs: 1_000 };

  test('lets exactly as many through as the rule says, of 200 at once', async () => {
    const verdicts = await Promise.all(
      Array.from({ length: 200 }, () => limit({ ...rule, windowMs: 3_600_000 }, 'burst')),
    );
    expect(verdicts.filter(({ isAllowed }) => isAllowed)).toHaveLength(50);
    expect(verdicts.map(({ remaining }) => remaining).slice(0, 51)).toEqual(
      Array.from({ length: 51 }, (_, at) => Math.max(0, 49 - at)),
    );
  });

  test('never lets more than twice the limit through in any stretch of a window, nor more than it in a fixed one', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 90 }), { minLength: 50, maxLength: 400 }), (gaps) => {
        let now = 0;
        const limiter = new WindowLimiter({ clock: () => now });
        const allowed: number[] = [];
        for (const gap of gaps) {
          now += gap;
          if (limiter.take({ ...rule, limit: 5 }, 'k').isAllowed) allowed.push(now);
        }
        for (const [at, time] of allowed.entries()) {
          const within = allowed.slice(at).filter((other) => other < time + 1_000).length;
          expect(within).toBeLessThan(10);
          const sameWindow = allowed.filter((other) => Math.floor(other / 1_000) === Math.floor(time / 1_000));
          expect(sameWindow.length).toBeLessThanOrEqual(5);
        }
      }),
    );
  });

  test('opens again when the window it tells of is over, and takes back what was counted wrongly', () => {
    let now = 10_400;
    const limiter = new WindowLimiter({ clock: () => now });
    const one = { ...rule, limit: 1 };
    expect(limiter.take(one, 'k').isAllowed).toBe(true);
    const refused = limiter.take(one, 'k');
    expect(refused).toMatchObject({ isAllowed: false, remaining: 0, resetMs: 600 });
    limiter.giveBack(one, 'k');
    expect(limiter.take(one, 'k').isAllowed).toBe(true);
    now += refused.resetMs + 1;
    expect(limiter.take(one, 'k').isAllowed).toBe(true);
  });

  test('keeps its memory bounded, whoever comes with however many names', () => {
    const limiter = new WindowLimiter({ maxKeys: 100, clock: () => 0 });
    for (let at = 0; at < 10_000; at += 1) limiter.take(rule, `stranger ${at}`);
    limiter.take(rule, 'stranger 9999');
    expect(limiter.take(rule, 'stranger 9999').remaining).toBe(47);
    expect(limiter.take(rule, 'stranger 0').remaining).toBe(49);
  });
});

describe('signing in', () => {
  const guess = (email: string, address: string) => admitSignIn({ email, address }).then(() => 'let through', String);

  test('is closed to who guesses at an account, and stays open to its owner elsewhere', async () => {
    const answers = [];
    for (let at = 0; at < 12; at += 1) answers.push(await guess('owner@acme.example', '203.0.113.7'));
    expect(answers.filter((answer) => answer === 'let through')).toHaveLength(rules.signInByPair.limit);
    expect(answers.at(-1)).toMatch(/Too many tries to sign in from here. Wait \d+ minutes|Wait a minute/);
    // Another spelling is the same account.
    expect(await guess(' OWNER@acme.example', '::ffff:203.0.113.7')).toMatch(/Too many/);
    expect(await guess('owner@acme.example', '198.51.100.1')).toBe('let through');
  });

  test('is slowed down and never closed when the whole world guesses at one account', async () => {
    for (let at = 0; at < rules.signInByAccount.limit; at += 1) await guess('famous@acme.example', `198.51.100.${at}`);
    const startedAt = performance.now();
    expect(await guess('famous@acme.example', '192.0.2.1')).toBe('let through');
    expect(performance.now() - startedAt).toBeGreaterThan(600);
    // A flood of them does not wait in line: what waits is bounded.
    const flood = performance.now();
    await Promise.all(Array.from({ length: 60 }, (_, at) => guess('famous@acme.example', `192.0.2.${at + 2}`)));
    expect(performance.now() - flood).toBeLessThan(2_500);
  });

  test('that succeeds is no guess', async () => {
    for (let at = 0; at < 40; at += 1) {
      const attempt = await admitSignIn({ email: 'busy@acme.example', address: '203.0.113.9' });
      await attempt.succeeded();
    }
  });

  test('from one address is closed after guesses at many accounts', async () => {
    const answers = [];
    for (let at = 0; at < 70; at += 1) answers.push(await guess(`person${at}@acme.example`, '2001:db8:1:2::5'));
    expect(answers.filter((answer) => answer === 'let through')).toHaveLength(rules.signInByAddress.limit);
    // The rest of the /64 belongs to the same subscriber.
    expect(await guess('another@acme.example', '2001:db8:1:2:ffff::1')).toMatch(/Too many/);
    expect(await guess('another@acme.example', '2001:db8:1:3::1')).toBe('let through');
  });
});

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:0DB8:0000:0000:1::', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['unknown', 'unknown'],
])('%s is counted as %s', (address, key) => expect(addressKey(address)).toBe(key));

test.each([
  ['POST', '/sign-up', 'writes,sign-up'],
  ['POST', '/sign-up.data', 'writes,sign-up'],
  ['POST', '/sign-up/', 'writes,sign-up'],
  ['GET', '/sign-up', ''],
  ['GET', '/t/acme/paintbox', ''],
  ['GET', '/q/abc', 'links'],
  ['POST', '/q/abc', 'writes,links'],
  ['GET', '/invite/abc.data', 'invitations'],
  ['GET', '/api/projects', 'api'],
  ['GET', '/api/health', ''],
  ['POST', '/api/csp-report', 'reports'],
])('%s %s is counted by: %s', (method, path, names) => {
  expect(
    rulesFor(method, path)
      .map(({ name }) => name)
      .join(),
  ).toBe(names);
});

describe('without Redis', () => {
  const rule: Rule = { name: 'down', limit: 3, windowMs: 3_600_000 };
  let server: Server | undefined;
  afterEach(() => void server?.closeAllConnections());

  /** A Redis that accepts everything and says nothing, or nonsense. */
  async function brokenRedis(answer: 'silence' | number): Promise<string> {
    server = createServer((_, response) => {
      if (answer !== 'silence') response.writeHead(answer).end('{"error":"no"}');
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  test.each([
    ['nobody listens', async () => 'http://127.0.0.1:1'],
    ['it is silent', () => brokenRedis('silence')],
    ['it fails', () => brokenRedis(500)],
    ['it refuses the token', () => brokenRedis(401)],
  ])('when %s, this process counts by the same rule, quickly, and says so once', async (_, start) => {
    const states: string[] = [];
    const limiter = new SharedLimiter({ url: await start(), token: 'x' }, (state) => states.push(state));
    const startedAt = performance.now();
    const verdicts = [];
    for (let at = 0; at < 5; at += 1) verdicts.push((await limiter.take(rule, 'k')).isAllowed);
    expect(verdicts).toEqual([true, true, true, false, false]);
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    await limiter.giveBack(rule, 'k');
    expect((await limiter.take(rule, 'k')).isAllowed).toBe(true);
    expect(states).toEqual(['in process: redis does not answer']);
    expect(limiter.state).toBe('in process: redis does not answer');
  });
});
