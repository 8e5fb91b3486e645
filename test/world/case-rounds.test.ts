import assert from 'node:assert/strict';
import { test } from 'node:test';
import { owedIn } from '#protocol/case/view.ts';
import { knownCaseFile } from '#server/case/case-file.ts';
import { standingIn } from '#server/case/case-members.ts';
import { viewCase } from '#server/case/case-view.ts';
import { joinCase, openNewCase } from '#server/case/open-case.ts';
import { caseJob } from '#server/jobs/case-job.ts';
import { CaseStage, hour, words } from './case-stage.fixture.ts';

test('a case that fails by a mistake of our own does not keep the others waiting, and is told (Spec: CEX-30)', async () => {
  const cases = new CaseStage();
  await cases.open();
  const [first, sound] = [cases.party(0), cases.id];
  await cases.open();
  const newest = cases.id;
  // The newest case is run first.
  first.party.db.raw.exec(`CREATE TRIGGER broken BEFORE INSERT ON case_act WHEN new.case_id = '${newest}'
    BEGIN SELECT RAISE(ABORT, 'a broken table'); END`);
  for (const id of [newest, sound]) {
    cases.id = id;
    cases.draft(0, 'ask', words('What happened?'));
  }
  await assert.rejects(first.server.runJob(caseJob), /a broken table/);
  cases.alive = cases.parties.slice(1);
  await cases.rounds(4);
  await assert.rejects(first.server.runJob(caseJob), /a broken table/);
  await cases.rounds(4);
  const asked = [...cases.log(1).records()].filter(({ head }) => head.data['act'] === 'ask');
  assert.equal(asked.length, 1, 'the other case went on');
});

test('a member that joined late is met as soon as it was heard from, or 8 seconds after there is news (Spec: CEX-30)', async () => {
  const cases = new CaseStage();
  const members = cases.parties.map(({ party }, index) => ({
    party: party.id,
    roles: [['asker', 'asked', 'witness', 'witness'][index] ?? ''],
  }));
  const [opener, late] = [cases.party(0), cases.party(3)];
  const opening = { procedure: 'consultation', label: { tlp: 'amber' }, members, faults: 1 } as const;
  cases.id = openNewCase(opener.party, opening, 'a test');
  await cases.rounds(1);
  for (const index of [1, 2]) joinCase(cases.party(index).party, cases.id, 'a test');
  cases.alive = cases.parties.slice(0, 3);
  const pause = (): number => standingIn(opener.party, cases.id, late.party.id).failures;
  for (let round = 0; round < 9; round++) {
    cases.stage.now += 300;
    await cases.rounds(1);
  }
  assert.ok(pause() > 8, `${pause()} failures`);
  const tried = (): number => standingIn(opener.party, cases.id, late.party.id).tried;
  const before = tried();
  cases.draft(0, 'ask', words('What happened?'));
  await cases.rounds(1);
  assert.ok(tried() > before, 'news is told at once');
  joinCase(late.party, cases.id, 'a test');
  cases.stage.now += 1;
  await late.server.runJob(caseJob);
  assert.equal(pause(), 0);
  cases.alive = [...cases.parties];
  await cases.rounds(3);
  assert.equal(cases.log(3).size, cases.log(0).size);
});

test('a case that nobody touches for a year grows by nothing, and its deadline runs on (Spec: PRO-6, CEX-11, CAS-14)', async () => {
  const cases = new CaseStage();
  await cases.open();
  await cases.act(0, 'ask', words('What happened?'));
  await cases.pass(50 * hour);
  await cases.pass(100 * hour);
  assert.equal(cases.where(), 'unanswered');
  const [size, steps] = [cases.log(0).size, cases.state().steps.length];
  for (let month = 0; month < 12; month++) await cases.pass(30 * 24 * hour);
  assert.equal(cases.log(0).size, size);
  const view = viewCase(cases.party(0).party, cases.id);
  const due = view.owed.find(({ wait }) => wait === 'next-step')?.due ?? 0;
  assert.ok(due > cases.stage.now && due <= cases.stage.now + 72 * hour);
  await cases.act(1, 'answer', words('A cable was cut.'));
  const lapse = cases.state().steps.find((step) => step.kind === 'lapse' && step.wait === 'next-step');
  assert.ok(lapse?.kind === 'lapse' && (lapse.times ?? 0) > 100);
  assert.equal(cases.state().steps.length, steps + 1);
  const { procedure } = knownCaseFile(cases.party(0).party, cases.id).procedure;
  assert.equal(owedIn(procedure, cases.state())[0]?.every, undefined);
  cases.agreed();
});
