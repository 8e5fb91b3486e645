import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import type { Duties } from '#protocol/agreement/duties.ts';
import { indicator, PagesWorld, pull, testStart } from '../http/pages.fixture.ts';
import { contentOf } from '../party/content.ts';
import { eraseItems } from '../party/erase-item.ts';
import { importObjects } from '../party/import-objects.ts';
import type { Party } from '../party/party.ts';
import { heldIndicators } from './held-indicators.ts';
import { liftGuard } from './match-book.ts';
import { matchHeldObservations } from './match-held.ts';
import { type MatchReport, matchStream } from './match-stream.ts';
import { sightingLabel } from './sighting-label.ts';

const amberStrict = { tlp: 'amber+strict' } as const;
const later = new Date((testStart - 60) * 1000).toISOString();

const with_ = (serial: number, pattern: string, more = {}) => ({
  ...indicator(serial, `I${serial}`, 'green'),
  pattern,
  ...more,
});
const domain = (name: string, more = {}) => JSON.stringify({ type: 'domain-name', value: name, at: later, ...more });
const lookFor = (party: Party, ...indicators: readonly object[]) => importObjects(party, JSON.stringify(indicators));

const stream = (party: Party, ...lines: readonly string[]): Promise<MatchReport> =>
  matchStream(party, Readable.from([Buffer.from(lines.join('\n'))]), { label: amberStrict });

const sightings = (party: Party) =>
  party.db
    .all<{ text: string; class: number }>(
      "SELECT text, class FROM item WHERE class IN (SELECT id FROM class WHERE kind = 'sighting') ORDER BY seq",
    )
    .map(({ text, class: id }) => ({ object: contentOf(text), label: party.items.factsOf(id).label }));

const world = async (...indicators: readonly object[]): Promise<PagesWorld> => {
  const made = await PagesWorld.make();
  lookFor(made.aldoria, ...indicators);
  return made;
};

test('many matches of one indicator become one sighting with count and times, under the label of the stream (MAT-14, MAT-15)', async () => {
  const { aldoria } = await world(with_(50, "[domain-name:value = 'bad.test-net']"));
  const first = new Date((testStart - 600) * 1000).toISOString();
  const report = await stream(
    aldoria,
    domain('bad.test-net', { count: 3, at: first }),
    domain('good.test-net'),
    domain('bad.test-net'),
  );
  assert.deepEqual([report.observations, report.matches, report.indicators, report.sightings], [3, 4, 1, 1]);
  const [sighting, ...more] = sightings(aldoria);
  assert.equal(more.length, 0);
  assert.ok(sighting !== undefined);
  assert.deepEqual(sighting.label, amberStrict);
  const { count, first_seen, last_seen, sighting_of_ref } = sighting.object;
  assert.deepEqual([count, first_seen, last_seen, sighting_of_ref], [4, first, later, with_(50, '').id]);
});

test('within an hour no second sighting is stated; afterwards what waited is (MAT-14)', async () => {
  const made = await world(with_(50, "[domain-name:value = 'bad.test-net']"));
  await stream(made.aldoria, domain('bad.test-net'));
  made.clock.seconds += 1_800;
  assert.equal((await stream(made.aldoria, domain('bad.test-net', { count: 5 }))).sightings, 0);
  await matchHeldObservations(made.aldoria);
  assert.equal(sightings(made.aldoria).length, 1);
  made.clock.seconds += 1_800;
  await matchHeldObservations(made.aldoria);
  assert.deepEqual(
    sightings(made.aldoria).map(({ object }) => object['count']),
    [1, 5],
  );
});

test('what waits is not stated once the indicator was revoked or its label raised (MAT-15, COR-4)', async () => {
  const raised = with_(50, "[domain-name:value = 'bad.test-net']", { modified: later });
  for (const next of [
    { ...raised, revoked: true },
    { ...raised, object_marking_refs: indicator(50, '', 'red')['object_marking_refs'] },
  ]) {
    const made = await world(with_(50, "[domain-name:value = 'bad.test-net']"));
    for (let times = 0; times < 2; times++) await stream(made.aldoria, domain('bad.test-net'));
    lookFor(made.aldoria, next);
    made.clock.seconds += 3_600;
    await matchHeldObservations(made.aldoria);
    assert.equal(sightings(made.aldoria).length, 1);
  }
});

