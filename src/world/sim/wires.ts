import { Fault } from '#protocol/bytes/fault.ts';
import type { IncomingAnswer, OutgoingRequest, Transport } from '#server/egress/transport.ts';
import type { Random } from './random.ts';
import type { SimParty } from './sim-party.ts';

/** How often a wire does wrong: once in so many messages; 0 never. */
export interface WireFaults {
  readonly lost: number;
  readonly answerLost: number;
  readonly cut: number;
  readonly repeated: number;
  readonly late: number;
}

export const goodWires: WireFaults = { lost: 0, answerLost: 0, cut: 0, repeated: 0, late: 0 };

/** The connections of the simulated world: they lose, cut, repeat and delay, as the seed says. */
export class Wires {
  faults: WireFaults = goodWires;
  /** Bytes of all bodies that arrived anywhere, for the auditor. */
  carried = 0;
  readonly #random: Random;
  readonly #parties = new Map<string, SimParty>();
  readonly #late: OutgoingRequest[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  connect(origin: string, party: SimParty): void {
    this.#parties.set(origin, party);
  }

  #happens(oneIn: number): boolean {
    return oneIn > 0 && this.#random.oneIn(oneIn);
  }

  /** The transport of every party. */
  readonly transport: Transport = async (request) => {
    const { lost, late, repeated, answerLost, cut } = this.faults;
    if (this.#happens(lost)) throw new Fault('egress-unreachable', 'The wire lost the request.');
    if (this.#happens(late)) {
      this.#late.push(request);
      throw new Fault('egress-timeout', 'The wire keeps the request for later.');
    }
    if (this.#happens(repeated)) await this.#deliver(request);
    const { status, headers, body } = await this.#deliver(request);
    if (this.#happens(answerLost)) throw new Fault('egress-cut', 'The wire lost the answer.');
    const arrived = this.#happens(cut) ? body.subarray(0, this.#random.below(body.length + 1)) : body;
    this.carried += arrived.length;
    if (request.sink !== undefined) await request.sink(arrived, 0);
    if (arrived.length < body.length) throw new Fault('egress-cut', 'The wire cut the answer.');
    const rest = request.sink === undefined ? arrived : new Uint8Array();
    return { status, headers, body: rest, from: 0, end: arrived.length };
  };

  /** Delivers one message that was kept back, to whoever it was for; nobody waits for its answer. */
  async deliverLate(): Promise<void> {
    const request = this.#late.shift();
    if (request !== undefined) await this.#deliver(request).catch(() => undefined);
  }

  async #deliver({
    method,
    url,
    headers = {},
    body,
  }: OutgoingRequest): Promise<Pick<IncomingAnswer, 'status' | 'headers' | 'body'>> {
    const to = this.#parties.get(new URL(url).origin);
    if (to === undefined) throw new Fault('egress-unreachable', 'Nobody answers there.');
    const init = { method, headers, ...(body === undefined ? {} : { body: new Uint8Array(body) }) };
    try {
      const answer = await to.server.app.request(url, init);
      const bytes = new Uint8Array(await answer.arrayBuffer());
      if (to.isDown) throw new Fault('egress-cut', 'The other side crashed.');
      return { status: answer.status, headers: new Map(answer.headers), body: bytes };
    } catch (error) {
      throw error instanceof Fault ? error : new Fault('egress-cut', 'The other side broke off.');
    } finally {
      if (to.isDown) to.reopen();
    }
  }
}
