import { processTimer, type Timer } from '../egress/deadlines.ts';
import { createTransport } from '../egress/transport.ts';
import { RateLimit } from '../http/rate-limit.ts';
import { layout, openDirectory } from '../party/open-party.ts';
import type { Party } from '../party/party.ts';
import { PartyServer } from '../party-server.ts';
import type { Powers } from '../powers.ts';
import { directoryFiles, type LogFiles } from '../store/log-files.ts';
import { frontDoor } from './front-door.ts';
import { JobLoop } from './job-loop.ts';
import { type Listener, listen } from './listener.ts';
import { keepLogKeys } from './log-keys-file.ts';
import { mailSenderOf } from './mail-settings.ts';
import { mountPages } from './pages-mount.ts';
import { requireParty } from './party-directory.ts';
import { requirePartyLock } from './party-lock.ts';
import { processPowers } from './process-powers.ts';
import { errorFields, type ServerLog, standardErrorLog } from './server-log.ts';
import { baseUrl, egressRule, isLoopbackUrl, moveTo } from './server-place.ts';

/** How a party is to be served. */
export interface ServeOptions {
  readonly directory: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly host?: string;
  /** The base URL under which others reach the server, when it is not that of host and port. */
  readonly url?: string;
  /** Networks (CIDR) that may be connected to although they are not global. */
  readonly allow?: readonly string[];
  /** Milliseconds between two rounds of outgoing work. */
  readonly pause?: number;
  readonly powers?: Powers;
  readonly timer?: Timer;
  readonly log?: ServerLog;
  /** Address of a practice on this machine, to which the list of cases leads. */
  readonly practiceAt?: string;
}

/** A party that answers. */
export interface RunningParty {
  readonly party: Party;
  /** The public base URL, and the one on this machine. */
  readonly url: string;
  readonly local: string;
  /** Takes no more requests, ends what runs, and closes the store, in less than two seconds. */
  stop(): Promise<void>;
}

// What listens on every address is reached on this one.
const anyAddress = new Set(['0.0.0.0', '::']);
// Most of a second of the two that a stop may take; the rest is for the running round.
const graceOfRequests = 800;

/** The parts of a running party, and the order in which they end. */
class Serving {
  readonly party: Party;
  readonly #options: ServeOptions;
  readonly #log: ServerLog;
  readonly #files: LogFiles;
  readonly #server: PartyServer;
  readonly #transport: ReturnType<typeof createTransport>;
  readonly #loop: JobLoop;
  #listener: Listener | undefined;
  #stopping: Promise<void> | undefined;

  constructor(party: Party, options: ServeOptions) {
    const { directory, allow = [], pause = 2_000, timer = processTimer } = options;
    this.party = party;
    this.#options = options;
    this.#log = options.log ?? standardErrorLog(party.id);
    this.#files = directoryFiles(layout(directory).log);
    this.#transport = createTransport({ rule: egressRule(party.url, allow) });
    const report = (error: unknown): void => this.#log.error(errorFields(error), 'a page failed');
    const { practiceAt } = options;
    const pages = mountPages({ party, report, ...(practiceAt === undefined ? {} : { practiceAt }) });
    const failedJob = (job: string, error: unknown): void => {
      party.db.failed(error);
      this.#log.error({ ...errorFields(error), job }, 'a job failed');
    };
    this.#server = new PartyServer(party, {
      transport: this.#transport.send,
      mail: () => mailSenderOf(directory, egressRule(party.url, allow)),
      files: this.#files,
      pages,
      report: failedJob,
    });
    const failed = (error: unknown): void => {
      party.db.failed(error);
      this.#log.error(errorFields(error), 'a round failed');
    };
    this.#loop = new JobLoop({ work: () => this.#round(), pause, timer, failed });
  }

  /** The public base URL. */
  get url(): string {
    return this.party.url;
  }

  /** The base URL on this machine. */
  get local(): string {
    const { host = '127.0.0.1', port } = this.#options;
    const reachable = anyAddress.has(host) ? '127.0.0.1' : host;
    return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${this.#listener?.port ?? port}`;
  }

  async start(): Promise<void> {
    const { host = '127.0.0.1', port, url } = this.#options;
    const app = frontDoor(this.#server, {
      log: this.#log,
      limits: limits(this.party.powers),
      clock: () => performance.now(),
    });
    this.#listener = await listen(app.fetch, { host, port });
    if (url === undefined && isLoopbackUrl(this.url) && isLoopbackUrl(this.local)) moveTo(this.party, this.local);
    const { mended } = this.#server;
    if (mended.length > 0)
      this.#log.warn(
        { fault: 'log-file-torn', count: mended.length, first: mended[0] },
        'published files are written again',
      );
    this.#loop.start();
    this.#log.info({ url: this.url, local: this.local, signing: this.party.log.signing }, 'serving');
  }

  async #round(): Promise<void> {
    // Commands beside this process leave entries for this one to seal.
    this.party.tryStore();
    this.party.sealAndPublish();
    keepLogKeys(this.party, this.#files);
    await this.#server.round();
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#end();
    return this.#stopping;
  }

  async #end(): Promise<void> {
    // Outgoing exchanges fail at once, and with them the running round; each of its steps can be done again.
    this.#transport.close();
    await Promise.all([this.#listener?.close(graceOfRequests), this.#loop.stop()]);
    await this.#server.settled();
    this.party.sealOrWait();
    this.party.db.close();
    this.#log.info('stopped');
  }
}

/** Partners ask often, and many may stand behind one address; static files cost little and are asked for by thousands. */
function limits({ now }: Powers): { usual: RateLimit; files: RateLimit } {
  return {
    usual: new RateLimit({ capacity: 1_000, perSecond: 100, now }),
    files: new RateLimit({ capacity: 20_000, perSecond: 2_000, now }),
  };
}

/**
 * Opens the party of a directory and serves it.
 * Faults: `party-missing`, `secrets-missing`, `party-in-use`, `listen-refused`, `url-malformed`, `network-malformed`.
 */
export async function serveParty(options: ServeOptions): Promise<RunningParty> {
  requireParty(options.directory);
  const lock = requirePartyLock(options.directory, 'serve');
  try {
    return await startServing(options, lock.release);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function startServing(options: ServeOptions, ended: () => void): Promise<RunningParty> {
  const party = openDirectory(options.directory, options.powers ?? processPowers);
  let serving: Serving | undefined;
  try {
    // First, because the address decides about cookies and about who may be connected to.
    if (options.url !== undefined) moveTo(party, baseUrl(options.url));
    serving = new Serving(party, options);
    await serving.start();
  } catch (error) {
    if (serving === undefined) party.db.close();
    else await serving.stop();
    throw error;
  }
  const { url, local } = serving;
  const end = serving.stop.bind(serving);
  return { party, url, local, stop: () => end().finally(ended) };
}
