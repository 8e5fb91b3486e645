import { createHmac, timingSafeEqual } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { Fault } from '#protocol/bytes/fault.ts';
import { sha256 } from '#protocol/bytes/sha256.ts';
import { type Bytes, utf8 } from '#protocol/bytes/text.ts';
import type { Powers } from '../powers.ts';
import { storeFault } from '../store/store-fault.ts';
import type { Account } from './account.ts';
import type { Accounts } from './accounts.ts';

const hour = 3_600_000_000;
const idleTime = 12 * hour;
/** How long a session lasts at most, in microseconds. */
export const sessionTime = 7 * 24 * hour;
const noteTime = 60_000_000;
const mostPerAccount = 20;

/** A session that is good now. */
export interface Session {
  readonly account: Account;
  /** Goes into every form; `checkCsrf` wants it back. */
  readonly csrf: string;
}

const idForm = /^[A-Za-z0-9_-]{43}$/;

/** Who is signed in with a browser. The id is known to the browser alone; the store holds its hash. */
export class Sessions {
  readonly #db: DatabaseSync;
  readonly #powers: Pick<Powers, 'now' | 'random'>;
  readonly #accounts: Accounts;

  constructor(db: DatabaseSync, powers: Pick<Powers, 'now' | 'random'>, accounts: Accounts) {
    this.#db = db;
    this.#powers = powers;
    this.#accounts = accounts;
  }

  /** Opens a session after a sign-in; the id is always new. Fault: session-refused, for tools and disabled accounts. */
  open(name: string): string {
    const account = this.#accounts.find(name);
    if (account === undefined || account.kind !== 'person' || account.disabled !== undefined)
      throw new Fault('session-refused', 'Only a person with an enabled account can have a session.');
    const id = this.#powers.random(32).toBase64({ alphabet: 'base64url', omitPadding: true });
    const now = this.#powers.now();
    this.#db
      .prepare('INSERT INTO session VALUES (?, ?, ?, ?, ?)')
      .run(hashOf(id), name, this.#powers.random(32), now, now);
    this.#db
      .prepare(
        'DELETE FROM session WHERE account = ?1 AND id NOT IN (SELECT id FROM session WHERE account = ?1 ORDER BY opened DESC, id LIMIT ?2)',
      )
      .run(name, mostPerAccount);
    return id;
  }

  /** The session of an id, unless it has ended: 12 hours after its last use or 7 days after it was opened. */
  read(id: string): Session | undefined {
    if (!idForm.test(id)) return undefined;
    const hash = hashOf(id);
    const row = this.#db.prepare('SELECT account, secret, opened, seen FROM session WHERE id = ?').get(hash);
    if (row === undefined) return undefined;
    const { opened, seen, secret } = row;
    if (typeof opened !== 'number' || typeof seen !== 'number' || !(secret instanceof Uint8Array)) return undefined;
    const now = this.#powers.now();
    const account = this.#accounts.find(String(row['account']));
    const over = now - opened > sessionTime || now - seen > idleTime;
    if (over || account === undefined || account.disabled !== undefined) {
      this.close(id);
      return undefined;
    }
    // Noted once a minute, so that reading a page is not a write to the disk.
    if (Math.abs(now - seen) > noteTime) this.#noteSeen(hash, now);
    return { account, csrf: csrfToken(secret) };
  }

  // Reading goes on while the disk takes nothing; the session then ends earlier. Spec: KEP-6.
  #noteSeen(hash: Bytes, now: number): void {
    try {
      this.#db.prepare('UPDATE session SET seen = ? WHERE id = ?').run(now, hash);
    } catch (error) {
      if (storeFault(error) === undefined) throw error;
    }
  }

  /** Ends a session; nothing happens when there is none. */
  close(id: string): void {
    this.#db.prepare('DELETE FROM session WHERE id = ?').run(hashOf(id));
  }

  /** Removes what has ended; to be called now and then. Returns how many. */
  sweep(): number {
    const now = this.#powers.now();
    const { changes } = this.#db
      .prepare('DELETE FROM session WHERE opened < ? OR seen < ?')
      .run(now - sessionTime, now - idleTime);
    return Number(changes);
  }
}

// The secret never leaves the store, so a token seen in a page says nothing about the session's id.
const csrfToken = (secret: Uint8Array): string =>
  createHmac('sha256', secret).update('comity/csrf/v1').digest('base64url');

/** Whether a form came from a page of this session. Takes equal time for any wrong token. */
export function checkCsrf(session: Session, token: unknown): boolean {
  if (typeof token !== 'string') return false;
  return timingSafeEqual(sha256(utf8(session.csrf)), sha256(utf8(token.toWellFormed())));
}

const hashOf = (id: string): Bytes => sha256(utf8(`comity/session/v1\n${id}`));
