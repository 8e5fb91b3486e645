import assert from 'node:assert/strict';
import { it } from 'node:test';
import { CaseWorld } from './case-world.ts';

it('Spec: CAS-10, CEX-14: where the depositary withholds, the others leave it, and nothing settled is lost', async () => {
  for (let seed = 1; seed <= 4; seed++) {
    const { findings, settled } = await new CaseWorld({ seed, steps: 15, misdeed: 'withholds' }).run();
    assert.deepEqual(findings, [], `seed ${seed}`);
    assert.ok(settled > 0, `seed ${seed} settled nothing`);
  }
});

it('Spec: CAS-11, CAS-12: where the depositary signs two logs, only it is convicted, and nothing settled is lost', async () => {
  let proofs = 0;
  for (let seed = 1; seed <= 4; seed++) {
    const result = await new CaseWorld({ seed, steps: 15, misdeed: 'equivocates' }).run();
    assert.deepEqual(result.findings, [], `seed ${seed}`);
    proofs += result.proofs;
  }
  assert.ok(proofs > 0, 'nobody was ever convicted');
});
