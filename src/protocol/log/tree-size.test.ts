import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { faultCode } from '../bytes/fault.ts';
import { isTreeSize, parseTreeSize } from './tree-size.ts';

test('a size survives its text', () => {
  fc.assert(fc.property(fc.maxSafeNat(), (size) => parseTreeSize(String(size)) === size));
});

test('text that is not a plain decimal within range is refused', () => {
  for (const text of ['', '00', '01', '-1', '+1', '1.0', '1e3', ' 1', '1\n', '٣', '9007199254740992', '9'.repeat(400)])
    assert.throws(
      () => parseTreeSize(text),
      (thrown) => faultCode(thrown) === 'tree-size',
      text,
    );
  assert.equal(parseTreeSize('9007199254740991'), Number.MAX_SAFE_INTEGER);
});

test('only integers from 0 to 2^53−1 are sizes', () => {
  for (const value of [-1, 0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY]) assert.equal(isTreeSize(value), false);
  for (const value of [0, 1, 2 ** 53 - 1]) assert.equal(isTreeSize(value), true);
});
