import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyOf } from '#server/case/case-body.ts';
import { caseFile } from '#server/case/case-file.ts';
import { viewCase } from '#server/case/case-view.ts';
import { joinCase, openNewCase } from '#server/case/open-case.ts';
import { CaseStage, words } from './case-stage.fixture.ts';

test('a mediator from outside is admitted by an act, invited, joins, reads the whole log and acts (Spec: CEX-3, CEX-5, CEX-31, PRO-5)', async () => {
  const cases = new CaseStage(['Aldoria', 'Bereth', 'Calder', 'Meridian', 'Lumen']);
  const members = cases.parties.slice(0, 4).map(({ party }, index) => ({
    party: party.id,
    roles: [['asker', 'asked'][index] ?? 'witness'],
  }));
  const opening = { procedure: 'consultation', label: { tlp: 'amber' }, members, faults: 1 } as const;
  cases.id = openNewCase(cases.party(0).party, opening, 'a test');
  await cases.rounds(1);
  for (const { party } of cases.parties.slice(1, 4)) joinCase(party, cases.id, 'a test');
  await cases.rounds(6);
  await cases.act(0, 'ask', words('What happened?'));
  await cases.act(1, 'answer', words('A cable was cut.'));
  await cases.act(0, 'ask-for-meeting', {
    fields: { meetAt: cases.stage.now + 600 },
    ...words('In the harbour office'),
  });
  await cases.act(1, 'record-meeting', words('Both sides met.'));
  for (const side of [0, 1]) await cases.act(side, 'agree-record');
  const outside = cases.party(4).party;
  assert.equal(caseFile(outside, cases.id), undefined);
  await cases.act(0, 'propose-mediator', { fields: { mediator: outside.id } });
  assert.equal(caseFile(outside, cases.id)?.stage, 'invited');
  joinCase(outside, cases.id, 'a test');
  await cases.rounds(3);
  assert.equal(viewCase(outside, cases.id).state, 'mediator-proposed');
  for (const side of [0, 1]) await cases.act(side, 'consent-mediator');
  await cases.act(4, 'accept-mandate', { fields: { until: cases.stage.now + 400_000 } });
  assert.equal(cases.where(3), 'mediation');
  // Nobody of the council meets the mediator otherwise, and only the mediator has its words.
  await cases.act(4, 'draft-text', { fields: { textHash: 'ab'.repeat(32) }, ...words('A text of both.') });
  await cases.rounds(2);
  const step = cases.state().steps.findLast((one) => one.kind === 'act' && one.act === 'draft-text');
  const hash = step?.kind === 'act' ? cases.log(0).recordAt(step.index)?.head.body : undefined;
  assert.equal(bodyOf(cases.party(0).party, cases.id, hash ?? '')?.words, 'A text of both.');
  cases.agreed();
});
