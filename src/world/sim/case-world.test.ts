import assert from 'node:assert/strict';
import { it } from 'node:test';
import { CaseWorld } from './case-world.ts';

for (const misdeed of ['none', 'dies', 'restores'] as const)
  it(`Spec: CAS-7, CAS-14, CEX-13: ${misdeed}: on bad wires and with crashes nothing settled is lost, and all reach one state`, async () => {
    for (let seed = 1; seed <= 4; seed++) {
      const { findings, settled } = await new CaseWorld({ seed, steps: 15, misdeed }).run();
      assert.deepEqual(findings, [], `seed ${seed}`);
      assert.ok(settled > 0, `seed ${seed} settled nothing`);
    }
  });
