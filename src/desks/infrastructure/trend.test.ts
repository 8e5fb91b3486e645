import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { firstDay, periodBefore, seriesOf, trendOf } from './trend.ts';

const period = { until: 100, steps: 4, daysPerStep: 7 };

test('a period ends with its last day and is as long as its steps', () => {
  assert.equal(firstDay(period), 73);
  assert.deepEqual(periodBefore(period), { ...period, until: 72 });
});

test('counts fall into the step of their day, and those outside into none', () => {
  const counts = [72, 73, 79, 80, 100, 101].map((day) => ({ day, count: 1 }));
  assert.deepEqual(seriesOf(counts, period), [2, 1, 0, 1]);
});

test('nothing inside a period is lost or counted twice', () => {
  const counts = fc.array(fc.record({ day: fc.integer({ min: 0, max: 200 }), count: fc.nat(1000) }));
  fc.assert(
    fc.property(counts, fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 30 }), (all, steps, daysPerStep) => {
      const asked = { until: 150, steps, daysPerStep };
      const inside = all.filter(({ day }) => day >= firstDay(asked) && day <= asked.until);
      const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
      assert.equal(sum(seriesOf(all, asked)), sum(inside.map(({ count }) => count)));
    }),
  );
});

test('a trend names what is new and what is gone, and calls a tenth up or down the same', () => {
  const cases = [
    [0, 0, 'same'],
    [3, 0, 'new'],
    [0, 3, 'gone'],
    [11, 10, 'same'],
    [12, 10, 'more'],
    [9, 10, 'same'],
    [8, 10, 'less'],
  ] as const;
  for (const [now, before, trend] of cases) assert.equal(trendOf(now, before), trend, `${before} → ${now}`);
});
