import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bereth, sampleNow } from './sample-facts.ts';
import { today } from './sample-records.ts';
import { sampleReader } from './sample-views.ts';
import { type TodayView, todayPage } from './today-page.ts';

const reader = sampleReader('en', '/');
const shown = (view: Partial<TodayView>): string => todayPage({ ...today, ...view }, reader).text;

test('the lead counts what waits and names the most urgent', () => {
  assert.match(shown({}), /7 things wait for you\. Most urgent: <span class="no"><bdi>2 hrs<\/bdi> late/);
  assert.match(shown({ waiting: [] }), /Nothing waits for you\.<\/p>/);
});

test('without a time limit nothing is said to be urgent', () => {
  const waiting = [{ what: 'unwitnessed', since: sampleNow - 60 }] as const;
  assert.doesNotMatch(shown({ waiting }), /Most urgent/);
  assert.match(shown({ waiting }), /no time limit/);
});

test('every number leads to its list, a zero to none', () => {
  const text = shown({ parties: [{ party: bereth, reached: 214, left: 0, refused: 31, link: { state: 'in-step' } }] });
  assert.ok(text.includes(`href="/reached?party=${bereth.id}&amp;since=${today.since}">214</a>`));
  assert.ok(text.includes(`href="/records?refused=${bereth.id}&amp;since=${today.since}">31</a>`));
  assert.ok(!text.includes(`href="/left?party=${bereth.id}`));
});

test('a log that lacks witnesses says so', () => {
  assert.match(shown({}), /class="wait">witnessed by 3 of 4/);
  assert.match(shown({ log: { ...today.log, witnesses: 4 } }), /class="yes">witnessed by 4 of 4/);
});

test('an empty server says what to do first', () => {
  const text = shown({ waiting: [], parties: [], held: { records: 0, own: 0, erasedToday: 0 } });
  for (const path of ['/import', '/agreements/new', '/parties/self'])
    assert.ok(text.includes(`<li><a href="${path}">`), path);
  assert.doesNotMatch(shown({}), /What to do first/);
});
