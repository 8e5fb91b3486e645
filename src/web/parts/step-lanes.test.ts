import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { standingOf } from '#desks/infrastructure/answer-matrix.ts';
import { sampleNow } from '../pages/sample-facts.ts';
import { sampleReader } from '../pages/sample-views.ts';
import { type Lane, shownUntil, stepLanes, stretchesOf } from './step-lanes.ts';

const from = 1000;
const after = fc.option(fc.integer({ min: 0, max: 500 }), { nil: undefined });

/** A recipient that came some steps far, each after the one before. */
const lanes = fc.tuple(fc.nat(500), after, after, after).map(([wait, first, second, third]): Lane => {
  const released = from + wait;
  if (first === undefined) return { name: 'x', released };
  const delivered = released + first;
  if (second === undefined) return { name: 'x', released, delivered };
  const opened = delivered + second;
  if (third === undefined) return { name: 'x', released, delivered, opened };
  return { name: 'x', released, delivered, opened, acknowledged: opened + third };
});
const told = (at: number) => ({ at, said: at, role: 'analyst' }) as const;

describe('the lanes of a notice', () => {
  it('NTC-7: say at every moment what the matrix said then', () => {
    fc.assert(
      fc.property(lanes, fc.option(fc.integer({ min: from, max: 3000 }), { nil: undefined }), (lane, by) => {
        for (let now = (lane.released ?? from) + 1; now < 3000; now += 97) {
          const { delivered, opened, acknowledged } = lane;
          const facts = {
            isDelivered: delivered !== undefined && delivered <= now,
            ...(opened !== undefined && opened <= now ? { opened: told(opened) } : {}),
            ...(acknowledged !== undefined && acknowledged <= now ? { acknowledged: told(acknowledged) } : {}),
          };
          const times = by === undefined ? { from, now } : { from, now, by };
          assert.equal(stretchesOf(lane, times).at(-1)?.state, standingOf(facts, by, now).state);
        }
      }),
    );
  });

  it('leave no gap and overlap nowhere, from the release until now', () => {
    fc.assert(
      fc.property(lanes, fc.integer({ min: from, max: 3000 }), (lane, by) => {
        const stretches = stretchesOf(lane, { from, by, now: 3000 });
        assert.equal(stretches[0]?.from, lane.released);
        assert.equal(stretches.at(-1)?.to, 3000);
        stretches.slice(1).forEach((one, index) => assert.equal(one.from, stretches[index]?.to));
      }),
    );
  });

  it('end at the deadline, at now, or where weeks of silence begin', () => {
    const lane = { name: 'x', released: from, delivered: from + 100 };
    assert.equal(shownUntil([lane], { from, by: from + 3600, now: from + 60 }), from + 3600);
    assert.equal(shownUntil([lane], { from, by: from + 3600, now: from + 4000 }), from + 4000);
    assert.equal(shownUntil([lane], { from, by: from + 3600, now: from + 900_000 }), from + 7200);
  });

  it('are one picture with a name, escape the names of parties, and mark the deadline and now', () => {
    const reader = sampleReader('ar', '/notices/x');
    const times = { from: sampleNow - 600, by: sampleNow + 600, now: sampleNow };
    const { text } = stepLanes(reader, [{ name: '<b>Team', released: sampleNow - 500 }], times);
    assert.match(text, /role="img" aria-label="[^"]+"/);
    assert.match(text, /<bdi>&lt;b&gt;Team<\/bdi>/);
    assert.match(text, /<line class="no"[^>]* x1="98.00%"/);
    assert.match(text, /<line stroke="currentColor" x1="49.00%"/);
    assert.equal(text.match(/<rect class="not-delivered"/g)?.length, 1);
  });
});
