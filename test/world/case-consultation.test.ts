import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CaseStage, hour, words } from './case-stage.fixture.ts';

test('four parties open a consultation, and all derive the same state (Spec: CEX-5, CEX-6, CEX-7, CAS-14)', async () => {
  const cases = new CaseStage();
  await cases.open();
  assert.equal(cases.where(), 'noted');
  cases.agreed();
  await cases.act(0, 'ask', words('What happened at the exchange?'));
  assert.equal(cases.where(), 'asked');
  await cases.act(1, 'answer', words('A cable was cut.'));
  assert.equal(cases.where(3), 'answered');
  cases.agreed();
  assert.equal(cases.log(2).finality.accepted, cases.log(2).size);
});

test('silence has its effect at the deadline, and a late answer is kept as late (Spec: CEX-11, CEX-12, PRO-3)', async () => {
  const cases = new CaseStage();
  await cases.open();
  await cases.act(0, 'ask', words('What happened?'));
  await cases.pass(49 * hour);
  assert.equal(cases.where(), 'unanswered');
  await cases.act(1, 'answer', words('Late, but here.'));
  const answer = cases.state().steps.at(-1);
  assert.ok(answer?.kind === 'act' && (answer.late ?? 0) > 0);
  cases.agreed();
});
