import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseCheckpoint } from '#protocol/log/checkpoint.ts';
import { auditParty } from '#server/party/audit.ts';
import { Random } from '#world/sim/random.ts';
import { conclude, give, indicator, introduce, outcome, Stage, titles } from './stage.fixture.ts';
import type { StagedParty } from './staged-party.fixture.ts';

const headOf = /^comity\/log\/[0-9a-f]{64}\n\d+\n[^\n]+\n/;

/** Sizes for which two heads of one log were shown: in any answer or request on any wire, or published. */
function contradictions(stage: Stage, parties: readonly StagedParty[]): string[] {
  const published = parties.map(({ files }) => files.get('checkpoint') ?? new Uint8Array());
  const shown = stage.carried.filter(({ path }) => path.endsWith('checkpoint')).map(({ body }) => body);
  const roots = new Map<string, Set<string>>();
  for (const bytes of [...published, ...shown]) {
    // A request to a witness has its proof first, and an empty line before the checkpoint.
    const texts = new TextDecoder().decode(bytes).split('\n\n');
    const [text] = texts.flatMap((part) => headOf.exec(`${part}\n`) ?? []);
    if (text === undefined) continue;
    const { origin, size, root } = parseCheckpoint(text);
    const name = `${origin} ${size}`;
    roots.set(name, (roots.get(name) ?? new Set()).add(root.join()));
  }
  assert.ok(roots.size > parties.length);
  return [...roots].flatMap(([name, different]) => (different.size > 1 ? [name] : []));
}

/** Three parties that share all there is; each already has witnesses. */
async function scene(): Promise<{ stage: Stage; parties: [StagedParty, StagedParty, StagedParty] }> {
  const stage = new Stage();
  const parties: [StagedParty, StagedParty, StagedParty] = [
    stage.found('Aldoria'),
    stage.found('Bereth'),
    stage.found('Calder'),
  ];
  introduce(...parties);
  conclude(parties, stage.terms(parties, [{}]));
  give(parties[0], indicator('saved', 'green'));
  await stage.settle(...parties);
  return { stage, parties };
}

describe('the heads that a party shows', () => {
  it('KEP-3: a store put back behind what a partner has mirrored, but not witnessed, catches up before it signs', async () => {
    const { stage, parties } = await scene();
    const [a, b, c] = parties;
    const past = a.backUp();
    give(a, indicator('mirrored', 'red'));
    await stage.meet(b, a);
    a.restore(past, 'store-and-files');
    give(a, indicator('meanwhile', 'red'));
    for (let round = 0; round < 3; round++) {
      await stage.settle(a, b, c);
      assert.equal(outcome(await stage.meet(b, a)), 'met');
    }
    assert.equal(a.party.log.signing, 'confirmed');
    assert.deepEqual(contradictions(stage, parties), []);
  });

  it('KEP-3: entries that a witness has vouched for and nobody has kept leave their log silent, not contradicted', async () => {
    const { stage, parties } = await scene();
    const [a, b, c] = parties;
    const past = a.backUp();
    give(a, indicator('witnessed', 'red'));
    await stage.meet(a, b);
    a.restore(past, 'store-and-files');
    for (let round = 0; round < 3; round++) await stage.settle(a, b, c);
    assert.notEqual(a.party.log.signing, 'confirmed');
    assert.equal(give(a, indicator('meanwhile', 'red')).accepted, 1);
    assert.deepEqual(contradictions(stage, parties), []);
  });

  it('LNK-6: a restored party gets again what had reached it, once', async () => {
    const { stage, parties } = await scene();
    const [a, b, c] = parties;
    const past = a.backUp();
    give(b, indicator('from b', 'green'));
    await stage.settle(a, b, c);
    a.restore(past, 'store-and-files');
    assert.deepEqual(titles(a), ['saved']);
    for (let round = 0; round < 3; round++) await stage.settle(a, b, c);
    assert.deepEqual(titles(a), ['from b', 'saved']);
    for (const { party } of [b, c]) assert.deepEqual(auditParty(party).findings, []);
    assert.ok(auditParty(a.party).findings.every(({ code }) => code === 'entry-unopened'));
  });

  it('KEP-1, KEP-3: never contradict each other, whatever is restarted, restored and given, in any order', async () => {
    for (let seed = 1; seed <= 3; seed++) {
      const { stage, parties } = await scene();
      const random = new Random(seed);
      const given = new Set(['saved']);
      for (let step = 0; step < 10; step++) {
        const one = random.pick(parties);
        const past = one.backUp();
        for (let n = random.below(3); n > 0; n--) {
          give(one, indicator(`${seed} ${step} ${n}`, 'red'));
          await stage.meet(one, random.pick(parties.filter((other) => other !== one)));
        }
        await stage.settle(...parties);
        if (random.oneIn(2)) one.restart();
        else one.restore(past, random.oneIn(2) ? 'store' : 'store-and-files');
        const name = `kept ${seed} ${step}`;
        given.add(name);
        await stage.settle(...parties);
        give(one, indicator(name, 'green'));
        await stage.settle(...parties);
      }
      await stage.settle(...parties);
      assert.deepEqual(contradictions(stage, parties), [], `seed ${seed}`);
      for (const { party } of parties) assert.equal(party.log.signing, 'confirmed');
      for (const one of parties) for (const name of given) assert.ok(titles(one).includes(name), `${seed} ${name}`);
    }
  });
});
