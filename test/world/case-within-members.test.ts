import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultCode } from '#protocol/bytes/fault.ts';
import { formatNote } from '#protocol/identity/signed-note.ts';
import { bodyOf, eraseBody, lackingBodies } from '#server/case/case-body.ts';
import { answerSync } from '#server/case/case-exchange.ts';
import { caseFile, knownCaseFile } from '#server/case/case-file.ts';
import { packActs } from '#server/case/case-packing.ts';
import { syncBytes } from '#server/case/case-wire.ts';
import { leaveCase, openNewCase } from '#server/case/open-case.ts';
import { caseJob } from '#server/jobs/case-job.ts';
import { setPolicy } from '#server/party/approvals.ts';
import { Hand } from './case-hand.fixture.ts';
import { CaseStage, words } from './case-stage.fixture.ts';
import { introduce, refusals } from './stage.fixture.ts';

const hasCode = (code: string) => (thrown: unknown) => faultCode(thrown) === code;
const nothing = { size: 0, root: '0'.repeat(64), term: 0, settled: 0 };
const asks = (id: string) =>
  syncBytes({ case: id, holding: nothing, news: { statements: [], proofs: [] }, acts: new Uint8Array(), want: [] });

test('a case with a party whom no clause covers is not opened, and nothing leaves (Spec: CEX-1, CEX-2, P2)', () => {
  const cases = new CaseStage();
  const stranger = cases.stage.found('Lumen');
  introduce(...cases.parties, stranger);
  const [opener] = cases.parties;
  const members = [opener, stranger].map((one, index) => ({
    party: one?.party.id ?? '',
    roles: [index === 0 ? 'asker' : 'asked'],
  }));
  const opening = { procedure: 'consultation', label: { tlp: 'amber' }, members, faults: 0 } as const;
  assert.throws(() => openNewCase(cases.party(0).party, opening, 'a test'), hasCode('case-release'));
  assert.equal(cases.stage.carried.length, 0);
});

test('a case above the ceiling of the clause is not opened (Spec: CEX-1)', () => {
  const cases = new CaseStage();
  const members = cases.parties.map(({ party }, index) => ({
    party: party.id,
    roles: [['asker', 'asked'][index] ?? 'witness'],
  }));
  const opening = { procedure: 'consultation', label: { tlp: 'red' }, members, faults: 1 } as const;
  assert.throws(() => openNewCase(cases.party(0).party, opening, 'a test'), hasCode('case-release'));
});

test('a partner that is no member hears what it would of an unknown case (Spec: CEX-3)', async () => {
  const cases = new CaseStage();
  const outsider = cases.stage.found('Lumen');
  introduce(...cases.parties, outsider);
  await cases.open();
  const { party } = cases.party(0);
  const ask = (id: string) => answerSync(party, outsider.party.id, asks(id));
  await assert.rejects(ask(cases.id), hasCode('case-unknown'));
  await assert.rejects(ask('0'.repeat(64)), hasCode('case-unknown'));
});

test('a member that has not joined gets the invitation and no entry (Spec: CEX-3, CEX-6)', async () => {
  const cases = new CaseStage();
  await cases.invite();
  await cases.rounds(2);
  const [, invited] = cases.parties;
  assert.equal(invited && caseFile(invited.party, cases.id)?.stage, 'invited');
  assert.equal(invited?.party.db.count('SELECT count(*) FROM case_entry'), 1);
  await assert.rejects(
    answerSync(cases.party(1).party, cases.party(0).party.id, asks(cases.id)),
    hasCode('case-unknown'),
  );
});

test('a member that our policy blocks gets nothing more, and no act of ours is signed (Spec: CEX-1, CEX-2)', async () => {
  const cases = new CaseStage();
  await cases.open();
  const { party } = cases.party(0);
  const blocked = cases.party(1).party.id;
  setPolicy(party, { ...party.policy(), blocked: [blocked] });
  await assert.rejects(answerSync(party, blocked, asks(cases.id)), hasCode('case-unknown'));
  assert.throws(() => cases.draft(0, 'ask', words('What happened?')), hasCode('case-release'));
});

