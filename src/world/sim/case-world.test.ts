import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CasePlan, casePlan, misdeeds } from './case-plan.ts';
import { CaseWorld, type CaseWorldResult } from './case-world.ts';

const total = new Map<string, number>();

async function clean(seed: number, plan: CasePlan): Promise<CaseWorldResult> {
  const result = await (await CaseWorld.of({ seed, steps: 14, plan })).run();
  assert.deepEqual(result.findings, [], `seed ${seed}, ${result.plan}`);
  assert.ok((result.counts['settled'] ?? 0) > 0, `seed ${seed} settled nothing`);
  for (const [name, count] of Object.entries(result.counts)) total.set(name, (total.get(name) ?? 0) + count);
  return result;
}

describe('on bad wires, with crashes and partitions, nothing settled is lost and all honest reach one state', () => {
  for (const restores of [false, true])
    it(`${restores ? 'and one store is put back from a backup' : 'and nobody lies'} (Spec: CAS-7, CAS-14, CEX-13)`, async () => {
      await clean(1, { parties: 4, liars: [], restores });
    });

  for (const [kind, misdeed] of misdeeds.entries())
    it(`and one of four ${misdeed.name} (Spec: CAS-7, CAS-11, CAS-14, CEX-14)`, async () => {
      const index = misdeed.isOfDepositary === true ? 0 : kind % 4;
      const { counts } = await clean(kind + 2, { parties: 4, liars: [{ index, misdeed }], restores: false });
      assert.ok((counts['lies'] ?? 0) > 0, `it never ${misdeed.name}`);
    });

  it('and of seven the depositary has two logs, and a cosigner signs both (Spec: CAS-7, CAS-11, CAS-12)', async () => {
    const named = (name: string) => misdeeds.find((one) => one.name === name) ?? assert.fail(name);
    const liars = [
      { index: 0, misdeed: named('splits') },
      { index: 3, misdeed: named('cosigns-all') },
    ];
    const { counts } = await clean(5, { parties: 7, liars, restores: false });
    assert.ok((counts['lies'] ?? 0) > 1, 'they never lied');
  });

  it('and every kind of fault has happened', () => {
    for (const name of ['crashes', 'partitions', 'reordered', 'voids', 'lies', 'proofs', 'term'])
      assert.ok((total.get(name) ?? 0) > 0, `${name} never happened`);
  });
});

it('the seeds of a run have every misdeed, alone and with another', () => {
  const plans = Array.from({ length: 500 }, (_, seed) => casePlan(seed));
  const alone = plans.filter(({ liars }) => liars.length === 1).flatMap(({ liars }) => liars);
  const together = plans.filter(({ liars }) => liars.length === 2).flatMap(({ liars }) => liars);
  for (const { name } of misdeeds)
    for (const some of [alone, together])
      assert.ok(
        some.some(({ misdeed }) => misdeed.name === name),
        name,
      );
  for (const { parties, liars } of plans) {
    assert.ok(liars.length <= (parties - 1) / 3);
    assert.equal(new Set(liars.map(({ index }) => index)).size, liars.length);
  }
});
