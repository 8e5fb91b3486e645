import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Chains } from './chains.ts';
import { type Exploration, Explorer } from './explore.ts';
import { type Rules, rules, type Statement } from './rules.ts';
import { scenarios } from './scenarios.ts';

const explore = (name: string, changed: Rules = rules, lengths: readonly [number, number] = [2, 0]): Exploration => {
  const scenario = scenarios[name];
  assert.ok(scenario, name);
  return new Explorer({ ...scenario, lengths }, changed).run(1_000_000);
};

describe('ordering, finality and succession, every state of them (Spec: CAS-7, CAS-8, CAS-12)', () => {
  for (const name of Object.keys(scenarios))
    it(`nothing settled is lost and nothing accepted without proof, when ${name}`, () => {
      const { violation, settled, bases } = explore(name);
      assert.equal(violation, undefined);
      assert.ok(settled > 0 && bases > 10, `${settled} settled, ${bases} bases`);
    });
});

const longestTail = (chains: Chains, statements: readonly Statement[]): number =>
  statements.map(({ tail }) => tail).reduce((best, tail) => (chains.isHigher(tail, best) ? tail : best), 0);
const certificatesOnly = (chains: Chains, statements: readonly Statement[]): number =>
  statements.map(({ certified }) => certified).reduce((best, one) => (chains.isHigher(one, best) ? one : best), 0);

describe('the model finds a planted fault', () => {
  const planted: readonly (readonly [fault: string, rules: Rules, what: string])[] = [
    ['one step of finality', { ...rules, settlesAtOnce: true }, 'settled-lost'],
    ['cosigning in a term that one has left', { ...rules, keepsPromise: false }, 'accepted-lost-without-proof'],
    ['a quorum of two', { ...rules, quorum: 2 }, 'accepted-lost-without-proof'],
    ['the longest tail as base, whatever is certified', { ...rules, base: longestTail }, 'settled-lost'],
    ['certificates alone as base', { ...rules, base: certificatesOnly }, 'accepted-lost-without-proof'],
  ];
  for (const [fault, changed, what] of planted)
    it(fault, () => assert.equal(explore('the first depositary lies', changed).violation?.what, what));

  // With a third honest party the states are too many: it is silent for ever, which it may be.
  const few = { honest: 2, liar: true, lyingDepositary: [true, false], lengths: [2, 0] } as const;
  it('cosigning two branches of one term', () => {
    const { violation } = new Explorer(few, { ...rules, isConsistent: false }).run(1_000_000);
    assert.equal(violation?.what, 'settled-lost');
    const { violation: none, settled } = new Explorer(few, rules).run(1_000_000);
    assert.equal(none, undefined);
    assert.ok(settled > 0);
  });
});
