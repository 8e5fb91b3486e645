import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PagesWorld } from '../http/pages.fixture.ts';
import { eraseItems } from './erase-item.ts';
import { importObjects } from './import-objects.ts';
import type { Party } from './party.ts';
import {
  countOf,
  countSituation,
  countsByDay,
  situationReach,
  topSubjects,
  uncountSituation,
} from './situation-counts.ts';

const id = (type: string, serial: number): string =>
  `${type}--00000000-0000-4000-8000-${String(serial).padStart(12, '0')}`;
const common = { spec_version: '2.1', created: '2026-02-01T00:00:00.000Z', modified: '2026-02-01T00:00:00.000Z' };

const sighting = (serial: number, count: number) => ({
  ...common,
  type: 'sighting',
  id: id('sighting', serial),
  sighting_of_ref: id('indicator', 1),
  last_seen: '2026-02-03T12:00:00Z',
  count,
});

const february = { until: Date.parse('2026-02-28T00:00:00Z') / 86_400_000, steps: 28, daysPerStep: 1 };
const thirdDay = Date.parse('2026-02-03T00:00:00Z') / 86_400_000;

const countAll = (party: Party): void => {
  while (countSituation(party));
};

/** Rows as ordinary objects. */
const plain = <Row extends object>(rows: readonly Row[]): Row[] => rows.map((row) => ({ ...row }));

async function counted(objects: readonly object[]): Promise<Party> {
  const { aldoria } = await PagesWorld.make();
  importObjects(aldoria, JSON.stringify(objects));
  countAll(aldoria);
  return aldoria;
}

test('sightings add up by day and by what was seen', async () => {
  const party = await counted([sighting(1, 3), sighting(2, 4)]);
  assert.deepEqual(plain(countsByDay(party, 'seen', february)), [{ day: thirdDay, count: 7 }]);
  assert.deepEqual(plain(topSubjects(party, { topic: 'seen', period: february, most: 5 })), [
    { subject: id('indicator', 1), count: 7 },
  ]);
  assert.deepEqual(topSubjects(party, { topic: 'seen', period: february, prefix: 'malware--', most: 5 }), []);
});

test('a later version of an object does not count again (Spec: SIT-1)', async () => {
  const party = await counted([sighting(1, 3)]);
  importObjects(party, JSON.stringify([{ ...sighting(1, 90), modified: '2026-02-09T00:00:00.000Z' }]));
  countAll(party);
  assert.equal(countOf(party, 'seen', id('indicator', 1), february), 3);
});

test('the counts say how far they reach, and counting again adds nothing (Spec: SIT-2)', async () => {
  const party = await counted([sighting(1, 3)]);
  const { counted: reached, held } = situationReach(party);
  assert.equal(reached, held);
  assert.equal(countSituation(party), false);
  importObjects(party, JSON.stringify([sighting(2, 1)]));
  assert.deepEqual(situationReach(party), { counted: held, held: held + 1 });
});

test('what is taken out of the counts leaves no trace in them (Spec: SIT-2)', async () => {
  const party = await counted([sighting(1, 3), sighting(2, 4)]);
  const seqs = party.db.all<{ seq: number }>("SELECT seq FROM item WHERE object LIKE 'sighting--%' ORDER BY seq");
  assert.equal(seqs.length, 2);
  party.transaction(() => uncountSituation(party, seqs[0]?.seq ?? -1));
  assert.equal(countOf(party, 'seen', id('indicator', 1), february), 4);
  party.transaction(() => uncountSituation(party, seqs[1]?.seq ?? -1));
  assert.equal(party.db.count("SELECT count(*) FROM situation WHERE topic = 'seen'"), 0);
});

test('a record that was not counted yet is not taken out', async () => {
  const party = await counted([sighting(1, 3)]);
  importObjects(party, JSON.stringify([sighting(2, 4)]));
  party.transaction(() => uncountSituation(party, party.items.lastSeq()));
  assert.equal(countOf(party, 'seen', id('indicator', 1), february), 3);
});

test('the erasure of a record takes it out of the counts in the same step (Spec: SIT-2)', async () => {
  const party = await counted([sighting(1, 3), sighting(2, 4)]);
  const seq = party.db.count("SELECT max(seq) FROM item WHERE object LIKE 'sighting--%'");
  eraseItems(party, [seq], { reason: 'own-decision' });
  assert.equal(countOf(party, 'seen', id('indicator', 1), february), 3);
});
