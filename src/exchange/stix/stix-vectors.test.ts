import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { tlpLevels } from '#protocol/record/label.ts';
import { readMarking, statementMarkings } from './marking.ts';
import { readBundle } from './read-bundle.ts';
import { redact } from './redact.ts';
import { isMembers, type JsonMembers, type JsonValue } from './stix-object.ts';
import { writeBundle } from './write-bundle.ts';

const root = join(import.meta.dirname, '../../../vectors/stix');
const bundleId = 'bundle--11111111-1111-4111-8111-111111111111';
const files = globSync('**', { cwd: root, withFileTypes: true }).filter((entry) => entry.isFile());
const read = new Set<string>();

function members(value: JsonValue | undefined): JsonMembers {
  assert.ok(isMembers(value));
  return value;
}

function load(folder: string): readonly (readonly [name: string, vector: JsonMembers, input: string])[] {
  const names = globSync('*.json', { cwd: join(root, folder) }).sort();
  return names.map((name) => {
    const path = join(root, folder, name);
    read.add(path);
    const vector = members(JSON.parse(readFileSync(path, 'utf8')));
    return [name, vector, String(members(vector['input'])['text'])] as const;
  });
}

const valid = load('valid');
const invalid = load('invalid');

test('there are vectors, and no file is left unread', () => {
  assert.ok(valid.length > 0 && invalid.length > 0);
  assert.deepEqual(
    files.map((file) => join(file.parentPath, file.name)).filter((path) => !read.has(path)),
    [],
  );
  for (const [name, vector] of [...valid, ...invalid]) {
    assert.match(String(vector['clause']), /^STX-\d+$/, name);
    assert.deepEqual(Object.keys(vector).sort(), ['clause', 'comment', 'expect', 'input'], name);
  }
});

for (const [name, vector, input] of valid)
  test(`valid/${name}: ${String(vector['comment'])}`, () => {
    const expect = members(vector['expect']);
    const reading = readBundle(input);
    assert.deepEqual(reading.faults, []);
    assert.equal(reading.seen, expect['seen']);
    assert.equal(reading.repeated, expect['repeated'] ?? 0);
    assert.deepEqual(
      reading.losses.map((loss) => loss.code),
      expect['losses'],
    );
    assert.deepEqual(readBundle(writeBundle(bundleId, reading.objects)).objects, reading.objects);
    const statements = statementMarkings(reading.objects);
    for (const [id, marking] of Object.entries(members(expect['markings'] ?? {}))) {
      const object = reading.objects.find((candidate) => candidate.id === id);
      assert.ok(object !== undefined, id);
      assert.deepEqual(readMarking(object, statements), marking);
    }
    for (const [level, redacted] of Object.entries(members(expect['redacted'] ?? {}))) {
      const [object] = reading.objects;
      const ceiling = tlpLevels.find((tlp) => tlp === level);
      assert.ok(object !== undefined && ceiling !== undefined);
      assert.deepEqual(redact(object, ceiling) ?? null, redacted);
    }
  });

for (const [name, vector, input] of invalid)
  test(`invalid/${name}: ${String(vector['comment'])}`, () => {
    const expect = members(vector['expect']);
    const reading = readBundle(input);
    assert.deepEqual(
      reading.faults.map(({ code, path }) => ({ code, path })),
      expect['faults'],
    );
    assert.equal(reading.seen, expect['seen']);
    assert.equal(reading.refused, expect['refused']);
    assert.equal(reading.objects.length + reading.refused + reading.repeated, reading.seen);
  });
