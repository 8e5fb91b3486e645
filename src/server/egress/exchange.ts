import { type Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { Fault } from '#protocol/bytes/fault.ts';
import { type AddressRule, checkAddress, checkUrl, hostOf } from './address-guard.ts';
import { answerFrame, BodyReader } from './answer-body.ts';
import { Deadlines, type Timer } from './deadlines.ts';
import { type EgressFaultCode, egressFault } from './egress-fault.ts';
import { guardedLookup, type Resolve } from './guarded-lookup.ts';
import type { IncomingAnswer, Limits, OutgoingRequest, Sink } from './transport.ts';

/** What an exchange works with. */
export interface ExchangeContext {
  readonly agents: Readonly<Record<'http:' | 'https:', Agent>>;
  readonly rule: AddressRule;
  readonly resolve: Resolve;
  readonly timer: Timer;
  readonly limits: Limits;
}

type Stage = 'connect' | 'handshake' | 'head' | 'body';

// Headers that would contradict what this module decides, or that speak to a proxy.
const ownHeaders =
  /^(?:host|connection|content-length|transfer-encoding|expect|upgrade|te|trailer|range|accept-encoding|proxy-.*)$/i;

/** One request and its answer. */
export class Exchange {
  readonly #request: OutgoingRequest;
  readonly #context: ExchangeContext;
  readonly #secure: boolean;
  readonly #outgoing: ClientRequest;
  readonly #deadlines: Deadlines;
  #stage: Stage = 'connect';
  #fault: Fault | undefined;
  #broken: Error | undefined;
  #sinkFailure: { readonly error: unknown } | undefined;

  constructor(request: OutgoingRequest, context: ExchangeContext) {
    const url = checkUrl(request.url, context.rule);
    this.#request = request;
    this.#context = context;
    this.#secure = url.protocol === 'https:';
    this.#outgoing = this.#open(url);
    // The first says why; without a listener later ones would end the process.
    this.#outgoing.on('error', (error) => {
      this.#broken ??= error;
    });
    this.#outgoing.once('socket', (socket) => this.#watch(socket));
    this.#deadlines = new Deadlines(context.timer, context.limits, (limit) =>
      this.fail(egressFault('egress-timeout', `The limit of ${context.limits[limit]} ms was reached.`, limit)),
    );
  }

  /** Ends the exchange; its answer rejects with the first fault given. */
  fail(fault: Fault): void {
    this.#fault ??= fault;
    this.#outgoing.destroy(this.#fault);
  }

  /** Sends, and resolves with the answer. To be called once. */
  async answer(): Promise<IncomingAnswer> {
    try {
      this.#deadlines.enter('connect');
      const incoming = await this.#head();
      const frame = answerFrame(incoming, this.#request, this.#context.limits.bytes);
      const reader = new BodyReader(frame, this.#sink());
      await reader.readAll(incoming, this.#deadlines);
      return reader.answer();
    } catch (error) {
      const fault = this.#explain(error);
      this.#outgoing.destroy();
      throw fault;
    } finally {
      this.#deadlines.stop();
    }
  }

  #sink(): Sink | undefined {
    const { sink } = this.#request;
    if (sink === undefined) return undefined;
    return async (chunk, offset) => {
      try {
        await sink(chunk, offset);
      } catch (error) {
        this.#sinkFailure = { error };
        throw error;
      }
    };
  }

  #open(url: URL): ClientRequest {
    const { method, headers = {}, body, from } = this.#request;
    const refused = Object.keys(headers).find((name) => ownHeaders.test(name));
    if (refused !== undefined || (from !== undefined && (!Number.isSafeInteger(from) || from < 0)))
      throw egressFault('egress-request-refused', 'A header or offset may not be set so.', refused ?? 'from');
    const { agents, resolve, rule } = this.#context;
    const host = hostOf(url);
    const options = {
      agent: agents[this.#secure ? 'https:' : 'http:'],
      method,
      host,
      port: url.port === '' ? (this.#secure ? 443 : 80) : Number(url.port),
      path: `${url.pathname}${url.search}`,
      servername: isIP(host) === 0 ? host : '',
      lookup: guardedLookup(resolve, this.#secure, rule),
      maxHeaderSize: 16_384,
      headers: {
        ...headers,
        host: url.host,
        'accept-encoding': 'identity',
        ...(from === undefined ? {} : { range: `bytes=${from}-` }),
        ...(body === undefined ? {} : { 'content-length': body.length }),
      },
    };
    try {
      return this.#secure ? httpsRequest(options) : httpRequest(options);
    } catch {
      throw egressFault('egress-request-refused', 'A header has characters that it may not have.', 'headers');
    }
  }

  #head(): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      this.#outgoing.once('response', resolve);
      this.#outgoing.once('error', reject);
      this.#outgoing.once('upgrade', (_, socket) => {
        socket.destroy();
        reject(egressFault('egress-malformed', 'The other side changed the protocol.', 'status'));
      });
      if (this.#fault) reject(this.#fault);
      this.#outgoing.end(this.#request.body);
    }).then((incoming) => {
      this.#stage = 'body';
      return incoming as IncomingMessage;
    });
  }

  #watch(socket: Socket): void {
    if (this.#outgoing.reusedSocket) return this.#connected();
    socket.once('connect', () => {
      this.#checkPeer(socket);
      if (!this.#secure) return this.#connected();
      this.#stage = 'handshake';
      socket.once('secureConnect', () => this.#connected());
    });
  }

  #connected(): void {
    this.#stage = 'head';
    this.#deadlines.enter('head');
  }

  // The lookup has judged it already; this holds even if a future Node connects in another way.
  #checkPeer(socket: Socket): void {
    try {
      checkAddress(socket.remoteAddress ?? '', this.#secure, this.#context.rule);
    } catch (error) {
      if (error instanceof Fault) this.fail(error);
    }
  }

  #explain(error: unknown): unknown {
    if (this.#sinkFailure) return this.#sinkFailure.error; // the caller's own, so it passes unchanged
    if (this.#fault) return this.#fault;
    if (error instanceof Fault) return error;
    const cause = this.#broken ?? error;
    if (cause instanceof Fault) return cause;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (code.startsWith('HPE_')) return egressFault('egress-malformed', 'The answer is not HTTP.', code);
    const [fault, message] = explanations[this.#stage];
    return egressFault(fault, message, code);
  }
}

const explanations: Record<Stage, [EgressFaultCode, string]> = {
  connect: ['egress-unreachable', 'The other server cannot be reached.'],
  handshake: ['egress-tls', 'The other server could not prove who it is.'],
  head: ['egress-cut', 'The connection ended before an answer; the request may have arrived.'],
  body: ['egress-cut', 'The connection ended inside the answer.'],
};
