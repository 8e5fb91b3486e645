import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeRoom } from './case-store.ts';

test('logs that were used longest ago are let go until there is room for one more, and no others', () => {
  const all = new Map(['first', 'second', 'third'].map((id) => [id, { log: { size: 8_000 } }]));
  makeRoom(all, 2_000);
  assert.deepEqual([...all.keys()], ['second', 'third']);
  makeRoom(all, 4_000);
  assert.deepEqual([...all.keys()], ['second', 'third']);
  makeRoom(all, 40_000);
  assert.equal(all.size, 0);
});