test('bad lines are counted with their number, and the others are matched (MAT-10)', async () => {
  const { aldoria } = await world(with_(50, "[domain-name:value = 'bad.test-net']"));
  const report = await stream(
    aldoria,
    '{',
    domain('bad.test-net'),
    '',
    `"${'x'.repeat(1_100_000)}"`,
    '{"type":"report"}',
  );
  assert.equal(report.matches, 1);
  assert.deepEqual(report.faults, [
    { line: 1, code: 'observation-syntax' },
    { line: 4, code: 'observation-size' },
    { line: 5, code: 'observation-type' },
  ]);
});

test('a match of a value that everybody has is guarded until a person lifts the guard (MAT-12)', async () => {
  const { aldoria } = await world();
  const line = JSON.stringify({ type: 'ipv4-addr', value: '192.0.2.1', at: later });
  const report = await stream(aldoria, line);
  assert.deepEqual([report.matches, report.guarded, report.sightings], [0, 6, 0]);
  const seq = aldoria.db.count("SELECT seq FROM item WHERE title = 'Sparrow'");
  liftGuard(aldoria, seq, 'analyst');
  assert.deepEqual([(await stream(aldoria, line)).matches, sightings(aldoria).length], [1, 1]);
  assert.equal(aldoria.db.count("SELECT count(*) FROM deed WHERE what = 'lift-guard' AND account = 'analyst'"), 1);
});

test('received indicators are looked for too, and new ones from the moment they are held (MAT-13)', async () => {
  const made = await world();
  assert.equal((await stream(made.aldoria, domain('bad.test-net'))).matches, 0);
  lookFor(made.bereth, with_(60, "[domain-name:value = 'bad.test-net']"));
  pull(made.bereth, made.aldoria);
  assert.equal((await stream(made.aldoria, domain('bad.test-net'))).matches, 1);
});

test('a newer version replaces the older, a revoked one none, and only those of the same author (MAT-13)', async () => {
  const made = await world(with_(60, "[domain-name:value = 'old.test-net']"));
  const newer = { modified: '2026-02-01T00:00:00.000Z' };
  lookFor(made.bereth, with_(60, "[domain-name:value = 'other.test-net']", newer));
  pull(made.bereth, made.aldoria);
  assert.equal((await stream(made.aldoria, domain('old.test-net'))).matches, 1);
  lookFor(made.aldoria, with_(60, "[domain-name:value = 'new.test-net']", newer));
  assert.equal((await stream(made.aldoria, domain('old.test-net'), domain('new.test-net'))).matches, 1);
  lookFor(
    made.aldoria,
    with_(60, "[domain-name:value = 'new.test-net']", { modified: '2026-03-01T00:00:00.000Z', revoked: true }),
  );
  assert.equal((await stream(made.aldoria, domain('new.test-net'))).matches, 0);
});

test('what was observed before or after an indicator is valid is no match (MAT-13)', async () => {
  const { aldoria } = await world(
    with_(50, "[domain-name:value = 'bad.test-net']", { valid_until: '2026-02-01T00:00:00Z' }),
  );
  assert.equal((await stream(aldoria, domain('bad.test-net'))).matches, 0);
  assert.equal((await stream(aldoria, domain('bad.test-net', { at: '2026-01-15T00:00:00Z' }))).matches, 1);
});

test('an erased indicator matches no more, and counts for nothing (MAT-14)', async () => {
  const made = await world(with_(50, "[domain-name:value = 'bad.test-net']"));
  await stream(made.aldoria, domain('good.test-net'));
  eraseItems(made.aldoria, [made.seqOf('I50')], { reason: 'own-decision' });
  await stream(made.aldoria, domain('bad.test-net'));
  assert.equal(sightings(made.aldoria).length, 0);
  assert.equal((await stream(made.aldoria, domain('bad.test-net'))).matches, 0);
});

test('observed data among our own records is matched once, with the objects that it names (MAT-16)', async () => {
  const made = await world(with_(50, "[network-traffic:dst_ref.value = '93.184.216.34']"));
  const common = { spec_version: '2.1', created: later, modified: later };
  const id = (type: string): string => `${type}--00000000-0000-4000-8000-0000000000aa`;
  const data = {
    ...common,
    type: 'observed-data',
    id: id('observed-data'),
    first_observed: later,
    last_observed: later,
    number_observed: 7,
    object_refs: [id('network-traffic')],
  };
  const traffic = { type: 'network-traffic', id: id('network-traffic'), dst_ref: id('ipv4-addr'), protocols: ['tcp'] };
  const address = { type: 'ipv4-addr', id: id('ipv4-addr'), value: '93.184.216.34' };
  importObjects(made.aldoria, JSON.stringify([data, traffic, address]), { unmarked: { tlp: 'amber' } });
  await matchHeldObservations(made.aldoria);
  await matchHeldObservations(made.aldoria);
  assert.deepEqual(
    sightings(made.aldoria).map(({ object, label }) => [object['count'], label.tlp]),
    [[7, 'amber']],
  );
  importObjects(made.bereth, JSON.stringify([{ ...data, id: `${id('observed-data').slice(0, -1)}b` }]), {
    unmarked: { tlp: 'green' },
  });
  pull(made.bereth, made.aldoria);
  made.clock.seconds += 7_200;
  await matchHeldObservations(made.aldoria);
  assert.equal(sightings(made.aldoria).length, 1);
});

