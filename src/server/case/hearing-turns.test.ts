import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Party } from '../party/party.ts';
import { inTurn } from './hearing-turns.ts';

/** Lets everything go on that waits for nothing else. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('two run at once, the others in the order in which they came, also after one fails (Spec: CEX-41)', async () => {
  const party = {} as Party;
  const began: number[] = [];
  const ends = Array.from({ length: 5 }, () => Promise.withResolvers<number>());
  const all = ends.map(({ promise }, index) =>
    inTurn(party, () => {
      began.push(index);
      return promise;
    }),
  );
  await settle();
  assert.deepEqual(began, [0, 1]);
  ends[1]?.reject(new Error('refused'));
  await assert.rejects(all[1] ?? Promise.resolve(), /refused/);
  await settle();
  assert.deepEqual(began, [0, 1, 2]);
  ends[0]?.resolve(0);
  ends[2]?.resolve(2);
  await settle();
  assert.deepEqual(began, [0, 1, 2, 3, 4]);
  for (const [index, end] of ends.entries()) end.resolve(index);
  assert.deepEqual(await Promise.all([all[0], all[2], all[3], all[4]]), [0, 2, 3, 4]);
  // The turns are free again.
  assert.equal(await inTurn(party, () => Promise.resolve('later')), 'later');
});

test('parties do not wait for each other', async () => {
  const never = Promise.withResolvers<void>();
  const [busy, idle] = [{} as Party, {} as Party];
  for (let n = 0; n < 3; n++) void inTurn(busy, () => never.promise);
  assert.equal(await inTurn(idle, () => Promise.resolve(1)), 1);
});
