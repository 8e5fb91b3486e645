import { faultCode } from '#protocol/bytes/fault.ts';
import type { Transport } from '#server/egress/transport.ts';
import { type Founding, foundParty, openParty } from '#server/party/open-party.ts';
import type { Party } from '#server/party/party.ts';
import type { Secrets } from '#server/party/secrets.ts';
import { PartyServer } from '#server/party-server.ts';
import type { Powers } from '#server/powers.ts';
import { Database } from '#server/store/database.ts';
import { type LogFiles, memoryFiles } from '#server/store/log-files.ts';
import type { Random } from './random.ts';

/** Thrown between two durable steps: what was stored stays, what was in memory is gone. */
class Crash extends Error {}

/** What a simulated party shares with its world. */
export interface Surroundings {
  readonly random: Random;
  readonly now: () => number;
  readonly transport: Transport;
}

/** A party that can crash at any durable step and be opened again from what it had stored. */
export class SimParty {
  readonly name: string;
  readonly #db = new Database(':memory:', { durable: false });
  readonly #files = new Map<string, Uint8Array>();
  readonly #mirrors = new Map<string, LogFiles>();
  readonly #surroundings: Surroundings;
  readonly #secrets: Secrets;
  #server: PartyServer;
  #stepsToCrash = Number.POSITIVE_INFINITY;
  /** Whether it has crashed and not been opened again. */
  isDown = false;
  crashes = 0;

  constructor(founding: Founding, surroundings: Surroundings) {
    this.name = founding.names[0]?.text ?? '';
    this.#surroundings = surroundings;
    const kept: Secrets[] = [];
    const party = foundParty(this.#ground(), founding, (secrets) => kept.push(secrets));
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

  #ground() {
    const mirror = (id: string): LogFiles => this.#mirrors.getOrInsertComputed(id, () => memoryFiles());
    return { db: this.#db, files: memoryFiles(this.#files), mirror, powers: this.#powers() };
  }

  #powers(): Powers {
    const { random, now } = this.#surroundings;
    return { now, random: (length) => random.bytes(length), step: () => this.#step() };
  }

  #step(): void {
    this.#stepsToCrash--;
    if (this.#stepsToCrash > 0) return;
    this.#stepsToCrash = Number.POSITIVE_INFINITY;
    this.isDown = true;
    this.crashes++;
    throw new Crash(`${this.name} crashes`);
  }

  #serve(party: Party): PartyServer {
    const server = new PartyServer(party, { transport: this.#surroundings.transport, files: memoryFiles(this.#files) });
    // A crash while answering is the wire's to tell; anything else is a fault of ours and must be seen.
    server.app.onError((error) => {
      if (!(error instanceof Crash)) throw error;
      return new Response(null, { status: 500 });
    });
    return server;
  }

  /** It will crash after so many durable steps. */
  crashAfter(steps: number): void {
    this.#stepsToCrash = steps;
  }

  /** Opens it again from its store, as after a restart. */
  reopen(): void {
    this.#stepsToCrash = Number.POSITIVE_INFINITY;
    this.isDown = false;
    this.#server = this.#serve(openParty(this.#ground(), this.#secrets));
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