test('a sighting never reaches whom the indicator does not (MAT-14, REL-12)', async () => {
  const made = await world();
  lookFor(made.bereth, with_(60, "[domain-name:value = 'bad.test-net']"));
  pull(made.bereth, made.aldoria);
  await matchStream(made.aldoria, Readable.from([Buffer.from(domain('bad.test-net'))]), { label: { tlp: 'green' } });
  assert.equal(sightings(made.aldoria).length, 1);
  pull(made.aldoria, made.calder);
  assert.equal(sightings(made.calder).length, 0);
  pull(made.aldoria, made.bereth);
  assert.equal(sightings(made.bereth).length, 1, 'whoever stated the indicator may learn of it');
});

test('indicators that cannot be looked for are counted with the reason (MAT-7)', async () => {
  const { aldoria } = await world(
    with_(51, "[domain-name:value MATCHES '(?=x)']"),
    with_(52, 'rule x { condition: true }', { pattern_type: 'yara' }),
  );
  const held = heldIndicators(aldoria);
  await held.takeAll(aldoria);
  assert.deepEqual(held.notLooked, { language: 1, refused: 1 });
  assert.deepEqual(
    held.refused.map(({ fault }) => fault.code),
    ['pattern-expression'],
  );
  assert.deepEqual(held.index.types, [{ type: 'ipv4-addr', count: 6 }]);
});

test('a mended pattern is no longer counted as one that cannot be looked for (MAT-13)', async () => {
  const { aldoria } = await world(with_(51, "[domain-name:value MATCHES '(?=x)']"));
  const held = heldIndicators(aldoria);
  await held.takeAll(aldoria);
  lookFor(aldoria, with_(51, "[domain-name:value MATCHES 'x']", { modified: '2026-02-01T00:00:00.000Z' }));
  await held.takeAll(aldoria);
  assert.deepEqual(held.notLooked, { language: 0, refused: 0 });
  lookFor(aldoria, with_(51, "[url:value = 'x']", { modified: '2026-03-01T00:00:00.000Z' }));
  await held.takeAll(aldoria);
  assert.deepEqual(held.index.types, [
    { type: 'ipv4-addr', count: 6 },
    { type: 'url', count: 1 },
  ]);
});

const duties: Duties = {
  onward: 'same-agreement',
  actions: 'any',
  attribution: 'named',
  erase: false,
  notify: 'none',
  encryptInTransit: false,
};

test('a sighting is labelled no wider than stream and indicator, and within the duties (MAT-15)', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((letter) => letter.repeat(64)) as [string, string, string];
  const own = (label: object) => ({
    kind: 'indicator',
    author: a,
    holding: 'own' as const,
    approved: false,
    label: { tlp: 'green' as const, ...label },
  });
  const received = (more: Partial<Duties>) => ({
    ...own({}),
    holding: { agreement: b, clause: 1, duties: { ...duties, ...more } },
  });
  assert.deepEqual(sightingLabel(own({}), { tlp: 'amber' }), { tlp: 'amber' });
  assert.deepEqual(sightingLabel(own({ tlp: 'red', only: [c, b] }), { tlp: 'amber', only: [a, b] }), {
    tlp: 'red',
    only: [b],
  });
  assert.deepEqual(sightingLabel(own({ purposes: ['defence', 'research'] }), { tlp: 'green', purposes: ['defence'] }), {
    tlp: 'green',
    purposes: ['defence'],
  });
  assert.deepEqual(sightingLabel(received({}), { tlp: 'green' }), { tlp: 'green' });
  assert.deepEqual(sightingLabel(received({ actions: 'internal-only' }), { tlp: 'green' }), {
    tlp: 'green',
    only: [a],
  });
  assert.deepEqual(sightingLabel(received({ onward: 'none' }), { tlp: 'green', only: [c] }), {
    tlp: 'green',
    only: [],
  });
});
