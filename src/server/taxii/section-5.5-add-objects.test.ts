import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { auditParty } from '../party/audit.ts';
import { type Client, heldCount, json, media, object, root, servedTaxii, servedWithObjects } from './taxii.fixture.ts';

const objects = `${root}collections/own/objects/`;
const status = async (response: Response | Promise<Response>) => {
  const got = await response;
  assert.equal(got.status, 202);
  return (await got.json()) as {
    id: string;
    status: string;
    total_count: number;
    success_count: number;
    failure_count: number;
    pending_count: number;
    successes?: { id: string; version: string }[];
    failures?: { id: string; version: string; message: string }[];
  };
};
const send = (client: Client, body: string, headers: Record<string, string> = {}) =>
  client.send('POST', objects, { body, headers });

// Spec: TAX-8
describe('5.5 Add Objects', () => {
  it('5.5 answers 202 with a status whose counts add up, and the objects are there', async () => {
    const { client, party } = await servedTaxii();
    const analyst = await client('amina', 'analyst');
    const answer = await status(analyst.post('own', [object(1), object(2)]));
    assert.deepEqual(
      [answer.status, answer.total_count, answer.success_count, answer.failure_count, answer.pending_count],
      ['complete', 2, 2, 0, 0],
    );
    assert.deepEqual(answer.successes, [
      { id: object(1)['id'], version: '2026-01-01T00:00:00.000Z' },
      { id: object(2)['id'], version: '2026-01-01T00:00:00.000Z' },
    ]);
    assert.equal('failures' in answer, false);
    assert.equal(heldCount(party), 2);
    assert.deepEqual(await analyst.ids('own'), [object(1)['id'], object(2)['id']]);
  });

  it('5.5 takes an exact duplicate as a success, within a request and of what is held', async () => {
    const { analyst, party } = await servedWithObjects();
    const before = heldCount(party);
    const answer = await status(analyst.post('own', [object(1), object(2), object(2)]));
    assert.deepEqual([answer.total_count, answer.success_count, answer.failure_count], [3, 3, 0]);
    assert.equal(answer.successes?.length, 3);
    assert.equal(heldCount(party), before);
  });

  it('5.5 refuses invalid STIX object by object, with id, version and a message that names fault and path', async () => {
    const { client, party } = await servedTaxii();
    const analyst = await client('amina', 'analyst');
    const faulty = { ...object(2), id: 'identity--2', name: 7 };
    const answer = await status(analyst.post('own', [object(1), faulty, 'nothing']));
    assert.deepEqual([answer.total_count, answer.success_count, answer.failure_count], [3, 1, 2]);
    const [first, second] = answer.failures ?? [];
    assert.deepEqual([first?.id, first?.version], ['identity--2', '2026-01-01T00:00:00.000Z']);
    assert.match(first?.message ?? '', /stix-id, \/objects\/1\/id/);
    assert.match(first?.message ?? '', /\/objects\/1\/name/);
    assert.equal(second?.id, '/objects/2');
    assert.equal(heldCount(party), 1);
  });

  it('5.5 refuses another content of a version that is held', async () => {
    const { analyst } = await servedWithObjects();
    const answer = await status(analyst.post('own', [{ ...object(1), name: 'somebody else' }]));
    assert.equal(answer.failure_count, 1);
    assert.match(answer.failures?.[0]?.message ?? '', /import-version-differs/);
  });

  it('5.5 refuses an object under a marking that is not known, and labels one without a marking AMBER+STRICT', async () => {
    const { client, party } = await servedTaxii();
    const analyst = await client('amina', 'analyst');
    const unknown = object(1, 1, 'marking-definition--00000000-0000-4000-8000-000000000099');
    const { object_marking_refs: _, ...unmarked } = object(2);
    const answer = await status(analyst.post('own', [unknown, unmarked]));
    assert.match(answer.failures?.[0]?.message ?? '', /import-marking-unknown/);
    assert.equal(
      party.db.count("SELECT count(*) FROM item JOIN class ON class.id = class WHERE tlp = 'amber+strict'"),
      1,
    );
  });

  it('5.5 keeps what is added as a signed and logged batch of ours, under the account that submitted it', async () => {
    const { client, party } = await servedTaxii();
    const analyst = await client('amina', 'analyst');
    const { id } = await status(analyst.post('own', [object(1)]));
    assert.equal(party.log.pendingCount(), 0);
    assert.deepEqual(
      party.db
        .all(
          `SELECT account, direction, count FROM submission JOIN submission_batch ON submission = submission.n
        JOIN batch ON batch.n = submission_batch.batch WHERE submission.id = ?`,
          id,
        )
        .map((row) => ({ ...(row as object) })),
      [{ account: 'amina', direction: 'own', count: 1 }],
    );
    assert.equal(party.db.count("SELECT count(*) FROM deed WHERE account = 'amina' AND what = 'taxii-add'"), 1);
    assert.deepEqual(auditParty(party).findings, []);
  });

  it('5.5 answers 400 to what is no JSON, and 422 to JSON that is no envelope of objects', async () => {
    const { analyst, party } = await servedWithObjects();
    const before = heldCount(party);
    for (const body of ['', '{', 'nothing', '{"objects":[}', '\u0000'])
      assert.equal((await send(analyst, body)).status, 400, JSON.stringify(body));
    for (const body of [
      '{}',
      '{"objects":[]}',
      '{"objects":{}}',
      '[]',
      '7',
      JSON.stringify([object(9)]),
      JSON.stringify({ type: 'bundle', id: 'bundle--00000000-0000-4000-8000-000000000001', objects: [object(9)] }),
      `{"objects":[${JSON.stringify(object(9))}],"objects":[]}`,
      `{"objects":${'['.repeat(100)}${']'.repeat(100)}}`,
    ]) {
      const answer = await send(analyst, body);
      assert.equal(answer.status, 422, body.slice(0, 60));
      assert.equal((await json(answer))['http_status'], '422');
    }
    assert.equal(heldCount(party), before);
  });

  it('5.5, 3.1 takes every media type that is defined, with version or without, and answers 415 to others', async () => {
    const { client } = await servedTaxii();
    const analyst = await client('amina', 'analyst');
    const body = JSON.stringify({ objects: [object(1)] });
    for (const type of [
      media,
      'application/taxii+json',
      'application/taxii+json; version=2.1',
      'application/taxii+json;version="2.1"',
      'Application/TAXII+JSON; charset=utf-8',
    ])
      assert.equal((await send(analyst, body, { 'content-type': type })).status, 202, type);
    for (const type of [
      'application/json',
      'text/plain',
      'application/stix+json;version=2.1',
      'application/taxii+json;version=2.0',
      '',
    ])
      assert.equal((await send(analyst, body, { 'content-type': type })).status, 415, type);
    assert.equal((await send(analyst, body, { 'content-encoding': 'gzip' })).status, 415);
  });

  it('5.5, 4.2 answers 413 above max_content_length and never below it', async () => {
    const { client } = await servedTaxii();
    const analyst = await client('amina', 'analyst');
    const most = Number((await json(analyst.get(root)))['max_content_length']);
    const body = (bytes: number): string => {
      const text = JSON.stringify({ objects: [object(1)] });
      return `${text}${' '.repeat(bytes - text.length)}`;
    };
    assert.equal((await send(analyst, body(most))).status, 202);
    const refused = await send(analyst, body(most + 1));
    assert.equal(refused.status, 413);
    assert.equal((await json(refused))['http_status'], '413');
  });

  it('5.5 answers 403 where the reader may not write, and 404 where there is nothing for it', async () => {
    const { client } = await servedTaxii();
    const [viewer, analyst] = [await client('vera', 'viewer'), await client('amina', 'analyst')];
    assert.equal((await viewer.post('own', [object(1)])).status, 403);
    assert.equal((await analyst.post('records', [object(1)])).status, 403);
    assert.equal((await analyst.post('nothing', [object(1)])).status, 404);
    const nobody = await viewer.send('POST', objects, { body: '{}', headers: { authorization: 'Bearer wrong' } });
    assert.equal(nobody.status, 401);
  });
});
