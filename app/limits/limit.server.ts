import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { type Env, env } from '../env.server.ts';
import { log } from '../http/log.server.ts';
import type { Rule } from './rules.ts';
import { type LimiterState, SharedLimiter } from './shared.server.ts';
import { type Verdict, WindowLimiter } from './window.server.ts';

export type { Verdict } from './window.server.ts';

interface Limiter {
  take(rule: Rule, key: string): Verdict | Promise<Verdict>;
  giveBack(rule: Rule, key: string): void | Promise<void>;
  readonly state?: LimiterState;
}

let ofProcess: Limiter | undefined;

/**
 * Counts one against the rule for this key, and says whether it may go on. Keys are addresses and accounts of people:
 * only their hash is kept. Never throws and never waits long.
 */
export async function limit(rule: Rule, key: string): Promise<Verdict> {
  return limiter().take(scaled(rule), hashed(key));
}

/** Takes back what {@link limit} counted: a sign-in that succeeded was no guess. */
export async function giveBack(rule: Rule, key: string): Promise<void> {
  await limiter().giveBack(scaled(rule), hashed(key));
}

/** Where limits are counted at the moment, for the health check. */
export function limiterState(): LimiterState {
  return limiter().state ?? 'in process';
}

/**
 * What an address is counted by: an IPv4 address itself, and the first half of an IPv6 one, because whoever has one of
 * those has all that share it.
 */
export function addressKey(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  return isIPv6(plain) ? `${expand(plain).slice(0, 4).join(':')}::/64` : plain;
}

function expand(address: string): string[] {
  const [head = '', tail] = address.toLowerCase().split('::');
  const before = head.split(':').filter(Boolean);
  const after = tail?.split(':').filter(Boolean) ?? [];
  const gap = Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0');
  return [...before, ...gap, ...after].map((part) => part.replace(/^0+(?=.)/, ''));
}

function limiter(): Limiter {
  ofProcess ??= makeLimiter(env());
  return ofProcess;
}

function makeLimiter({ UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token = '' }: Env): Limiter {
  if (!url) return new WindowLimiter();
  return new SharedLimiter({ url, token }, (state, error) =>
    error
      ? log().error({ err: error, state }, 'rate limits are no longer shared')
      : log().info({ state }, 'rate limits are shared again'),
  );
}

function scaled(rule: Rule): Rule {
  return { ...rule, limit: Math.max(1, Math.round(rule.limit * env().RATE_LIMIT_SCALE)) };
}

function hashed(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 22);
}
