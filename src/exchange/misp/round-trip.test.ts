import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { isMembers, type JsonMembers, type JsonValue, sameJson } from '../stix/stix-object.ts';
import type { LabelRules } from './misp-label.ts';
import { leavesOf, silentLosses } from './misp-leaves.fixture.ts';
import { readMisp } from './read-misp.ts';
import { writeMisp } from './write-misp.ts';

const data = '../shared/data/misp';
const absent = existsSync(data) ? false : 'the published events are not here';
const rules: LabelRules = { unmarked: { tlp: 'green' }, partyOf: () => undefined };
const author = { uuid: '00000000-0000-4000-8000-00000000000a', name: 'Aldoria CERT' };
const writeRules = { organisationOf: () => undefined, author };

const read = (value: JsonValue) => readMisp(JSON.stringify(value), rules);
const write = (reading: ReturnType<typeof read>) =>
  writeMisp(
    reading.objects.map((one) => ({ ...one, isBound: false })),
    writeRules,
  );

/** Reads, writes and reads again, and says what was lost without a word. */
function roundTrip(input: JsonMembers) {
  const first = read(input);
  assert.deepEqual(first.faults, []);
  const written = write(first);
  const second = read(written.events as unknown as JsonValue);
  assert.deepEqual(second.faults, []);
  const [event] = written.events;
  return { first, written, second, event: event ?? {}, silent: silentLosses(input, event ?? {}, first.losses) };
}

const load = (name: string): JsonMembers => JSON.parse(readFileSync(`${data}/${name}`, 'utf8'));

/** An event around a part, as small as MISP allows. */
const around = (members: JsonMembers): JsonMembers => ({
  Event: {
    uuid: '00000000-0000-4000-8000-0000000000ee',
    info: 'An invented event',
    published: true,
    date: '2026-01-01',
    timestamp: '1767225600',
    Orgc: author,
    ...members,
  },
});

describe('published events', { skip: absent }, () => {
  for (const name of ['57c4445b-c548-4654-af0b-4be3950d210f', 'japanese_test_heavy', 'mainly_objects_1'])
    test(`MSP-3: every value of ${name} comes back from STIX or is named as lost`, () => {
      const input = load(`events/${name}.json`);
      const { silent, written, first } = roundTrip(input);
      assert.deepEqual(silent, []);
      assert.equal(written.events.length, 1);
      assert.equal(written.written + written.folded + written.left, first.objects.length);
      assert.equal(written.left, 0);
      assert.ok(leavesOf(input).length > 80);
    });

  test('MSP-4: reading what was written changes nothing', () => {
    for (const name of ['57c4445b-c548-4654-af0b-4be3950d210f', 'japanese_test_heavy', 'mainly_objects_1']) {
      const { first, second } = roundTrip(load(`events/${name}.json`));
      const again = new Map(second.objects.map(({ object }) => [object.id, object]));
      assert.equal(second.objects.length, first.objects.length);
      for (const { object } of first.objects) assert.ok(sameJson(again.get(object.id) ?? null, object), object.id);
    }
  });

  test('MSP-1: Japanese text comes through letter by letter', () => {
    const text = JSON.stringify(roundTrip(load('events/japanese_test_heavy.json')).event);
    assert.ok(text.includes('放ぐ活転リト金時わばこ週去あど無物月た数出レトヌ目印'));
  });
});

describe('published mapping pairs', { skip: absent }, () => {
  const attributes = absent ? {} : load('misp_attributes_to_stix21.json');
  const galaxies = absent ? {} : load('misp_galaxies_to_stix21.json');

  test('MSP-3: every value of the 80 attributes and 27 galaxies comes back or is named as lost', () => {
    const parts = [
      ...Object.values(attributes).map((pair) => ({
        Attribute: [isMembers(pair) ? { to_ids: true, ...(pair['MISP'] as JsonMembers) } : {}],
      })),
      ...Object.values(galaxies).map((pair) => ({ Galaxy: [isMembers(pair) ? (pair['MISP'] ?? {}) : {}] })),
    ];
    assert.equal(parts.length, 107);
    for (const part of parts) {
      const input = around(part);
      assert.deepEqual(roundTrip(input).silent, [], JSON.stringify(part).slice(0, 300));
    }
  });
});
