import { Fault } from '#protocol/bytes/fault.ts';
import { concat } from '#protocol/bytes/text.ts';
import type { Answer, Courier } from '../link/link-client.ts';
import { logHeaderName } from '../link/link-server.ts';
import { clockHeader } from '../link-signature/link-profile.ts';
import { signRequest } from '../link-signature/sign-request.ts';
import type { Party } from '../party/party.ts';
import type { Peer } from '../party/peer-book.ts';
import { clockAhead, learnClock } from './partner-clock.ts';
import type { OutgoingRequest, Transport } from './transport.ts';

/** Most bytes of any answer of a partner. */
const limits = { bytes: 36 * 1024 * 1024 };

/** Requests to partners: always to the URL on the partner's signed card, signed where they say who asks. Spec: LNK-1, LSG-1. */
export class SignedCourier implements Courier {
  readonly #party: Party;
  readonly #transport: Transport;

  constructor(party: Party, transport: Transport) {
    this.#party = party;
    this.#transport = transport;
  }

  get(partner: Peer, path: string): Promise<Answer> {
    return this.#send({ method: 'GET', url: urlOf(partner, path), limits });
  }

  async post(partner: Peer, path: string, body: Uint8Array): Promise<Answer> {
    const answer = await this.#postSigned(partner, path, body);
    const isWorthwhile = answer.status === 401 && learnClock(this.#party, partner.id, answer.clock);
    return isWorthwhile ? this.#postSigned(partner, path, body) : answer;
  }

  /** Signs by the clock of who is asked. Spec: LSG-12. */
  #postSigned(partner: Peer, path: string, body: Uint8Array): Promise<Answer> {
    const url = urlOf(partner, path);
    const signer = {
      keyid: this.#party.id,
      seed: this.#party.secrets.link,
      now: Math.max(0, this.#party.now + clockAhead(this.#party, partner.id)),
      nonce: this.#party.powers.random(16),
    };
    const signed = signRequest({ method: 'POST', target: url, body }, signer);
    return this.#send({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/octet-stream', ...signed },
      body,
      limits,
    });
  }

  /** Collects a good answer piece by piece, so that what came before a cut is not lost. */
  async #send(request: OutgoingRequest): Promise<Answer> {
    const pieces: Uint8Array[] = [];
    try {
      const answer = await this.#transport({ ...request, sink: (piece) => void pieces.push(new Uint8Array(piece)) });
      const body = concat(...pieces, answer.body);
      const log = answer.headers.get(logHeaderName) ?? undefined;
      const said = answer.headers.get(clockHeader);
      const clock = said !== undefined && /^\d{1,12}$/.test(said) ? { clock: Number(said) } : {};
      return { status: answer.status, contentType: answer.headers.get('content-type') ?? '', body, log, ...clock };
    } catch (error) {
      if (!(error instanceof Fault) || pieces.length === 0) throw error;
      return { status: 200, contentType: '', body: concat(...pieces) };
    }
  }
}

function urlOf(partner: Peer, path: string): string {
  if (partner.url === undefined) throw new Fault('party-without-server', 'The party has no server that is known here.');
  return `${partner.url}${path}`;
}
