import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { describeObject } from './describe.ts';
import { readMarking, statementMarkings } from './marking.ts';
import { readBundle } from './read-bundle.ts';
import { isList, isMembers, type JsonMembers, type JsonValue } from './stix-object.ts';
import { writeBundle } from './write-bundle.ts';

const root = join(import.meta.dirname, '../../..');
const shared = join(root, '../shared/data');
const bundleId = 'bundle--11111111-1111-4111-8111-111111111111';
const skip = existsSync(shared) ? false : 'the shared data folder is not beside this checkout';

const published = [
  ['attack/ics-attack-14.1.json', 1794],
  ['attack/ics-attack-16.1.json', 1871],
  ['attack/ics-attack-18.1.json', 1826],
  ['stix/threat-reports/apt1.json', 76],
  ['stix/threat-reports/poisonivy.json', 155],
] as const;

function objectsOf(value: JsonValue): readonly JsonValue[] {
  const objects = isMembers(value) ? value['objects'] : undefined;
  assert.ok(isList(objects));
  return objects;
}

for (const [file, count] of published)
  test(`${file} is read without a fault and comes back equal (STX-2, STX-13)`, { skip }, () => {
    const bytes = readFileSync(join(shared, file));
    const reading = readBundle(bytes);
    assert.deepEqual(reading.faults, []);
    assert.equal(reading.objects.length, count);
    assert.deepEqual(reading.objects, objectsOf(JSON.parse(bytes.toString('utf8'))));
    assert.deepEqual(readBundle(writeBundle(bundleId, reading.objects)).objects, reading.objects);
    const statements = statementMarkings(reading.objects);
    for (const object of reading.objects) {
      assert.deepEqual(readMarking(object, statements), { kind: 'unmarked' });
      const { title, text } = describeObject(object);
      assert.ok(title.length > 0 && text.length > 0);
    }
  });

test('the releases of ATT&CK are versions of the same objects (STX-12)', { skip }, () => {
  const [old, recent] = ['14.1', '18.1'].map(
    (release) => readBundle(readFileSync(join(shared, `attack/ics-attack-${release}.json`))).objects,
  );
  assert.ok(old !== undefined && recent !== undefined);
  const both = readBundle(JSON.stringify([...old, ...recent]));
  assert.ok(both.repeated + both.refused > 0 && both.objects.length > recent.length);
  assert.equal(both.objects.length + both.refused + both.repeated, both.seen);
  for (const fault of both.faults) assert.equal(fault.code, 'stix-version-conflict');
});

const sample = readFileSync(join(root, 'samples/incident-aldoria.json'));
const markingsOf = (): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const object of readBundle(sample).objects) {
    const marking = readMarking(object, new Set());
    assert.ok(marking.kind === 'tlp', object.id);
    if (object.type !== 'marking-definition') counts.set(marking.tlp, (counts.get(marking.tlp) ?? 0) + 1);
  }
  return counts;
};

test('the invented incident is valid and has objects of every TLP level', () => {
  assert.deepEqual(readBundle(sample).faults, []);
  assert.deepEqual([...markingsOf().keys()].sort(), ['amber', 'amber+strict', 'clear', 'green', 'red']);
});

test('every reference of the invented incident leads to an object in it', () => {
  const { objects } = readBundle(sample);
  const ids = new Set(objects.map((object) => object.id));
  for (const object of objects) for (const { id } of describeObject(object).references) assert.ok(ids.has(id), id);
});

test('the invented incident names nothing but what is kept for documentation', () => {
  const hosts = /\b\d{1,3}(?:\.\d{1,3}){3}\b|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:example|[a-z]{2,6})\b/g;
  const patterns = readBundle(sample)
    .objects.map((object: JsonMembers) => String(object['pattern'] ?? ''))
    .join('\n');
  const values = [...patterns.matchAll(/'([^']*)'/g)].flatMap(([, value]) =>
    [...(value ?? '').matchAll(hosts)].map(([host]) => host),
  );
  assert.ok(values.length >= 4);
  for (const value of values)
    assert.match(value, /^192\.0\.2\.\d+$|^198\.51\.100\.\d+$|\.example$|(^|\.)example\.(net|org|com)$/);
});
