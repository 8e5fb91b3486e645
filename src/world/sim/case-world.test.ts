import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CaseWorld, misdeeds } from './case-world.ts';

describe('Spec: CAS-7, CAS-8, CAS-12, CAS-14: a case on bad wires with crashes and one faulty party', () => {
  for (const misdeed of misdeeds)
    it(`${misdeed}: nothing settled is lost or reordered, and all honest parties reach one state`, async () => {
      for (let seed = 1; seed <= 10; seed++) {
        const { findings, settled } = await new CaseWorld({ seed, steps: 15, misdeed }).run();
        assert.deepEqual(findings, [], `seed ${seed}`);
        assert.ok(settled > 0, `seed ${seed} settled nothing`);
      }
    });
});
