import { base64 } from '#protocol/bytes/encodings.ts';
import type { Powers } from '../powers.ts';

interface Kept<Brought> {
  readonly account: string;
  readonly brought: Brought;
  /** Microseconds. */
  readonly at: number;
}

const keptFor = 15 * 60 * 1_000_000;
const mostStaged = 4;

/** What people brought and have still to confirm: little, for a quarter of an hour, each for its own account. */
export class Staged<Brought> {
  readonly #powers: Pick<Powers, 'now' | 'random'>;
  readonly #staged = new Map<string, Kept<Brought>>();

  constructor(powers: Pick<Powers, 'now' | 'random'>) {
    this.#powers = powers;
  }

  /** Keeps it and returns a token; the account's older one, and the oldest of too many, give way. */
  put(account: string, brought: Brought): string {
    for (const [token, staged] of this.#staged)
      if (staged.account === account || this.#isOld(staged)) this.#staged.delete(token);
    const [oldest] = this.#staged.keys();
    if (this.#staged.size >= mostStaged && oldest !== undefined) this.#staged.delete(oldest);
    const token = base64(this.#powers.random(24));
    this.#staged.set(token, { account, brought, at: this.#powers.now() });
    return token;
  }

  /** What a token stands for, once, and only for the account that left it. */
  take(account: string, token: string): Brought | undefined {
    const staged = this.#staged.get(token);
    if (staged === undefined || staged.account !== account) return undefined;
    this.#staged.delete(token);
    return this.#isOld(staged) ? undefined : staged.brought;
  }

  #isOld({ at }: Kept<Brought>): boolean {
    return Math.abs(this.#powers.now() - at) > keptFor;
  }
}
