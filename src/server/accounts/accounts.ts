import { timingSafeEqual } from 'node:crypto';
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { Fault } from '#protocol/bytes/fault.ts';
import { idForm } from '#protocol/bytes/fields.ts';
import type { Purpose } from '#protocol/record/label.ts';
import type { Powers } from '../powers.ts';
import { type Account, type AccountKind, accountColumns, accountNameForm, accountOf } from './account.ts';
import { newPassword, newToken, tokenHash } from './credential.ts';
import type { PasswordHasher } from './password-hash.ts';
import { boundRoles, isRole, type Role } from './rights.ts';

/** What a new account is to be. `party`: the partner it stands for; such an account is a viewer, or an analyst that may submit. */
export interface NewAccount {
  readonly name: string;
  readonly role: Role;
  readonly kind: AccountKind;
  readonly party?: string;
  /** What it reads for; `defence` unless said. Spec: DUT-4. */
  readonly purpose?: Purpose;
}

/** Shown once, stored nowhere. */
export interface Credentials {
  readonly name: string;
  readonly password: string;
  readonly token: string;
}

type Row = Record<string, SQLOutputValue>;

/** The accounts of one server. Reads the store each time, as the command line may change it meanwhile. */
export class Accounts {
  readonly #db: DatabaseSync;
  readonly #powers: Pick<Powers, 'now' | 'random'>;
  readonly #hasher: PasswordHasher;

  constructor(db: DatabaseSync, powers: Pick<Powers, 'now' | 'random'>, hasher: PasswordHasher) {
    this.#db = db;
    this.#powers = powers;
    this.#hasher = hasher;
  }

  /** Adds an account with generated credentials. Faults: account-malformed, account-exists. */
  async add({ name, role, kind, party, purpose = 'defence' }: NewAccount): Promise<Credentials> {
    if (!accountNameForm.test(name))
      throw malformed('A name of lower-case letters, digits, dot, dash or underscore was expected.', 'name');
    if (!isRole(role)) throw malformed('The role is not known.', 'role');
    if (party !== undefined && !idForm.test(party)) throw malformed('The id of a party was expected.', 'party');
    if (party !== undefined && !boundRoles.has(role)) throw malformed(boundSentence, 'role');
    const { credentials, password, token } = await this.#credentials(name);
    const { changes } = this.#db
      .prepare('INSERT INTO account VALUES (?, ?, ?, ?, ?, ?, 1, ?, NULL, ?) ON CONFLICT DO NOTHING')
      .run(name, kind, role, party ?? null, password, token, this.#powers.now(), purpose);
    if (Number(changes) === 0) throw new Fault('account-exists', 'There is an account of this name.', 'name');
    return credentials;
  }

  /** New credentials for an account; the old ones and all sessions end. Fault: account-unknown. */
  async renew(name: string): Promise<Credentials> {
    this.#known(name);
    const { credentials, password, token } = await this.#credentials(name);
    this.#change(name, 'password = ?, token = ?', password, token);
    return credentials;
  }

  /** Gives another role; all sessions end. Faults: account-unknown, account-malformed, account-last-administrator. */
  setRole(name: string, role: Role): void {
    const account = this.#known(name);
    if (!isRole(role)) throw malformed('The role is not known.', 'role');
    if (account.party !== undefined && !boundRoles.has(role)) throw malformed(boundSentence, 'role');
    if (role !== 'administrator') this.#keepOneAdministrator(account);
    this.#change(name, 'role = ?', role);
  }

  /** Ends an account at once. Its name stays taken, as deeds are noted under it. Faults: as setRole. */
  disable(name: string): void {
    this.#keepOneAdministrator(this.#known(name));
    this.#change(name, 'disabled = ?', this.#powers.now());
  }

  /** Lets a disabled account in again, with the credentials it had. Fault: account-unknown. */
  enable(name: string): void {
    this.#known(name);
    this.#change(name, 'disabled = NULL');
  }

  /** All accounts by name, disabled ones too. */
  list(): Account[] {
    return this.#db.prepare(`SELECT ${accountColumns} FROM account ORDER BY name`).all().map(accountOf);
  }

  /** An account by name, disabled or not. */
  find(name: string): Account | undefined {
    const row = this.#row('SELECT * FROM account WHERE name = ?', name);
    return row === undefined ? undefined : accountOf(row);
  }

  /** The account and the stored form of its password, when it is there and enabled. */
  passwordOf(name: string): { readonly account: Account; readonly stored: string } | undefined {
    const row = this.#row('SELECT * FROM account WHERE name = ? AND disabled IS NULL', name);
    return row === undefined ? undefined : { account: accountOf(row), stored: String(row['password']) };
  }

  /** The enabled account that a token belongs to. */
  byToken(token: string): Account | undefined {
    const hash = tokenHash(token);
    if (hash === undefined) return undefined;
    const row = this.#row('SELECT * FROM account WHERE token = ? AND disabled IS NULL', hash);
    // The index compares hashes of random tokens, which teaches nobody a token; equality is settled here all the same.
    const stored = row?.['token'];
    return row !== undefined && stored instanceof Uint8Array && timingSafeEqual(stored, hash)
      ? accountOf(row)
      : undefined;
  }

  #row(sql: string, value: string | Uint8Array): Row | undefined {
    return this.#db.prepare(sql).get(value);
  }

  #known(name: string): Account {
    const account = this.find(name);
    if (account === undefined) throw new Fault('account-unknown', 'There is no account of this name.', 'name');
    return account;
  }

  async #credentials(name: string): Promise<{ credentials: Credentials; password: string; token: Uint8Array }> {
    const credentials = { name, password: newPassword(this.#powers), token: newToken(this.#powers) };
    const token = tokenHash(credentials.token);
    if (token === undefined) throw new Error('A generated token must have the form of a token.');
    return { credentials, password: await this.#hasher.hash(credentials.password), token };
  }

  #change(name: string, assignments: string, ...values: (string | number | Uint8Array)[]): void {
    this.#db.prepare(`UPDATE account SET ${assignments}, revision = revision + 1 WHERE name = ?`).run(...values, name);
  }

  #keepOneAdministrator(account: Account): void {
    if (account.role !== 'administrator' || account.disabled !== undefined) return;
    const others = this.list().filter(
      ({ name, role, disabled }) => name !== account.name && role === 'administrator' && disabled === undefined,
    );
    if (others.length === 0)
      throw new Fault('account-last-administrator', 'This is the last administrator; make another one first.', 'name');
  }
}

const boundSentence = 'An account of a partner is a viewer, or an analyst that may submit.';
const malformed = (message: string, path: string) => new Fault('account-malformed', message, path);
