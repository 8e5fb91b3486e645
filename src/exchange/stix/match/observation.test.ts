import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Fault, faultCode } from '#protocol/bytes/fault.ts';
import { longestLine, readObservationLine } from './observation.ts';

const now = Date.parse('2026-03-01T00:00:00Z');
const codeOf = (line: string): string | undefined => {
  try {
    readObservationLine(line, now);
    return undefined;
  } catch (thrown) {
    return faultCode(thrown);
  }
};

test('a simple line states an object, its time and how often; without a time it is now (MAT-10)', () => {
  const [seen] = readObservationLine(
    '{"type":"url","value":"https://a.example/","at":"2026-01-01T00:00:00Z","count":3}',
    now,
  );
  assert.deepEqual([seen?.first, seen?.last, seen?.count], [Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 1), 3]);
  const [bare] = readObservationLine('{"type":"url","value":"x"}', now);
  assert.deepEqual([bare?.first, bare?.last, bare?.count], [now, now, 1]);
});

test('observed-data and bundles are read (MAT-10)', () => {
  const data =
    '{"type":"observed-data","first_observed":"2026-01-01T00:00:00Z","last_observed":"2026-01-02T00:00:00Z","number_observed":2,"object_refs":["x--1"]}';
  const [seen, ...more] = readObservationLine(
    `{"type":"bundle","objects":[${data},{"type":"x","id":"x--1","p":1},5]}`,
    now,
  );
  assert.equal(more.length, 0);
  assert.ok(seen !== undefined);
  assert.deepEqual(seen.roots, [{ type: 'x', id: 'x--1', p: 1 }]);
  assert.equal(seen.last - seen.first, 86_400_000);
});

test('each kind of bad line has its code (MAT-10)', () => {
  const cases: Readonly<Record<string, string>> = {
    '{': 'observation-syntax',
    '7': 'observation-type',
    '{"value":"x"}': 'observation-type',
    '{"type":"indicator"}': 'observation-type',
    '{"type":"url","at":"yesterday"}': 'observation-time',
    '{"type":"url","at":null}': 'observation-time',
    '{"type":"url","first_observed":"2026-01-02T00:00:00Z","last_observed":"2026-01-01T00:00:00Z"}': 'observation-time',
    '{"type":"url","count":0}': 'observation-count',
    '{"type":"url","count":1.5}': 'observation-count',
    [`"${'x'.repeat(longestLine)}"`]: 'observation-size',
  };
  for (const [line, code] of Object.entries(cases)) assert.equal(codeOf(line), code, line.slice(0, 80));
});

test('no line makes the reader fail otherwise (MAT-10)', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), (line) => {
      try {
        readObservationLine(line, now);
      } catch (thrown) {
        assert.ok(thrown instanceof Fault);
      }
    }),
  );
});
