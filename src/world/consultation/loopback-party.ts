import type { PartyKind } from '#protocol/identity/key-history.ts';
import { accountSchema } from '#server/accounts/account-schema.ts';
import { Accounts, type Credentials } from '#server/accounts/accounts.ts';
import { PasswordHasher } from '#server/accounts/password-hash.ts';
import { runCase } from '#server/case/run-cases.ts';
import { SignedCourier } from '#server/egress/courier.ts';
import { createTransport } from '#server/egress/transport.ts';
import { RateLimit } from '#server/http/rate-limit.ts';
import { foundParty } from '#server/party/open-party.ts';
import type { Party } from '#server/party/party.ts';
import { PartyServer } from '#server/party-server.ts';
import type { Powers } from '#server/powers.ts';
import { frontDoor } from '#server/process/front-door.ts';
import { type Listener, listen } from '#server/process/listener.ts';
import { mountPages } from '#server/process/pages-mount.ts';
import { egressRule, moveTo } from '#server/process/server-place.ts';
import { Database } from '#server/store/database.ts';
import { memoryFiles } from '#server/store/log-files.ts';
import { demoLog } from '../demo/demo-log.ts';
import { Browser } from './browser.ts';

/** Whom to found: an invented party. */
export interface Cast {
  readonly kind: PartyKind;
  readonly name: string;
}

// The passwords are drawn anew each time and end with the process: the story need not wait for a slow hash.
const quick = { memory: 64, passes: 1 } as const;
const graceOfRequests = 200;

/**
 * One party of the story: its own store, its own server on a loopback port, its own people. The
 * store is in memory and the clock is the story's; all else is what runs behind a real port.
 */
export class LoopbackParty {
  readonly party: Party;
  readonly name: string;
  readonly #listener: Listener;
  readonly #server: PartyServer;
  readonly #transport: ReturnType<typeof createTransport>;
  readonly #accounts: Accounts;

  private constructor(
    name: string,
    party: Party,
    running: {
      listener: Listener;
      server: PartyServer;
      transport: ReturnType<typeof createTransport>;
      accounts: Accounts;
    },
  ) {
    this.name = name;
    this.party = party;
    this.#listener = running.listener;
    this.#server = running.server;
    this.#transport = running.transport;
    this.#accounts = running.accounts;
  }

  /** Founds a party and lets it answer on any free port. */
  static async serve({ kind, name }: Cast, powers: Powers): Promise<LoopbackParty> {
    const files = memoryFiles();
    const ground = { db: new Database(':memory:', { durable: false }), files, mirror: () => memoryFiles(), powers };
    const names = [{ lang: 'en', text: name }];
    const party = foundParty(ground, { kind, names, url: 'http://127.0.0.1:1' }, () => undefined);
    party.db.raw.exec(accountSchema);
    const accounts = new Accounts(party.db.raw, powers, new PasswordHasher(powers, quick));
    const transport = createTransport({ rule: egressRule(party.url, []) });
    const report = (error: unknown): never => {
      throw error;
    };
    const server = new PartyServer(party, { transport: transport.send, files, pages: mountPages({ party, report }) });
    const limit = () => new RateLimit({ capacity: 100_000, perSecond: 10_000, now: powers.now });
    const door = frontDoor(server, {
      log: demoLog,
      limits: { usual: limit(), files: limit() },
      clock: () => powers.now() / 1000,
    });
    const listener = await listen(door.fetch, { host: '127.0.0.1', port: 0 });
    moveTo(party, `http://127.0.0.1:${listener.port}`);
    return new LoopbackParty(name, party, { listener, server, transport, accounts });
  }

  get id(): string {
    return this.party.id;
  }

  /** A person with an account here, at a browser. `organisation`: whom the person acts for, when it is enrolled here. */
  async person(name: string, role: 'releaser' | 'analyst', organisation?: string): Promise<Browser> {
    const bound = organisation === undefined ? {} : { party: organisation };
    const signIn: Credentials = await this.#accounts.add({ name, role, kind: 'person', ...bound });
    return new Browser(this.party.url, signIn);
  }

  /** What this server does by itself in each round, for one case: cases that are over need not be looked at. */
  work(id: string): Promise<void> {
    return runCase(this.party, new SignedCourier(this.party, this.#transport.send), id);
  }

  async stop(): Promise<void> {
    this.#transport.close();
    await this.#listener.close(graceOfRequests);
    await this.#server.settled();
    this.party.db.close();
  }
}
