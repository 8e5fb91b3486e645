import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultCode } from '#protocol/bytes/fault.ts';
import { readBundle } from './read-bundle.ts';
import { sampleIndicator } from './sample-indicator.ts';
import { bundleParts, writeBundle } from './write-bundle.ts';

const bundleId = 'bundle--11111111-1111-4111-8111-111111111111';

test('a bundle without objects has no list, since STIX forbids empty ones (STX-13)', () => {
  assert.deepEqual(JSON.parse(writeBundle(bundleId, [])), { type: 'bundle', id: bundleId });
});

test('objects are written in order, with the id that was given (STX-13)', () => {
  const objects = [sampleIndicator(2), sampleIndicator(1, { x_none: null, x_text: '"\u2028\\' })];
  assert.deepEqual(JSON.parse(writeBundle(bundleId, objects)), { type: 'bundle', id: bundleId, objects });
  assert.deepEqual(readBundle(writeBundle(bundleId, objects)).objects, objects);
});

test('a bundle can be written piece by piece from texts that are kept as they are (STX-13)', () => {
  const texts = ['{"x": 1.0}', '{"y":2}'];
  const parts = [...bundleParts(bundleId, texts)];
  assert.ok(parts.length > texts.length);
  for (const text of texts) assert.ok(parts.includes(text));
  assert.deepEqual(JSON.parse(parts.join('')), { type: 'bundle', id: bundleId, objects: [{ x: 1 }, { y: 2 }] });
});

test('an id that is no id of a bundle is a fault (STX-13)', () => {
  for (const id of ['', 'bundle--1', sampleIndicator().id])
    assert.throws(
      () => writeBundle(id, []),
      (thrown) => faultCode(thrown) === 'stix-id',
    );
});
