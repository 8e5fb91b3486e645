import { Hono } from 'hono';
import { clientAddress } from '#server/http/client-address.ts';
import { RateLimit } from '#server/http/rate-limit.ts';
import type { Powers } from '#server/powers.ts';
import { boundBody } from '#server/process/body-bounds.ts';
import { listen } from '#server/process/listener.ts';
import { Practice } from './practice.ts';
import { practicePages } from './practice-pages.ts';

/** A practice that answers. */
export interface RunningPractice {
  /** Where to begin. */
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

const host = '127.0.0.1';
const grace = 200;
const limits = { capacity: 500, perSecond: 50 } as const;

const refused = (code: string, status: number): Response => new Response(`${code}\n`, { status });

/**
 * Serves a practice on this machine alone. Its parties are founded at the first request; nothing of
 * it is written anywhere, and it offers no address to other servers. Spec: PRA-1.
 */
export async function servePractice({ port, powers }: { port: number; powers: Powers }): Promise<RunningPractice> {
  let pages: Promise<Hono> | undefined;
  let url = '';
  const limit = new RateLimit({ ...limits, now: powers.now });
  const app = new Hono();
  app.use(async (c, next) => (limit.take(clientAddress(c.env)) === 0 ? next() : refused('rate-limited', 429)));
  app.use(boundBody((_c, code, status) => refused(code, status)));
  app.all('*', async (c) => {
    pages ??= Practice.found(url, powers).then(practicePages);
    return (await pages).fetch(c.req.raw, c.env);
  });
  const listener = await listen(app.fetch, { host, port });
  url = `http://${host}:${listener.port}`;
  return { url: `${url}/practice`, port: listener.port, stop: () => listener.close(grace) };
}
