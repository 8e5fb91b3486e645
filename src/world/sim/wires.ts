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

/** The connections of the simulated world: they lose, cut, repeat and delay, as the seed says. */
export class Wires {
  faults: WireFaults = goodWires;
  /** The origin that nobody reaches at present. */
  cutOff: string | undefined;
  /** What others do before an answer arrives. */
  meanwhile: () => Promise<void> = async () => undefined;
  readonly #random: Random;
  readonly #watch: HeadWatch;
  readonly #parties = new Map<string, SimParty>();
  readonly #late: OutgoingRequest[] = [];

  constructor(random: Random, watch: HeadWatch) {
    this.#random = random;
    this.#watch = watch;
  }

  connect(origin: string, party: SimParty): void {
    this.#parties.set(origin, party);
  }

  #happens(oneIn: number): boolean {
    return oneIn > 0 && this.#random.oneIn(oneIn);
  }

  /** The transport of every party. */
  readonly transport: Transport = async (request) => {
    const { lost, late, repeated } = this.faults;
    if (this.#happens(lost)) throw new Fault('egress-unreachable', 'The wire lost the request.');
    if (this.#happens(late)) {
      this.#late.push(request);
      throw new Fault('egress-timeout', 'The wire keeps the request for later.');
    }
    if (this.#happens(repeated)) await this.#deliver(request);
    const answer = await this.#deliver(request);
    if (this.#happens(this.faults.meanwhile)) await this.meanwhile();
    return this.#carryBack(request, answer);
  };

  async #carryBack(request: OutgoingRequest, { status, headers, body }: Delivered): Promise<IncomingAnswer> {
    if (this.#happens(this.faults.answerLost)) throw new Fault('egress-cut', 'The wire lost the answer.');
    const arrived = this.#happens(this.faults.cut) ? body.subarray(0, this.#random.below(body.length + 1)) : body;
    const sink = status === 200 ? request.sink : undefined;
    await sink?.(arrived, 0);
    if (arrived.length < body.length) throw new Fault('egress-cut', 'The wire cut the answer.');
    return { status, headers, body: sink === undefined ? arrived : new Uint8Array(), from: 0, end: arrived.length };
  }

  /** Delivers one message that was kept back, to whoever it was for; nobody waits for its answer. */
  async deliverLate(): Promise<void> {
    const request = this.#late.shift();
    if (request !== undefined) await this.#deliver(request).catch(() => undefined);
  }

  async #deliver({ method, url, headers = {}, body }: OutgoingRequest): Promise<Delivered> {
    const { origin } = new URL(url);
    const to = this.#parties.get(origin);
    if (to === undefined || origin === this.cutOff) throw new Fault('egress-unreachable', 'Nobody answers there.');
    if (body !== undefined) this.#watch.see(body);
    const init = { method, headers, ...(body === undefined ? {} : { body: new Uint8Array(body) }) };
    try {
      const answer = await to.server.app.request(url, init);
      const bytes = new Uint8Array(await answer.arrayBuffer());
      if (to.isDown) throw new Fault('egress-cut', 'The other side crashed.');
      this.#watch.see(bytes);
      return { status: answer.status, headers: new Map(answer.headers), body: bytes };
    } catch (error) {
      throw error instanceof Fault ? error : new Fault('egress-cut', 'The other side broke off.');
    } finally {
      if (to.isDown) to.reopen();
    }
  }
}
