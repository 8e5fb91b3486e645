import { createAdaptorServer } from '@hono/node-server';
import { Fault } from '#protocol/bytes/fault.ts';

/** Answers one request; `env` holds the adapter's own request and response. */
export type Answerer = Parameters<typeof createAdaptorServer>[0]['fetch'];

/** A bound port. */
export interface Listener {
  readonly port: number;
  /** Takes no more connections, lets running requests end for `grace` milliseconds, then cuts them off. */
  close(grace: number): Promise<void>;
}

/** How long a request may take to arrive, in milliseconds. */
export interface ArrivalTimes {
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  readonly connectionsCheckingInterval: number;
}

// A whole upload may take minutes over a thin link; its head may not.
const standardTimes: ArrivalTimes = {
  headersTimeout: 15_000,
  requestTimeout: 300_000,
  connectionsCheckingInterval: 5_000,
};
const serverOptions = { keepAliveTimeout: 10_000, maxHeaderSize: 16_384 };
const mostConnections = 1_000;
const silence = 120_000;

const faults: Readonly<Record<string, string>> = {
  EADDRINUSE: 'The port is already in use.',
  EACCES: 'This process may not listen on the port.',
  EADDRNOTAVAIL: 'This machine does not have the address.',
  ENOTFOUND: 'The host name is not known.',
};

function listenFault(error: Error): Error {
  const message = faults['code' in error ? String(error.code) : ''];
  return message === undefined ? error : new Fault('listen-refused', message);
}

function create(fetch: Answerer, times: ArrivalTimes) {
  const options = { ...serverOptions, ...times };
  const server = createAdaptorServer({ fetch, serverOptions: options, overrideGlobalObjects: false });
  // The adapter can also make HTTP/2 servers, which lack these; without options it makes none.
  if (!('closeAllConnections' in server)) throw new Error('An HTTP/1.1 server was expected.');
  server.maxConnections = mostConnections;
  server.setTimeout(silence);
  return server;
}

/** Binds a port (0: any that is free) and answers from then on. Fault: `listen-refused`. */
export async function listen(
  fetch: Answerer,
  at: { host: string; port: number; times?: ArrivalTimes },
): Promise<Listener> {
  const server = create(fetch, at.times ?? standardTimes);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenFault(error)));
    server.listen(at.port, at.host, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : at.port;
  const close = async (grace: number): Promise<void> => {
    const cut = setTimeout(() => server.closeAllConnections(), grace);
    // A connection that is kept alive becomes idle when its request ends, which may be after the close.
    const idle = setInterval(() => server.closeIdleConnections(), 25);
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeIdleConnections();
    });
    clearTimeout(cut);
    clearInterval(idle);
  };
  return { port, close };
}
