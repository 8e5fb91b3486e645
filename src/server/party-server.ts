import { Hono } from 'hono';
import { Fault } from '#protocol/bytes/fault.ts';
import { SignedCourier } from './egress/courier.ts';
import { processTimer } from './egress/deadlines.ts';
import type { MailSender } from './egress/mail-sender.ts';
import type { Transport } from './egress/transport.ts';
import { linkRoutes, publicRoutes } from './http/link-routes.ts';
import { allJobs } from './jobs/all-jobs.ts';
import type { Job, JobWork } from './jobs/job.ts';
import { LinkClient, type Meeting } from './link/link-client.ts';
import { MeetingLanes } from './link/meeting-lanes.ts';
import { NonceCache } from './link-signature/nonce-cache.ts';
import { settleAgreements } from './party/agreement-book.ts';
import { recoverOwnFiles } from './party/mirror.ts';
import type { Party } from './party/party.ts';
import { type Peer, partners } from './party/peer-book.ts';
import { HeadInquiry } from './party/witnessing.ts';
import { seconds } from './powers.ts';
import type { LogFiles } from './store/log-files.ts';

const longestPause = 300;
/** Meetings at once: each may hold one release in memory. */
const lanes = 8;
/** Milliseconds that a round waits for slow partners. */
const patience = 20_000;

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
  /** Published files that were torn or missing at the start and are written again. */
  readonly mended: readonly string[];
  readonly #client: LinkClient;
  readonly #lanes: MeetingLanes;
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
    this.#lanes = new MeetingLanes({ lanes, patience, timer: processTimer });
    recoverOwnFiles(party, parts.files);
    this.mended = party.log.mend();
    this.#client = new LinkClient(party, new SignedCourier(party, parts.transport), new HeadInquiry(party));
    party.sealOrWait();
    const nonces = new NonceCache({ since: party.now });
    this.app = new Hono();
    this.app.route('/', linkRoutes(party, nonces));
    this.app.route('/', publicRoutes(party, parts.files));
    if (parts.pages !== undefined) this.app.route('/', parts.pages);
  }

  /** Meets every partner that is due, then asks every job; a partner that fails is left alone for longer and longer. */
  async round(): Promise<void> {
    settleAgreements(this.party);
    await this.#meetAll();
    for (const job of allJobs) await this.runJob(job);
  }

  /** One partner must not keep the others waiting, whether it fails or is slow. Spec: LNK-8. */
  async #meetAll(): Promise<void> {
    const due = new Map(this.#byLastTry().map((partner) => [partner.id, partner]));
    await this.#lanes.round([...due.keys()], async (id) => {
      const partner = due.get(id);
      try {
        if (partner !== undefined) await this.meet(partner);
      } catch (error) {
        this.#report('meeting', error);
        this.#noteFailure(id, 'internal-error');
      }
    });
  }

  /** Partners that are due, the longest left alone first. */
  #byLastTry(): Peer[] {
    const tries = this.party.db.all<{ party: string; at: number }>('SELECT party, last_try AS at FROM link');
    const lastTry = new Map(tries.map(({ party, at }) => [party, at]));
    return partners(this.party)
      .filter((partner) => this.#isDue(partner))
      .sort((one, other) => (lastTry.get(one.id) ?? 0) - (lastTry.get(other.id) ?? 0));
  }

  /** Resolves when no meeting runs any more: a slow one may outlast its round. */
  settled(): Promise<void> {
    return this.#lanes.settled();
  }

  /** One job that fails must not keep the others from their work. */
  async runJob(job: Job): Promise<void> {
    const mail = this.#mail;
    const work: JobWork = {
      party: this.party,
      transport: this.#transport,
      // Read by whoever sends, so that wrong settings fail that job alone.
      get mail() {
        return mail();
      },
    };
    try {
      await job.run(work);
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
      // Our own disk is no fault of the partner's.
      const trouble = this.party.db.failed(error);
      if (trouble !== undefined) return trouble;
      if (!(error instanceof Fault)) throw error;
      // We are stopping: that is no fault of the partner's.
      if (error.code === 'egress-closed') return error;
      this.#noteFailure(partner.id, error.code);
      return error;
    }
  }

  #noteFailure(partner: string, code: string): void {
    this.party.db.run(
      'UPDATE link SET last_try = ?, fault = ?, failures = failures + 1 WHERE party = ?',
      this.party.powers.now(),
      code,
      partner,
    );
  }
}
