import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifyCaseFolder } from '#check/case-folder.ts';
import { faultCode } from '#protocol/bytes/fault.ts';
import { eraseBody } from '#server/case/case-body.ts';
import { caseFolder } from '#server/case/case-folder.ts';
import { listCases, viewCase } from '#server/case/case-view.ts';
import { auditParty } from '#server/party/audit.ts';
import { CaseStage, hour, words } from './case-stage.fixture.ts';

async function copied() {
  const cases = new CaseStage();
  await cases.open();
  await cases.act(0, 'ask', words('What happened?'));
  const { party } = cases.party(3);
  const folder = () => new Map(caseFolder(party, cases.id).map(({ path, bytes }) => [path, bytes]));
  return { cases, party, folder };
}

const verdictOf = (files: ReadonlyMap<string, Uint8Array>) => verifyCaseFolder({ read: (path) => files.get(path) });

test('a copy verifies with its own files, and leads to the state that the server shows (Spec: CEX-18)', async () => {
  const { cases, party, folder } = await copied();
  const verdict = verdictOf(folder());
  assert.equal(verdict.hash, viewCase(party, cases.id).hash);
  assert.equal(verdict.state, 'asked');
  assert.deepEqual(verdict.bodies, { here: 1, missing: 0 });
  assert.ok(verdict.settled > 1);
});

test('a copy without the erased words verifies all the same (Spec: CEX-17, CEX-18)', async () => {
  const { cases, party, folder } = await copied();
  const before = verdictOf(folder());
  const step = viewCase(party, cases.id).steps.find(({ kind }) => kind === 'act');
  eraseBody(party, cases.id, step !== undefined && 'body' in step ? (step.body ?? '') : '');
  const after = verdictOf(folder());
  assert.deepEqual(after, { ...before, bodies: { here: 0, missing: 1 } });
});

test('a copy with one byte changed does not verify, whichever file it is in (Spec: CEX-18)', async () => {
  const { folder } = await copied();
  const whole = folder();
  assert.ok(whole.size >= 6);
  for (const [path, bytes] of whole) {
    // For people, and compared by `comity verify`.
    if (path.startsWith('words/')) continue;
    const damaged = bytes.slice();
    const at = Math.floor(bytes.length / 2);
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    assert.throws(() => verdictOf(new Map([...whole, [path, damaged]])), `${path} was damaged and nobody saw it`);
  }
  whole.delete('procedure.json');
  assert.throws(
    () => verdictOf(whole),
    (thrown: unknown) => faultCode(thrown) === 'case-file-missing',
  );
});

test('a view says where the case is, whose turn it is, by when, and how sure each step is (Spec: CAS-7, P1)', async () => {
  const { cases, party } = await copied();
  const view = viewCase(party, cases.id);
  const [asker, asked] = [cases.party(0).party.id, cases.party(1).party.id];
  assert.equal(view.state, 'asked');
  assert.deepEqual(view.next?.owners, [asked]);
  assert.equal(view.next.due, (view.since ?? 0) + 48 * hour);
  assert.equal(view.next.to, 'unanswered');
  assert.deepEqual(
    view.steps.map((step) => (step.kind === 'act' ? [step.kind, step.by, step.surety] : [])),
    [['act', asker, 'settled']],
  );
  assert.deepEqual(view.pending, []);
  const keys = viewCase(cases.party(1).party, cases.id).possible.map(({ rule }) => rule.key);
  assert.ok(keys.includes('answer') && !keys.includes('ask'));
  assert.deepEqual(
    listCases(party).map(({ id, stage, state }) => ({ id, stage, state })),
    [{ id: cases.id, stage: 'joined', state: 'asked' }],
  );
});

test('an act that no certificate covers is shown as pending (Spec: CAS-7)', async () => {
  const { cases } = await copied();
  cases.alive = [cases.party(1)];
  cases.draft(1, 'answer', words('A cable was cut.'));
  await cases.rounds(1);
  const { pending, state } = viewCase(cases.party(1).party, cases.id);
  assert.equal(state, 'asked');
  assert.deepEqual(
    pending.map(({ act, surety }) => [act, surety]),
    [['answer', 'waiting']],
  );
});

test('an audit verifies a case from its entries, and names one that was changed (Spec: AUD-6)', async () => {
  const { cases, party } = await copied();
  const found = () => auditParty(party).findings.filter(({ code }) => code === 'case-differs').length;
  assert.equal(found(), 0);
  assert.equal(auditParty(party).checked.cases, 1);
  party.db.run("UPDATE case_body SET body = x'00' WHERE case_id = ? AND recipient IS NULL AND room = 'all'", cases.id);
  assert.equal(found(), 1);
  party.db.run('DELETE FROM case_entry WHERE position = 1');
  assert.ok(found() > 0);
});
