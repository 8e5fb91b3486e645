import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languages } from './language.ts';
import { day, due, isMoment, moment, span } from './moment.ts';
import { sampleReader } from './pages/sample-views.ts';
import type { Reader } from './reader.ts';

const reader: Reader = { ...sampleReader('en', '/'), now: Date.UTC(2026, 10, 22, 12, 20) / 1000 };
const at = (month: number, date: number, hours: number, minutes: number): number =>
  Date.UTC(2026, month - 1, date, hours, minutes) / 1000;
const text = (markup: { text: string }): string => markup.text.replace(/<[^>]*>/g, '');

test('a moment of today is the reader’s time with UTC beside', () => {
  assert.equal(text(moment(reader, at(11, 22, 13, 0))), 'today 14:00 (13:00 UTC)');
});

test('a moment of another day names the day', () => {
  assert.equal(text(moment(reader, at(10, 3, 13, 5))), '3 Oct 2026 15:05 (13:05 UTC)');
});

test('where the days differ, the day in UTC is named too', () => {
  assert.equal(text(moment(reader, at(11, 20, 23, 30))), '21 Nov 2026 00:30 (20 Nov 2026 23:30 UTC)');
});

test('in UTC the time is said once', () => {
  assert.equal(text(moment({ ...reader, timeZone: 'UTC' }, at(11, 20, 23, 30))), '20 Nov 2026 23:30 UTC');
});

test('midnight is 00:00 in every language', () => {
  for (const language of languages)
    assert.match(text(moment({ ...reader, language, timeZone: 'UTC' }, at(11, 20, 0, 0))), /00:00/, language);
});

test('machines read the moment in UTC', () => {
  assert.match(moment(reader, at(11, 22, 13, 0)).text, /datetime="2026-11-22T13:00:00Z"/);
});

test('a day is one of UTC, whatever the reader’s zone', () => {
  assert.equal(text(day({ ...reader, timeZone: 'Pacific/Auckland' }, at(11, 22, 0, 0))), '22 Nov 2026');
});

test('a number that is no moment is shown, not thrown', () => {
  for (const odd of [-1, Number.NaN, Number.POSITIVE_INFINITY, 1e18]) {
    assert.equal(isMoment(odd), false);
    assert.equal(text(moment(reader, odd)), String(odd));
    assert.equal(text(day(reader, odd)), String(odd));
  }
});

const spans: readonly (readonly [number, string])[] = [
  [0, '1 sec'],
  [59, '59 secs'],
  [60, '1 min'],
  [125, '2 mins'],
  [6000, '1 hr, 40 mins'],
  [3600, '1 hr'],
  [11 * 3600 + 120, '11 hrs'],
  [30 * 3600, '1 day, 6 hrs'],
  [90 * 86_400, '90 days'],
];
for (const [seconds, said] of spans)
  test(`${seconds} seconds are ${said}`, () => assert.equal(span(reader, seconds), said));

test('what is due is ahead or late, in words', () => {
  assert.match(due(reader, reader.now + 6000).text, /class="wait">in <bdi>1 hr, 40 mins/);
  assert.match(due(reader, reader.now - 7200).text, /class="no"><bdi>2 hrs<\/bdi> late/);
});
