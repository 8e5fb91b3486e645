import { type ReleasePolicy, readPolicy } from '#protocol/agreement/policy.ts';
import { parseCanonical } from '#protocol/bytes/canonical-json.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { currentKeys, type KeyHistory } from '#protocol/identity/key-history.ts';
import type { SignedNote } from '#protocol/identity/signed-note.ts';
import { type RecordHead, type SignedRecord, signRecord } from '#protocol/record/record.ts';
import { type Powers, seconds } from '../powers.ts';
import type { Database } from '../store/database.ts';
import { ItemStore } from '../store/item-store.ts';
import type { LogFiles } from '../store/log-files.ts';
import { Meta } from '../store/meta.ts';
import type { NoteLog } from './note-log.ts';
import type { Secrets } from './secrets.ts';

/** The newest refusals are kept of each party, and of all others together; the numbers go on counting. Spec: LNK-9. */
const mostRefusals = 1_000;
const pruneEvery = 250;
const prune = `DELETE FROM refusal WHERE n IN (SELECT n FROM
  (SELECT n, row_number() OVER (PARTITION BY party ORDER BY n DESC) AS place FROM refusal) WHERE place > ?)`;

/** A running party: its identity, its store and its log. Everything else is functions on it. */
export class Party {
  readonly db: Database;
  readonly meta: Meta;
  readonly items: ItemStore;
  readonly log: NoteLog;
  readonly powers: Powers;
  readonly history: KeyHistory;
  readonly secrets: Secrets;
  /** Counts changes of agreements, policy and known parties, so that a running answer knows to ask again. */
  gate = 0;
  #policy: { readonly stamp: string; readonly policy: ReleasePolicy } | undefined;
  /** Where our mirror of a partner's log stands. */
  readonly mirror: (id: string) => LogFiles;

  constructor(parts: Pick<Party, 'db' | 'log' | 'powers' | 'history' | 'secrets' | 'mirror'>) {
    this.db = parts.db;
    this.meta = new Meta(parts.db);
    this.items = new ItemStore(parts.db);
    this.log = parts.log;
    this.powers = parts.powers;
    this.history = parts.history;
    this.secrets = parts.secrets;
    this.mirror = parts.mirror;
  }

  /** The party's id. */
  get id(): string {
    return this.history.party;
  }

  /** Unix seconds. */
  get now(): number {
    return seconds(this.powers.now());
  }

  /**
   * What was worked out from agreements, policy and known parties holds while this stays the same:
   * it changes with every change of ours, and with everything that another process commits.
   */
  stamp(): string {
    return `${this.gate} ${this.db.count('PRAGMA data_version')}`;
  }

  /** The release policy in force here. */
  policy(): ReleasePolicy {
    const stamp = this.stamp();
    if (this.#policy?.stamp === stamp) return this.#policy.policy;
    const policy = readPolicy(parseCanonical(utf8(this.meta.get('policy') ?? '')));
    this.#policy = { stamp, policy };
    return policy;
  }

  /** The public base URL under which partners reach this server, without a final slash. */
  get url(): string {
    return this.meta.get('url') ?? '';
  }

  /** Signs a record of this party and queues it for the log; call inside a transaction. */
  record(head: Pick<RecordHead, 'kind' | 'label' | 'data'>, open = false): SignedRecord {
    const version = currentKeys(this.history).version;
    const record = signRecord({ author: this.id, version, at: this.now, ...head }, this.secrets.record);
    this.keep(record.note, { kind: head.kind, author: this.id, open });
    return record;
  }

  /** Queues a note of any author for the log; call inside a transaction. */
  keep(note: SignedNote, about: { kind: string; author: string; open: boolean }): string {
    return this.log.append(note, about);
  }

  /** All or nothing, with the caches of classes kept true. */
  transaction<T>(work: () => T): T {
    try {
      return this.db.transaction(work);
    } catch (error) {
      this.items.forget();
      this.gate++;
      throw error;
    }
  }

  /** Seals and publishes what is pending. False while this server may not sign. */
  sealAndPublish(): boolean {
    let sealed = false;
    while (this.log.pendingCount() > 0 && this.log.seal()) sealed = true;
    if (this.log.signing === 'confirmed') this.log.publish();
    return sealed;
  }

  /**
   * Seals and publishes what was accepted a moment ago. What the disk does not take now waits, kept
   * already, for the next round. Spec: KEP-6.
   */
  sealOrWait(): void {
    try {
      this.sealAndPublish();
    } catch (error) {
      if (this.db.failed(error) === undefined) throw error;
    }
  }

  /** Looks whether the disk takes writes again. Spec: KEP-6. */
  tryStore(): void {
    if (this.db.trouble === undefined || this.db.trouble === 'store-damaged') return;
    this.meta.set('store-tried', String(this.now));
    this.sealAndPublish();
    this.db.trouble = undefined;
  }

  /** Notes what a person or tool did here. */
  deed(account: string, what: string, subject: string): void {
    this.db.run('INSERT INTO deed (at, account, what, subject) VALUES (?, ?, ?, ?)', this.now, account, what, subject);
  }

  /** Notes a refusal at the door, with the fault's code and path. */
  refusal(party: string | undefined, fault: { code: string; path: string; message: string }): void {
    const { lastId } = this.db.run(
      'INSERT INTO refusal (at, party, code, path, detail) VALUES (?, ?, ?, ?, ?)',
      this.now,
      party ?? null,
      fault.code,
      fault.path.slice(0, 500),
      fault.message.slice(0, 500),
    );
    if (lastId % pruneEvery === 0) this.db.run(prune, mostRefusals);
  }
}
