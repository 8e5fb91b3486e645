import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { auditParty } from '#server/party/audit.ts';
import { conclude, give, indicator, introduce, outcome, refusals, Stage, titles } from '../world/stage.fixture.ts';
import type { StagedParty } from '../world/staged-party.fixture.ts';

const hour = 3_600;
const year = 365 * 24 * hour;

async function scene() {
  const stage = new Stage();
  const [a, b] = [stage.found('Aldoria'), stage.found('Bereth')];
  introduce(a, b);
  conclude([a, b], stage.terms([a, b], [{}]));
  give(a, indicator('first', 'green'));
  await stage.settle(a, b);
  /** Sets one clock so many seconds off. */
  const skew = ({ party }: StagedParty, by: number): void =>
    void Object.assign(party.powers, { now: () => (stage.now + by) * 1_000_000 });
  return { stage, a, b, skew };
}

const findings = ({ party }: StagedParty): string[] => auditParty(party).findings.map(({ code }) => code);

const skews: readonly [name: string, by: number][] = [
  ['back an hour', -hour],
  ['back to 1970', -1_790_000_000],
  ['forward an hour', hour],
  ['forward a year', year],
];

for (const [name, by] of skews)
  describe(`a clock set ${name}, and right again`, () => {
    it('ITM-1, KEP-1: accepts and seals meanwhile, in the order in which it accepted', async () => {
      const { a, skew } = await scene();
      skew(a, by);
      const { size } = a.party.log.frontier();
      for (let n = 0; n < 3; n++) assert.equal(give(a, indicator(`meanwhile ${n}`, 'green')).accepted, 1);
      skew(a, 0);
      give(a, indicator('afterwards', 'green'));
      const added = a.party.db.all<{ added: number }>('SELECT added FROM item ORDER BY seq').map((row) => row.added);
      assert.deepEqual(
        added,
        [...new Set(added)].toSorted((one, other) => one - other),
        'strictly increasing',
      );
      assert.equal(added.length, 5);
      assert.ok(a.party.log.frontier().size > size);
      assert.deepEqual(findings(a), []);
    });

    it('LNK-6, LSG-6, LSG-12: loses nothing, takes nothing twice and is not stuck', async () => {
      const { stage, a, b, skew } = await scene();
      skew(a, by);
      give(a, indicator('meanwhile', 'green'));
      for (let n = 0; n < 4; n++) {
        await stage.meet(b, a);
        await stage.meet(a, b);
      }
      // Up to a day apart they learn of it and go on; before the time of their agreement nothing leaves.
      const isLearnt = by > 0 && by <= 24 * hour;
      assert.deepEqual(titles(b), isLearnt ? ['first', 'meanwhile'] : ['first']);
      skew(a, 0);
      // What failed before must not keep the next round from trying.
      stage.now += 301;
      await a.server.round();
      await b.server.round();
      await stage.settle(a, b);
      assert.deepEqual(titles(b), ['first', 'meanwhile']);
      assert.equal(a.party.db.count("SELECT count(*) FROM delivery WHERE state <> 'acknowledged'"), 0);
      assert.deepEqual([...findings(a), ...findings(b)], []);
    });
  });

it('AGR-9: outside the time of an agreement nothing leaves, whatever the clock was', async () => {
  for (const by of [-1_790_000_000, 2 * 86_400]) {
    const { stage, a, b } = await scene();
    give(a, indicator('meanwhile', 'green'));
    const right = stage.now;
    stage.now += by;
    await stage.settle(a, b);
    assert.deepEqual(titles(b), ['first']);
    stage.now = right + 400;
    await stage.settle(a, b);
    assert.deepEqual(titles(b), ['first', 'meanwhile']);
  }
});

it('LSG-7: clocks that were all an hour ahead and are put right do not silence the link', async () => {
  const { stage, a, b } = await scene();
  stage.now += hour;
  await stage.settle(a, b);
  stage.now -= hour;
  give(a, indicator('later', 'green'));
  const before = refusals(a).length;
  assert.equal(outcome(await stage.meet(b, a)), 'met');
  assert.deepEqual(refusals(a).slice(before), []);
  assert.deepEqual(titles(b), ['first', 'later']);
});
