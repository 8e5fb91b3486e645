import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importObjects } from '../party/import-objects.ts';
import { observationRoutes } from './observation-routes.ts';
import { indicator, PagesWorld } from './pages.fixture.ts';

const line = '{"type":"domain-name","value":"bad.test-net","at":"2026-04-01T00:00:00Z"}';

async function endpoint(role: 'analyst' | 'viewer', party?: 'bereth') {
  const world = await PagesWorld.make();
  const { aldoria: host, parts } = world;
  importObjects(
    host,
    JSON.stringify([{ ...indicator(50, 'I50', 'green'), pattern: "[domain-name:value = 'bad.test-net']" }]),
  );
  const bound = party === undefined ? {} : { party: world[party].id };
  const { token } = await parts.accounts.add({ name: 'sensor', role, kind: 'tool', ...bound });
  const app = observationRoutes({ party: host, signIn: parts.signIn });
  const post = (body: string, type: string, { query = '', given = token }: { query?: string; given?: string } = {}) =>
    app.request(`http://127.0.0.1:8470/observations${query}`, {
      method: 'POST',
      body,
      headers: { 'content-type': type, ...(given === '' ? {} : { authorization: `Bearer ${given}` }) },
    });
  return { host, post, app };
}

test('a tool with the right reports lines, and hears what became of them (MAT-16)', async () => {
  const { host, post } = await endpoint('analyst');
  const answer = await post(`${line}\n{\n`, 'application/x-ndjson', { query: '?label=amber' });
  assert.equal(answer.status, 200);
  const report: unknown = await answer.json();
  assert.partialDeepStrictEqual(report, { lines: 2, matches: 1, refused: 1, sightings: 1 });
  const tlp = host.db.get<{ tlp: string }>("SELECT tlp FROM class WHERE kind = 'sighting'")?.tlp;
  assert.equal(tlp, 'amber');
});

test('a STIX document over several lines is one report (MAT-10)', async () => {
  const { post } = await endpoint('analyst');
  const bundle = JSON.stringify(
    {
      type: 'bundle',
      objects: [
        {
          type: 'observed-data',
          first_observed: '2026-04-01T00:00:00Z',
          last_observed: '2026-04-01T00:00:00Z',
          number_observed: 1,
          object_refs: ['d'],
        },
        { id: 'd', type: 'domain-name', value: 'bad.test-net' },
      ],
    },
    undefined,
    2,
  );
  const answer = await post(bundle, 'application/stix+json;version=2.1');
  assert.partialDeepStrictEqual(await answer.json(), { lines: 1, matches: 1 });
});

test('who may not report is refused, and nothing is read (MAT-16)', async () => {
  const viewer = await endpoint('viewer');
  assert.equal((await viewer.post(line, 'application/x-ndjson')).status, 403);
  assert.equal((await viewer.post(line, 'application/x-ndjson', { given: '' })).status, 401);
  assert.equal((await viewer.post(line, 'application/x-ndjson', { given: 'x' })).status, 401);
  const partner = await endpoint('viewer', 'bereth');
  assert.equal((await partner.post(line, 'application/x-ndjson')).status, 403);
});

test('other media, labels and methods have their own answers', async () => {
  const { post, app } = await endpoint('analyst');
  assert.equal((await post(line, 'text/plain')).status, 415);
  assert.equal((await post(line, 'application/x-ndjson', { query: '?label=pink' })).status, 400);
  assert.equal((await app.request('http://127.0.0.1:8470/observations')).status, 405);
});
