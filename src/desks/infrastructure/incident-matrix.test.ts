import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CasePlay, partyOf } from '#protocol/case/case-play.fixture.ts';
import { rulesOf } from '../play.fixture.ts';
import { incidentMatrix } from './incident-matrix.ts';

const [lead, maker, other, center, late] = ['a', 'b', 'c', 'd', 'e'].map(partyOf) as [
  string,
  string,
  string,
  string,
  string,
];

function begun(): CasePlay {
  return new CasePlay(rulesOf('incident-coordination'), [
    { party: lead, roles: ['coordinator'] },
    { party: maker, roles: ['vendor'] },
    { party: other, roles: ['vendor'] },
    { party: center, roles: ['cert'] },
  ]);
}

const consents = (play: CasePlay): Record<string, string> =>
  Object.fromEntries(incidentMatrix(play.state).map(({ party, consent }) => [party[0] ?? '', consent]));

test('whoever has agreed by an act is shown as bound, and nobody else: not the silent, nor whoever came later (Spec: PRO-24)', () => {
  const play = begun();
  assert.deepEqual(consents(play), { a: 'none', b: 'none', c: 'none', d: 'none' });
  play.do(maker, 'propose-embargo', 1, { fields: { until: play.at(900) } });
  play.cosign(lead, other);
  assert.deepEqual(consents(play), { a: 'asked', b: 'agreed', c: 'asked', d: 'not-reached' });
  play.do(lead, 'agree-embargo', 2);
  play.until(170);
  assert.deepEqual(consents(play), { a: 'agreed', b: 'agreed', c: 'silent', d: 'silent' });
  play.do(lead, 'invite-vendor', 171, { fields: { party: late } });
  assert.equal(consents(play)['e'], 'unbound', 'it was never asked, so it has not left anything unanswered');
  for (const party of [late, other]) play.do(party, 'sign-embargo', 172);
  assert.deepEqual(consents(play), { a: 'agreed', b: 'agreed', c: 'agreed', d: 'silent', e: 'agreed' });
});

test('a longer embargo asks everybody anew, beside the one in force', () => {
  const play = begun();
  play.do(maker, 'propose-embargo', 1, { fields: { until: play.at(400) } });
  for (const party of [lead, other, center]) play.do(party, 'agree-embargo', 2);
  play.do(other, 'revise-embargo', 3, { fields: { wanted: play.at(700) } });
  const rows = incidentMatrix(play.state);
  assert.deepEqual(
    rows.map(({ consent }) => consent),
    ['agreed', 'agreed', 'agreed', 'agreed'],
  );
  assert.deepEqual(
    rows.map(({ longer }) => longer),
    ['asked', 'asked', 'agreed', 'asked'],
  );
});

test('each row holds what the party itself said, for each product, and nothing for who is silent', () => {
  const play = begun();
  const item = play.do(lead, 'add-item', 1);
  play.do(maker, 'say-status', 2, { item, fields: { status: 'fixed' } });
  play.do(maker, 'found-valid', 2);
  play.until(2000);
  const [ours, theirs, silent] = incidentMatrix(play.state);
  assert.deepEqual(ours?.status, {}, 'a coordinator is not asked');
  assert.equal(theirs?.status[item], 'fixed');
  assert.equal(theirs.handling, 'valid');
  assert.equal(theirs.acted, play.at(2));
  assert.equal(silent?.status[item], 'not-said');
  assert.equal(silent.acted, undefined);
  assert.equal(silent.isSeen, false);
  assert.equal(silent.lapsed, 2);
});
