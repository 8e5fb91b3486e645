import assert from 'node:assert/strict';
import { it } from 'node:test';
import { importObjects } from '../party/import-objects.ts';
import { keepPeer, ownIntroduction } from '../party/peer-book.ts';
import { Metrics } from './metrics.ts';
import { identity, memoryParty } from './served-party.fixture.ts';

/** Sample lines by name and labels. */
async function samples(metrics: Metrics): Promise<Map<string, number>> {
  const { body } = await metrics.text();
  const lines = body.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );
}

it('The numbers follow the store', async () => {
  const [party, partner] = [memoryParty('Aldoria'), memoryParty('Bereth')];
  const metrics = new Metrics(party);
  keepPeer(party, ownIntroduction(partner), true);
  party.db.run('UPDATE link SET failures = 3 WHERE party = ?', partner.id);
  importObjects(party, JSON.stringify([identity(1), identity(2), { type: 'x' }]));
  const seen = await samples(metrics);
  assert.equal(seen.get('comity_records_held'), 2);
  assert.equal(seen.get('comity_log_size'), party.log.frontier().size);
  assert.equal(seen.get('comity_log_pending'), 0);
  assert.equal(seen.get('comity_signing'), 1);
  assert.equal(seen.get('comity_releases{direction="left"}'), 0);
  assert.equal(seen.get(`comity_link_failures{partner="${partner.id.slice(0, 12)}"}`), 3);
  assert.equal([...seen.keys()].filter((name) => name.startsWith('comity_link_failures')).length, 1);
  assert.ok((seen.get('process_resident_memory_bytes') ?? 0) > 1_000_000);
});

it('Two parties in one process count apart', async () => {
  const [a, b] = [new Metrics(memoryParty('Aldoria')), new Metrics(memoryParty('Bereth'))];
  a.answered('link', 200, 0.5);
  a.answered('link', 422, 0.5);
  assert.equal((await samples(a)).get('comity_request_seconds_count{group="link",status="2xx"}'), 1);
  assert.equal((await samples(a)).get('comity_request_seconds_count{group="link",status="4xx"}'), 1);
  assert.equal((await samples(b)).get('comity_request_seconds_count{group="link",status="2xx"}'), 0);
});
