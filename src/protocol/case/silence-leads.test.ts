import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../bytes/canonical-json.ts';
import { faultCode } from '../bytes/fault.ts';
import { CasePlay, partyOf } from './case-play.fixture.ts';
import { inventedProcedure } from './invented-procedure.fixture.ts';
import { type Procedure, readProcedure } from './procedure.ts';
import { procedureFaults } from './procedure-check.ts';
import { owedIn } from './view.ts';

const unbinding = '"silence":"not-bound","to":"closed","otherwise":"unanswered"';

/** The invented procedure, whose end is agreed by all three roles, and whose silence means this. */
function procedureWith(silence: string, ...changes: readonly (readonly [from: string, to: string])[]): Procedure {
  const all = [
    ['["asker","asked"]', '["asker","asked","helper"]'],
    ['"silence":"consent","to":"closed"', silence],
    ...changes,
  ] as const;
  const text = all.reduce((json, [from, to]) => {
    assert.ok(json.includes(from), `nothing to change: ${from}`);
    return json.replaceAll(from, to);
  }, JSON.stringify(inventedProcedure));
  return readProcedure(JSON.parse(text) as JsonObject);
}

const procedure = procedureWith(unbinding);
const [asker, asked, one, two] = ['a', 'b', 'c', 'd'].map(partyOf) as [string, string, string, string];

/** A case in which an answer is there at the second hour, and these agree to it an hour later. */
function answered(...agreeing: readonly string[]): CasePlay {
  const play = new CasePlay(procedure, [
    { party: asker, roles: ['asker'] },
    { party: asked, roles: ['asked'] },
    { party: one, roles: ['helper'] },
    { party: two, roles: ['helper'] },
  ]);
  play.do(asker, 'ask', 1);
  play.do(asked, 'answer', 2);
  for (const party of agreeing) play.do(party, 'agree', 3);
  assert.deepEqual(play.voids, []);
  return play;
}

const lapseOf = (play: CasePlay) => play.state.steps.findLast((step) => step.kind === 'lapse');

test('at the deadline it stands among two who agreed; the silent are named, whether it reached them or not (Spec: PRO-24)', () => {
  const play = answered(asker, one);
  play.cosign(asked).until(73);
  assert.equal(play.in('talk'), 'answered');
  play.until(75);
  assert.equal(play.in('talk'), 'closed');
  assert.deepEqual(lapseOf(play)?.unbound, [asked, two]);
});

test('what one party alone has agreed to does not stand, and nobody is named (Spec: PRO-24)', () => {
  for (const agreeing of [[], [one]]) {
    const play = answered(...agreeing);
    play.cosign(asker, asked, one, two).until(75);
    assert.equal(play.in('talk'), 'unanswered');
    assert.equal(lapseOf(play)?.unbound, undefined);
  }
});

test('where silence leads is told as things stand (Spec: PRO-3, PRO-24)', () => {
  const leads = (play: CasePlay) => owedIn(procedure, play.state).find(({ wait }) => wait === 'close-by')?.to;
  assert.equal(leads(answered(asker)), 'unanswered');
  assert.equal(leads(answered(asker, asked)), 'closed');
});

test('a wait that may bind somebody who has not agreed is unsound (Spec: PRO-2, PRO-24)', () => {
  const faultsWith = (...changes: Parameters<typeof procedureWith>): string[] =>
    procedureFaults(procedureWith(...changes)).map(({ code, path }) => `${code} ${path}`);
  const fault = 'silence-binds talk/answered/close-by';
  assert.deepEqual(faultsWith(unbinding), []);
  const needs = ',"needs":{"from":["asker","asked","helper"],"count":"all"}';
  assert.ok(faultsWith(unbinding, [needs, '']).includes(fault), 'one answer would be enough to lead on');
  assert.ok(faultsWith(unbinding, [',"answers":"close-by"', '']).includes(fault), 'nobody could agree');
  assert.ok(faultsWith(unbinding.replace('closed', 'asked')).includes(fault), 'it is another thing that was agreed');
  assert.ok(faultsWith(unbinding.replace('unanswered', 'nowhere')).includes('state-unknown talk/answered/close-by'));
});

test('only what binds nobody silent says where it leads otherwise, and it must (Spec: PRO-1, PRO-24)', () => {
  const refused = (thrown: unknown) => faultCode(thrown)?.startsWith('field-') === true;
  assert.throws(() => procedureWith('"silence":"not-bound","to":"closed"'), refused);
  assert.throws(() => procedureWith('"silence":"consent","to":"closed","otherwise":"unanswered"'), refused);
});
