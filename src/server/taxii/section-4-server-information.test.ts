import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { json, media, object, root, servedTaxii, servedWithObjects } from './taxii.fixture.ts';

const uuid4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('4.1 Server Discovery', () => {
  it('4.1, 8.2.1 stands at /taxii2/ and names a default that is one of its roots, relative and without a query', async () => {
    const { analyst } = await servedWithObjects();
    const found = await json(analyst.get('/taxii2/'));
    const roots = found['api_roots'] as string[];
    assert.ok(String(found['title']).length > 0);
    assert.ok(roots.includes(String(found['default'])));
    for (const one of roots) assert.match(one, /^\/[^/.?][^?]*\/$/);
  });
});

describe('4.2 API Root', () => {
  it('4.2 says a title, its versions with 2.1 among them, and a positive max_content_length', async () => {
    const { analyst } = await servedWithObjects();
    const [found] = (await json(analyst.get('/taxii2/')))['api_roots'] as string[];
    const answer = await json(analyst.get(found ?? ''));
    assert.ok(String(answer['title']).length > 0);
    assert.deepEqual(answer['versions'], [media]);
    assert.ok(Number.isSafeInteger(answer['max_content_length']) && Number(answer['max_content_length']) > 0);
  });
});

// Spec: TAX-9
describe('4.3 Status', () => {
  const statusPath = (id: unknown): string => `${root}status/${id}/`;

  it('4.3 gives the answer of the request again, the same, with an id in UUIDv4 form', async () => {
    const { analyst } = await servedWithObjects();
    const given = await json(analyst.post('own', [object(1), object(7), { ...object(8), id: 'x' }]));
    assert.match(String(given['id']), uuid4);
    assert.match(String(given['request_timestamp']), /\.\d{6}Z$/);
    assert.deepEqual(await json(analyst.get(statusPath(given['id']))), given);
    assert.deepEqual(
      [given['total_count'], given['success_count'], given['failure_count'], given['pending_count'], given['status']],
      [3, 2, 1, 0, 'complete'],
    );
  });

  it('4.3 keeps it for 24 hours and more, and answers 404 when it is gone', async () => {
    const { analyst, clock } = await servedWithObjects();
    const { id } = await json(analyst.post('own', [object(7)]));
    clock.seconds += 86_400;
    await analyst.post('own', [object(8)]);
    assert.equal((await analyst.get(statusPath(id))).status, 200);
    clock.seconds += 30 * 86_400;
    await analyst.post('own', [object(9)]);
    assert.equal((await analyst.get(statusPath(id))).status, 404);
  });

  it('4.3 answers 404 to an unknown id, and to an account that did not submit it', async () => {
    const { analyst, releaser } = await servedWithObjects();
    const { id } = await json(analyst.post('own', [object(7)]));
    assert.equal((await releaser.get(statusPath(id))).status, 404);
    for (const unknown of ['00000000-0000-4000-8000-000000000000', 'x', '%00', "'"])
      assert.equal((await analyst.get(statusPath(unknown))).status, 404, unknown);
  });

  it('4.3.1 has no empty lists, and a version for objects without times', async () => {
    const { client } = await servedTaxii();
    const analyst = await client('amina', 'analyst');
    const address = {
      type: 'ipv4-addr',
      spec_version: '2.1',
      id: 'ipv4-addr--00000000-0000-5000-8000-000000000001',
      value: '192.0.2.1',
    };
    const given = await json(analyst.post('own', [address]));
    assert.equal('failures' in given || 'pendings' in given, false);
    assert.deepEqual(given['successes'], [{ id: address.id, version: '1970-01-01T00:00:00.000Z' }]);
    const refused = await json(analyst.post('own', [{ type: 'ipv4-addr' }]));
    assert.equal('successes' in refused, false);
  });
});
