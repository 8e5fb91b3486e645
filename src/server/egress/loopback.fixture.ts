import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Server as SocketServer } from 'node:net';
import type { TestContext } from 'node:test';
import { globalAndLoopback } from './address-guard.ts';
import { createTransport, type OutgoingRequest, type TransportOptions } from './transport.ts';

/** Lets a server listen on a port of loopback until the test ends. */
export function listen(context: TestContext, server: Server | SocketServer): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  context.after(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  });
  return promise;
}

export async function serve(context: TestContext, listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(context, createServer(listener))}/`;
}

/** A transport that may reach this machine, whose timers never fire. */
export function transport(context: TestContext, options: TransportOptions = {}) {
  const made = createTransport({ rule: globalAndLoopback, timer: () => () => undefined, ...options });
  context.after(() => made.close());
  return made.send;
}

export const get = (url: string, more: Partial<OutgoingRequest> = {}): OutgoingRequest => ({
  method: 'GET',
  url,
  ...more,
});
