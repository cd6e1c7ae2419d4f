import { Ratelimit } from '@upstash/ratelimit';
import { Redis } from '@upstash/redis';
import type { Rule } from './rules.ts';
import { type Verdict, WindowLimiter } from './window.server.ts';

export type LimiterState = 'in process' | 'redis' | 'in process: redis does not answer';

/** Hears when it changes where requests are counted, and why. */
type OnChange = (state: LimiterState, error?: unknown) => void;

/** A request waits no longer than this for a count. */
const patienceMs = 400;

/** After a failure, requests are counted here for so long before Redis is asked again. */
const pauseMs = 5_000;

/**
 * Counts in Redis, shared by every process. While Redis does not answer, this process counts for itself by the same
 * rules: limits get looser by the number of processes, and nobody is turned away or waits because of it.
 */
export class SharedLimiter {
  readonly #redis: Redis;
  readonly #limiters = new Map<string, Ratelimit>();
  readonly #own = new WindowLimiter();
  readonly #onChange: OnChange;
  #failedAt = Number.NEGATIVE_INFINITY;
  #state: LimiterState = 'redis';

  constructor({ url, token }: { url: string; token: string }, onChange: OnChange = () => {}) {
    this.#redis = new Redis({
      url,
      token,
      retry: false,
      enableTelemetry: false,
      signal: () => AbortSignal.timeout(patienceMs),
    });
    this.#onChange = onChange;
  }

  get state(): LimiterState {
    return this.#state;
  }

  async take(rule: Rule, key: string): Promise<Verdict> {
    const answer = await this.#ask(() => this.#limiterOf(rule).limit(key));
    if (!answer) return this.#own.take(rule, key);
    const { success, limit, remaining, reset } = answer;
    return { isAllowed: success, limit, remaining, resetMs: Math.max(0, reset - Date.now()) };
  }

  async giveBack(rule: Rule, key: string): Promise<void> {
    const answer = await this.#ask(() => this.#limiterOf(rule).limit(key, { rate: -1 }));
    if (!answer) this.#own.giveBack(rule, key);
  }

  /** The answer of Redis, or undefined when it has none in time. */
  async #ask<T>(question: () => Promise<T>): Promise<T | undefined> {
    if (performance.now() - this.#failedAt < pauseMs) return undefined;
    try {
      const answer = await question();
      this.#become('redis');
      return answer;
    } catch (error) {
      this.#failedAt = performance.now();
      this.#become('in process: redis does not answer', error);
      return undefined;
    }
  }

  #become(state: LimiterState, error?: unknown): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#onChange(state, error);
  }

  #limiterOf({ name, limit, windowMs }: Rule): Ratelimit {
    const known = this.#limiters.get(name);
    if (known) return known;
    const made = new Ratelimit({
      redis: this.#redis,
      limiter: Ratelimit.slidingWindow(limit, `${windowMs} ms`),
      prefix: `candlefish:limit:${name}`,
      // Its own timeout lets a request pass uncounted, and its cache refuses for longer than the window says.
      timeout: 0,
      ephemeralCache: false,
      analytics: false,
    });
    this.#limiters.set(name, made);
    return made;
  }
}
