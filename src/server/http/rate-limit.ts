import type { MiddlewareHandler } from 'hono';

/** How much is let through for one key: `capacity` at once, then `perSecond`. */
export interface RateLimitOptions {
  readonly capacity: number;
  readonly perSecond: number;
  /** Unix microseconds. */
  readonly now: () => number;
  /** Keys remembered; the least recently used are forgotten first. */
  readonly remember?: number;
}

const searched = 16;

/**
 * Token buckets by key, in bounded memory. Of each bucket only one number is kept: the time at
 * which it will be full again, so a full bucket is one that can be forgotten.
 */
export class RateLimit {
  readonly #now: () => number;
  readonly #cost: number;
  readonly #depth: number;
  readonly #remember: number;
  readonly #fullAt = new Map<string, number>();
  #reading: number;
  #time = 0;

  constructor({ capacity, perSecond, now, remember = 10_000 }: RateLimitOptions) {
    this.#now = now;
    this.#reading = now();
    this.#cost = 1_000_000 / perSecond;
    this.#depth = capacity * this.#cost;
    this.#remember = remember;
  }

  /** Takes one token and returns 0; or takes nothing and returns the whole seconds to wait. */
  take(key: string): number {
    const now = this.#elapsed();
    const from = Math.max(this.#fullAt.get(key) ?? now, now);
    const over = from + this.#cost - now - this.#depth;
    // A microsecond of grace: the fractions of costs do not add up exactly.
    const taken = over < 1;
    this.#keep(key, taken ? from + this.#cost : from, now);
    return taken ? 0 : Math.ceil(over / 1_000_000);
  }

  /** Puts one token back, for what turned out to be no burden. */
  giveBack(key: string): void {
    const fullAt = this.#fullAt.get(key);
    if (fullAt !== undefined) this.#fullAt.set(key, fullAt - this.#cost);
  }

  /** Keys remembered now. */
  get size(): number {
    return this.#fullAt.size;
  }

  // Time that only goes forward: a clock that is set back neither locks anybody out nor fills a bucket.
  #elapsed(): number {
    const reading = this.#now();
    this.#time += Math.max(0, reading - this.#reading);
    this.#reading = reading;
    return this.#time;
  }

  #keep(key: string, fullAt: number, now: number): void {
    this.#fullAt.delete(key);
    if (this.#fullAt.size >= this.#remember) this.#forgetOne(now);
    this.#fullAt.set(key, fullAt);
  }

  // A full bucket if one is near, or a flood of new keys would empty the memory of those that count.
  #forgetOne(now: number): void {
    const oldest = this.#fullAt.entries().take(searched).toArray();
    const [victim] = oldest.find(([, fullAt]) => fullAt <= now) ?? oldest[0] ?? [];
    if (victim !== undefined) this.#fullAt.delete(victim);
  }
}

/** Hono middleware: answers 429 with Retry-After when the key of a request has no token left. */
export const rateLimited =
  (limit: RateLimit, keyOf: (request: Request) => string): MiddlewareHandler =>
  async (context, next) => {
    const wait = limit.take(keyOf(context.req.raw));
    if (wait === 0) return next();
    return context.text('too many requests\n', 429, { 'retry-after': String(wait) });
  };
