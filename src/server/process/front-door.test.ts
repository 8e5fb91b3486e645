import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Hono } from 'hono';
import { Fault } from '#protocol/bytes/fault.ts';
import { RateLimit } from '../http/rate-limit.ts';
import { linkLimits } from '../link/link-server.ts';
import { PartyServer } from '../party-server.ts';
import { memoryFiles } from '../store/log-files.ts';
import { standardBytes } from './body-bounds.ts';
import { frontDoor } from './front-door.ts';
import { listeningLog, memoryParty } from './served-party.fixture.ts';

const never = () => Promise.reject(new Fault('egress-closed', 'No network in this test.'));

function door(capacity = 1000) {
  const { log, lines } = listeningLog();
  const party = memoryParty('Aldoria');
  const pages = new Hono();
  pages.post('/echo', async (c) => c.text(await c.req.text()));
  pages.post('/import', async (c) => c.text(`${(await c.req.arrayBuffer()).byteLength}`));
  pages.get('/fails', () => {
    throw new Error('sesame-4711 must not be seen');
  });
  pages.get('/faulty', () => {
    throw new Fault('some-fault', 'A sentence.');
  });
  pages.get('/breaks', (c) =>
    c.body(
      new ReadableStream({
        pull(controller) {
          controller.error(new Error('sesame-4711'));
        },
      }),
    ),
  );
  const server = new PartyServer(party, { transport: never, files: memoryFiles(), pages });
  const limit = () => new RateLimit({ capacity, perSecond: 1, now: party.powers.now });
  const app = frontDoor(server, { log, limits: { usual: limit(), files: limit() }, clock: () => 0 });
  const from = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } });
  const ask = (path: string, init: RequestInit = {}, address = '192.0.2.1') =>
    app.request(`http://party.example${path}`, init, from(address));
  return { app, ask, lines, party };
}

describe('front door', () => {
  it('says that it is alive, and whether it signs', async () => {
    const { ask, party } = door(0);
    const answer = await ask('/healthz');
    assert.equal(answer.status, 200);
    assert.deepEqual(await answer.json(), { ok: true, party: party.id, signing: 'confirmed' });
  });

  it('gives its numbers to this machine and to nobody behind a proxy on it', async () => {
    const { app, ask } = door();
    assert.equal((await ask('/metrics', {}, '127.0.0.1')).status, 200);
    assert.equal((await ask('/metrics', {}, '::1')).status, 200);
    assert.match(await (await ask('/metrics', {}, '127.0.0.1')).text(), /comity_log_size/);
    assert.equal((await ask('/metrics', {}, '192.0.2.1')).status, 404);
    assert.equal((await app.request('http://party.example/metrics')).status, 404);
    for (const name of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'])
      assert.equal((await ask('/metrics', { headers: { [name]: '192.0.2.1' } }, '127.0.0.1')).status, 404, name);
  });

  it('writes neither query, headers nor bodies into its log', async () => {
    const { ask, lines } = door();
    const secret = 'sesame-4711';
    const headers = {
      authorization: `Bearer ${secret}`,
      cookie: `s=${secret}`,
      signature: secret,
      'content-type': secret,
    };
    await ask(`/echo?token=${secret}&q=${secret}`, { method: 'POST', headers, body: secret });
    await ask(`/link/pull?x=${secret}`, { method: 'POST', headers, body: secret });
    await ask(`/nothing?x=${secret}`, { headers });
    await ask(`/fails?x=${secret}`, { headers });
    await ask(`/faulty?x=${secret}`, { headers });
    assert.ok(lines.length >= 6);
    assert.equal(lines.join('').includes(secret), false);
    const paths = lines.map((line): unknown => JSON.parse(line).path).filter((path) => path !== undefined);
    assert.deepEqual(paths, ['/echo', '/link/pull', '/nothing', '/fails', '/faulty']);
  });

  it('answers an unexpected error with one word, and a fault with its code', async () => {
    const { ask, lines } = door();
    const failed = await ask('/fails');
    assert.deepEqual([failed.status, await failed.text()], [500, 'internal-error\n']);
    assert.equal(lines.filter((line) => line.includes('a request failed')).length, 1);
    const faulty = await ask('/faulty');
    assert.deepEqual([faulty.status, await faulty.text()], [422, 'some-fault\n']);
    assert.deepEqual([(await ask('/nothing')).status], [404]);
  });

  it('does not send the error of a body that breaks', async () => {
    const { ask, lines } = door();
    assert.equal(await (await ask('/breaks')).text(), '');
    assert.equal(lines.filter((line) => line.includes('an answer broke off')).length, 1);
    assert.equal(lines.join('').includes('sesame'), false);
  });

  it('limits how much one address may ask, and says when to come back', async () => {
    const { ask } = door(2);
    const statuses = [];
    for (let n = 0; n < 3; n++) statuses.push((await ask('/nothing')).status);
    assert.deepEqual(statuses, [404, 404, 429]);
    assert.equal((await ask('/nothing')).headers.get('retry-after'), '1');
    assert.equal((await ask('/nothing', {}, '192.0.2.2')).status, 404);
    assert.equal((await ask('/log/checkpoint')).status, 404);
    assert.equal((await ask('/healthz')).status, 200);
  });
});

describe('size of bodies', () => {
  const megabyte = 1_048_576;
  const streamed = (bytes: number): RequestInit & { duplex: 'half' } => ({
    method: 'POST',
    headers: { 'transfer-encoding': 'chunked' },
    body: new Response(new Uint8Array(bytes)).body,
    duplex: 'half',
  });
  const declared = (bytes: number): RequestInit => ({
    method: 'POST',
    headers: { 'content-length': String(bytes) },
    body: 'x',
  });

  it('lets pass whatever the link takes (Spec: CEX-9)', () => {
    const most = Object.entries(linkLimits);
    assert.ok(most.length > 10);
    for (const [path, bytes] of most) assert.ok(bytes <= standardBytes, path);
  });

  it('is bounded on every route', async () => {
    const { ask } = door();
    for (const path of ['/echo', '/nothing', '/link/pull', '/witness/add-checkpoint', '/healthz'])
      assert.equal((await ask(path, declared(megabyte + 1))).status, 413, path);
    assert.equal((await ask('/echo', declared(megabyte))).status, 200);
  });

  it('is counted where it is not said', async () => {
    const { ask } = door();
    assert.equal((await ask('/echo', streamed(megabyte + 1))).status, 413);
    assert.equal((await ask('/echo', streamed(megabyte))).status, 200);
  });

  it('may be that of a bundle where bundles are taken, if it is said first', async () => {
    const { ask } = door();
    assert.equal((await ask('/import', declared(60 * megabyte))).status, 200);
    assert.equal((await ask('/import', declared(70 * megabyte))).status, 413);
    assert.equal((await ask('/import', streamed(10))).status, 411);
  });
});
