import { faultCode } from '#protocol/bytes/fault.ts';
import type { Transport } from '#server/egress/transport.ts';
import { type Founding, foundParty, type Ground, openParty } from '#server/party/open-party.ts';
import type { Party } from '#server/party/party.ts';
import type { Secrets } from '#server/party/secrets.ts';
import { PartyServer } from '#server/party-server.ts';
import type { Powers } from '#server/powers.ts';
import { type LogFiles, memoryFiles } from '#server/store/log-files.ts';
import { CrashingDatabase } from './crashing-database.ts';
import type { HeadWatch } from './head-watch.ts';
import type { Random } from './random.ts';

/** Thrown before a write or between two durable steps: what was stored stays, what was in memory is gone. */
class Crash extends Error {}

/** What a simulated party shares with its world. */
export interface Surroundings {
  readonly random: Random;
  readonly now: () => number;
  readonly transport: Transport;
  readonly watch: HeadWatch;
}

/** What an operator put aside. */
export interface Backup {
  readonly store: Uint8Array;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** A party as it can be opened again, any number of times. */
export interface KeptParty {
  readonly name: string;
  readonly secrets: Secrets;
  readonly backup: Backup;
}

/** A party that can crash at any write and be opened again from what it had stored. */
export class SimParty {
  readonly name: string;
  readonly #files = new Map<string, Uint8Array>();
  readonly #mirrors = new Map<string, LogFiles>();
  readonly #surroundings: Surroundings;
  readonly #secrets: Secrets;
  #db: CrashingDatabase;
  #server: PartyServer;
  #writesToCrash = Number.POSITIVE_INFINITY;
  /** Counts how often it was opened: what an earlier life began must not go on in a later one. */
  #life = 0;
  /** Whether it has crashed and not been opened again. */
  isDown = false;
  crashes = 0;
  restores = 0;

  constructor(origin: Founding | KeptParty, surroundings: Surroundings) {
    this.#surroundings = surroundings;
    if ('backup' in origin) {
      this.name = origin.name;
      this.#secrets = origin.secrets;
      this.#db = new CrashingDatabase(this.#beforeWrite, origin.backup.store);
      for (const [path, bytes] of origin.backup.files) this.#files.set(path, bytes);
      this.#server = this.#serve(openParty(this.#ground(), this.#secrets));
      return;
    }
    this.name = origin.names[0]?.text ?? '';
    this.#db = new CrashingDatabase(this.#beforeWrite);
    const kept: Secrets[] = [];
    const party = foundParty(this.#ground(), origin, (secrets) => kept.push(secrets));
    const [secrets] = kept;
    if (secrets === undefined) throw new Error('A founded party has secrets.');
    this.#secrets = secrets;
    this.#server = this.#serve(party);
  }

  get party(): Party {
    return this.#server.party;
  }

  get server(): PartyServer {
    return this.#server;
  }

  /** The published static files. */
  get files(): ReadonlyMap<string, Uint8Array> {
    return this.#files;
  }

  #ground(): Ground {
    const mirror = (id: string): LogFiles => this.#mirrors.getOrInsertComputed(id, () => this.#crashing(memoryFiles()));
    return { db: this.#db, files: this.#published(), mirror, powers: this.#powers() };
  }

  /** Files are written whole or not at all; the crash is between two of them. */
  #crashing(files: LogFiles): LogFiles {
    const write = (path: string, bytes: Uint8Array): void => {
      this.#beforeWrite();
      files.write(path, bytes);
    };
    return { read: (path) => files.read(path), write };
  }

  #published(): LogFiles {
    const files = this.#crashing(memoryFiles(this.#files));
    const write = (path: string, bytes: Uint8Array): void => {
      files.write(path, bytes);
      if (path === 'checkpoint') this.#surroundings.watch.see(bytes);
    };
    return { read: files.read, write };
  }

  #powers(): Powers {
    const { random, now } = this.#surroundings;
    return { now, random: (length) => random.bytes(length), step: this.#beforeWrite };
  }

  readonly #beforeWrite = (): void => {
    // A server that is down writes nothing more, whoever caught its crash.
    if (this.isDown) throw new Crash(`${this.name} is down`);
    this.#writesToCrash--;
    if (this.#writesToCrash > 0) return;
    this.isDown = true;
    this.crashes++;
    throw new Crash(`${this.name} crashes`);
  };

  #serve(party: Party): PartyServer {
    const life = ++this.#life;
    const transport: Transport = async (request) => {
      try {
        return await this.#surroundings.transport(request);
      } finally {
        if (life !== this.#life) this.#endEarlierLife();
      }
    };
    const server = new PartyServer(party, { transport, files: this.#published() });
    // A crash while answering is the wire's to tell; anything else is a fault of ours and must be seen.
    server.app.onError((error) => {
      if (!(error instanceof Crash)) throw error;
      return new Response(null, { status: 500 });
    });
    return server;
  }

  #endEarlierLife(): never {
    throw new Crash(`${this.name} was opened again meanwhile`);
  }

  /** It will crash before so many more writes. */
  crashAfter(writes: number): void {
    this.#writesToCrash = writes;
  }

  /** Opens it again from its store, as after a restart. */
  reopen(): void {
    this.#writesToCrash = Number.POSITIVE_INFINITY;
    this.isDown = false;
    this.#server = this.#serve(openParty(this.#ground(), this.#secrets));
  }

  /** All of it, to be opened elsewhere. */
  kept(): KeptParty {
    return { name: this.name, secrets: this.#secrets, backup: this.backUp() };
  }

  /** Another server with the same keys and a copy of the store. */
  twin(transport: Transport): SimParty {
    return new SimParty(this.kept(), { ...this.#surroundings, transport });
  }

  /** Lets go of its store: many worlds run in one process. */
  close(): void {
    this.#db.close();
  }

  /** A copy of the store and of the published files. */
  backUp(): Backup {
    return { store: this.#db.raw.serialize(), files: new Map(this.#files) };
  }

  /** Puts a backup in the place of the store, and of the published files too when they were lost. */
  restore({ store, files }: Backup, withFiles: boolean): void {
    this.restores++;
    this.#db.close();
    this.#db = new CrashingDatabase(this.#beforeWrite, store);
    if (withFiles) {
      this.#files.clear();
      for (const [path, bytes] of files) this.#files.set(path, bytes);
    }
    this.reopen();
  }

  /** Does something as this party. A crash opens it again; a refusal is given back as its code. */
  async act(work: () => unknown): Promise<string | undefined> {
    try {
      await work();
      return undefined;
    } catch (error) {
      if (error instanceof Crash) return 'crash';
      const code = faultCode(error);
      if (code === undefined) throw error;
      return code;
    } finally {
      if (this.isDown) this.reopen();
    }
  }
}
