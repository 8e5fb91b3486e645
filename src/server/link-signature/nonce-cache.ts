/** What became of a nonce. Only `fresh` lets a request in. Spec: LSG-7. */
export type NonceVerdict = 'fresh' | 'replayed' | 'forgotten' | 'full';

/** One use of a nonce; times in Unix seconds. */
export interface NonceUse {
  readonly keyid: string;
  readonly nonce: string;
  readonly created: number;
  readonly expires: number;
}

/**
 * Remembers the nonces of requests whose signatures held, until they expire. Spec: LSG-7.
 *
 * The bound is per key, so that a partner who floods shuts out only itself; strangers never get
 * here. What the cache cannot know (made before it was, or after it dropped it because the clock
 * went back) counts as used.
 */
export class NonceCache {
  readonly #since: number;
  readonly #perKey: number;
  readonly #used = new Map<string, Map<string, number>>();
  #latest = 0;
  /** The latest expiry of a nonce that was dropped: older requests may be known or not. */
  #dropped = 0;

  /** `since`: when this cache came to be, in Unix seconds. `perKey`: nonces kept for one key. */
  constructor({ since, perKey = 16_384 }: { readonly since: number; readonly perKey?: number }) {
    this.#since = since;
    this.#perKey = perKey;
  }

  /** Uses a nonce up at `now` (Unix seconds). */
  claim({ keyid, nonce, created, expires }: NonceUse, now: number): NonceVerdict {
    this.#latest = Math.max(this.#latest, now);
    if (created < this.#since || expires < now || expires <= this.#dropped) return 'forgotten';
    const used = this.#used.get(keyid) ?? new Map<string, number>();
    if (used.has(nonce)) return 'replayed';
    this.#dropExpired(used);
    if (used.size >= this.#perKey) return 'full';
    used.set(nonce, expires);
    this.#used.set(keyid, used);
    return 'fresh';
  }

  /** Nonces remembered now, of all keys. */
  get size(): number {
    return this.#used.values().reduce((sum, used) => sum + used.size, 0);
  }

  // Entries are in order of arrival and live at most a few minutes, so stopping at the first that
  // is still good leaves little behind; only a full cache is worth a look at every entry.
  #dropExpired(used: Map<string, number>): void {
    const full = used.size >= this.#perKey;
    for (const [nonce, expires] of used) {
      if (expires < this.#latest) {
        used.delete(nonce);
        this.#dropped = Math.max(this.#dropped, expires);
      } else if (!full) return;
    }
  }
}
