import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../bytes/canonical-json.ts';
import { faultCode } from '../bytes/fault.ts';
import { inventedProcedure } from './invented-procedure.fixture.ts';
import { procedureHash, readProcedure } from './procedure.ts';
import { procedureFaults } from './procedure-check.ts';

/** The invented procedure with every occurrence of a text replaced. */
function faultsWith(...changes: readonly (readonly [from: string, to: string])[]): string[] {
  const text = changes.reduce((json, [from, to]) => {
    assert.ok(json.includes(from), `nothing to change: ${from}`);
    return json.replace(from, to);
  }, JSON.stringify(inventedProcedure));
  return procedureFaults(readProcedure(JSON.parse(text) as JsonObject)).map(({ code, path }) => `${code} ${path}`);
}

test('a procedure with anything unknown in it is refused (Spec: PRO-1)', () => {
  assert.throws(
    () => readProcedure({ ...inventedProcedure, more: 1 }),
    (thrown) => faultCode(thrown) === 'field-unknown',
  );
  assert.match(procedureHash(inventedProcedure), /^[0-9a-f]{64}$/);
});

test('a number of its own has no text with which somebody could have compared it (Spec: PRO-4)', () => {
  const cited = (more: JsonObject): JsonObject => ({
    ...inventedProcedure,
    citations: [{ key: 'reply', source: 'Invented for tests', ...more }],
  });
  const checked = { by: 'nobody', on: '2026-01-01' };
  assert.equal(readProcedure(cited({ own: true })).citations[0]?.isOwn, true);
  assert.equal(readProcedure(cited({ checked })).citations[0]?.isOwn, false);
  assert.throws(
    () => readProcedure(cited({ own: true, checked })),
    (thrown) => faultCode(thrown) === 'field-unknown',
  );
});

test('the invented procedure is sound', () => assert.deepEqual(faultsWith(), []));

test('each planted fault is found, where it is (Spec: PRO-2, PRO-4, P1)', () => {
  const planted: readonly (readonly [fault: string, ...changes: (readonly [string, string])[]])[] = [
    [
      'no-deadline talk/unanswered',
      [
        '{"key":"unanswered","waits":[{"key":"press","owner":["asker"],"within":24,"silence":"no-effect","to":"unanswered","cite":"reply"}]}',
        '{"key":"unanswered"}',
      ],
    ],
    ['silence-stalls talk/unanswered', ['"silence":"no-effect","to":"unanswered"', '"silence":"no-effect"']],
    ['no-owner talk/asked/reply', ['"owner":["asked"],"within":48', '"owner":[],"within":48']],
    // Whose role nobody need have owes nothing.
    ['no-owner talk/asked/reply', ['"owner":["asked"],"within":48', '"owner":["helper"],"within":48']],
    [
      'no-step talk/open',
      ['"key":"ask","by":["asker"]', '"key":"ask","by":["helper"]'],
      ['"from":["open","asked",', '"from":["asked",'],
    ],
    [
      'dead-end talk/answered',
      ['"from":["answered"],"to":"closed"', '"from":["answered"]'],
      ['"silence":"consent","to":"closed"', '"silence":"consent"'],
    ],
    ['unreachable talk/answered', ['"from":["asked","unanswered"],"to":"answered"', '"from":["asked","unanswered"]']],
    ['state-unknown talk/ask', ['"from":["open"],"to":"asked"', '"from":["open"],"to":"nowhere"']],
    ['role-unknown talk/ask', ['"key":"ask","by":["asker"]', '"key":"ask","by":["stranger"]']],
    [
      'cite-missing talk/asked/reply',
      ['"silence":"escalation","to":"unanswered","cite":"reply"', '"silence":"escalation","to":"unanswered"'],
    ],
    [
      'cite-unknown talk/asked/reply',
      [
        '"silence":"escalation","to":"unanswered","cite":"reply"',
        '"silence":"escalation","to":"unanswered","cite":"hearsay"',
      ],
    ],
    [
      'cite-missing talk/asked/reply',
      [
        '"within":48,"silence":"escalation","to":"unanswered","cite":"reply"',
        '"within":"party","ceiling":48,"silence":"escalation","to":"unanswered"',
      ],
    ],
    ['act-twice ask', ['"key":"say"', '"key":"ask"']],
    ['initial talk', ['"initial":"open"', '"initial":"begun"']],
    ['main-machine question', ['"main":true', '"main":false']],
    ['field-unknown talk/invite', ['"role":"helper","field":"party"', '"role":"helper","field":"somebody"']],
    ['silence-spins talk/unanswered/press', ['"within":24,', '"within":"party",']],
    ['wait-unknown talk/answer', ['"answers":"reply"', '"answers":"nothing"']],
  ];
  for (const [fault, ...changes] of planted)
    assert.ok(faultsWith(...changes).includes(fault), `${fault}: ${faultsWith(...changes).join(', ')}`);
});
