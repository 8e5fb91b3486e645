import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { faultCode } from '../bytes/fault.ts';
import { decodeBundle, encodeBundle, entryLengthAt, scanBundle } from './entry-bundle.ts';

const hasCode = (code: string) => (thrown: unknown) => faultCode(thrown) === code;
const bundles = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 20 });

test('Spec: LOG-10: entries survive a bundle', () => {
  fc.assert(
    fc.property(bundles, (entries) =>
      assert.deepEqual([...decodeBundle(encodeBundle(entries), entries.length)], entries),
    ),
  );
});

test('every cut of a bundle is told as truncated, every longer one as trailing', () => {
  fc.assert(
    fc.property(bundles, fc.nat(), (entries, at) => {
      const bytes = encodeBundle(entries);
      assert.throws(
        () => decodeBundle(bytes.subarray(0, at % bytes.length), entries.length),
        hasCode('bundle-truncated'),
      );
      assert.throws(() => decodeBundle(Uint8Array.of(...bytes, 0), entries.length), hasCode('bundle-trailing'));
    }),
  );
});

test('the largest entry fits, one byte more does not', () => {
  const largest = new Uint8Array(65_535).fill(1);
  assert.deepEqual([...decodeBundle(encodeBundle([largest]), 1)], [largest]);
  assert.throws(() => encodeBundle([new Uint8Array(65_536)]), hasCode('entry-size'));
});

test('a bundle holds 1 to 256 entries', () => {
  assert.throws(() => encodeBundle([]), hasCode('bundle-width'));
  assert.throws(() => encodeBundle(Array.from({ length: 257 }, () => new Uint8Array())), hasCode('bundle-width'));
  assert.equal(encodeBundle(Array.from({ length: 256 }, () => new Uint8Array())).length, 512);
});

test('a scan gives the whole entries and where they end', () => {
  const bytes = encodeBundle([Uint8Array.of(1, 2), Uint8Array.of(3)]);
  assert.equal(scanBundle(bytes, 5).entries.length, 2);
  assert.deepEqual(scanBundle(bytes.subarray(0, 6), 5), { entries: [Uint8Array.of(1, 2)], end: 4 });
  assert.equal(entryLengthAt(Uint8Array.of(0, 1, 2), 1), 258);
});
