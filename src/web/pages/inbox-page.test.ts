import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Waiting } from '../parts/waiting.ts';
import { inboxPage, rowsOnPage } from './inbox-page.ts';
import { sampleId, sampleNow } from './sample-facts.ts';
import { sampleReader } from './sample-views.ts';

const owed = (n: number): Waiting => ({
  what: 'case',
  case: { id: sampleId(n), title: `Case ${n}`, procedure: 'consultation', others: [] },
  wait: 'answer',
  silence: 'lapse',
  ...(n % 10 === 9 ? {} : { due: sampleNow + (1_000 - n) * 60 }),
});

const pageOf = (ours: Waiting[], others: Waiting[], page: number): string => {
  const total = ours.length + others.length;
  const paging = { page, pages: Math.ceil(total / rowsOnPage), total };
  return inboxPage({ ours, others, paging }, sampleReader('en', '/inbox')).text;
};

/** The numbers of the cases on a page, as they stand there. */
const shown = (ours: Waiting[], others: Waiting[], page: number): number[] =>
  [...pageOf(ours, others, page).matchAll(/Case (\d+)</g)].map(([, n]) => Number(n));

test('an inbox of many is shown in pages, each thing once, by deadline, ours before what others owe (Spec: BRD-1)', () => {
  const ours = Array.from({ length: 230 }, (_, n) => owed(n));
  const others = Array.from({ length: 40 }, (_, n) => owed(500 + n));
  const pages = [1, 2, 3].map((page) => shown(ours, others, page));
  assert.deepEqual(
    pages.map(({ length }) => length),
    [100, 100, 70],
  );
  const all = pages.flat();
  assert.equal(new Set(all).size, 270);
  assert.deepEqual(all.slice(0, 3), [228, 227, 226]);
  assert.ok(all.slice(207, 230).every((n) => n % 10 === 9 && n < 500));
  assert.ok(all.slice(230).every((n) => n >= 500));
  assert.match(pageOf(ours, others, 2), /Page 2 of 3/);
  assert.doesNotMatch(pageOf([], others, 1), /Page 1/);
});
