import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkProof } from '#check/check-proof.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { openHead } from '#protocol/case/certificate.ts';
import { caseOrigin } from '#protocol/case/genesis.ts';
import { convicts } from '#protocol/case/succession.ts';
import { noteSigner } from '#protocol/identity/note-key.ts';
import { signCheckpoint } from '#protocol/log/checkpoint.ts';
import { knownCase, knownCaseFile } from '#server/case/case-file.ts';
import { keepHead } from '#server/case/case-heads.ts';
import { caseTransaction } from '#server/case/case-store.ts';
import { proofFiles, proofFrom, proofTexts } from '#server/case/contradiction.ts';
import { takeStatement } from '#server/case/succession-of-depositary.ts';
import { withhold } from '#world/sim/withholding.ts';
import { Hand } from './case-hand.fixture.ts';
import { CaseStage, hour, words } from './case-stage.fixture.ts';

const settledTexts = (cases: CaseStage, index: number): string[] => {
  const log = cases.log(index);
  return [...log.records()].slice(0, log.finality.settled).map(({ id }) => id);
};

test('a depositary that dies is succeeded; what was settled stays, and what waited is done (Spec: CEX-10, CEX-14, CEX-15)', async () => {
  const cases = new CaseStage();
  await cases.open();
  await cases.act(0, 'ask', words('What happened?'));
  const settled = settledTexts(cases, 1);
  assert.ok(settled.length > 1);
  cases.party(0).isAway = true;
  cases.alive = cases.parties.slice(1);
  cases.draft(1, 'answer', words('A cable was cut.'));
  await cases.rounds(4);
  assert.equal(cases.where(1), 'asked');
  await cases.pass(hour);
  await cases.rounds(6);
  assert.equal(cases.log(2).term, 1);
  assert.equal(cases.where(3), 'answered');
  assert.deepEqual(settledTexts(cases, 3).slice(0, settled.length), settled);
  cases.agreed();
  cases.party(0).isAway = false;
  cases.alive = [...cases.parties];
  await cases.rounds(6);
  assert.equal(cases.where(0), 'answered');
  await cases.act(0, 'satisfied');
  assert.equal(cases.where(3), 'resolved');
  cases.agreed();
});

test('a depositary that withholds the acts of one member is left by all (Spec: CEX-10, CEX-14)', async () => {
  const cases = new CaseStage();
  await cases.open();
  await cases.act(0, 'ask', words('What happened?'));
  const { party } = cases.party(0);
  withhold(party, knownCaseFile(party, cases.id), cases.party(1).party.id);
  cases.draft(1, 'answer', words('A cable was cut.'));
  for (let round = 0; round < 5; round++) {
    await cases.rounds(2);
    assert.equal(cases.where(1), 'asked');
    cases.stage.now += 300;
  }
  await cases.pass(hour);
  await cases.rounds(6);
  assert.equal(cases.where(2), 'answered');
  assert.equal(cases.log(2).term, 1);
  cases.agreed();
});

test('a depositary that signs two heads of one size is convicted by a portable proof, and succeeded (Spec: CEX-8, CEX-11, CAS-11, CHK-4)', async () => {
  const cases = new CaseStage();
  await cases.open('consultation', ['witness', 'asker', 'asked', 'witness']);
  const liar = cases.party(0).party;
  const file = knownCaseFile(liar, cases.id);
  const known = knownCase(liar, file);
  const origin = caseOrigin(cases.id);
  const { size } = cases.log(1).head;
  const other = signCheckpoint({ origin, size, root: new Uint8Array(32).fill(7), extensions: ['term 0'] }, [
    noteSigner(origin, liar.secrets.log),
  ]);
  liar.db.run('DELETE FROM case_head WHERE size = ?', size);
  keepHead(liar, known, openHead(known, other), other);
  await cases.rounds(6);
  const [proof] = proofTexts(cases.party(2).party, cases.id);
  assert.ok(proof !== undefined, 'nobody has found the contradiction');
  assert.equal(convicts(known, proofFrom(proof.proof)), true);
  const [portable] = proofFiles(cases.party(2).party, known, file.genesis);
  const verdict = checkProof(utf8(portable?.file ?? ''));
  assert.ok(verdict.holds && verdict.claim.format === 'comity/case-equivocation/v1');
  assert.equal(verdict.claim.equivocation.depositary, liar.id);
  assert.equal(cases.log(2).term, 1);
  cases.alive = cases.parties.slice(1);
  cases.draft(1, 'ask', words('What happened?'));
  await cases.rounds(9);
  assert.equal(cases.where(3), 'asked');
  cases.agreed();
});

test('whoever has stated the next term cosigns nothing more of the one before, however far that goes (Spec: CAS-8)', async () => {
  const cases = new CaseStage();
  await cases.open();
  await cases.act(0, 'ask', words('What happened?'));
  const { party } = cases.party(2);
  const file = knownCaseFile(party, cases.id);
  caseTransaction(party, cases.id, () => takeStatement(party, file, new Hand(cases, 2).statement(1)));
  const cosignedBy = (index: number): number =>
    cases
      .party(0)
      .party.db.count(
        'SELECT coalesce(max(size), 0) FROM case_cosignature WHERE term = 0 AND party = ?',
        cases.party(index).party.id,
      );
  const before = cosignedBy(2);
  assert.ok(before > 1);
  await cases.act(1, 'answer', words('A cable was cut.'));
  assert.equal(cases.where(1), 'answered', 'the others are a quorum');
  assert.ok(cosignedBy(3) > before);
  assert.ok(cases.log(2).size > before && cases.log(2).term === 0, 'it was shown a longer head of the same log');
  assert.equal(cosignedBy(2), before);
});
