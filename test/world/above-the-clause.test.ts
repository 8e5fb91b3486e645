import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { zstdDecompressSync } from 'node:zlib';
import { Fault } from '#protocol/bytes/fault.ts';
import { fromUtf8, utf8 } from '#protocol/bytes/text.ts';
import { type Tlp, tlpLevels } from '#protocol/record/label.ts';
import { approveItems, setPolicy } from '#server/party/approvals.ts';
import { Random } from '#world/sim/random.ts';
import { conclude, give, indicator, introduce, Stage, titles } from './stage.fixture.ts';

/** Loses, cuts and repeats messages, as a seed says. */
function badWire(stage: Stage, seed: number): void {
  const random = new Random(seed);
  stage.mischief = {
    before: () => {
      if (random.oneIn(7)) throw new Fault('egress-unreachable', 'The wire lost it.');
    },
    answer: (_passage, body) => {
      if (random.oneIn(9)) throw new Fault('egress-cut', 'The answer was lost.');
      return random.oneIn(6) ? body.subarray(0, random.below(body.length + 1)) : body;
    },
  };
}

/** Everything that was carried, unpacked where it can be, as one text in which names can be looked for. */
function everythingCarried(stage: Stage): string {
  const bodies = stage.carried.flatMap(({ path, body }) => {
    if (path !== '/link/pull' || body.length < 12) return [body];
    try {
      return [body, zstdDecompressSync(body.subarray(8))];
    } catch {
      return [body];
    }
  });
  return bodies.map((body) => Buffer.from(body).toString('latin1')).join('\n');
}

const names = (levels: readonly Tlp[]): string[] => levels.map((tlp) => `named-${tlp}`).toSorted();

describe('a record above a clause, on wires that lose, cut and repeat', () => {
  for (const [index, ceiling] of tlpLevels.entries())
    it(`P2, LNK-4: nothing above ${ceiling} reaches the partner, not a byte of it, and all else does`, async () => {
      const stage = new Stage();
      const [a, b] = [stage.found('Aldoria'), stage.found('Bereth')];
      introduce(a, b);
      conclude([a, b], stage.terms([a, b], [{ ceiling }]));
      setPolicy(a.party, { blocked: [], ceiling: 'red', approvalAbove: 'red', withheldKinds: [] });
      badWire(stage, index + 1);
      for (const tlp of tlpLevels) give(a, indicator(`named-${tlp}`, tlp));
      for (let round = 0; round < 30; round++) await stage.settle(a, b);
      assert.deepEqual(titles(b), names(tlpLevels.slice(0, index + 1)));
      const carried = everythingCarried(stage);
      for (const tlp of tlpLevels)
        assert.equal(carried.includes(`"named-${tlp}"`), tlpLevels.indexOf(tlp) <= index, `named-${tlp}`);
    });

  it('REL-2: what waits for a releaser does not leave before the approval, and leaves after it', async () => {
    const stage = new Stage();
    const [a, b] = [stage.found('Aldoria'), stage.found('Bereth')];
    introduce(a, b);
    conclude([a, b], stage.terms([a, b], [{ ceiling: 'amber' }]));
    badWire(stage, 77);
    give(a, indicator('waits', 'amber'));
    for (let round = 0; round < 10; round++) await stage.settle(a, b);
    assert.ok(!everythingCarried(stage).includes('"waits"'));
    approveItems(a.party, [0]);
    for (let round = 0; round < 20; round++) await stage.settle(a, b);
    assert.deepEqual(titles(b), ['waits']);
  });

  it('LNK-1: a refusal to a party without an agreement says nothing about any record', async () => {
    const stage = new Stage();
    const [a, b] = [stage.found('Aldoria'), stage.found('Bereth')];
    introduce(a, b);
    give(a, indicator('kept', 'clear'));
    await stage.settle(a, b);
    const pulls = stage.carried.filter(({ path, body }) => path === '/link/pull' && !fromUtf8(body).startsWith('{'));
    assert.ok(pulls.length > 0);
    for (const { body } of pulls) assert.deepEqual(body, utf8(''));
  });
});
