import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { json, media, object, root, servedWithObjects } from './taxii.fixture.ts';

const one = `${root}collections/own/objects/${object(1)['id']}/`;
const endpoints = [
  '/taxii2/',
  root,
  `${root}collections/`,
  `${root}collections/own/`,
  `${root}collections/own/manifest/`,
  `${root}collections/own/objects/`,
  one,
  `${one}versions/`,
];

describe('3.1 Endpoints', () => {
  it('3.1 answers every endpoint with the media type of TAXII 2.1, HEAD without a body', async () => {
    const { analyst } = await servedWithObjects();
    for (const path of endpoints) {
      const answer = await analyst.get(path);
      assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, media], path);
      assert.equal(typeof (await json(answer)), 'object');
      const head = await analyst.send('HEAD', path);
      assert.deepEqual([head.status, head.headers.get('content-type')], [200, media], path);
      assert.equal(await head.text(), '');
    }
  });

  it('3.1 knows only paths that end in a slash', async () => {
    const { analyst } = await servedWithObjects();
    for (const path of endpoints) assert.equal((await analyst.get(path.slice(0, -1))).status, 404, path);
    for (const path of [
      `${root}/`,
      `${root}collections//`,
      `${root}nothing/`,
      `${one}versions/more/`,
      '/taxii2/%zz/',
      `${root}status/`,
    ])
      assert.equal((await analyst.get(path)).status, 404, path);
  });

  // Spec: TAX-2
  it('3.1, 1.6.8 never answers 406 to a media range that is defined, unversioned and weighted ones included', async () => {
    const { analyst } = await servedWithObjects();
    for (const path of endpoints)
      for (const accept of [
        'application/taxii+json',
        'application/taxii+json;version=2.1',
        'application/taxii+json; version=2.1',
        'application/taxii+json;version="2.1"',
        'application/taxii+json;version=2.1;q=0.8, text/html',
        'application/taxii+json;version=2.2, application/taxii+json;version=2.1;q=0.1',
        'text/html, application/taxii+json;q=0.5',
        'application/*',
        '*/*',
        'application/taxii+json;version=2.1,application/stix+json;version=2.1',
      ])
        assert.equal((await analyst.get(path, { accept })).status, 200, `${path} ${accept}`);
    assert.equal(
      (await analyst.get(`${root}collections/own/manifest/`, { accept: 'application/stix+json;version=2.1' })).status,
      200,
    );
  });

  it('3.1 answers 406 to media ranges that are not defined or not wanted', async () => {
    const { analyst } = await servedWithObjects();
    for (const path of endpoints)
      for (const accept of [
        'text/html',
        'application/json',
        'application/taxii+json;version=2.0',
        'application/taxii+json;q=0',
        'x'.repeat(3000),
      ]) {
        const answer = await analyst.get(path, { accept });
        assert.equal(answer.status, 406, `${path} ${accept}`);
        assert.equal((await json(answer))['http_status'], '406');
      }
  });

  it('3.1 answers 405 with the methods that there are', async () => {
    const { analyst } = await servedWithObjects();
    for (const [method, path, allow] of [
      ['POST', '/taxii2/', 'GET, HEAD'],
      ['PUT', `${root}collections/own/objects/`, 'GET, HEAD, POST'],
      ['DELETE', `${root}collections/own/objects/`, 'GET, HEAD, POST'],
      ['POST', one, 'GET, HEAD, DELETE'],
      ['DELETE', `${one}versions/`, 'GET, HEAD'],
      ['PATCH', `${root}collections/`, 'GET, HEAD'],
    ] as const) {
      const answer = await analyst.send(method, path);
      assert.deepEqual([answer.status, answer.headers.get('allow')], [405, allow], `${method} ${path}`);
      assert.equal((await json(answer))['http_status'], '405');
    }
  });

  it('8.2.1 does not ask for a User-Agent', async () => {
    const { analyst } = await servedWithObjects();
    assert.equal((await analyst.get(root)).status, 200);
  });
});
