import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { checkProof } from '#check/check-proof.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { formatActProof, readActProof, verifyActProof } from '#protocol/case/act-proof.ts';
import { knownCaseFile } from '#server/case/case-file.ts';
import { actProofAt } from '#server/case/entry-proof.ts';
import { openWithKey } from '#server/case/file-key.ts';
import { freshDirectory } from '#server/process/served-party.fixture.ts';
import { call } from '../../src/cli/comity.fixture.ts';
import { CaseStage, words } from './case-stage.fixture.ts';

async function staged() {
  const cases = new CaseStage();
  await cases.open();
  await cases.act(0, 'ask', words('What happened on 3 May?'));
  await cases.act(1, 'answer', words('A cable was cut.'));
  const places = cases.state(1).steps.flatMap((step) => (step.kind === 'act' ? [step.index] : []));
  const proofOf = (index: number, place = 1) => {
    const { party } = cases.party(index);
    return actProofAt(party, knownCaseFile(party, cases.id), places[place] ?? 0, true) ?? assert.fail('no proof');
  };
  return { cases, proofOf };
}

describe('a proof of what was said under seal', () => {
  it('lets a stranger read these words, and checks them against what was signed (Spec: LNC-6, CHK-5)', async (t) => {
    const { proofOf } = await staged();
    const proof = proofOf(0);
    const path = join(freshDirectory(t), 'proof.json');
    writeFileSync(path, formatActProof(proof));
    const { code, out } = await call('check', path);
    assert.equal(code, 0);
    assert.match(out, /stated "answer".*Its words are:\nA cable was cut\./s);
  });

  it('opens nothing else that was said in the same room (Spec: LNC-6)', async () => {
    const { proofOf } = await staged();
    const [question, answer] = [proofOf(0, 0), proofOf(0, 1)];
    assert.ok(question.body?.key && answer.body?.key);
    assert.ok(await openWithKey(answer.body.key, answer.body.bytes));
    assert.equal(await openWithKey(answer.body.key, question.body.bytes), undefined);
    const swapped = { ...question, body: { ...question.body, key: answer.body.key } };
    assert.throws(() => verifyActProof(swapped), { code: 'act-proof-key' });
  });

  it('never holds with another key, and holds sealed without any (Spec: LNC-6, CHK-3)', async () => {
    const proof = (await staged()).proofOf(0);
    assert.ok(proof.body?.key);
    const { body } = proof;
    for (let bit = 0; bit < 128; bit += 5) {
      const key = Uint8Array.from(body.key ?? [], (byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      assert.equal(checkProof(utf8(formatActProof({ ...proof, body: { ...body, key } }))).holds, false);
    }
    const { key: _key, ...sealed } = body;
    assert.equal(checkProof(utf8(formatActProof({ ...proof, body: sealed }))).holds, true);
    assert.deepEqual(readActProof(utf8(formatActProof(proof))).body, body);
  });

  it('cannot be made by a member that does not read the words (Spec: LNC-6, ROM-1)', async () => {
    const { cases, proofOf } = await staged();
    const { party } = cases.party(3);
    party.db.run('UPDATE case_body SET opened = NULL WHERE recipient IS NOT NULL');
    const { body } = proofOf(3);
    assert.ok(body !== undefined && body.key === undefined);
  });
});
