import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultCode } from '#protocol/bytes/fault.ts';
import type { Party } from '../party/party.ts';
import { inOwnTurn, inTurnOf } from './hearing-turns.ts';

const large = 20_000;

/** Lets everything go on that waits for nothing else. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Work that says when it begins and waits to be ended. */
function works(count: number) {
  const began: number[] = [];
  const ends = Array.from({ length: count }, () => Promise.withResolvers<number>());
  const work = (index: number) => (): Promise<number> => {
    began.push(index);
    return ends[index]?.promise ?? Promise.reject(new Error('there is no such work'));
  };
  return { began, ends, work };
}

test('two large ones run at once, the others in the order in which they came, also after one fails (Spec: CEX-41)', async () => {
  const party = {} as Party;
  const { began, ends, work } = works(5);
  const all = ends.map((_, index) => inTurnOf(party, `member ${index}`, large, work(index)));
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
  assert.equal(await inTurnOf(party, 'member', large, () => Promise.resolve('later')), 'later');
});

test('our own rounds go before what others have sent, and small requests wait for nobody (Spec: CEX-41)', async () => {
  const party = {} as Party;
  const { began, ends, work } = works(5);
  const all = [0, 1, 2].map((index) => inTurnOf(party, `member ${index}`, large, work(index)));
  all.push(inOwnTurn(party, work(3)), inTurnOf(party, 'member 4', 100, work(4)));
  await settle();
  assert.deepEqual(began, [0, 1, 4]);
  ends[0]?.resolve(0);
  await settle();
  assert.deepEqual(began, [0, 1, 4, 3]);
  for (const [index, end] of ends.entries()) end.resolve(index);
  await Promise.all(all);
  assert.deepEqual(began, [0, 1, 4, 3, 2]);
});

test('a member has a few requests open, others are not kept out by it, and it may go on when they are answered (Spec: CEX-41)', async () => {
  const party = {} as Party;
  const { began, ends, work } = works(5);
  const all = [0, 1, 2, 3].map((index) => inTurnOf(party, 'many', 100, work(index)));
  await assert.rejects(inTurnOf(party, 'many', 100, work(4)), (thrown) => faultCode(thrown) === 'server-busy');
  assert.deepEqual(began, [0, 1, 2, 3]);
  assert.equal(await inTurnOf(party, 'other', 100, () => Promise.resolve(1)), 1);
  for (const end of ends) end.resolve(0);
  await Promise.all(all);
  assert.equal(await inTurnOf(party, 'many', 100, work(4)), 0);
});

test('parties do not wait for each other', async () => {
  const never = Promise.withResolvers<void>();
  const [busy, idle] = [{} as Party, {} as Party];
  for (let n = 0; n < 3; n++) void inTurnOf(busy, `member ${n}`, large, () => never.promise);
  assert.equal(await inTurnOf(idle, 'member', large, () => Promise.resolve(1)), 1);
});
