import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromUtf8, utf8 } from '#protocol/bytes/text.ts';
import type { Label } from '#protocol/record/label.ts';
import { readCsaf } from './read-csaf.ts';
import { advisoryBytes, changedAdvisory, sampleAdvisory } from './sample-advisory.fixture.ts';
import { writeAdvisory } from './write-csaf.ts';

const file = { text: fromUtf8(advisoryBytes(sampleAdvisory())), signature: 'a signature' };

test('CSF-10: under the level that it states, an advisory goes out as the bytes that came, with its signature', () => {
  const written = writeAdvisory(file, { tlp: 'green' });
  assert.deepEqual([written.name, written.text, written.signature], ['ap-2026_001.json', file.text, 'a signature']);
  const { name, sha512 } = written;
  assert.deepEqual(readCsaf(utf8(written.text), { name, sha512 }).faults, []);
});

test('CSF-10: under a stricter level it says so, stays valid, and loses the signature that no longer holds', () => {
  const written = writeAdvisory(file, { tlp: 'red' });
  assert.equal(written.signature, undefined);
  const { name, sha512 } = written;
  const [advisory] = readCsaf(utf8(written.text), { name, sha512 }).advisories;
  const expected = sampleAdvisory();
  expected.document.distribution.tlp.label = 'RED';
  assert.deepEqual(advisory?.document, expected);
});

test('CSF-10: an advisory without a level states that of its label', () => {
  const text = fromUtf8(changedAdvisory((doc) => delete doc.document.distribution));
  assert.match(writeAdvisory({ text }, { tlp: 'clear' }).text, /"label": "WHITE"/);
});

test('CSF-10: what CSAF cannot say is refused, and nothing goes out with less than it states', () => {
  const id = 'a'.repeat(64);
  const labels: readonly Label[] = [
    { tlp: 'amber+strict' },
    { tlp: 'green', only: [id] },
    { tlp: 'green', purposes: ['defence'] },
  ];
  for (const label of labels) assert.throws(() => writeAdvisory(file, label), { code: 'csaf-label-inexpressible' });
  assert.throws(() => writeAdvisory(file, { tlp: 'clear' }), { code: 'csaf-marking-weaker' });
});
