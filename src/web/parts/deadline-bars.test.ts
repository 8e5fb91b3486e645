import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleNow } from '../pages/sample-facts.ts';
import { sampleReader } from '../pages/sample-views.ts';
import { deadlineBars } from './deadline-bars.ts';

const titles = (dues: readonly number[]): string[] =>
  [...deadlineBars(sampleReader('en', '/inbox'), dues).text.matchAll(/<title>([^<]*)<\/title>/g)].map(
    ([, title = '']) => title,
  );

test('every deadline stands on its day: late first, then the next fourteen days, and nothing beyond', () => {
  const day = 86_400;
  const shown = titles([sampleNow - 1, sampleNow, sampleNow + day - 1, sampleNow + day, sampleNow + 14 * day]);
  assert.equal(shown.length, 15);
  assert.deepEqual(shown.slice(0, 4), ['Late: 1', 'day 1: 2', 'day 2: 1', 'day 3: 0']);
  assert.ok(shown.slice(3).every((title) => title.endsWith(': 0')));
});
