import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MeetingLanes } from './meeting-lanes.ts';

/** Partners whose meetings end when they are told to, and a timer that rings when it is told to. */
function scene(lanes: number) {
  const met: string[] = [];
  const ends = new Map<string, () => void>();
  let ring = (): void => undefined;
  const timer = (_: number, over: () => void): (() => void) => {
    ring = over;
    return () => undefined;
  };
  const meet = async (partner: string): Promise<void> => {
    met.push(partner);
    if (partner.startsWith('slow')) await new Promise<void>((resolve) => ends.set(partner, resolve));
    if (partner === 'broken') throw new Error('It broke.');
  };
  const meetings = new MeetingLanes({ lanes, patience: 1, timer });
  return { met, meet, meetings, end: (partner: string) => ends.get(partner)?.(), over: () => ring() };
}

describe('meetings side by side', () => {
  it('LNK-8: a silent partner keeps none of the others from being met in the same round', async () => {
    const { met, meet, meetings, over, end } = scene(2);
    const round = meetings.round(['slow', 'b', 'c', 'd'], meet);
    await new Promise(setImmediate);
    assert.deepEqual(met, ['slow', 'b', 'c', 'd']);
    over();
    await round;
    end('slow');
    await meetings.settled();
  });

  it('LNK-8: a partner whose meeting still runs is left alone by the next round, and met again after it', async () => {
    const { met, meet, meetings, over, end } = scene(2);
    const first = meetings.round(['slow', 'b'], meet);
    await new Promise(setImmediate);
    over();
    await first;
    await meetings.round(['slow', 'b'], meet);
    assert.deepEqual(met, ['slow', 'b', 'b']);
    end('slow');
    await meetings.settled();
    await meetings.round(['b'], meet);
    const last = meetings.round(['slow'], meet);
    await new Promise(setImmediate);
    assert.deepEqual(met, ['slow', 'b', 'b', 'b', 'slow']);
    end('slow');
    await last;
  });

  it('LNK-8: no more than the bound run at once, over all rounds', async () => {
    const { met, meet, meetings, over, end } = scene(2);
    const first = meetings.round(['slow 1', 'slow 2', 'slow 3'], meet);
    await new Promise(setImmediate);
    over();
    await first;
    await meetings.round(['slow 3', 'b'], meet);
    assert.deepEqual(met, ['slow 1', 'slow 2']);
    end('slow 1');
    await new Promise(setImmediate);
    await meetings.round(['b'], meet);
    assert.deepEqual(met, ['slow 1', 'slow 2', 'b']);
    end('slow 2');
    await meetings.settled();
  });

  it('a meeting that fails fails its round and leaves the lane free', async () => {
    const { met, meet, meetings } = scene(1);
    await assert.rejects(meetings.round(['broken'], meet), /It broke/);
    await meetings.round(['b'], meet);
    assert.deepEqual(met, ['broken', 'b']);
  });
});
