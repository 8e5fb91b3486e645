import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axisEnds, markOf } from './deadline-axis.ts';

test('the axis begins now and ends at the last deadline', () => {
  const ends = axisEnds([1100, 1400], 1000);
  assert.deepEqual(ends, { start: 1000, end: 1400 });
  assert.deepEqual(markOf(1100, 1000, ends), { from: 0, to: 25, isLate: false });
});

test('a deadline that passed stands before now and is late', () => {
  const ends = axisEnds([900, 1100], 1000);
  assert.deepEqual(markOf(900, 1000, ends), { from: 0, to: 50, isLate: true });
  assert.deepEqual(markOf(1100, 1000, ends), { from: 50, to: 100, isLate: false });
});

test('deadlines of the very moment still make an axis', () => {
  const ends = axisEnds([1000, 1000], 1000);
  assert.ok(ends.end > ends.start);
  assert.equal(markOf(1000, 1000, ends).to, 0);
});
