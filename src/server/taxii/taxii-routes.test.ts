import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Collection, CollectionEntry } from './collection.ts';
import { keepsVersion } from './collection.ts';
import { microsecondsOf, taxiiTime } from './taxii-answer.ts';
import { apiRoot, taxiiRoutes } from './taxii-routes.ts';

const id = '00000000-0000-4000-a000-000000000001';
const entry = (n: number, version = 1): CollectionEntry => {
  const object = `identity--00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  const modified = `2026-01-0${version}T00:00:00.000Z`;
  return {
    object,
    version: modified.slice(0, 19),
    added: 1_790_000_000_000_000 + n * 10 + version,
    content: JSON.stringify({ type: 'identity', id: object, modified }),
  };
};

/** A collection in memory that filters in the plainest way. */
function memoryCollection(entries: readonly CollectionEntry[]): Collection {
  return {
    id,
    title: 'Test',
    alias: 'test',
    page(query) {
      const found = entries.filter(
        ({ object, added, version }) =>
          added > query.after &&
          (query.ids?.includes(object) ?? true) &&
          (query.types?.includes('identity') ?? true) &&
          keepsVersion(
            query.versions,
            version,
            entries
              .filter((e) => e.object === object)
              .map((e) => e.version)
              .toSorted(),
          ),
      );
      return { entries: found.slice(0, query.limit), more: found.length > query.limit };
    },
  };
}

const app = taxiiRoutes({
  title: 'Test server',
  admit: async (request) =>
    request.headers.get('authorization') === 'Bearer right'
      ? { collections: [memoryCollection([entry(1), entry(2), entry(2, 2), entry(3)])] }
      : undefined,
});

const get = (path: string, headers: Record<string, string> = {}) =>
  app.request(path, {
    headers: { authorization: 'Bearer right', accept: 'application/taxii+json;version=2.1', ...headers },
  });
const objects = `${apiRoot}collections/${id}/objects/`;
interface Answer {
  [member: string]: unknown;
  readonly objects?: { id: string; modified: string; date_added: string; version: string }[];
  readonly collections?: Record<string, unknown>[];
  readonly versions?: string[];
  readonly more?: boolean;
  readonly next?: string;
}

const json = async (response: Response | Promise<Response>) => (await (await response).json()) as Answer;

describe('TAXII 2.1, the reading half', () => {
  it('section 3.6.1, 5: answers a request without credentials with 401, a TAXII error and a challenge', async () => {
    const response = await app.request('/taxii2/', { headers: { accept: '*/*' } });
    assert.equal(response.status, 401);
    assert.match(response.headers.get('www-authenticate') ?? '', /^Basic/);
    assert.deepEqual(await json(response), { title: 'Authentication is required', http_status: '401' });
  });

  it('section 4.1, 4.2: describes the server and its root', async () => {
    const found = await json(get('/taxii2/'));
    assert.deepEqual(found, { title: 'Test server', default: apiRoot, api_roots: [apiRoot] });
    const root = await json(get(apiRoot));
    assert.deepEqual(root['versions'], ['application/taxii+json;version=2.1']);
    assert.ok(Number(root['max_content_length']) > 0);
  });

  it('section 1.6.8, 3.1: takes every media range that it defines and refuses others', async () => {
    for (const accept of [
      'application/taxii+json',
      'application/taxii+json;version=2.1',
      'application/taxii+json; version=2.1',
      '*/*',
      'text/html, application/taxii+json;q=0.5',
    ])
      assert.equal((await get('/taxii2/', { accept })).status, 200, accept);
    for (const accept of [
      'text/html',
      'application/json',
      'application/taxii+json;version=2.0',
      'application/stix+json',
    ])
      assert.equal((await get('/taxii2/', { accept })).status, 406, accept);
    assert.equal((await get('/taxii2/')).headers.get('content-type'), 'application/taxii+json;version=2.1');
  });

  it('section 5.1, 5.2: lists collections and one by id or alias, and hides what is not there', async () => {
    const { collections = [] } = await json(get(`${apiRoot}collections/`));
    assert.deepEqual(
      collections.map((collection) => [collection['id'], collection['can_write']]),
      [[id, false]],
    );
    assert.equal((await get(`${apiRoot}collections/test/`)).status, 200);
    assert.equal((await get(`${apiRoot}collections/${id.replace('1', '2')}/`)).status, 404);
  });

  it('section 3.4: gives the last version only, unless asked otherwise', async () => {
    const count = async (query: string) => ((await json(get(`${objects}${query}`))).objects ?? []).length;
    assert.equal(await count(''), 3);
    assert.equal(await count('?match[version]=all'), 4);
    assert.equal(await count('?match[version]=first'), 3);
    assert.equal(await count('?match[version]=first,last'), 4);
    assert.equal(await count('?match[version]=2026-01-01T00:00:00Z'), 3);
    assert.equal(await count(`?match[id]=${entry(2).object}`), 1);
  });

  it('section 3.2, 3.5: pages by next and by the last date, each object once', async () => {
    for (const mode of ['next', 'added_after'] as const) {
      const seen: string[] = [];
      let query = '?limit=1&match[version]=all';
      for (let pages = 0; pages < 10; pages++) {
        const response = await get(`${objects}${query}`);
        const body = await json(response);
        seen.push(...(body.objects ?? []).map((object) => `${object.id} ${object.modified}`));
        if (body.more !== true) break;
        const from = mode === 'next' ? String(body.next) : (response.headers.get('x-taxii-date-added-last') ?? '');
        query = `?limit=1&match[version]=all&${mode}=${encodeURIComponent(from)}`;
      }
      assert.equal(seen.length, 4, mode);
      assert.equal(new Set(seen).size, 4, mode);
    }
  });

  it('section 3.2, 3.7, 5.4: omits objects and date headers when nothing matches', async () => {
    const response = await get(`${objects}?added_after=2099-01-01T00:00:00Z`);
    assert.equal(await response.text(), '{}');
    assert.equal(response.headers.get('x-taxii-date-added-first'), null);
  });

  it('section 3.4: refuses malformed and repeated parameters with 400', async () => {
    for (const query of [
      'added_after=yesterday',
      'added_after=2026-02-30T00:00:00Z',
      'limit=0',
      'limit=-1',
      'limit=1.5',
      'limit=x',
      'next=zz!',
      'match[version]=all,last',
      'match[id]=a,,b',
      'match[type]=a, b',
      'added_after=2026-01-01T00:00:00Z&added_after=2026-01-01T00:00:00Z',
      'match[id]=a&match[id]=b',
      'limit=1&limit=2',
    ])
      assert.equal((await get(`${objects}?${query}`)).status, 400, query);
  });

  it('section 5.6, 5.8: gives one object and its versions, oldest first, or 404', async () => {
    assert.equal((await get(`${objects}${entry(2).object}/`)).status, 200);
    assert.deepEqual((await json(get(`${objects}${entry(2).object}/versions/`))).versions, [
      '2026-01-01T00:00:00.000Z',
      '2026-01-02T00:00:00.000Z',
    ]);
    assert.equal((await get(`${objects}${entry(9).object}/`)).status, 404);
  });

  it('section 5.3: lists a manifest with six digits of time', async () => {
    const [first] = (await json(get(`${apiRoot}collections/${id}/manifest/`))).objects ?? [];
    assert.match(first?.date_added ?? '', /\.\d{6}Z$/);
    assert.equal(first?.version, '2026-01-01T00:00:00.000Z');
  });

  it('answers writing with 405 and a TAXII error until it is offered', async () => {
    const response = await app.request(objects, { method: 'POST', headers: { authorization: 'Bearer right' } });
    assert.equal(response.status, 405);
    assert.equal((await json(response))['http_status'], '405');
  });

  it('writes and reads times without losing a microsecond', () => {
    for (const time of [0, 1, 999_999, 1_790_000_000_123_456]) assert.equal(microsecondsOf(taxiiTime(time)), time);
  });
});
