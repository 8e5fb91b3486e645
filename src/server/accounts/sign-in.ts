import { createHmac } from 'node:crypto';
import { faultCode } from '#protocol/bytes/fault.ts';
import { addressKey } from '../http/address-key.ts';
import { RateLimit } from '../http/rate-limit.ts';
import type { Powers } from '../powers.ts';
import { type Account, accountNameForm } from './account.ts';
import type { Accounts } from './accounts.ts';
import { parseAuthorization } from './authorization.ts';
import type { PasswordHasher } from './password-hash.ts';

/** How a sign-in went. `retryAfter`: whole seconds until a try makes sense. */
export type SignInVerdict =
  | { readonly kind: 'accepted'; readonly account: Account }
  | { readonly kind: 'refused' }
  | { readonly kind: 'throttled'; readonly retryAfter: number };

/** A name and password as they were given, and the IP address they came from. */
export interface SignInTry {
  readonly name: string;
  readonly password: string;
  readonly address: string;
}

interface Remembered {
  readonly name: string;
  readonly revision: number;
  readonly until: number;
}

const memoryTime = 60_000_000;
const mostRemembered = 1024;

/** Checks what people and tools present. Says of a refusal only that it is one. */
export class SignIn {
  readonly #accounts: Accounts;
  readonly #hasher: PasswordHasher;
  readonly #powers: Pick<Powers, 'now' | 'random'>;
  readonly #perAccount: RateLimit;
  readonly #perAddress: RateLimit;
  readonly #memory = new Map<string, Remembered>();
  readonly #memoryKey: Uint8Array;

  constructor(accounts: Accounts, hasher: PasswordHasher, powers: Pick<Powers, 'now' | 'random'>) {
    this.#accounts = accounts;
    this.#hasher = hasher;
    this.#powers = powers;
    // Ten tries at once, then one in half a minute; an address may have many people behind it.
    this.#perAccount = new RateLimit({ capacity: 10, perSecond: 1 / 30, now: powers.now });
    this.#perAddress = new RateLimit({ capacity: 30, perSecond: 1 / 5, now: powers.now });
    this.#memoryKey = powers.random(32);
  }

  /** A sign-in with a form: always computes the hash. */
  async password(attempt: SignInTry): Promise<SignInVerdict> {
    const address = addressKey(attempt.address);
    // No account has a name of another form, so those may share a bucket, and their length costs nothing.
    const name = accountNameForm.test(attempt.name) ? attempt.name : '';
    const waits = [this.#perAddress.take(address), this.#perAccount.take(name)];
    const wait = Math.max(...waits);
    if (wait > 0) {
      // What was taken from the other bucket goes back, or a blocked address could block an account.
      if (waits[0] === 0) this.#perAddress.giveBack(address);
      if (waits[1] === 0) this.#perAccount.giveBack(name);
      return { kind: 'throttled', retryAfter: wait };
    }
    const account = await this.#check(attempt).catch((error: unknown) => {
      if (faultCode(error) === 'sign-in-busy') return 'busy' as const;
      throw error;
    });
    if (account === undefined) return { kind: 'refused' };
    this.#perAddress.giveBack(address);
    this.#perAccount.giveBack(name);
    return account === 'busy' ? { kind: 'throttled', retryAfter: 1 } : { kind: 'accepted', account };
  }

  /**
   * A request by its Authorization header: a token, a name and password, or a token as the password
   * of its own name. `address`: where it came from. Spec: TAX-3, CST-13.
   */
  async header(header: string | null | undefined, address: string): Promise<SignInVerdict> {
    const given = parseAuthorization(header);
    if (given === undefined) return { kind: 'refused' };
    const isBearer = given.scheme === 'bearer';
    // Not throttled: nobody guesses 260 bits, and no hash is slow.
    const account = this.#accounts.byToken(isBearer ? given.token : given.password);
    if (account !== undefined)
      return isBearer || given.name === account.name ? { kind: 'accepted', account } : { kind: 'refused' };
    return isBearer ? { kind: 'refused' } : this.basic({ name: given.name, password: given.password, address });
  }

  /**
   * A request with Basic credentials. Tools send them with every request, and Argon2 takes some
   * 50 ms of a core and 19 MiB each time, by design. So a credential that was right is remembered
   * for a minute, as an HMAC under a key that lives in this process only: the memory is worth
   * nothing to whoever reads it, holds no password, and ends with any change of the account,
   * because the account is read anew each time and must have the same revision.
   */
  async basic(attempt: SignInTry): Promise<SignInVerdict> {
    const key = this.#memoryName(attempt);
    const account = this.#remembered(key);
    if (account !== undefined) return { kind: 'accepted', account };
    const verdict = await this.password(attempt);
    if (verdict.kind === 'accepted') this.#remember(key, verdict.account);
    return verdict;
  }

  // An unknown or disabled account costs the same hash as a wrong password, so time does not tell names.
  async #check({ name, password }: SignInTry): Promise<Account | undefined> {
    const known = this.#accounts.passwordOf(name);
    const right = await this.#hasher.matches(password, known?.stored ?? this.#hasher.dummy);
    if (!right || known === undefined) return undefined;
    // The account may have changed while the hash was computed.
    const now = this.#accounts.find(name);
    return now?.revision === known.account.revision ? now : undefined;
  }

  #memoryName({ name, password }: SignInTry): string {
    return createHmac('sha256', this.#memoryKey)
      .update(JSON.stringify([name, password]))
      .digest('base64');
  }

  #remembered(key: string): Account | undefined {
    const found = this.#memory.get(key);
    if (found === undefined) return undefined;
    const left = found.until - this.#powers.now();
    const account = this.#accounts.find(found.name);
    // More than a minute left means that the clock went back.
    if (left > 0 && left <= memoryTime && account?.revision === found.revision) return account;
    this.#memory.delete(key);
    return undefined;
  }

  #remember(key: string, { name, revision }: Account): void {
    const [oldest] = this.#memory.keys();
    if (this.#memory.size >= mostRemembered && oldest !== undefined) this.#memory.delete(oldest);
    this.#memory.set(key, { name, revision, until: this.#powers.now() + memoryTime });
  }
}
