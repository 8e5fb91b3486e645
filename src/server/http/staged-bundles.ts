import { base64 } from '#protocol/bytes/encodings.ts';
import type { Powers } from '../powers.ts';

/** What somebody brought: the bytes of a source, and the text of the signature beside it. */
export interface BroughtSource {
  readonly bytes: Uint8Array;
  readonly signature?: string;
}

interface Staged {
  readonly account: string;
  readonly source: BroughtSource;
  /** Microseconds. */
  readonly at: number;
}

const keptFor = 15 * 60 * 1_000_000;
const mostStaged = 4;

/** Bundles that were checked and wait for the word to import them: few, for a quarter of an hour, each for its own account. */
export class StagedBundles {
  readonly #powers: Pick<Powers, 'now' | 'random'>;
  readonly #staged = new Map<string, Staged>();

  constructor(powers: Pick<Powers, 'now' | 'random'>) {
    this.#powers = powers;
  }

  /** Keeps a bundle and returns its token; the account's older one, and the oldest of too many, give way. */
  put(account: string, source: BroughtSource): string {
    for (const [token, staged] of this.#staged)
      if (staged.account === account || this.#isOld(staged)) this.#staged.delete(token);
    const [oldest] = this.#staged.keys();
    if (this.#staged.size >= mostStaged && oldest !== undefined) this.#staged.delete(oldest);
    const token = base64(this.#powers.random(24));
    this.#staged.set(token, { account, source, at: this.#powers.now() });
    return token;
  }

  /** The bundle of a token, once, and only for the account that left it. */
  take(account: string, token: string): BroughtSource | undefined {
    const staged = this.#staged.get(token);
    if (staged === undefined || staged.account !== account) return undefined;
    this.#staged.delete(token);
    return this.#isOld(staged) ? undefined : staged.source;
  }

  #isOld({ at }: Staged): boolean {
    return Math.abs(this.#powers.now() - at) > keptFor;
  }
}
