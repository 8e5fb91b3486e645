import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault } from '#protocol/bytes/fault.ts';
import { openHead } from '#protocol/case/certificate.ts';
import { caseOrigin } from '#protocol/case/genesis.ts';
import { noteSigner } from '#protocol/identity/note-key.ts';
import { formatNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import { signCheckpoint } from '#protocol/log/checkpoint.ts';
import { type CaseFile, knownCase, knownCaseFile } from '#server/case/case-file.ts';
import { keepHead } from '#server/case/case-heads.ts';
import { keepProof, proofFrom, proofTexts } from '#server/case/contradiction.ts';
import { openStatements, stateSuccession, takeStatement } from '#server/case/succession-of-depositary.ts';
import { actTaker, readTold } from '#server/case/told-acts.ts';
import { waitingActs } from '#server/case/waiting-acts.ts';
import type { Party } from '#server/party/party.ts';
import { Hand } from './case-hand.fixture.ts';
import { CaseStage, hour, words } from './case-stage.fixture.ts';

const padded = ({ text, signatures }: SignedNote): SignedNote => ({
  text,
  signatures: [...signatures, { name: 'nobody', keyId: '00000000', signature: new Uint8Array(3000) }],
});

const take = (party: Party, file: CaseFile, note: SignedNote): void =>
  actTaker(party, file)(readTold(file, { bytes: formatNote(note) }));

async function opened(): Promise<CaseStage> {
  const cases = new CaseStage();
  await cases.open();
  return cases;
}

test('a line of a stranger under an act makes it no entry, wherever it is taken (Spec: CAS-4, CEX-8)', async () => {
  const cases = await opened();
  const { party } = cases.party(1);
  const file = knownCaseFile(party, cases.id);
  const note = new Hand(cases, 3).act(1);
  const isEntry = (error: unknown): boolean => error instanceof Fault && error.code === 'case-entry';
  assert.throws(() => take(party, file, padded(note)), isEntry);
  assert.throws(() => cases.log(1).append(formatNote(padded(note))), isEntry);
  take(party, file, note);
  assert.equal(waitingActs(party, cases.id).length, 1);
});

test('whoever has many acts waiting does not keep those of others from being told (Spec: CEX-9)', async () => {
  const cases = await opened();
  const { party } = cases.party(1);
  const file = knownCaseFile(party, cases.id);
  for (const index of [2, 3]) for (let n = 1; n <= 64; n++) take(party, file, new Hand(cases, index).act(n));
  take(party, file, new Hand(cases, 0).act(1));
  const authors = waitingActs(party, cases.id).map(({ author }) => author);
  assert.equal(authors.length, 129);
  for (const index of [0, 2, 3]) assert.ok(authors.slice(0, 3).includes(cases.party(index).party.id));
});

test('statements of terms that will never be crowd out nobody, and move nobody alone (Spec: CEX-9, CEX-14)', async () => {
  const cases = await opened();
  const { party } = cases.party(1);
  const file = () => knownCaseFile(party, cases.id);
  takeStatement(party, file(), new Hand(cases, 2).statement(1));
  for (let term = 1000; term < 1060; term++) takeStatement(party, file(), new Hand(cases, 3).statement(term));
  assert.equal(openStatements(party, cases.id, 0).length, 3);
  assert.throws(
    () => takeStatement(party, file(), padded(padded(padded(padded(new Hand(cases, 0).statement(5)))))),
    Fault,
  );
  stateSuccession(party, file());
  assert.equal(file().ready, 1, 'of two others one is honest, and it is at 1 or beyond');
});

test('a proof is kept without what others added to it (Spec: CAS-11)', async () => {
  const cases = await opened();
  const { party } = cases.party(1);
  const known = knownCase(party, knownCaseFile(party, cases.id));
  const hand = new Hand(cases, 0);
  const honest = signCheckpoint(
    { origin: caseOrigin(cases.id), size: 2, root: cases.log(1).rootAt(2) ?? assert.fail(), extensions: ['term 0'] },
    [noteSigner(caseOrigin(cases.id), cases.party(0).party.secrets.log)],
  );
  assert.equal(keepProof(party, known, { one: padded(honest), other: padded(hand.head(2)) }), true);
  const [kept] = proofTexts(party, cases.id);
  assert.equal(proofFrom(kept?.proof ?? '').one.signatures.length, 1);
});

test('who was shown another log of an earlier term convicts its depositary on taking the later one (Spec: CEX-8, CAS-11)', async () => {
  const cases = await opened();
  const late = cases.party(3);
  cases.alive = cases.parties.slice(0, 3);
  late.isAway = true;
  const known = knownCase(late.party, knownCaseFile(late.party, cases.id));
  const other = new Hand(cases, 0).head(cases.log(3).size + 1);
  keepHead(late.party, known, openHead(known, other), other);
  await cases.act(0, 'ask', words('What happened?'));
  cases.party(0).isAway = true;
  late.isAway = false;
  // The liar dies; the one that it had deceived is met again only when the next term has begun.
  cases.alive = [cases.party(1), cases.party(2)];
  cases.draft(1, 'answer', words('A cable was cut.'));
  await cases.rounds(2);
  cases.alive = cases.parties.slice(1);
  await cases.pass(hour);
  await cases.rounds(8);
  assert.ok(cases.log(3).term >= 1);
  assert.deepEqual(
    proofTexts(late.party, cases.id).map(({ term }) => term),
    [0],
  );
});

test('a term that brings no certificate lasts twice as long as the one before it (Spec: CEX-14)', async () => {
  const cases = await opened();
  // Two of four are left: they can leave terms, and no term can bring a certificate.
  cases.alive = [cases.party(0), cases.party(3)];
  for (const index of [1, 2]) cases.party(index).isAway = true;
  cases.draft(0, 'ask', words('What happened?'));
  const { party } = cases.party(0);
  const ready = () => knownCaseFile(party, cases.id).ready;
  const left: number[] = [];
  const began = cases.stage.now;
  for (let round = 0; round < 200 && left.length < 3; round++) {
    const before = ready();
    // Their statements are made known to each other, and those of a third that is met now and then.
    for (const { db } of [party, cases.party(3).party])
      db.run('UPDATE case_member SET met = ? WHERE case_id = ?', cases.stage.now, cases.id);
    cases.stage.now += 120;
    await cases.rounds(1);
    if (ready() > before) left.push(cases.stage.now - began);
  }
  const [first = 0, second = 0, third = 0] = left;
  assert.ok(first >= 1_800 && second - first >= 1_800 && third - second >= 3_600, left.join(', '));
});
