import { Fault } from '#protocol/bytes/fault.ts';
import type { IncomingAnswer, OutgoingRequest, Transport } from '#server/egress/transport.ts';
import type { HeadWatch } from './head-watch.ts';
import type { Random } from './random.ts';
import type { SimParty } from './sim-party.ts';

/** How often a wire does wrong: once in so many messages; 0 never. */
export interface WireFaults {
  readonly lost: number;
  readonly answerLost: number;
  readonly cut: number;
  readonly repeated: number;
  readonly late: number;
  /** How often others act before an answer arrives. */
  readonly meanwhile: number;
}

export const goodWires: WireFaults = { lost: 0, answerLost: 0, cut: 0, repeated: 0, late: 0, meanwhile: 0 };

type Delivered = Pick<IncomingAnswer, 'status' | 'headers' | 'body'>;

/** What a liar does to what its server says, before it is on the wire. */
export interface Mouth {
  request(request: OutgoingRequest): OutgoingRequest;
  answer(path: string, bytes: Uint8Array): Uint8Array;
}

/** A second server of one party, with which only some speak. */
interface Second {
  readonly sim: SimParty;
  readonly speaksWith: ReadonlySet<string>;
}

interface Sent {
  readonly from: string;
  readonly request: OutgoingRequest;
}

/** The connections of the simulated world: they lose, cut, repeat, delay and reorder, as the seed says. */
export class Wires {
  faults: WireFaults = goodWires;
  /** The origin that nobody reaches at present. */
  cutOff: string | undefined;
  /** Who stands in which group, by origin: groups do not reach each other. */
  groups: ReadonlyMap<string, number> = new Map();
  /** What others do before an answer arrives. */
  meanwhile: () => Promise<void> = async () => undefined;
  readonly #random: Random;
  readonly #watch: HeadWatch;
  readonly #parties = new Map<string, SimParty>();
  readonly #mouths = new Map<string, Mouth>();
  readonly #seconds = new Map<string, Second>();
  readonly #isolated = new Set<string>();
  readonly #late: Sent[] = [];

  constructor(random: Random, watch: HeadWatch) {
    this.#random = random;
    this.#watch = watch;
  }

  connect(origin: string, party: SimParty): void {
    this.#parties.set(origin, party);
  }

  /** Puts a liar's mouth before what a party says. */
  speakThrough(origin: string, mouth: Mouth): void {
    this.#mouths.set(origin, mouth);
  }

  /** Nobody reaches it ever again, nor does it anybody. */
  isolate(origin: string): void {
    this.#isolated.add(origin);
  }

  isIsolated(origin: string): boolean {
    return this.#isolated.has(origin);
  }

  /** From now on these reach the second server of a party, and the others the first. */
  divide(origin: string, second: Second): void {
    this.#seconds.set(origin, second);
  }

  #happens(oneIn: number): boolean {
    return oneIn > 0 && this.#random.oneIn(oneIn);
  }

  #reaches(from: string, to: string): boolean {
    const isApart = this.groups.get(from) !== this.groups.get(to);
    return to !== this.cutOff && !this.#isolated.has(from) && !this.#isolated.has(to) && !isApart;
  }

  /** The transport of every party, where it does not matter who sends. */
  readonly transport: Transport = (request) => this.#carry({ from: '', request });

  /** The transport of one server of a party. */
  transportOf(origin: string, which: 'first' | 'second' = 'first'): Transport {
    return async (request) => {
      const speaksWith = this.#seconds.get(origin)?.speaksWith;
      const { origin: to } = new URL(request.url);
      if (speaksWith !== undefined && speaksWith.has(to) !== (which === 'second'))
        throw new Fault('egress-unreachable', 'The other server of this party speaks with it.');
      return this.#carry({ from: origin, request: this.#mouths.get(origin)?.request(request) ?? request });
    };
  }

  async #carry(sent: Sent): Promise<IncomingAnswer> {
    const { lost, late, repeated } = this.faults;
    if (this.#happens(lost)) throw new Fault('egress-unreachable', 'The wire lost the request.');
    if (this.#happens(late)) {
      this.#late.push(sent);
      throw new Fault('egress-timeout', 'The wire keeps the request for later.');
    }
    if (this.#happens(repeated)) await this.#deliver(sent);
    const answer = await this.#deliver(sent);
    if (this.#happens(this.faults.meanwhile)) await this.meanwhile();
    return this.#carryBack(sent.request, answer);
  }

  async #carryBack(request: OutgoingRequest, { status, headers, body }: Delivered): Promise<IncomingAnswer> {
    if (this.#happens(this.faults.answerLost)) throw new Fault('egress-cut', 'The wire lost the answer.');
    const arrived = this.#happens(this.faults.cut) ? body.subarray(0, this.#random.below(body.length + 1)) : body;
    const sink = status === 200 ? request.sink : undefined;
    await sink?.(arrived, 0);
    if (arrived.length < body.length) throw new Fault('egress-cut', 'The wire cut the answer.');
    return { status, headers, body: sink === undefined ? arrived : new Uint8Array(), from: 0, end: arrived.length };
  }

  /** Delivers one message that was kept back, whichever of them, to whoever it was for; nobody waits for its answer. */
  async deliverLate(): Promise<boolean> {
    const [sent] = this.#late.splice(this.#random.below(this.#late.length), 1);
    if (sent !== undefined) await this.#deliver(sent).catch(() => undefined);
    return sent !== undefined;
  }

  #receiver(from: string, to: string): SimParty {
    const second = this.#seconds.get(to);
    const found = second?.speaksWith.has(from) === true ? second.sim : this.#parties.get(to);
    if (found === undefined || !this.#reaches(from, to)) throw new Fault('egress-unreachable', 'Nobody answers there.');
    return found;
  }

  async #deliver({ from, request: { method, url, headers = {}, body } }: Sent): Promise<Delivered> {
    const { origin, pathname } = new URL(url);
    const to = this.#receiver(from, origin);
    if (body !== undefined) this.#watch.see(body);
    const init = { method, headers, ...(body === undefined ? {} : { body: new Uint8Array(body) }) };
    try {
      const answer = await to.server.app.request(url, init);
      const own = new Uint8Array(await answer.arrayBuffer());
      if (to.isDown) throw new Fault('egress-cut', 'The other side crashed.');
      const bytes = answer.status === 200 ? (this.#mouths.get(origin)?.answer(pathname, own) ?? own) : own;
      this.#watch.see(bytes);
      return { status: answer.status, headers: new Map(answer.headers), body: bytes };
    } catch (error) {
      throw error instanceof Fault ? error : new Fault('egress-cut', 'The other side broke off.');
    } finally {
      if (to.isDown) to.reopen();
    }
  }
}
