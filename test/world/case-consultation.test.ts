import assert from 'node:assert/strict';
import { test } from 'node:test';
import { viewCase } from '#server/case/case-view.ts';
import { CaseStage, hour, words } from './case-stage.fixture.ts';

test('from a question to a joint statement: deadlines in hours and at a named time, each met and missed (Spec: CEX-5, CEX-7, PRO-3, CAS-14)', async () => {
  const cases = new CaseStage();
  await cases.open();
  const [asker, asked, witness] = [0, 1, 2];
  const goes = (to: string): void => assert.equal(cases.where(3), to);
  goes('noted');
  await cases.act(asker, 'ask', words('What happened at Norrin Energy on 3 May?'));
  goes('asked');
  // Missed: 48 hours for a reply. Silence lets the asker do more.
  await cases.pass(49 * hour);
  goes('unanswered');
  await cases.act(asked, 'answer', words('A cable was cut.'));
  goes('answered');
  const answer = cases.state().steps.at(-1);
  assert.ok(answer?.kind === 'act' && (answer.late ?? 0) > 0, 'the late answer is not marked');
  // Met: an assessment within a week. Missed: the meeting. Held late all the same.
  await cases.act(asker, 'ask-for-meeting', { fields: { meetAt: cases.stage.now + hour }, ...words('By video') });
  goes('meeting-due');
  await cases.pass(49 * hour);
  goes('unmet');
  await cases.act(asked, 'record-meeting', words('Both sides met.'));
  goes('recorded');
  // Two records stand beside each other; neither is that of both.
  await cases.act(asker, 'own-record', words('We see it otherwise.'));
  goes('talking');
  // Missed: consent to a mediator, which silence refuses. Then met by both.
  const mediator = { fields: { mediator: cases.party(witness).party.id } };
  await cases.act(asker, 'propose-mediator', mediator);
  await cases.act(asker, 'consent-mediator');
  goes('mediator-proposed');
  await cases.pass(73 * hour);
  goes('talking');
  await cases.act(asked, 'propose-mediator', mediator);
  for (const side of [asker, asked]) await cases.act(side, 'consent-mediator');
  goes('mandate');
  await cases.act(witness, 'accept-mandate', { fields: { until: cases.stage.now + 48 * hour } });
  goes('mediation');
  // Missed: the end of the mandate, at a time that its holder named.
  await cases.pass(49 * hour);
  goes('talking');
  const statement = { fields: { statementHash: 'ab'.repeat(32), releaseAt: cases.stage.now + 24 * hour } };
  await cases.act(asker, 'propose-statement', { ...statement, ...words('We agree that a cable was cut.') });
  for (const side of [asker, asked]) await cases.act(side, 'agree-statement');
  goes('release-set');
  await cases.pass(25 * hour);
  goes('released');
  cases.agreed();
  const view = viewCase(cases.party(3).party, cases.id);
  assert.equal(view.isEnd, true);
  assert.ok(view.steps.every((step) => step.kind === 'lapse' || step.surety === 'settled'));
  assert.equal(view.log.term, 0);
});

test('a server whose clock is an hour ahead derives the same deadlines and the same state (Spec: CAS-9, CAS-14)', async () => {
  const cases = new CaseStage();
  await cases.open();
  await cases.act(0, 'ask', words('What happened?'));
  const before = viewCase(cases.party(2).party, cases.id);
  cases.stage.now += hour;
  cases.party(2).restart();
  const after = viewCase(cases.party(2).party, cases.id);
  assert.deepEqual(after.owed, before.owed);
  assert.equal(after.hash, before.hash);
});
