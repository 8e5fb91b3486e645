import { Fault, faultCode } from '#protocol/bytes/fault.ts';
import { formatNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import { type CaseFile, knownCaseFile } from '#server/case/case-file.ts';
import { packActs } from '#server/case/case-packing.ts';
import { caseLog } from '#server/case/case-store.ts';
import {
  answerBytes,
  type CaseNews,
  type CaseSyncAnswer,
  readAnswer,
  readSync,
  syncBytes,
} from '#server/case/case-wire.ts';
import { noteHeard } from '#server/case/heard-council.ts';
import { SignedCourier } from '#server/egress/courier.ts';
import type { OutgoingRequest } from '#server/egress/transport.ts';
import { signRequest } from '#server/link-signature/sign-request.ts';
import type { Party } from '#server/party/party.ts';
import { knownPeer } from '#server/party/peer-book.ts';
import type { Random } from './random.ts';
import type { SimParty } from './sim-party.ts';
import type { Mouth, Wires } from './wires.ts';

/** What a liar knows: all of its world, which is more than any real one could. */
export interface LiarGround {
  readonly random: Random;
  readonly wires: Wires;
  readonly id: string;
  readonly foreign: readonly Uint8Array[];
  /** All parties but this liar. */
  readonly others: readonly SimParty[];
}

/** One way to lie. The liar's own server runs as it is written; what it does wrong is done here. */
export interface Misdeed {
  readonly name: string;
  /** Whether the first depositary does it. */
  readonly isOfDepositary?: boolean;
  /** Once, in the middle of the world. */
  begin?(liar: Liar): void | Promise<void>;
  /** Again and again until the world comes to rest. */
  step?(liar: Liar): void | Promise<void>;
  /** Changes what it tells a party. */
  news?(liar: Liar, news: CaseNews): CaseNews;
  answer?(liar: Liar, answer: CaseSyncAnswer): CaseSyncAnswer;
  /** Changes the very bytes of a request or an answer. */
  bytes?(liar: Liar, bytes: Uint8Array): Uint8Array;
}

const syncPath = '/link/case-sync';

export class Liar implements Mouth {
  readonly sim: SimParty;
  readonly misdeed: Misdeed;
  readonly ground: LiarGround;
  /** How often it has lied in earnest. */
  lies = 0;
  /** Its other server, if it runs two. */
  twin: SimParty | undefined;
  #hasBegun = false;

  constructor(sim: SimParty, misdeed: Misdeed, ground: LiarGround) {
    this.sim = sim;
    this.misdeed = misdeed;
    this.ground = ground;
  }

  get party(): Party {
    return this.sim.party;
  }

  get file(): CaseFile {
    return knownCaseFile(this.party, this.ground.id);
  }

  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  async begin(): Promise<void> {
    this.#hasBegun = true;
    await this.sim.act(() => this.misdeed.begin?.(this));
  }

  async step(): Promise<void> {
    if (this.#hasBegun) await this.sim.act(() => this.misdeed.step?.(this));
  }

  /** Runs a second server from now on, with which these speak, and the others with the first. */
  split(speaksWith: readonly SimParty[]): void {
    const { wires, id } = this.ground;
    const { url } = this.party;
    this.twin = this.sim.twin(wires.transportOf(url, 'second'));
    wires.divide(url, { sim: this.twin, speaksWith: new Set(speaksWith.map(({ party }) => party.url)) });
    // It does not ask what it has signed.
    for (const { party } of this.ground.others) noteHeard(this.twin.party, id, party.id);
  }

  /** Somebody to lie to. */
  other(): SimParty {
    return this.ground.random.pick(this.ground.others);
  }

  /** Says something to one party, beside what the server says. */
  async tell(
    to: SimParty,
    { acts = [], ...news }: Partial<CaseNews> & { acts?: readonly SignedNote[] },
  ): Promise<void> {
    const log = caseLog(this.party, this.file);
    const holding = { size: log.size, root: log.head.root.toHex(), term: log.term, settled: log.finality.settled };
    const told = {
      holding,
      news: { statements: [], proofs: [], ...news },
      acts: packActs(
        this.file,
        acts.map((note) => ({ bytes: formatNote(note) })),
      ),
    };
    await this.post(to, syncPath, syncBytes({ case: this.ground.id, want: [], ...told }));
  }

  /** Sends any bytes, rightly signed. */
  async post(to: SimParty, path: string, body: Uint8Array): Promise<void> {
    this.lies++;
    const courier = new SignedCourier(this.party, this.ground.wires.transportOf(this.party.url));
    try {
      await courier.post(knownPeer(this.party, to.party.id), path, body);
    } catch (error) {
      if (faultCode(error) === undefined) throw error;
    }
  }

  /** What its server asks, as it leaves. */
  request(request: OutgoingRequest): OutgoingRequest {
    const { body, url } = request;
    if (!this.#hasBegun || body === undefined || !url.endsWith(syncPath)) return request;
    const changed = this.#change(body, () => {
      const sync = readSync(body);
      return this.misdeed.news === undefined ? body : syncBytes({ ...sync, news: this.misdeed.news(this, sync.news) });
    });
    if (changed === body) return request;
    const { now, id, secrets, powers } = this.party;
    const signer = { keyid: id, seed: secrets.link, now, nonce: powers.random(16) };
    const signed = signRequest({ method: 'POST', target: url, body: changed }, signer);
    return { ...request, body: changed, headers: { ...request.headers, ...signed } };
  }

  /** What its server answers, as it leaves. */
  answer(path: string, bytes: Uint8Array): Uint8Array {
    if (!this.#hasBegun || path !== syncPath) return bytes;
    return this.#change(bytes, () => {
      const { news, answer } = this.misdeed;
      if (news === undefined && answer === undefined) return bytes;
      const read = readAnswer(bytes);
      const told = { ...read, news: news === undefined ? read.news : news.call(this.misdeed, this, read.news) };
      return answerBytes(answer === undefined ? told : answer.call(this.misdeed, this, told));
    });
  }

  #change(bytes: Uint8Array, work: () => Uint8Array): Uint8Array {
    try {
      const changed = work();
      return this.misdeed.bytes === undefined ? changed : this.misdeed.bytes(this, changed);
    } catch (error) {
      // An answer that is a refusal is no answer to change.
      if (!(error instanceof Fault)) throw error;
      return bytes;
    }
  }
}
