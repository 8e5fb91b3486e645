import { Hono } from 'hono';
import { Fault } from '#protocol/bytes/fault.ts';
import { SignedCourier } from './egress/courier.ts';
import type { MailSender } from './egress/mail-sender.ts';
import type { Transport } from './egress/transport.ts';
import { linkRoutes, publicRoutes } from './http/link-routes.ts';
import { allJobs } from './jobs/all-jobs.ts';
import type { Job } from './jobs/job.ts';
import { LinkClient, type Meeting } from './link/link-client.ts';
import { NonceCache } from './link-signature/nonce-cache.ts';
import { settleAgreements } from './party/agreement-book.ts';
import { recoverOwnFiles } from './party/mirror.ts';
import type { Party } from './party/party.ts';
import { type Peer, partners } from './party/peer-book.ts';
import { HeadInquiry } from './party/witnessing.ts';
import { seconds } from './powers.ts';
import type { LogFiles } from './store/log-files.ts';

const longestPause = 300;

const rethrow = (_job: string, error: unknown): never => {
  throw error;
};

/**
 * A party's server without its sockets: requests in, answers out, and one round of outgoing work
 * at a time. The same object runs behind a port and inside the simulated world.
 */
export class PartyServer {
  readonly party: Party;
  readonly app: Hono;
  readonly #client: LinkClient;
  readonly #transport: Transport;
  readonly #mail: () => MailSender | undefined;
  readonly #report: (job: string, error: unknown) => void;

  constructor(
    party: Party,
    parts: {
      transport: Transport;
      /** Asked at each round, so that a change of the settings counts at once. */
      mail?: () => MailSender | undefined;
      files: LogFiles;
      pages?: Hono;
      /** Told of a job that failed for no reason of its own kind. */
      report?: (job: string, error: unknown) => void;
    },
  ) {
    this.party = party;
    this.#transport = parts.transport;
    this.#mail = parts.mail ?? (() => undefined);
    this.#report = parts.report ?? rethrow;
    recoverOwnFiles(party, parts.files);
    this.#client = new LinkClient(party, new SignedCourier(party, parts.transport), new HeadInquiry(party));
    party.sealAndPublish();
    const nonces = new NonceCache({ since: party.now });
    this.app = new Hono();
    this.app.route('/', linkRoutes(party, nonces));
    this.app.route('/', publicRoutes(party, parts.files));
    if (parts.pages !== undefined) this.app.route('/', parts.pages);
  }

  /** Meets every partner that is due, then asks every job; a partner that fails is left alone for longer and longer. */
  async round(): Promise<void> {
    settleAgreements(this.party);
    for (const partner of partners(this.party)) if (this.#isDue(partner)) await this.meet(partner);
    for (const job of allJobs) await this.#runJob(job);
  }

  /** One job that fails must not keep the others from their work. */
  async #runJob(job: Job): Promise<void> {
    try {
      await job.run({ party: this.party, transport: this.#transport, mail: this.#mail() });
    } catch (error) {
      this.#report(job.name, error);
    }
  }

  #isDue(partner: Peer): boolean {
    const row = this.party.db.get<{ last_try: number; failures: number }>(
      'SELECT last_try, failures FROM link WHERE party = ?',
      partner.id,
    );
    if (row === undefined || row.failures === 0) return true;
    const pause = Math.min(2 ** Math.min(row.failures, 9), longestPause);
    // A clock that was set back must not silence the link.
    return Math.abs(this.party.now - seconds(row.last_try)) >= pause;
  }

  /** Meets one partner now and notes how it went. */
  async meet(partner: Peer): Promise<Meeting | Fault> {
    const at = this.party.powers.now();
    try {
      const meeting = await this.#client.meet(partner);
      this.party.db.run(
        'UPDATE link SET last_try = ?, last_good = ?, fault = NULL, failures = 0, refused = refused + ? WHERE party = ?',
        at,
        at,
        meeting.refused,
        partner.id,
      );
      return meeting;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      // We are stopping: that is no fault of the partner's.
      if (error.code === 'egress-closed') return error;
      this.party.db.run(
        'UPDATE link SET last_try = ?, fault = ?, failures = failures + 1 WHERE party = ?',
        at,
        error.code,
        partner.id,
      );
      return error;
    }
  }
}
