import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compareTimestamps, instantOf, isTimestamp, timestampOf } from './timestamp.ts';

test('times in UTC of days that exist are read (STX-6)', () => {
  for (const time of [
    '2026-03-01T00:00:00Z',
    '2026-03-01T00:00:00.000Z',
    '2026-03-01T23:59:60.123456789Z',
    '2024-02-29T12:00:00Z',
    '2000-02-29T12:00:00Z',
    '2026-12-31T12:00:00.5Z',
  ])
    assert.equal(isTimestamp(time), true, time);
});

test('other times are refused (STX-6)', () => {
  for (const time of [
    '',
    '2026-03-01',
    '2026-03-01T00:00:00',
    '2026-03-01T00:00:00+00:00',
    '2026-03-01t00:00:00Z',
    '2026-03-01 00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2026-03-01T24:00:00Z',
    '2026-03-01T00:60:00Z',
    '2026-03-01T00:00:61Z',
    '2026-03-01T00:00:00.Z',
    `2026-03-01T00:00:00.${'0'.repeat(31)}Z`,
    '2026-03-01T00:00:00Z\n',
    '٢٠٢٦-03-01T00:00:00Z',
  ])
    assert.equal(isTimestamp(time), false, time);
});

test('zeros at the end of a fraction do not make another instant (STX-6)', () => {
  for (const time of ['2026-03-01T00:00:00Z', '2026-03-01T00:00:00.0Z', '2026-03-01T00:00:00.000Z'])
    assert.equal(instantOf(time), '2026-03-01T00:00:00');
  assert.equal(instantOf('2026-03-01T00:00:10.1200Z'), '2026-03-01T00:00:10.12');
});

test('times compare as the instants that they name (STX-6)', () => {
  const at = fc.integer({ min: 0, max: 4_000_000_000_000 });
  fc.assert(
    fc.property(at, at, (a, b) => {
      const [first, second] = [new Date(a).toISOString(), new Date(b).toISOString()];
      assert.equal(compareTimestamps(first, second), Math.sign(a - b));
      assert.equal(isTimestamp(first), true);
    }),
  );
  assert.equal(compareTimestamps('2026-03-01T00:00:00Z', '2026-03-01T00:00:00.001Z'), -1);
  assert.equal(compareTimestamps('2026-03-01T00:00:00.1Z', '2026-03-01T00:00:00.09Z'), 1);
});

test('Unix seconds are written with milliseconds', () => {
  assert.equal(timestampOf(0), '1970-01-01T00:00:00.000Z');
  assert.equal(timestampOf(1_772_323_200), '2026-03-01T00:00:00.000Z');
});
