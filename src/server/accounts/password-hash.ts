import { argon2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { Fault } from '#protocol/bytes/fault.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import type { Powers } from '../powers.ts';

const derive = promisify(argon2);

/** Cost of a hash: memory in KiB, passes. OWASP's second choice, as a small board has 200 MB for everything. */
interface Cost {
  readonly memory: number;
  readonly passes: number;
}

const standardCost: Cost = { memory: 19_456, passes: 2 };
const mostMemory = 65_536;
const mostPasses = 8;
const longestPassword = 256;

// The usual PHC string, so that the cost can rise later without a new table.
const storedForm = /^\$argon2id\$v=19\$m=(\d{1,6}),t=(\d{1,2}),p=1\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/;

const bare = (bytes: Uint8Array): string => bytes.toBase64({ omitPadding: true });

/**
 * Hashes and checks passwords with Argon2id, off the main thread.
 *
 * Every hash takes 19 MiB, so only two run at a time and only some dozens may wait: a flood of
 * sign-ins costs waiting, not memory. Fault: sign-in-busy.
 */
export class PasswordHasher {
  readonly #powers: Pick<Powers, 'random'>;
  readonly #cost: Cost;
  readonly #waiting: (() => void)[] = [];
  readonly #atOnce = 2;
  readonly #mostWaiting = 32;
  #running = 0;
  /** A hash of nothing anybody knows, to be checked where there is no account. */
  readonly dummy: string;

  constructor(powers: Pick<Powers, 'random'>, cost: Cost = standardCost) {
    this.#powers = powers;
    this.#cost = cost;
    this.dummy = this.#format(powers.random(16), powers.random(32));
  }

  /** The stored form of a password. */
  async hash(password: string): Promise<string> {
    const salt = this.#powers.random(16);
    return this.#format(salt, await this.#derive(password, salt, this.#cost));
  }

  /** Whether a password is the one behind a stored form. Takes as long when it is not. */
  async matches(password: string, stored: string): Promise<boolean> {
    const [, memory, passes, salt, hash] = storedForm.exec(stored) ?? [];
    const cost = { memory: Number(memory), passes: Number(passes) };
    if (salt === undefined || hash === undefined || cost.memory > mostMemory || cost.passes > mostPasses)
      throw new Fault('password-store-malformed', 'The stored form of a password cannot be read.');
    if (password.length > longestPassword || !password.isWellFormed()) return false;
    const derived = await this.#derive(password, Uint8Array.fromBase64(salt), cost);
    return timingSafeEqual(derived, Uint8Array.fromBase64(hash));
  }

  #format(salt: Uint8Array, hash: Uint8Array): string {
    return `$argon2id$v=19$m=${this.#cost.memory},t=${this.#cost.passes},p=1$${bare(salt)}$${bare(hash)}`;
  }

  async #derive(password: string, nonce: Uint8Array, cost: Cost): Promise<Uint8Array> {
    await this.#enter();
    try {
      return await derive('argon2id', { message: utf8(password), nonce, parallelism: 1, tagLength: 32, ...cost });
    } finally {
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    if (this.#running < this.#atOnce) {
      this.#running++;
      return;
    }
    if (this.#waiting.length >= this.#mostWaiting) throw new Fault('sign-in-busy', 'Too many sign-ins at this moment.');
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  // The place goes straight to whoever waits, so that nobody slips in between.
  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#running--;
    else next();
  }
}
