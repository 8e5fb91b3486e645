import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { type AddressRule, globalAddresses } from './address-guard.ts';
import { processTimer, type TimeLimits, type Timer } from './deadlines.ts';
import { egressFault } from './egress-fault.ts';
import { Exchange } from './exchange.ts';
import { type Resolve, systemResolve } from './guarded-lookup.ts';

/*
 * The only place of a server that opens a connection. The simulated world has its own Transport, so
 * that one code runs over real and over lying wires.
 */

/** Takes a piece of an answer's body and its offset in the whole body. The next piece waits for it. */
export type Sink = (chunk: Uint8Array, offset: number) => void | Promise<void>;

/** Limits of one exchange: times in milliseconds, and the size of the body in bytes. */
export interface Limits extends TimeLimits {
  readonly bytes: number;
}

/** A request to another server. A repeated one needs a new signature, so nothing here repeats any. */
export interface OutgoingRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Where to put the body of an answer 200 or 206. Without it the body is collected in memory. */
  readonly sink?: Sink;
  /** Bytes of the body that an earlier, cut exchange has delivered: asks for the rest (Range). */
  readonly from?: number;
  readonly limits?: Partial<Limits>;
}

/** An answer that arrived whole. */
export interface IncomingAnswer {
  readonly status: number;
  /** Names in lower case; repeated fields joined by a comma. */
  readonly headers: ReadonlyMap<string, string>;
  /** The body as it came over the wire; empty when a sink took it. */
  readonly body: Uint8Array;
  /** Offset of the first byte that was delivered: the `from` of the request, or 0 when the other side began anew. */
  readonly from: number;
  /** Offset behind the last byte that was delivered. */
  readonly end: number;
}

/** Sends a request, resolves when the whole answer is here. Rejects with a Fault of egressFaultCodes. */
export type Transport = (request: OutgoingRequest) => Promise<IncomingAnswer>;

/** What a transport may do, and how it tells time and names; the defaults suit a server on the Internet. */
export interface TransportOptions {
  readonly rule?: AddressRule;
  readonly resolve?: Resolve;
  readonly timer?: Timer;
  readonly limits?: Partial<Limits>;
  /** Certificate authorities in PEM, in place of the built-in ones: for parties with their own. */
  readonly authorities?: readonly string[];
}

const standardLimits: Limits = { connect: 10_000, head: 30_000, idle: 30_000, whole: 600_000, bytes: 1_048_576 };

/** A transport over HTTP/1.1 with connections that are kept and reused. `close` ends them all. */
export function createTransport(options: TransportOptions = {}): { readonly send: Transport; close(): void } {
  // Own agents, not the global ones: those may follow proxy settings of the environment.
  const kept = { keepAlive: true, maxSockets: 16, maxFreeSockets: 4, timeout: 60_000 };
  const ca = options.authorities === undefined ? {} : { ca: [...options.authorities] };
  const agents = {
    'http:': new HttpAgent(kept),
    'https:': new HttpsAgent({ ...kept, ...ca, rejectUnauthorized: true }),
  };
  const running = new Set<Exchange>();
  let open = true;
  const send: Transport = async (request) => {
    if (!open) throw egressFault('egress-closed', 'This server is stopping.');
    const exchange = new Exchange(request, {
      agents,
      rule: options.rule ?? globalAddresses,
      resolve: options.resolve ?? systemResolve,
      timer: options.timer ?? processTimer,
      limits: { ...standardLimits, ...options.limits, ...request.limits },
    });
    running.add(exchange);
    try {
      return await exchange.answer();
    } finally {
      running.delete(exchange);
    }
  };
  const close = (): void => {
    open = false;
    for (const exchange of running) exchange.fail(egressFault('egress-closed', 'This server is stopping.'));
    for (const agent of Object.values(agents)) agent.destroy();
  };
  return { send, close };
}
