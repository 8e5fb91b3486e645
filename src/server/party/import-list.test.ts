import assert from 'node:assert/strict';
import { it } from 'node:test';
import { utf8 } from '#protocol/bytes/text.ts';
import { PagesWorld } from '../http/pages.fixture.ts';
import { auditParty } from './audit.ts';
import { importSource } from './import-objects.ts';
import type { Party } from './party.ts';
import { readSource } from './read-source.ts';

let now = 1_790_000_000_000;
function take(party: Party, text: string) {
  now += 1000;
  const reading = readSource(utf8(text), { now, source: 'x' });
  const { accepted, known, refused } = importSource(party, reading);
  return [reading.format, accepted, known, refused];
}

it('LST-6: a list that comes again changes nothing; what changes in it is a new version of the same indicator', async () => {
  const { aldoria } = await PagesWorld.make();
  assert.deepEqual(take(aldoria, '# c\nevil.example\n198.51.100.9\nnonsense'), ['list', 2, 0, 1]);
  assert.deepEqual(take(aldoria, 'evil[.]example\n198.51.100.9\n198.51.100.10'), ['list', 1, 2, 0]);
  assert.deepEqual(take(aldoria, 'value,confidence\nevil.example,80\n198.51.100.9,'), ['csv', 1, 1, 0]);
  assert.deepEqual(take(aldoria, 'value,confidence\nevil.example,80\n198.51.100.9,'), ['csv', 0, 2, 0]);
  const versions = aldoria.db.all<{ text: string }>(
    "SELECT text FROM item WHERE title = 'evil.example' ORDER BY version",
  );
  const objects = versions.map(({ text }) => JSON.parse(text.slice(text.indexOf('\n'))));
  assert.equal(objects.length, 2);
  assert.equal(objects[0].created, objects[1].created);
  assert.equal(objects[0].valid_from, objects[1].valid_from);
  assert.ok(objects[0].modified < objects[1].modified);
  assert.deepEqual(auditParty(aldoria).findings, []);
});

it('LST-6: JSON is STIX or CSAF, and a list that begins with a bracket is a list', () => {
  const format = (text: string): string => readSource(utf8(text), { now }).format;
  assert.deepEqual(['{}', '[]', ' [ {', '[[', '[.]x', 'a.example;b', 'a.example', '# a,b\na.example'].map(format), [
    'stix',
    'stix',
    'stix',
    'stix',
    'list',
    'csv',
    'list',
    'list',
  ]);
});
