import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { concat } from '#protocol/bytes/text.ts';
import { decodeBundle, encodeBundle } from '#protocol/log/entry-bundle.ts';
import { leafHash } from '#protocol/log/merkle.ts';
import { isCutOff } from './damaged-bundle.ts';

const bundles = fc.array(fc.uint8Array({ minLength: 3, maxLength: 60 }), { minLength: 1, maxLength: 8 });
const tileOf = (entries: readonly Uint8Array[]): Uint8Array => concat(...entries.map(leafHash));

test('Spec: LOG-25: every cut of a bundle is seen as one', () => {
  fc.assert(
    fc.property(bundles, fc.nat(), (entries, at) => {
      const bytes = encodeBundle(entries);
      assert.equal(isCutOff(bytes.subarray(0, at % bytes.length), entries.length, tileOf(entries)), true);
    }),
  );
});

test('Spec: LOG-25: a changed byte that makes a bundle unreadable is not taken for a cut', () => {
  let unreadable = 0;
  fc.assert(
    fc.property(bundles, fc.nat(), fc.integer({ min: 1, max: 255 }), (entries, at, change) => {
      const bytes = encodeBundle(entries);
      const place = at % bytes.length;
      const changed = Uint8Array.from(bytes, (byte, i) => (i === place ? byte ^ change : byte));
      try {
        decodeBundle(changed, entries.length);
      } catch {
        unreadable += 1;
        assert.equal(isCutOff(changed, entries.length, tileOf(entries)), false);
      }
    }),
    { numRuns: 500 },
  );
  assert.ok(unreadable > 0);
});

test('a bundle with all its entries is not cut off, whatever follows', () => {
  const entries = [Uint8Array.of(1), Uint8Array.of(2)];
  const bytes = encodeBundle(entries);
  assert.equal(isCutOff(bytes, 2, tileOf(entries)), false);
  assert.equal(isCutOff(Uint8Array.of(...bytes, 0), 2, tileOf(entries)), false);
});

test('without a tile to compare with, a short bundle counts as cut off', () => {
  assert.equal(isCutOff(new Uint8Array(), 2, undefined), true);
});