test('words reach the members that read, and erased words leave state and log as they were (Spec: CEX-16, CEX-17)', async () => {
  const cases = new CaseStage();
  await cases.open();
  await cases.act(0, 'ask', words('What happened at Norrin Energy?'));
  const { party } = cases.party(1);
  const hash = [...cases.log(1).records()].find(({ head }) => head.kind === 'act')?.head.body ?? '';
  assert.equal(bodyOf(party, cases.id, hash)?.words, 'What happened at Norrin Energy?');
  const before = cases.agreed();
  eraseBody(party, cases.id, hash);
  await cases.rounds(2);
  assert.equal(bodyOf(party, cases.id, hash), undefined);
  assert.deepEqual(lackingBodies(party, cases.id), []);
  cases.party(1).restart();
  await cases.rounds(2);
  assert.equal(cases.agreed(), before);
});

test('hashes of bodies that nobody has keep no words from those who read (Spec: CEX-17)', async () => {
  const cases = new CaseStage();
  await cases.open();
  const hand = new Hand(cases, 3);
  const empty = Array.from({ length: 64 }, (_, n) => hand.act(n + 1, (n + 1).toString(16).padStart(64, 'f')));
  const { party } = cases.party(0);
  const packed = packActs(
    knownCaseFile(party, cases.id),
    empty.map((note) => ({ bytes: formatNote(note) })),
  );
  const said = { case: cases.id, holding: nothing, news: { statements: [], proofs: [] }, want: [] };
  await answerSync(party, cases.party(3).party.id, syncBytes({ ...said, acts: packed }));
  await cases.rounds(4);
  await cases.act(0, 'ask', words('What happened at Norrin Energy?'));
  await cases.rounds(3);
  const reader = cases.party(1).party;
  const asked = [...cases.log(1).records()].findLast(({ head }) => head.author === party.id && head.body !== undefined);
  assert.equal(bodyOf(reader, cases.id, asked?.head.body ?? '')?.words, 'What happened at Norrin Energy?');
});

test('what came about a case is bounded before it is read (Spec: CEX-9)', async () => {
  const cases = new CaseStage();
  await cases.open();
  const { party } = cases.party(0);
  const large = new Uint8Array(1_000_001);
  await assert.rejects(answerSync(party, cases.party(1).party.id, large), hasCode('case-size'));
});

test('after a start nothing is signed before a quorum has said what it knows (Spec: CEX-13)', async () => {
  const cases = new CaseStage();
  await cases.open();
  const member = cases.party(2);
  const cosigned = () => member.party.db.count('SELECT max(at) FROM case_cosigned');
  await cases.act(0, 'ask', words('What happened?'));
  const before = cosigned();
  member.restart();
  for (const one of cases.parties) one.isAway = one !== member && one !== cases.party(0);
  cases.draft(0, 'withdraw');
  cases.alive = [cases.party(0), member];
  await cases.rounds(3);
  assert.equal(cosigned(), before);
  for (const one of cases.parties) one.isAway = false;
  await cases.pass(600);
  assert.ok(cosigned() > before);
});

test('a store put back from a backup learns what it had signed, and signs nothing against it (Spec: CEX-13, CAS-8)', async () => {
  const cases = new CaseStage();
  await cases.open();
  const member = cases.party(0);
  const backup = member.backUp();
  await cases.act(0, 'ask', words('What happened?'));
  const { size } = cases.log(0);
  member.restore(backup, 'store-and-files');
  cases.alive = [member];
  await member.server.runJob(caseJob);
  assert.equal(cases.log(0).size, size);
  cases.alive = [...cases.parties];
  await cases.act(1, 'answer', words('A cable was cut.'));
  assert.equal(cases.where(3), 'answered');
  cases.agreed();
  assert.ok(!refusals(member).includes('case-head-signed'));
});

test('a member that left neither asks nor answers, and keeps its copy (Spec: CEX-3)', async () => {
  const cases = new CaseStage();
  await cases.open();
  const { party } = cases.party(3);
  leaveCase(party, cases.id, 'a test');
  const { size } = cases.log(3);
  await cases.act(0, 'ask', words('What happened?'));
  assert.equal(cases.log(3).size, size);
  await assert.rejects(answerSync(party, cases.party(0).party.id, asks(cases.id)), hasCode('case-unknown'));
  assert.equal(cases.where(1), 'asked');
});
