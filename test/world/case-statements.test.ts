import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyHash } from '#protocol/record/salted-body.ts';
import { bodyOf } from '#server/case/case-body.ts';
import { knownCaseFile } from '#server/case/case-file.ts';
import { caseFolder } from '#server/case/case-folder.ts';
import { actProofAt } from '#server/case/entry-proof.ts';
import { caseCopy, plainLook } from '#server/http/case-copy.ts';
import { CaseStage, hour, words } from './case-stage.fixture.ts';

/** What a server has of the statements of a case, in the order of their acts. */
function texts(cases: CaseStage, index: number): (string | undefined)[] {
  const { party } = cases.party(index);
  const acts = cases
    .state(index)
    .steps.flatMap((step) => (step.kind === 'act' && step.act === 'commit-statement' ? [step.index] : []));
  return acts.map((at) => bodyOf(party, cases.id, cases.log(index).recordAt(at)?.head.body ?? '')?.words);
}

/** All that a person of a party can take away from a case: the copy to read and print, and the proof of each act with its words. */
function takenAway(cases: CaseStage, index: number): string {
  const { party } = cases.party(index);
  const file = knownCaseFile(party, cases.id);
  const copy = caseCopy(plainLook(party, 'en'), file).map(({ bytes }) => new TextDecoder().decode(bytes));
  const acts = Array.from({ length: cases.log(index).size }, (_, at) => actProofAt(party, file, at, true)?.body);
  const bodies = acts.flatMap((body) => (body === undefined ? [] : [bodyHash(body.salt, body.bytes)]));
  const own = bodies.map((hash) => bodyOf(party, cases.id, hash)?.words);
  return [...copy, ...own].join('\n');
}

const bodies = (cases: CaseStage, index: number): number =>
  caseFolder(cases.party(index).party, cases.id).filter(({ path }) => path.startsWith('bodies/')).length;

test('each side is bound by its own statement, and no server gives one away before the moment (Spec: SAY-2, SAY-3)', async () => {
  const cases = new CaseStage();
  await cases.open();
  const [asker, asked] = [0, 1];
  await cases.act(asker, 'ask', words('What happened?'));
  await cases.act(asked, 'answer', words('A cable was cut.'));
  await cases.act(asker, 'ask-for-meeting', { fields: { meetAt: cases.stage.now + hour }, ...words('By video') });
  await cases.act(asked, 'record-meeting', words('Both sides met.'));
  await cases.act(asker, 'own-record', words('So they did.'));
  const releaseAt = cases.stage.now + 24 * hour;
  await cases.act(asker, 'propose-two-statements', { fields: { releaseAt } });
  const before = bodies(cases, asker);
  await cases.act(asked, 'commit-statement', words('We cut no cable.'));
  await cases.act(asker, 'commit-statement', words('A cable was cut today.'));
  assert.equal(cases.where(3), 'committed');
  assert.deepEqual(texts(cases, asker), [undefined, 'A cable was cut today.']);
  assert.deepEqual(texts(cases, asked), ['We cut no cable.', undefined]);
  assert.deepEqual(texts(cases, 3), [undefined, undefined]);
  assert.equal(bodies(cases, asker), before, 'a copy holds what is withheld');
  assert.ok(!takenAway(cases, asker).includes('A cable was cut today.'), 'what is taken away holds what is withheld');

  await cases.pass(25 * hour);
  assert.equal(cases.where(3), 'opening');
  for (const side of [asker, asked])
    assert.deepEqual(texts(cases, side), ['We cut no cable.', 'A cable was cut today.']);
  assert.deepEqual(texts(cases, 3), [undefined, undefined], 'a witness reads');
  assert.equal(bodies(cases, asker), before + 2);
  assert.ok(takenAway(cases, asker).includes('A cable was cut today.'));
  for (const side of [asker, asked]) await cases.act(side, 'confirm-statements');
  assert.equal(cases.where(), 'released');
  cases.agreed();
});
