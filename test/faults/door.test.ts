import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { Hono } from 'hono';
import { indicator, PagesWorld } from '#server/http/pages.fixture.ts';
import { RateLimit } from '#server/http/rate-limit.ts';
import { PartyServer } from '#server/party-server.ts';
import { frontDoor } from '#server/process/front-door.ts';
import { listen } from '#server/process/listener.ts';
import { listeningLog, memoryParty } from '#server/process/served-party.fixture.ts';
import { memoryFiles } from '#server/store/log-files.ts';
import { media, object, root, servedTaxii } from '#server/taxii/taxii.fixture.ts';

const never = (): Promise<never> => Promise.reject(new Error('no connections in this test'));

/** Routes that fail as the store does. */
function failingRoutes(): Hono {
  const pages = new Hono();
  const failing = (errcode: number) => () => {
    throw Object.assign(new Error('sesame-4711'), { code: 'ERR_SQLITE_ERROR', errcode });
  };
  pages.get('/full', failing(13)).get('/taxii2/full', failing(13)).get('/read-only', failing(8));
  pages.get('/damaged', failing(11)).post('/import', (c) => c.text('taken'));
  return pages;
}

function door(party = memoryParty('Aldoria'), pages = failingRoutes()) {
  const { log, lines } = listeningLog();
  const server = new PartyServer(party, { transport: never, files: memoryFiles(), pages });
  const limit = () => new RateLimit({ capacity: 100, perSecond: 1, now: party.powers.now });
  const app = frontDoor(server, { log, limits: { usual: limit(), files: limit() }, clock: () => 0 });
  const ask = (path: string, init: RequestInit = {}) =>
    app.request(`http://party.example${path}`, init, { incoming: { socket: { remoteAddress: '127.0.0.1' } } });
  return { ask, lines, party };
}

describe('the door of a server whose disk has stopped', () => {
  it('KEP-6: says so with a code, when to come back, and nothing of the error', async () => {
    const { ask, lines } = door();
    for (const [path, status, code] of [
      ['/full', 507, 'store-full'],
      ['/read-only', 503, 'store-read-only'],
      ['/damaged', 503, 'store-damaged'],
    ] as const) {
      const answer = await ask(path);
      assert.deepEqual([answer.status, answer.headers.get('retry-after')], [status, '60']);
      assert.equal(await answer.text(), `${code}\n`);
    }
    const taxii = await ask('/taxii2/full');
    assert.equal(taxii.status, 507);
    assert.deepEqual(await taxii.json(), { title: 'store-full', http_status: '507' });
    assert.ok(lines.some((line) => line.includes('"fault":"store-full"')));
    assert.equal(lines.join().includes('sesame'), false);
  });

  it('KEP-6: tells it in /healthz and /metrics until a write succeeds', async () => {
    const { ask, party } = door();
    assert.match(await (await ask('/metrics')).text(), /comity_store_trouble 0/);
    await ask('/full');
    assert.partialDeepStrictEqual(await (await ask('/healthz')).json(), { ok: false, store: 'store-full' });
    assert.match(await (await ask('/metrics')).text(), /comity_store_trouble 1/);
    party.tryStore();
    assert.partialDeepStrictEqual(await (await ask('/healthz')).json(), { ok: true });
  });

  it('takes no packed body anywhere', async () => {
    const { ask } = door();
    const send = (encoding: string) =>
      ask('/import', { method: 'POST', body: 'x', headers: { 'content-encoding': encoding } });
    assert.equal((await send('identity')).status, 200);
    for (const encoding of ['gzip', 'zstd', 'br', 'gzip, gzip'])
      assert.equal(await (await send(encoding)).text(), 'encoding-refused\n');
  });
});

it('KEP-6: TAXII refuses objects with a TAXII error, keeps nothing of them, and goes on to read', async () => {
  const { party, app: pages, client } = await servedTaxii();
  const { token } = await client('amina', 'analyst');
  const { ask } = door(party, pages);
  const send = (path: string, init: RequestInit = {}) =>
    ask(`${root}collections/${path}`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, accept: media, 'content-type': media },
    });
  const post = () => send('own/objects/', { method: 'POST', body: JSON.stringify({ objects: [object(1)] }) });
  party.db.raw.exec('PRAGMA query_only=ON');
  const refused = await post();
  assert.deepEqual([refused.status, refused.headers.get('retry-after')], [503, '60']);
  assert.deepEqual(await refused.json(), { title: 'store-read-only', http_status: '503' });
  assert.equal((await send('own/objects/')).status, 200);
  assert.equal(party.db.count('SELECT (SELECT count(*) FROM item) + (SELECT count(*) FROM submission)'), 0);
  party.db.raw.exec('PRAGMA query_only=OFF');
  assert.equal((await post()).status, 202);
});

it('KEP-6: pages are read while the disk takes nothing, and a form says what is wrong', async () => {
  const world = await PagesWorld.make();
  const text = JSON.stringify([indicator(31, 'Wren', 'clear')]);
  assert.match(await (await world.upload('/import', { text, label: 'green', step: 'check' })).text(), /Wren|1/);
  world.clock.seconds += 600;
  world.aldoria.db.raw.exec('PRAGMA query_only=ON');
  const answer = await world.upload('/import', { text, label: 'green', step: 'import' });
  assert.deepEqual([answer.status, answer.headers.get('retry-after')], [503, '60']);
  assert.match(await answer.text(), /store-read-only/);
  world.aldoria.db.raw.exec('PRAGMA query_only=OFF');
  assert.equal((await world.upload('/import', { text, label: 'green', step: 'import' })).status, 200);
});

it('a request whose head never ends is left after its limit, and the next one is answered', {
  timeout: 20_000,
}, async () => {
  const times = { headersTimeout: 50, requestTimeout: 100, connectionsCheckingInterval: 10 };
  const listener = await listen(() => new Response('here'), { host: '127.0.0.1', port: 0, times });
  const socket = connect(listener.port, '127.0.0.1');
  const heard: string[] = [];
  socket.on('data', (bytes) => void heard.push(bytes.toString()));
  socket.write('GET / HTTP/1.1\r\nhost: x\r\nx-slow: ');
  await new Promise((resolve) => socket.once('close', resolve));
  assert.match(heard.join(''), /^HTTP\/1\.1 408 /);
  assert.equal(await (await fetch(`http://127.0.0.1:${listener.port}/`)).text(), 'here');
  await listener.close(0);
});
