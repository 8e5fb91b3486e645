import assert from 'node:assert/strict';
import { it } from 'node:test';
import { JobLoop } from './job-loop.ts';

/** A timer that a test lets go off, and work that a test lets end. */
function handDriven(work?: () => Promise<void>) {
  const waiting: (() => void)[] = [];
  const ends: (() => void)[] = [];
  const seen = { begun: 0, failed: [] as unknown[], pauses: [] as number[] };
  const loop = new JobLoop({
    work: () => {
      seen.begun++;
      return work === undefined ? new Promise<void>((resolve) => ends.push(resolve)) : work();
    },
    pause: 2000,
    timer: (milliseconds, action) => {
      seen.pauses.push(milliseconds);
      waiting.push(action);
      return () => void waiting.splice(waiting.indexOf(action), 1);
    },
    failed: (error) => void seen.failed.push(error),
  });
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  const first = (actions: (() => void)[]): Promise<void> => {
    actions.shift()?.();
    return settle();
  };
  return {
    loop,
    seen,
    waiting,
    endRound: () => first(ends),
    goOff: () => first(waiting),
    settle,
  };
}

it('The first round begins at once and the next only after a pause from its end', async () => {
  const { loop, seen, waiting, endRound, goOff } = handDriven();
  loop.start();
  loop.start();
  assert.equal(seen.begun, 1);
  assert.equal(waiting.length, 0);
  await endRound();
  assert.deepEqual([seen.begun, seen.pauses], [1, [2000]]);
  await goOff();
  assert.equal(seen.begun, 2);
  assert.equal(waiting.length, 0);
  await endRound();
  await loop.stop();
});

it('A round that fails is told and does not end the loop', async () => {
  const { loop, seen, goOff, settle } = handDriven(() => Promise.reject(new Error('no')));
  loop.start();
  await settle();
  await goOff();
  assert.equal(seen.failed.length, 2);
  await loop.stop();
});

it('A stop waits for the running round and no round follows', async () => {
  const { loop, seen, waiting, endRound, settle } = handDriven();
  loop.start();
  let isStopped = false;
  const stopped = loop.stop().then(() => (isStopped = true));
  await settle();
  assert.equal(isStopped, false);
  await endRound();
  await stopped;
  loop.start();
  assert.deepEqual([seen.begun, waiting.length], [1, 0]);
});

it('A stop between two rounds takes back the timer', async () => {
  const { loop, waiting, endRound } = handDriven();
  loop.start();
  await endRound();
  assert.equal(waiting.length, 1);
  await loop.stop();
  assert.equal(waiting.length, 0);
});
