import assert from 'node:assert/strict';
import { test } from 'node:test';
import { medianSpan } from '#desks/stability/contact-answers.ts';
import { faultCode } from '#protocol/bytes/fault.ts';
import { drafts } from '#server/case/act-drafts.ts';
import { beginDueTests, contactTests, scheduleTests } from '#server/contact/contact-tests.ts';
import { contactTestJob } from '#server/jobs/contact-test-job.ts';
import { setPolicy } from '#server/party/approvals.ts';
import { CaseStage, hour } from './case-stage.fixture.ts';

const roles = ['manager', 'contact', 'contact', 'witness'];
const nonce = { fields: { nonce: 'ab'.repeat(32) } };
const day = 24 * hour;

const found = (cases: CaseStage, index: number) =>
  contactTests(cases.party(0).party)[0]?.answers[index] ?? assert.fail();

test('answers are measured by the log, who stays silent is flagged, and later mended (Spec: CNT-5, CNT-6)', async () => {
  const cases = new CaseStage();
  await cases.open('contact-test', roles);
  await cases.act(0, 'test', nonce);
  const of = contactTests(cases.party(0).party)[0]?.answers.map(({ party }) => party) ?? [];
  const [first, second] = [1, 2].map((index) => of.indexOf(cases.party(index).party.id));
  assert.ok(first !== undefined && second !== undefined && first >= 0 && second >= 0);
  await cases.pass(3 * hour);
  await cases.act(1, 'answer-test', { about: cases.party(1).party.id, ...nonce });
  const span = medianSpan(found(cases, first).spans) ?? 0;
  assert.ok(span >= 3 * hour && span < 3 * hour + 300, `${span} s`);
  await cases.pass(25 * hour);
  assert.deepEqual([found(cases, second).state, found(cases, second).missed], ['missed', 1]);
  assert.equal(found(cases, first).state, 'fresh');
  await cases.pass(35 * day);
  assert.equal(found(cases, second).state, 'stale');
  await cases.act(2, 'answer-test', { about: cases.party(2).party.id, ...nonce });
  assert.deepEqual([found(cases, second).state, found(cases, second).spans.length], ['fresh', 1]);
  cases.agreed();
});

test('a scheduled test begins at its time and once, and no server answers by itself (Spec: CNT-5)', async () => {
  const cases = new CaseStage();
  await cases.open('contact-test', roles);
  const { party, server } = cases.party(0);
  const work = async (): Promise<void> => {
    await server.runJob(contactTestJob);
    await cases.rounds(6);
  };
  const tests = (): number => contactTests(party)[0]?.answers[0]?.tests ?? 0;
  scheduleTests(party, cases.id, 30, 'a test');
  await work();
  assert.equal(tests(), 1);
  await work();
  assert.equal(tests(), 1);
  for (const days of [29, 2]) {
    await cases.pass(days * day);
    await work();
  }
  assert.equal(tests(), 2);
  assert.ok(contactTests(party)[0]?.answers.every(({ spans }) => spans.length === 0));
  scheduleTests(party, cases.id, undefined, 'a test');
  await cases.pass(60 * day);
  await work();
  assert.equal(tests(), 2);
});

test('only the manager schedules, within bounds, and what may not leave is tried later (Spec: CNT-5)', async () => {
  const cases = new CaseStage();
  await cases.open('contact-test', roles);
  const refused = (index: number, days: number): void =>
    assert.throws(
      () => scheduleTests(cases.party(index).party, cases.id, days, 'a test'),
      (error) => faultCode(error) === 'contact-schedule',
    );
  refused(1, 30);
  refused(0, 0);
  refused(0, 184);
  const { party } = cases.party(0);
  scheduleTests(party, cases.id, 30, 'a test');
  setPolicy(party, { ...party.policy(), blocked: [cases.party(1).party.id] });
  beginDueTests(party);
  assert.equal(drafts(party, cases.id).length, 0);
  assert.equal(party.db.count("SELECT count(*) FROM refusal WHERE code = 'case-release'"), 1);
});
