import { type Context, Hono } from 'hono';
import { Fault } from '#protocol/bytes/fault.ts';
import { keysOf } from '#protocol/identity/key-history.ts';
import { maxAddCheckpointLength } from '#protocol/log/witness-request.ts';
import { answerLink, type LinkAnswer, linkLimits } from '../link/link-server.ts';
import { checkContentDigest } from '../link-signature/content-digest.ts';
import { clockHeader } from '../link-signature/link-profile.ts';
import type { NonceCache } from '../link-signature/nonce-cache.ts';
import { verifyRequestHead } from '../link-signature/verify-request.ts';
import type { Party } from '../party/party.ts';
import { introductionJson, ownIntroduction, peer } from '../party/peer-book.ts';
import { witness, witnessedCheckpoint } from '../party/witnessing.ts';
import { RateLimit } from './rate-limit.ts';
import { readBody } from './read-body.ts';

/** Requests of one partner over the link, whatever addresses it has. Spec: LNK-9. */
const partnerRate = { capacity: 4_000, perSecond: 100 };

/** Faults that will pass when the other side has learnt more: the message is worth repeating. */
const passing = new Set(['agreement-unsigned', 'agreement-unknown', 'party-unknown', 'card-missing']);

const octets = { 'content-type': 'application/octet-stream' };
const text = { 'content-type': 'text/plain; charset=utf-8' };

/** The newest link key of a known partner and the one before, for requests on their way; none for strangers. Spec: LSG-8. */
function linkKeysOf(party: Party, id: string): Uint8Array[] {
  const known = peer(party, id);
  if (known?.url === undefined) return [];
  return known.history.entries
    .slice(-2)
    .map((entry) => keysOf(known.history, entry.version).keys.link)
    .toReversed();
}

/** What strangers send is noted once a minute for each code: it must not fill the disk. Spec: LNK-9. */
function noteRefusal(party: Party, from: string | undefined, fault: Fault): void {
  const last = `SELECT max(at) AS at FROM (SELECT at, party, code FROM refusal ORDER BY n DESC LIMIT 100)
    WHERE party IS NULL AND code = ?`;
  const isKnown = from === undefined && Math.abs(party.now - party.db.count(last, fault.code)) < 60;
  if (!isKnown) party.refusal(from, fault);
}

function refuse(party: Party, from: string | undefined, error: unknown): Response {
  // Fullness is ours, and passes: the door says so.
  if (!(error instanceof Fault) || error.code === 'server-busy') throw error;
  noteRefusal(party, from, error);
  const isSignature = error.code.startsWith('signature-');
  const status = from === undefined || isSignature ? 401 : passing.has(error.code) ? 409 : 422;
  // Whose clock is another than ours learns ours, and can speak with us. Spec: LSG-11.
  const isOfTime = error.code === 'signature-future' || error.code === 'signature-expired';
  const clock = isOfTime ? { [clockHeader]: String(party.now) } : {};
  return new Response(`${error.code}\n`, { status, headers: { ...text, ...clock } });
}

/**
 * A stream that takes the next chunk only when it is asked for: one kept ready would have been decided
 * before, and leave after a withdrawal. Spec: REL-11, AGR-9.
 */
function streamOf(chunks: Iterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.iterator]();
  const pull = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    const { done, value } = iterator.next();
    if (done === true) controller.close();
    else controller.enqueue(value);
  };
  return new ReadableStream({ pull }, { highWaterMark: 0 });
}

function send(answer: LinkAnswer): Response {
  if (answer.body instanceof Uint8Array)
    return new Response(answer.status === 204 ? null : new Uint8Array(answer.body), answer);
  return new Response(streamOf(answer.body), answer);
}

/** What bounds the requests of one partner. */
interface LinkGuards {
  readonly nonces: NonceCache;
  readonly flood: RateLimit;
}

async function answer(party: Party, { nonces, flood }: LinkGuards, c: Context): Promise<Response> {
  const path = new URL(c.req.url).pathname;
  const limit = linkLimits[path];
  if (limit === undefined) return new Response('link-path\n', { status: 404, headers: text });
  let from: string | undefined;
  try {
    const request = { method: c.req.method, target: `${party.url}${path}`, headers: [...c.req.raw.headers] as const };
    const keys = (id: string): Uint8Array[] => linkKeysOf(party, id);
    const head = verifyRequestHead(request, { keys, nonces, now: party.now });
    const wait = flood.take(head.keyid);
    if (wait > 0)
      return new Response('rate-limited\n', { status: 429, headers: { ...text, 'retry-after': String(wait) } });
    const body = await readBody(c.req.raw, limit);
    checkContentDigest(head.digest, body);
    from = head.keyid;
    return send(await answerLink(party, from, path, body));
  } catch (error) {
    return refuse(party, from, error);
  }
}

/** The link between servers: signed requests of known partners only. Spec: LNK-1. */
export function linkRoutes(party: Party, nonces: NonceCache): Hono {
  const flood = new RateLimit({ ...partnerRate, now: party.powers.now });
  return new Hono().post('/link/*', (c) => answer(party, { nonces, flood }, c));
}

/** What anybody may read: identity, the static log, our mirrors, and the witness of C2SP. Spec: LOG-9, LOG-14, IDN-8. */
export function publicRoutes(party: Party, files: { read(path: string): Uint8Array | undefined }): Hono {
  const app = new Hono();
  app.get(
    '/.well-known/comity/identity',
    () => new Response(introductionJson(ownIntroduction(party)), { headers: { 'content-type': 'application/json' } }),
  );
  app.get('/log/*', (c) => staticFile(files, new URL(c.req.url).pathname.slice('/log/'.length)));
  app.get('/mirror/:id/*', (c) => {
    const id = c.req.param('id');
    if (!/^[0-9a-f]{64}$/.test(id) || peer(party, id) === undefined) return c.notFound();
    return staticFile(party.mirror(id), new URL(c.req.url).pathname.slice(`/mirror/${id}/`.length));
  });
  app.post('/witness/add-checkpoint', async (c) => {
    const outcome = witness(party, await readBody(c.req.raw, maxAddCheckpointLength));
    return new Response(outcome.body, { status: outcome.status, headers: { 'content-type': outcome.contentType } });
  });
  app.get('/witness/:name/checkpoint', (c) => {
    const held = witnessedCheckpoint(party, c.req.param('name'));
    return held === undefined ? c.notFound() : new Response(new Uint8Array(held), { headers: text });
  });
  return app;
}

const staticPath = /^(?:checkpoint|tile\/[0-9a-z/.]{1,60})$/;

function staticFile(files: { read(path: string): Uint8Array | undefined }, path: string): Response {
  const bytes = staticPath.test(path) && !path.includes('..') ? files.read(path) : undefined;
  if (bytes === undefined) return new Response('not found\n', { status: 404, headers: text });
  const isHead = path === 'checkpoint';
  const caching = isHead ? 'no-cache' : 'public, max-age=31536000, immutable';
  return new Response(new Uint8Array(bytes), { headers: { ...(isHead ? text : octets), 'cache-control': caching } });
}
