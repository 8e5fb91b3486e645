import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Transport } from '#server/egress/transport.ts';
import { foundParty, openParty } from '#server/party/open-party.ts';
import type { Party } from '#server/party/party.ts';
import type { Secrets } from '#server/party/secrets.ts';
import { PartyServer } from '#server/party-server.ts';
import type { Powers } from '#server/powers.ts';
import { Database } from '#server/store/database.ts';
import { type LogFiles, memoryFiles } from '#server/store/log-files.ts';

const root = mkdtempSync(join(tmpdir(), 'comity-stage-'));
process.once('exit', () => rmSync(root, { recursive: true, force: true }));

export type Surroundings = Pick<Powers, 'now' | 'random'> & { readonly transport: Transport };

/** A copy of a store and of the published files, as a backup has them. */
export interface Backup {
  readonly store: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

let numbered = 0;

/** A party with its store in a file, so that it can be stopped, started, copied and put back. */
export class StagedParty {
  readonly name: string;
  /** The published files of its log. */
  readonly files = new Map<string, Uint8Array>();
  readonly mirrors = new Map<string, Map<string, Uint8Array>>();
  /** Whether its server does not answer. */
  isAway = false;
  readonly #surroundings: Surroundings;
  readonly #secrets: Secrets;
  #store: string;
  #server: PartyServer;

  constructor(name: string, url: string, surroundings: Surroundings) {
    this.name = name;
    this.#surroundings = surroundings;
    this.#store = newStore();
    const kept: Secrets[] = [];
    const founding = { kind: 'cert', names: [{ lang: 'en', text: name }], url } as const;
    const party = foundParty(this.#ground(), founding, (secrets) => kept.push(secrets));
    const [secrets] = kept;
    if (secrets === undefined) throw new Error('A founded party has secrets.');
    this.#secrets = secrets;
    this.#server = this.#serve(party);
  }

  get server(): PartyServer {
    return this.#server;
  }

  get party(): Party {
    return this.#server.party;
  }

  #ground() {
    const { now, random } = this.#surroundings;
    const mirror = (id: string): LogFiles => memoryFiles(this.mirrors.getOrInsertComputed(id, () => new Map()));
    const db = new Database(this.#store, { durable: false });
    return { db, files: memoryFiles(this.files), mirror, powers: { now, random, step: () => undefined } };
  }

  #serve(party: Party): PartyServer {
    return new PartyServer(party, { transport: this.#surroundings.transport, files: memoryFiles(this.files) });
  }

  /** Stops the server and starts it again from its store. */
  restart(): void {
    this.party.db.close();
    this.#server = this.#serve(openParty(this.#ground(), this.#secrets));
  }

  /** Copies what an operator backs up. */
  backUp(): Backup {
    const store = newStore();
    this.party.db.raw.exec(`VACUUM INTO '${store}'`);
    return { store, files: new Map(this.files) };
  }

  /** Puts a backup in place: the store alone, or with the published files. Starts the server. */
  restore(backup: Backup, what: 'store' | 'store-and-files'): void {
    this.party.db.close();
    this.#store = newStore();
    copyFileSync(backup.store, this.#store);
    if (what === 'store-and-files') {
      this.files.clear();
      for (const [path, bytes] of backup.files) this.files.set(path, bytes);
    }
    this.#server = this.#serve(openParty(this.#ground(), this.#secrets));
  }
}

const newStore = (): string => join(root, `${++numbered}.sqlite`);
