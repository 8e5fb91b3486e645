import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { Fault, faultCode } from '#protocol/bytes/fault.ts';
import { isLoopback } from '../egress/address-guard.ts';
import { addressKey } from '../http/address-key.ts';
import { clientAddress } from '../http/client-address.ts';
import type { RateLimit } from '../http/rate-limit.ts';
import type { PartyServer } from '../party-server.ts';
import { storeRetry, storeStatus } from '../store/store-fault.ts';
import { taxiiError } from '../taxii/taxii-answer.ts';
import { boundBody } from './body-bounds.ts';
import { Metrics } from './metrics.ts';
import { quietly } from './quiet-stream.ts';
import { isMachineGroup, type RouteGroup, routeGroup } from './route-group.ts';
import { errorFields, type ServerLog } from './server-log.ts';
import { StoreWatch } from './store-watch.ts';

/** Bindings that the HTTP adapter gives; absent when an app is called without a socket. */
interface Env {
  Bindings: Partial<HttpBindings>;
}

/** What stands in front of a party's own routes. */
export interface FrontDoor {
  readonly log: ServerLog;
  /** Requests of one address: for all routes together, and for the static files of logs. */
  readonly limits: { readonly usual: RateLimit; readonly files: RateLimit };
  /** Milliseconds from any start; only differences count. */
  readonly clock: () => number;
}

/** A refusal in the words of the one who asked: a TAXII error below /taxii2/, else its code as one line. Spec: TAX-4. */
function refused(path: string, code: string, status: number, headers: Record<string, string> = {}): Response {
  if (routeGroup(path) === 'taxii') return taxiiError(status, code, { headers });
  return new Response(`${code}\n`, { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers } });
}

const addressOf = (c: Context<Env>): string => clientAddress(c.env);

/** Whether the caller is on this machine itself, and not somebody behind a proxy that is. */
function isLocal(c: Context<Env>): boolean {
  const isForwarded = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some(
    (name) => c.req.header(name) !== undefined,
  );
  return !isForwarded && isLoopback(addressOf(c));
}

/** One line for each answer: the path without its query, no header and no body. */
function observe({ log, clock }: FrontDoor, metrics: Metrics): MiddlewareHandler<Env> {
  return async (c, next) => {
    const began = clock();
    await next();
    const group = routeGroup(c.req.path);
    const ms = Math.round(clock() - began);
    metrics.answered(group, c.res.status, ms / 1000);
    const line = { method: c.req.method.slice(0, 10), path: c.req.path.slice(0, 200), group, status: c.res.status, ms };
    if (c.res.status < 400 && isMachineGroup(group)) log.debug(line, 'answered');
    else log.info(line, 'answered');
  };
}

function limitRate({ limits }: FrontDoor): MiddlewareHandler<Env> {
  return async (c, next) => {
    const group = routeGroup(c.req.path);
    const limit = group === 'log' || group === 'mirror' ? limits.files : limits.usual;
    const wait = limit.take(addressKey(addressOf(c)));
    return wait === 0 ? next() : refused(c.req.path, 'rate-limited', 429, { 'retry-after': String(wait) });
  };
}

/** Where bodies are made while they are sent, and so can break. */
const streamed = new Set<RouteGroup>(['link', 'taxii', 'pages']);

function guardStream({ log }: FrontDoor, watch: StoreWatch): MiddlewareHandler<Env> {
  return async (c, next) => {
    await next();
    if (c.res.body === null || !streamed.has(routeGroup(c.req.path))) return;
    c.res = quietly(c.res, {
      before: () => watch.look(),
      log: (error) => log.warn(errorFields(error), 'an answer broke off'),
      cut: () => void c.env.outgoing?.destroy(),
    });
  };
}

/** A fault that no route has answered itself goes out as its code; anything else as one word, and into the log. */
function explain(log: ServerLog, { party }: PartyServer, path: string, error: unknown): Response {
  const trouble = party.db.failed(error);
  if (trouble !== undefined) {
    log.error(errorFields(error), 'the store failed');
    return refused(path, trouble.code, storeStatus(trouble.code), { 'retry-after': storeRetry });
  }
  if (faultCode(error) === 'server-busy') return refused(path, 'server-busy', 503, { 'retry-after': '5' });
  if (error instanceof Fault) return refused(path, error.code, error.code === 'body-too-large' ? 413 : 422);
  log.error(errorFields(error), 'a request failed');
  return refused(path, 'internal-error', 500);
}

function health({ party }: PartyServer): Response {
  party.db.count('SELECT count(*) FROM meta');
  return Response.json(
    {
      ok: party.db.trouble === undefined,
      party: party.id,
      signing: party.log.signing,
      ...(party.db.trouble === undefined ? {} : { store: party.db.trouble }),
    },
    { headers: { 'cache-control': 'no-store' } },
  );
}

async function numbers(metrics: Metrics): Promise<Response> {
  const { body, contentType } = await metrics.text();
  return new Response(body, { headers: { 'content-type': contentType } });
}

/** The whole web application of a running party: bounds and limits first, then its routes. */
export function frontDoor(server: PartyServer, door: FrontDoor): Hono<Env> {
  const metrics = new Metrics(server.party);
  const app = new Hono<Env>();
  app.onError((error, c) => explain(door.log, server, c.req.path, error));
  app.notFound((c) => refused(c.req.path, 'not-found', 404));
  app.use(observe(door, metrics));
  app.get('/healthz', () => health(server));
  app.use(limitRate(door));
  app.use(guardStream(door, new StoreWatch(server.party)));
  app.use(boundBody((c, code, status) => refused(c.req.path, code, status)));
  app.get('/metrics', (c) => (isLocal(c) ? numbers(metrics) : refused(c.req.path, 'not-found', 404)));
  app.route('/', server.app);
  return app;
}
