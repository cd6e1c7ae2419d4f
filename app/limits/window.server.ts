import type { Rule } from './rules.ts';

/** What a limiter says to one request. */
export interface Verdict {
  isAllowed: boolean;
  limit: number;
  /** How many more there may be now. */
  remaining: number;
  /** Milliseconds until the window ends: then there is room again. */
  resetMs: number;
}

interface Counts {
  window: number;
  now: number;
  before: number;
}

/**
 * Counts in this process by the sliding window that `@upstash/ratelimit` computes in Redis: the requests of this window,
 * and those of the last one in proportion to how much of it is still in sight. A request that is refused is not counted.
 */
export class WindowLimiter {
  readonly #counts = new Map<string, Counts>();
  readonly #maxKeys: number;
  readonly #clock: () => number;

  constructor({ maxKeys = 50_000, clock = Date.now }: { maxKeys?: number; clock?: () => number } = {}) {
    this.#maxKeys = maxKeys;
    this.#clock = clock;
  }

  take({ name, limit, windowMs }: Rule, key: string): Verdict {
    const at = this.#clock();
    const counts = this.#countsOf(`${name}:${key}`, Math.floor(at / windowMs));
    const inSight = Math.floor((1 - (at % windowMs) / windowMs) * counts.before);
    const isAllowed = inSight + counts.now < limit;
    if (isAllowed) counts.now += 1;
    const remaining = Math.max(0, limit - inSight - counts.now);
    return { isAllowed, limit, remaining, resetMs: windowMs - (at % windowMs) };
  }

  /** Takes back one that was counted and should not have been. */
  giveBack({ name, windowMs }: Rule, key: string): void {
    const counts = this.#countsOf(`${name}:${key}`, Math.floor(this.#clock() / windowMs));
    counts.now = Math.max(0, counts.now - 1);
  }

  #countsOf(key: string, window: number): Counts {
    const found = this.#counts.get(key);
    if (found?.window === window) return found;
    const before = found?.window === window - 1 ? found.now : 0;
    const counts = { window, now: 0, before };
    // Set anew, so that the map's order is that of the last window: what falls out was quiet for longest.
    this.#counts.delete(key);
    this.#counts.set(key, counts);
    if (this.#counts.size > this.#maxKeys) this.#forgetOldest();
    return counts;
  }

  #forgetOldest(): void {
    for (const key of this.#counts.keys()) {
      this.#counts.delete(key);
      return;
    }
  }
}
