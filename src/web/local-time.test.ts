import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { offsetAt, offsetWords, readingsOf, shownAt } from './local-time.ts';

const utc = (text: string): number => Date.parse(text) / 1000;

test('a time that clocks skip has no reading, one that they show twice has two. Spec: CPG-5', () => {
  assert.deepEqual(readingsOf('Europe/Paris', '2026-03-29', '02:30'), []);
  assert.deepEqual(readingsOf('Europe/Paris', '2026-10-25', '02:30'), [
    utc('2026-10-25T00:30:00Z'),
    utc('2026-10-25T01:30:00Z'),
  ]);
  assert.deepEqual(readingsOf('Europe/Paris', '2026-11-22', '15:00'), [utc('2026-11-22T14:00:00Z')]);
});

test('half hours, zones beyond the date line and UTC are read right', () => {
  assert.deepEqual(readingsOf('Asia/Kolkata', '2026-11-22', '00:15'), [utc('2026-11-21T18:45:00Z')]);
  assert.deepEqual(readingsOf('Pacific/Auckland', '2026-01-01', '00:00'), [utc('2025-12-31T11:00:00Z')]);
  assert.deepEqual(readingsOf('UTC', '2026-11-22', '14:00'), [utc('2026-11-22T14:00:00Z')]);
});

test('what is no date and time is none', () => {
  for (const [date, time] of [
    ['2026-02-31', '10:00'],
    ['2026-11-22', '25:00'],
    ['22.11.2026', '14:00'],
    ['2026-11-22', ''],
  ] as const)
    assert.equal(readingsOf('UTC', date, time), undefined, `${date} ${time}`);
});

test('a moment that is shown and read again is among its readings, in every zone', () => {
  const zones = fc.constantFrom('UTC', 'America/Sao_Paulo', 'Europe/Paris', 'Asia/Kolkata', 'Australia/Lord_Howe');
  fc.assert(
    fc.property(zones, fc.integer({ min: 28_000_000, max: 33_000_000 }), (zone, minute) => {
      const { date, time } = shownAt(zone, minute * 60);
      assert.ok(readingsOf(zone, date, time)?.includes(minute * 60));
    }),
    { numRuns: 200 },
  );
});

test('an offset reads as people write it', () => {
  assert.equal(offsetWords(offsetAt('Asia/Kolkata', 1_795_350_000)), 'UTC+5:30');
  assert.equal(offsetWords(offsetAt('America/New_York', 1_795_350_000)), 'UTC−5');
  assert.equal(offsetWords(0), 'UTC');
});
