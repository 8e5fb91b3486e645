import { Fault } from '#protocol/bytes/fault.ts';
import type { IncomingAnswer, OutgoingRequest, Transport } from '../egress/transport.ts';
import type { Party } from '../party/party.ts';
import type { Channel } from './channel.ts';
import { credentialOf } from './channel-book.ts';
import { authorizationOf } from './sealed-credential.ts';

/** Bounds of one request. A slow server costs its own turn and nobody else's for long. Spec: SRC-7. */
const limits = { connect: 10_000, head: 20_000, idle: 10_000, whole: 60_000, bytes: 64 * 1024 * 1024 };

/** A failure with the seconds that the other server asks to wait. */
export class Postponed extends Fault {
  readonly seconds: number;

  constructor(code: string, message: string, seconds: number) {
    super(code, message);
    this.seconds = seconds;
  }
}

/** Seconds that a Retry-After header asks for: a number or a date. */
function retryAfter(value: string | undefined, now: number): number {
  if (value === undefined) return 0;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  const at = Date.parse(value);
  return Number.isNaN(at) ? 0 : Math.max(0, Math.ceil(at / 1000) - now);
}

/** What can be asked of a server that is no partner on the link. */
export interface ForeignRequest {
  readonly method?: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Statuses that are no failure beside 200. */
  readonly also?: readonly number[];
}

/** Speaks to the server of one source or destination. */
export class ForeignServer {
  readonly #party: Party;
  readonly #channel: Channel;
  readonly #transport: Transport;

  constructor(party: Party, channel: Channel, transport: Transport) {
    this.#party = party;
    this.#channel = channel;
    this.#transport = transport;
  }

  /**
   * Sends one request: an address, the credential of this channel, what the other server gave us to ask with, and
   * nothing else. The credential goes to the origin that an administrator named, and nowhere else. Spec: SRC-1, SRC-3.
   */
  async ask(request: ForeignRequest): Promise<IncomingAnswer> {
    const { method = 'GET', url, headers, body, also = [] } = request;
    if (new URL(url).origin !== new URL(this.#channel.url).origin)
      throw new Fault('source-elsewhere', 'The server points to another address; name that address if it is meant.');
    const credential = credentialOf(this.#party, this.#channel);
    const signed = credential === undefined ? {} : { authorization: authorizationOf(credential) };
    const outgoing: OutgoingRequest = {
      method,
      url,
      headers: { 'user-agent': 'comity', ...headers, ...signed },
      limits,
      ...(body === undefined ? {} : { body }),
    };
    const answer = await this.#transport(outgoing);
    if (answer.status !== 200 && !also.includes(answer.status)) throw this.#refused(answer);
    return answer;
  }

  #refused({ status, headers }: IncomingAnswer): Fault {
    const seconds = retryAfter(headers.get('retry-after'), this.#party.now);
    if (status === 429 || status === 503)
      return new Postponed('source-busy', `The server asks to wait (${status}).`, seconds);
    if (status === 401 || status === 403)
      return new Fault('source-credential', `The server does not let us in (${status}).`);
    return new Postponed('source-status', `The server answered ${status}.`, seconds);
  }
}
