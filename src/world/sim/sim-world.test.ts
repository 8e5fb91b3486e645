import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { plainTerms } from '#protocol/agreement/invented-agreement.fixture.ts';
import { Ledger } from './ledger.ts';
import { type FoundRelease, wrongBecause } from './oracle.ts';
import { Random } from './random.ts';
import { SimWorld } from './sim-world.ts';

describe('the simulated world', () => {
  it('ends equal for equal seeds, with crashes and bad wires, and clean', async () => {
    const settings = { seed: 18, parties: 4, steps: 150 };
    const first = await new SimWorld(settings).run();
    const second = await new SimWorld(settings).run();
    assert.deepEqual(first.findings, []);
    assert.deepEqual(second, first);
    assert.ok(
      first.crashes > 0 && first.checked.releases > 0 && first.checked.arrived > 0,
      JSON.stringify(first.checked),
    );
    assert.notEqual((await new SimWorld({ ...settings, seed: 19 }).run()).state, first.state);
  });

  it('comes to rest clean for several seeds, and something arrives', async () => {
    let arrived = 0;
    for (let seed = 40; seed < 46; seed++) {
      const { findings, checked } = await new SimWorld({ seed, parties: 5, steps: 120 }).run();
      assert.deepEqual(findings, [], `seed ${seed}`);
      arrived += checked.arrived;
    }
    assert.ok(arrived > 0);
  });
});

describe('the oracle of the world', () => {
  const at = 1_790_000_000_000_000;
  const release: FoundRelease = { from: 'a', to: 'b', object: 'x', agreement: 'g', clause: 1, at, heldUnder: [] };

  /** A ledger in which the release above is right. */
  function ledger(): Ledger {
    const made = new Ledger();
    made.statements.set('x', { author: 'a', kind: 'indicator', tlp: 'green' });
    const terms = { ...plainTerms(['a', 'b'], 0), start: 0, end: 2_000_000_000 };
    made.sign('g', terms, 'a');
    made.sign('g', terms, 'b');
    made.setPolicy('a', { blocked: [], ceiling: 'red', approvalAbove: 'green', withheldKinds: [] }, 0);
    return made;
  }

  it('has nothing against what was right', () => assert.equal(wrongBecause(ledger(), release), undefined));

  it('convicts each thing that may be wrong', () => {
    const wrong: [string, (made: Ledger) => void, Partial<FoundRelease>?][] = [
      ['unsigned', (made) => made.agreements.get('g')?.signedBy.delete('b')],
      ['above the clause', (made) => made.statements.set('x', { author: 'a', kind: 'indicator', tlp: 'amber' })],
      [
        'blocked',
        (made) => made.setPolicy('a', { blocked: ['b'], ceiling: 'red', approvalAbove: 'red', withheldKinds: [] }, 0),
      ],
      [
        'not approved',
        (made) => made.setPolicy('a', { blocked: [], ceiling: 'red', approvalAbove: 'clear', withheldKinds: [] }, 0),
      ],
      ['withdrawn', (made) => made.withdraw('g', 'a', at - 10_000_000)],
      ['to a stranger', () => undefined, { to: 'c' }],
      ['expired', () => undefined, { at: 2_000_000_000_000_000 }],
      [
        'passed on',
        (made) => made.statements.set('x', { author: 'c', kind: 'indicator', tlp: 'green' }),
        { heldUnder: ['none'] },
      ],
      ['never stated', () => undefined, { object: 'y' }],
    ];
    for (const [name, spoil, other = {}] of wrong) {
      const made = ledger();
      if (name === 'blocked' || name === 'not approved') made.policies.clear();
      spoil(made);
      assert.notEqual(wrongBecause(made, { ...release, ...other }), undefined, name);
    }
  });

  it('draws the same numbers from the same seed', () => {
    const draw = (seed: number): number[] => {
      const random = new Random(seed);
      return Array.from({ length: 100 }, () => random.below(1000));
    };
    assert.deepEqual(draw(7), draw(7));
    assert.notDeepEqual(draw(7), draw(8));
    assert.ok(new Set(draw(7)).size > 80);
  });
});
