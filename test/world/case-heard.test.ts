import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault } from '#protocol/bytes/fault.ts';
import { textId } from '#protocol/identity/key-history.ts';
import { formatNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import { answerSync, syncWith } from '#server/case/case-exchange.ts';
import { knownCaseFile } from '#server/case/case-file.ts';
import { newestHead } from '#server/case/case-heads.ts';
import { packActs } from '#server/case/case-packing.ts';
import { readAnswer, syncBytes } from '#server/case/case-wire.ts';
import { noteHeard } from '#server/case/heard-council.ts';
import { waitingActs } from '#server/case/waiting-acts.ts';
import { setPolicy } from '#server/party/approvals.ts';
import { knownPeer } from '#server/party/peer-book.ts';
import { CaseCourier } from '#world/demo/case-courier.ts';
import { Hand } from './case-hand.fixture.ts';
import { CaseStage } from './case-stage.fixture.ts';

const [depositary, teller, other, author] = [0, 1, 2, 3];
/** Enough that their signatures are verified on other threads. */
const many = 40;

async function opened(): Promise<CaseStage> {
  const cases = new CaseStage();
  await cases.open();
  return cases;
}

const acts = (cases: CaseStage, count: number, first = 1): SignedNote[] =>
  Array.from({ length: count }, (_, index) => new Hand(cases, author).act(first + index));

/** What a member says that has nothing and tells these acts. */
function telling(cases: CaseStage, notes: readonly SignedNote[]): Uint8Array {
  const packed = packActs(
    knownCaseFile(cases.party(depositary).party, cases.id),
    notes.map((note) => ({ bytes: formatNote(note) })),
  );
  const holding = { size: 0, root: '0'.repeat(64), term: 0, settled: 0 };
  return syncBytes({ case: cases.id, holding, news: { statements: [], proofs: [] }, acts: packed, want: [] });
}

const tell = (cases: CaseStage, to: number, from: number, notes: readonly SignedNote[]): Promise<Uint8Array> =>
  answerSync(cases.party(to).party, cases.party(from).party.id, telling(cases, notes));

const idsIn = (cases: CaseStage, index: number): string[] => [...cases.log(index).records()].map(({ id }) => id);
const ids = (notes: readonly SignedNote[]): string[] => notes.map(({ text }) => textId(text));

const refusals = (cases: CaseStage, index: number, code: string): number =>
  cases.party(index).party.db.count('SELECT count(*) FROM refusal WHERE code LIKE ?', code);

test('whoever orders appends at once what it hears, signs it in its round, and gives nothing of it before (Spec: CEX-11)', async () => {
  const cases = await opened();
  const { party } = cases.party(depositary);
  const before = newestHead(party, cases.id, 0)?.size ?? 0;
  const told = acts(cases, 2);
  const { entries, until, acts: back } = readAnswer(await tell(cases, depositary, teller, told));
  assert.deepEqual(idsIn(cases, depositary).slice(-2), ids(told));
  assert.equal(waitingActs(party, cases.id).length, 0);
  assert.equal(newestHead(party, cases.id, 0)?.size, before);
  assert.ok(entries.length > 0 && until?.text.split('\n')[1] === String(before), 'only what is signed was given');
  // Spec: CEX-10. What it orders comes with its log.
  assert.equal(back.length, 0);
  await cases.rounds(3);
  assert.deepEqual(
    ids(told).filter((id) => !idsIn(cases, author).includes(id)),
    [],
  );
  cases.agreed();
});

/** The same text under a signature that does not hold. */
function damaged(note: SignedNote): SignedNote {
  const [line] = note.signatures;
  assert.ok(line);
  return { ...note, signatures: [{ ...line, signature: line.signature.with(40, (line.signature[40] ?? 0) ^ 1) }] };
}

for (const count of [5, many])
  test(`of ${count} acts one that comes again with a signature that does not hold changes nothing (Spec: CEX-8)`, async () => {
    const cases = await opened();
    const good = acts(cases, count);
    const [first, last] = [good[0], good.at(-1)].map((note) => damaged(note ?? assert.fail()));
    assert.ok(first && last);
    await tell(cases, depositary, teller, [first, ...good, last]);
    assert.deepEqual(idsIn(cases, depositary).slice(-count), ids(good));
    assert.equal(refusals(cases, depositary, 'note-signature-wrong'), 1, 'the one that came first is refused, by name');
    await tell(cases, other, teller, [last, first, ...good.toReversed()]);
    await cases.rounds(4);
    cases.agreed();
    // What stands is what was signed: the log opens again from the store.
    for (const index of [depositary, other]) cases.party(index).restart();
    await cases.rounds(2);
    assert.deepEqual(
      ids(good).filter((id) => !idsIn(cases, depositary).includes(id)),
      [],
    );
    cases.agreed();
  });

test('of many acts that were told at once each counts alone, and once (Spec: CEX-8)', async () => {
  const cases = await opened();
  const [good, [forged]] = [acts(cases, many), acts(cases, 1, many + 1)];
  assert.ok(forged);
  const wrong = damaged(forged);
  const all = [...good.slice(0, 20), wrong, ...good.slice(20), ...good.slice(0, 3)];
  await Promise.all([tell(cases, depositary, teller, all), tell(cases, depositary, other, all)]);
  assert.deepEqual(idsIn(cases, depositary).slice(-many), ids(good));
  assert.equal(idsIn(cases, depositary).filter((id) => id === textId(forged.text)).length, 0);
  assert.equal(refusals(cases, depositary, 'note-signature-wrong'), 2);
  await cases.rounds(4);
  cases.agreed();
});

test('what comes behind acts that wait already waits too, so that nobody’s acts change places (Spec: CEX-9, CEX-11)', async () => {
  const cases = await opened();
  const { id } = cases;
  const told = acts(cases, 3);
  cases.party(depositary).restart();
  // It may sign nothing yet, so it appends nothing.
  await tell(cases, depositary, teller, told.slice(0, 1));
  const { party } = cases.party(depositary);
  assert.equal(waitingActs(party, id).length, 1);
  for (const index of [teller, other, author]) noteHeard(party, id, cases.party(index).party.id);
  await tell(cases, depositary, teller, told);
  assert.equal(waitingActs(party, id).length, 3);
  await cases.rounds(4);
  assert.deepEqual(
    idsIn(cases, depositary).filter((record) => ids(told).includes(record)),
    ids(told),
  );
  cases.agreed();
});

test('of one author no more is appended than may wait, in however many requests it comes (Spec: CEX-9)', async () => {
  const cases = await opened();
  const { size } = cases.log(depositary);
  const told = acts(cases, 70);
  await tell(cases, depositary, teller, told.slice(0, 35));
  await tell(cases, depositary, other, told.slice(35));
  assert.equal(cases.log(depositary).size, size + 64);
  assert.equal(refusals(cases, depositary, 'case-flood'), 6);
  await cases.rounds(2);
  await tell(cases, depositary, teller, told);
  assert.deepEqual(
    ids(told).filter((id) => !idsIn(cases, depositary).includes(id)),
    [],
  );
});

test('a sender that may not be heard any more when its signatures are verified is not heard (Spec: CEX-3)', async () => {
  const cases = await opened();
  const { party } = cases.party(depositary);
  const { size } = cases.log(depositary);
  const answer = tell(cases, depositary, teller, acts(cases, many));
  setPolicy(party, { ...party.policy(), blocked: [cases.party(teller).party.id] });
  await assert.rejects(answer, (error) => error instanceof Fault && error.code === 'case-unknown');
  assert.equal(cases.log(depositary).size, size);
});

test('entries that two members give at the same time are taken once (Spec: CEX-8)', async () => {
  const cases = await opened();
  const away = cases.party(author);
  const told = acts(cases, many);
  cases.alive = cases.parties.filter((one) => one !== away);
  away.isAway = true;
  await tell(cases, depositary, teller, told);
  await cases.rounds(4);
  const { party } = away;
  const courier = new CaseCourier(
    party,
    cases.parties.map((one) => one.party),
  );
  const meet = (index: number) =>
    syncWith(party, courier, knownCaseFile(party, cases.id), knownPeer(party, cases.party(index).party.id));
  const before = refusals(cases, author, 'case-%');
  await Promise.all([meet(teller), meet(other)]);
  assert.deepEqual(idsIn(cases, author), idsIn(cases, teller));
  assert.equal(refusals(cases, author, 'case-%'), before);
});

test('whoever tells acts is not told them back, also when they have been told before (Spec: CEX-10)', async () => {
  const cases = await opened();
  const told = acts(cases, 3);
  for (const count of [1, 2])
    assert.equal(readAnswer(await tell(cases, other, teller, told)).acts.length, 0, `time ${count}`);
  assert.equal(waitingActs(cases.party(other).party, cases.id).length, 3);
  const { acts: back } = readAnswer(await tell(cases, other, teller, told.slice(0, 2)));
  assert.ok(back.length > 0, 'what it did not tell it is told');
});
