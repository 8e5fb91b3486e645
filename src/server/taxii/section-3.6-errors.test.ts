import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Hono } from 'hono';
import { RateLimit } from '../http/rate-limit.ts';
import { PartyServer } from '../party-server.ts';
import { frontDoor } from '../process/front-door.ts';
import { listeningLog } from '../process/served-party.fixture.ts';
import { memoryFiles } from '../store/log-files.ts';
import { json, media, object, root, servedTaxii, servedWithObjects } from './taxii.fixture.ts';

const own = `${root}collections/own/`;

async function isError(answer: Response, status: number): Promise<void> {
  assert.equal(answer.status, status);
  assert.equal(answer.headers.get('content-type'), media);
  const { title, http_status } = await json(answer);
  assert.equal(typeof title, 'string');
  assert.equal(http_status, String(status));
}

// Spec: TAX-4
describe('3.6 Errors', () => {
  it('3.6.1 every refusal of a route is a TAXII error with title and http_status', async () => {
    const { analyst } = await servedWithObjects();
    await isError(await analyst.get(own, { authorization: '' }), 401);
    await isError(await analyst.get(`${root}nothing/`), 404);
    await isError(await analyst.get(`${own}objects/identity--nothing/`), 404);
    await isError(await analyst.post('records', [object(1)]), 403);
    await isError(await analyst.get(own, { accept: 'text/html' }), 406);
    await isError(await analyst.get(`${own}objects/?limit=0`), 400);
    await isError(await analyst.send('PUT', own), 405);
    await isError(
      await analyst.send('POST', `${own}objects/`, { body: '{}', headers: { 'content-type': 'text/plain' } }),
      415,
    );
    await isError(await analyst.send('POST', `${own}objects/`, { body: '{}' }), 422);
  });

  // Spec: TAX-3
  it('5, 8.2.2 whoever is not known gets 401 and a challenge, whatever the path', async () => {
    const { analyst, accounts } = await servedWithObjects();
    for (const path of [
      '/taxii2/',
      root,
      own,
      `${own}objects/`,
      `${root}collections/nothing/`,
      `${root}nothing/`,
      '/taxii2/x',
    ])
      for (const authorization of ['', 'Bearer wrong', `Basic ${btoa('amina:wrong')}`, 'Digest x']) {
        const answer = await analyst.get(path, { authorization });
        assert.match(answer.headers.get('www-authenticate') ?? '', /^Basic /, path);
        await isError(answer, 401);
      }
    accounts.disable('amina');
    await isError(await analyst.get(own), 401);
  });

  it('8.2.2 takes Basic credentials, and answers 429 with a time to those that try too often', async () => {
    const { accounts, analyst } = await servedWithObjects();
    const { password } = await accounts.renew('amina');
    const basic = (word: string) => analyst.get(own, { authorization: `Basic ${btoa(`amina:${word}`)}` });
    assert.equal((await basic(password)).status, 200);
    for (let n = 0; n < 10; n++) await basic('wrong');
    const answer = await basic('wrong');
    assert.match(answer.headers.get('retry-after') ?? '', /^\d+$/);
    await isError(answer, 429);
  });

  it('Appendix B an error is the same for what does not exist and for what the reader may not see', async () => {
    const { analyst, client } = await servedWithObjects();
    const stranger = await client('firm', 'analyst', 'ab'.repeat(32));
    const { collections = [] } = await json(analyst.get(`${root}collections/`));
    assert.ok(collections.length > 0);
    const text = async (path: string) => {
      const answer = await stranger.get(path);
      return `${answer.status} ${JSON.stringify([...answer.headers])} ${await answer.text()}`;
    };
    const nothing = await text(`${root}collections/00000000-0000-4000-a000-000000000000/`);
    assert.match(nothing, /^404/);
    for (const { id, alias } of collections)
      for (const name of [id, alias]) assert.equal(await text(`${root}collections/${name}/`), nothing);
    const here = `${root}collections/released/objects/`;
    assert.equal(await text(`${here}${object(1)['id']}/`), await text(`${here}${object(99)['id']}/`));
  });

  it('3.6.1 a malformed parameter says which', async () => {
    const { analyst } = await servedWithObjects();
    assert.match(String((await json(analyst.get(`${own}objects/?added_after=x`)))['title']), /added_after/);
  });
});

describe('3.6 Errors of the front door', () => {
  async function door(capacity = 1000) {
    const { app: taxii, party, client } = await servedTaxii();
    const pages = new Hono();
    pages.get('/taxii2/root/fails/', () => {
      throw new Error('sesame-4711 must not be seen');
    });
    pages.route('/', taxii);
    const transport = () => Promise.reject(new Error('No network in this test.'));
    const server = new PartyServer(party, { transport, files: memoryFiles(), pages });
    const limit = () => new RateLimit({ capacity, perSecond: 1, now: party.powers.now });
    const app = frontDoor(server, {
      log: listeningLog().log,
      limits: { usual: limit(), files: limit() },
      clock: () => 0,
    });
    const { token } = await client('amina', 'analyst');
    const ask = async (path: string, init: RequestInit = {}) =>
      await app.request(`http://party.example${path}`, {
        ...init,
        headers: { authorization: `Bearer ${token}`, ...init.headers },
      });
    return { ask };
  }

  it('3.6.1 answers too many requests, too large a body and its own errors as TAXII errors below /taxii2/', async () => {
    const { ask } = await door(3);
    await isError(await ask('/taxii2/root/fails/'), 500);
    await isError(
      await ask(own, { method: 'POST', headers: { 'content-length': String(70 * 1_048_576) }, body: 'x' }),
      413,
    );
    assert.equal((await ask(own)).status, 200);
    const answer = await ask(own);
    assert.equal(answer.headers.get('retry-after'), '1');
    await isError(answer, 429);
  });

  it('4.2 takes a body that does not say its length, up to max_content_length', async () => {
    const { ask } = await door();
    const chunked = (bytes: number): RequestInit & { duplex: 'half' } => {
      const text = JSON.stringify({ objects: [object(1)] });
      return {
        method: 'POST',
        headers: { 'transfer-encoding': 'chunked', 'content-type': media },
        body: new Response(`${text}${' '.repeat(bytes - text.length)}`).body,
        duplex: 'half',
      };
    };
    const most = Number((await json(ask(root)))['max_content_length']);
    assert.equal((await ask(`${own}objects/`, chunked(most))).status, 202);
    await isError(await ask(`${own}objects/`, chunked(most + 1)), 413);
  });

  it('other paths answer as before', async () => {
    const { ask } = await door(1);
    assert.equal((await ask('/nothing')).headers.get('content-type'), 'text/plain; charset=utf-8');
    assert.equal(await (await ask('/nothing')).text(), 'rate-limited\n');
  });
});
