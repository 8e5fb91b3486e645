import { signRequest } from '../link-signature/sign-request.ts';
import type { Answer, Courier } from '../link/link-client.ts';
import type { Party } from '../party/party.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import type { Peer } from '../party/peer-book.ts';
import type { Transport } from './transport.ts';

/** Most bytes of any answer of a partner. */
const answerLimit = 36 * 1024 * 1024;

/** Requests to partners: always to the URL on the partner's signed card, signed where they say who asks. Spec: LNK-1, LSG-1. */
export class SignedCourier implements Courier {
  readonly #party: Party;
  readonly #transport: Transport;

  constructor(party: Party, transport: Transport) {
    this.#party = party;
    this.#transport = transport;
  }

  get(partner: Peer, path: string): Promise<Answer> {
    return this.#transport({ method: 'GET', url: urlOf(partner, path), headers: {}, limits: { bodyBytes: answerLimit } });
  }

  post(partner: Peer, path: string, body: Uint8Array): Promise<Answer> {
    const url = urlOf(partner, path);
    const signer = { keyid: this.#party.id, seed: this.#party.secrets.link, now: this.#party.now, nonce: this.#party.powers.random(16) };
    const signed = signRequest({ method: 'POST', target: url, body }, signer);
    const headers = { 'content-type': 'application/octet-stream', ...signed };
    return this.#transport({ method: 'POST', url, headers, body, limits: { bodyBytes: answerLimit } });
  }
}

function urlOf(partner: Peer, path: string): string {
  if (partner.url === undefined) throw new Fault('party-without-server', 'The party has no server that is known here.');
  return `${partner.url}${path}`;
}
